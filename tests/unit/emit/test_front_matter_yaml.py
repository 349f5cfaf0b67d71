from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from personac.emit.front_matter_yaml import field_lines
from personac.model import MergedField, Origin

_ORIGIN = Origin("a", "a.md", 2, 2, "frontmatter")


def _written(value: Any, written: str = "", key: str = "x") -> str:  # noqa: ANN401
    lines = field_lines(MergedField(key, value, (_ORIGIN,), written))
    assert all(line.origins == (_ORIGIN,) for line in lines)
    return "\n".join(line.text for line in lines)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1.1, "x: 1.10"),
        ("a b", "x: 'a b'  # note"),
        ("a b", "x: >-\n  a\n  b"),
        ([1, 2], "x: [1,\n  2]"),
        (None, "x:"),
    ],
)
def test_a_whole_entry_is_copied(value: object, written: str) -> None:
    assert _written(value, written) == written
    assert _written(value, written.replace("\n", "\r\n")) == written


@pytest.mark.parametrize(
    ("value", "written", "text"),
    [
        ("a: b", "x: a: b", "x: 'a: b'"),
        ("a", "  x: a", "x: a"),
        ("a", "\tx: a", "x: a"),
        ([1], "x: *alias", "x:\n  - 1"),
        ("a", "- x", "x: a"),
        ("a", "x: b", "x: a"),
        ("a", "x: a\ny: b", "x: a"),
        ("a  \nb\n", "x: |\n  a  \n  b", 'x: "a  \\nb\\n"'),
        ([], "", "x: []"),
        (["a", {"b": [1]}], "", "x:\n  - a\n  - b:\n      - 1"),
        ("a\nb\n", "", "x: |\n  a\n  b"),
        ("a\n\n", "", 'x: "a\\n\\n"'),
        ("\n", "", 'x: "\\n"'),
        ("a\nb", "", "x: |-\n  a\n  b"),
        ("a\u2028b", "", 'x: "a\\Lb"'),
        ("a\nb\x85c", "", 'x: "a\\nb\\Nc"'),
        ("w " * 39 + "w", "", "x: " + "w " * 39 + "w"),
        ("w " * 60 + "w", "", "x: >-\n  " + "w " * 49 + "w\n  " + "w " * 10 + "w"),
        ("w" * 99, "", "x: " + "w" * 99),
        ("it's: so", "", "x: |-\n  it's: so"),
        ('say: "so"', "", "x: 'say: \"so\"'"),
        ("1e3", "", "x: '1e3'"),
        ("0o17", "", "x: '0o17'"),
        ("08", "", "x: '08'"),
        ("a\nb", 'x: "a\\nb"', "x: |-\n  a\n  b"),
        ("a\\nb", 'x: "a\\\\nb"', 'x: "a\\\\nb"'),
        ("\u00e9\U0001f680", "", "x: \u00e9\U0001f680"),
        ("yes", "", "x: 'yes'"),
    ],
)
def test_other_values_are_dumped(value: object, written: str, text: str) -> None:
    assert _written(value, written) == text


def test_a_key_that_is_not_text_is_copied() -> None:
    assert _written("a", "1: a", key="1") == "1: a"
    assert _written("a", "", key="1") == "'1': a"


def test_repeated_objects_make_no_alias() -> None:
    shared = ["a"]
    assert "&" not in _written([shared, shared])


_scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(alphabet="ab:#-'\"\\|>%@`&*!?{}[], \n\t\r\x85\u2028\u00e9\U0001f680\ufeff", max_size=20),
    st.text(alphabet="01.e+-xo_:", max_size=5),
    st.text(alphabet="ab  ':", min_size=75, max_size=120),
)
_values = st.recursive(
    _scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab: ", max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None)
@given(value=_values)
def test_a_strict_parser_reads_every_value_back(value: object) -> None:
    text = f"{_written(value)}\n---"
    assert next(yaml.safe_load_all(text)) == {"x": value}
    assert next(YAML(typ="safe", pure=True).load_all(text)) == {"x": value}
    assert text.split("\n").count("---") == 1


@settings(max_examples=100, deadline=None)
@given(value=_values)
def test_dumping_is_idempotent(value: object) -> None:
    text = _written(value)
    assert _written(value, text) == text


@pytest.mark.parametrize("end", ["", "  ", "\t", ":", " #", "'", "\n"])
def test_long_text_keeps_its_end(end: str) -> None:
    value = f"{'it is: long  and ' * 12}{end}"
    for text in (_written(value), _written([value]), _written({"k": value})):
        assert yaml.safe_load(text) == YAML(typ="safe", pure=True).load(text)
    assert yaml.safe_load(_written(value)) == {"x": value}
