from __future__ import annotations

import json

import jsonschema
import msgspec
import pytest

from personac.report.compare import compare
from personac.report.comparison import Comparison, comparison_schema, encode_comparison
from personac.report.field_changes import FieldChange
from tests.unit.helpers import compiled

A = "---\nname: a\ncolor: red\n---\n\nIntro.\n\n## Caching\n\n- Cache reads\n\n## Mine\n\n- Alone\n"
B = "---\nname: b\ncolor: red\n---\n\n## Caching\n\n- Cache reads\n- More\n"


@pytest.fixture(scope="module")
def found() -> Comparison:
    return compare(compiled({"a.md": A, "b.md": B}), 0, 1)


def test_the_two_sides(found: Comparison) -> None:
    assert (found.a.path, found.a.name, found.a.bytes, found.a.bullets) == ("a.md", "a", len(A), 3)
    assert (found.b.path, found.b.name, found.b.bytes, found.b.bullets) == ("b.md", "b", len(B), 2)
    assert found.front_matter == (FieldChange("name", "a", "b"),)


def test_sections_are_aligned_and_add_up(found: Comparison) -> None:
    titles = {(section.a, section.b) for section in found.sections}
    assert titles == {("", ""), ("Caching", "Caching"), ("Mine", None)}
    for kind, total in found.counts.items():
        assert sum(section.counts[kind] for section in found.sections) == total


def test_either_way_round() -> None:
    compilation = compiled({"a.md": A, "b.md": B})
    one, other = compare(compilation, 0, 1), compare(compilation, 1, 0)
    swapped = {"only a": "only b", "only b": "only a"}
    assert {swapped.get(kind, kind): number for kind, number in other.counts.items()} == one.counts


def test_a_persona_with_itself() -> None:
    compilation = compiled({"a.md": A, "b.md": A})
    found = compare(compilation, 0, 1)
    assert found.identical
    assert found.says_the_same
    assert {finding.kind for finding in found.findings} == {"exact"}


def test_the_json_fits_its_schema(found: Comparison) -> None:
    data = encode_comparison(found)
    assert msgspec.json.decode(data, type=Comparison) == found
    schema = comparison_schema()
    assert schema["title"] == "personac-diff/1"
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(data), schema)
    assert data.endswith(b"}\n")
