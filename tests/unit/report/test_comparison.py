from __future__ import annotations

import json

import msgspec
import pytest

from personac.report.comparison import (
    Comparison,
    FindingKind,
    FindingRow,
    compare,
)
from personac.report.differences import FieldChange
from personac.report.report_schema import encode_json
from tests.unit.helpers import EXACT, compiled
from tests.unit.report.comparisons import FORBIDS, compared

A = "---\nname: a\ncolor: red\n---\n\nIntro.\n\n## Caching\n\n- Cache reads\n\n## Mine\n\n- Alone\n"
B = "---\nname: b\ncolor: red\n---\n\n## Caching\n\n- Cache reads\n- More\n"


@pytest.fixture(scope="module")
def result() -> Comparison:
    return compare(compiled({"a.md": A, "b.md": B}), 0, 1)


def test_the_two_sides(result: Comparison) -> None:
    assert (result.a.path, result.a.name, result.a.bytes, result.a.bullets) == ("a.md", "a", len(A), 3)
    assert (result.b.path, result.b.name, result.b.bytes, result.b.bullets) == ("b.md", "b", len(B), 2)
    assert result.front_matter == (FieldChange("name", "a", "b"),)


def test_sections_are_aligned_and_add_up(result: Comparison) -> None:
    titles = {(section.a, section.b) for section in result.sections}
    assert titles == {("", ""), ("Caching", "Caching"), ("Mine", None)}
    for kind, total in result.counts.items():
        assert sum(section.counts[kind] for section in result.sections) == total


def test_either_way_round() -> None:
    compilation = compiled({"a.md": A, "b.md": B})
    one, other = compare(compilation, 0, 1), compare(compilation, 1, 0)
    swapped = {"only a": "only b", "only b": "only a"}
    assert {swapped.get(kind, kind): number for kind, number in other.counts.items()} == one.counts


def test_a_persona_with_itself() -> None:
    compilation = compiled({"a.md": A, "b.md": A})
    result = compare(compilation, 0, 1)
    assert result.identical
    assert result.is_equivalent
    assert {finding.kind for finding in result.findings} == {"exact"}


def test_the_json_reads_back(result: Comparison) -> None:
    data = encode_json(result)
    assert msgspec.json.decode(data, type=Comparison) == result
    assert json.loads(data)["schema"] == "personac-diff/1"
    assert data.endswith("}\n")


def of(comparison: Comparison, kind: FindingKind) -> list[FindingRow]:
    return [finding for finding in comparison.findings if finding.kind == kind]


def lines(finding: FindingRow) -> tuple[list[int], list[int]]:
    return [row.line for row in finding.a], [row.line for row in finding.b]


def test_word_for_word_whatever_the_order() -> None:
    result = compared("- One rule\n- Another rule\n", "1. Another rule\n2. One rule\n")
    assert [(f.kind, lines(f)) for f in result.findings] == [("exact", ([1], [2])), ("exact", ([2], [1]))]
    assert result.is_equivalent
    assert not result.identical


def test_in_other_words_with_marks() -> None:
    rules = f'[[must_link]]\ntexts = ["Polish the lens", "Rub the lens", "Clean it"]\n{EXACT}'
    (result,) = compared("- Polish the lens\n- Clean it\n", "- Rub the lens\n- Clean it\n", rules).findings
    assert (result.kind, lines(result)) == ("otherwise", ([1, 2], [1, 2]))
    assert [(change.kind, change.text) for change in result.changes] == [
        ("gone", "Polish"),
        ("new", "Rub"),
        ("same", " the lens"),
    ]


def test_bullets_of_one_side_in_the_order_of_the_lines() -> None:
    result = compared("- One\n- Alone here\n- Two\n", "- One\n- Only there\n- Two\n- Nor this\n")
    assert [f.kind for f in result.findings] == ["exact", "only a", "exact", "only b", "only b"]
    assert result.counts == {
        "exact": 2, "otherwise": 0, "partly": 0, "contradicts": 0, "only a": 1, "only b": 2,
    }  # fmt: skip
    assert not result.is_equivalent


def test_contradictions() -> None:
    result = compared("- Always wrap errors with context\n", "- Never wrap errors with context\n")
    (finding,) = result.findings
    assert (finding.kind, lines(finding)) == ("contradicts", ([1], [1]))
    assert finding.reason == FORBIDS


def test_part_of_a_broader_bullet() -> None:
    broad = "- Store: pools, balancing, shards\n"
    narrow = "- Alone\n- Connection pools\n- Load balancing\n"
    (there,) = of(compared(broad, narrow), "partly")
    assert (there.broad, lines(there)) == ("a", ([1], [2, 3]))
    assert (there.reason, there.score) == ("Connection pools; Load balancing", 0.95)
    back = compared(narrow, broad)
    assert [(finding.broad, lines(finding)) for finding in of(back, "partly")] == [("b", ([2, 3], [1]))]
    assert [lines(finding) for finding in of(back, "only a")] == [([1], [])]


def test_blocks_are_compared_whole() -> None:
    result = compared("- One\n\n```sh\nmake\n```\n", "- One\n\n> Quoted\n\n```sh\nmake\n```\n")
    assert [(f.kind, lines(f)) for f in result.findings] == [
        ("exact", ([1], [1])),
        ("exact", ([3], [5])),
        ("only b", ([], [3])),
    ]
    assert result.findings[2].b[0].kind == "block"


def test_every_bullet_is_in_a_finding() -> None:
    a = "- Always wrap errors with context\n- Store: pools, balancing, shards\n- Same\n- Same\n- Alone\n"
    b = "- Never wrap errors with context\n- Same\n- Connection pools\n"
    result = compared(a, b)
    assert {text_of.line for f in result.findings for text_of in f.a} == {1, 2, 3, 4, 5}
    assert {text_of.line for f in result.findings for text_of in f.b} == {1, 2, 3}
