from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.parsing.yaml_mending import Mended, mend, quoted
from personac.parsing.yaml_reader import read_entries


def mended(entry: str) -> Mended | None:
    return mend(entry, entry.index(":") + 1)


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("p:\n  task:\n    *: deny\n    helper: allow", {"task": {"*": "deny", "helper": "allow"}}),
        ("p:\n  b:\n    @x/y: ask # why\n    git *: deny", {"b": {"@x/y": "ask", "git *": "deny"}}),
        ("p:\r\n  *.env: deny\r\n  a: `b`", {"*.env": "deny", "a": "`b`"}),
        ("p:\n\ta:\n\t\t*: deny\n\tb: allow", {"a": {"*": "deny"}, "b": "allow"}),
        ("p:\n  a:\n    b: ask\n   c: deny\n  d: e", {"a": {"b": "ask", "c": "deny"}, "d": "e"}),
        ("p:\n  a: ask\n    b: deny\n  c: d", {"a": "ask", "b": "deny", "c": "d"}),
        ("p: {*: false, read: true}", {"*": False, "read": True}),
        ("p: {a: *x,\n  b: [@c, d]}", {"a": "*x", "b": ["@c", "d"]}),
        ("p:\n  a: {*: deny}\n  *: ask", {"a": {"*": "deny"}, "*": "ask"}),
        ("p:\n- *\n- Read\n- 'a': b: c", ["*", "Read", {"a": "b: c"}]),
        ("p:\n  - a: b\n    *: c\n  -\n    d: @e", [{"a": "b", "*": "c"}, {"d": "@e"}]),
        ("p:\n  a: |\n    x: y: z\n  *: b", {"a": "x: y: z\n", "*": "b"}),
        ("p:\n  a: &n\n    b: c\n  *: d", {"a": {"b": "c"}, "*": "d"}),
        ("p:\n  # why\n\n  *: a", {"*": "a"}),
        ("p: # why\n  *: a", {"*": "a"}),
        ("p:\n  a: [b\n  c: d", {"a": "[b", "c": "d"}),
    ],
)
def test_a_list_or_mapping_stays_one(entry: str, value: object) -> None:
    result = mended(entry)
    assert result is not None
    assert result.value == value
    assert all(entry.startswith(change.text, change.offset) for change in result.changes)


@pytest.mark.parametrize(
    "entry",
    [
        "p: a: b",
        "p: |\nflush",
        "p:\n  Use it when: now\n  more: x: y",
        "p:\n  some text\n  a: b",
        "p:\n  - Use it when: now\n  - @b",
        "p:\n  a: b",
        "p: [a, b",
    ],
)
def test_text_and_what_cannot_be_mended_is_left_alone(entry: str) -> None:
    assert mended(entry) is None


def test_the_first_quoted_text_is_told_before_wrong_indentation() -> None:
    result = mended("p:\n\ta:\n\t\t*: deny")
    assert result is not None
    assert [(change.text, change.line, change.is_quoted) for change in result.changes] == [
        ("*", '"*": deny', True),
        ("\ta:", "a:", False),
    ]


@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, blacklist_categories=["Cc"])))
def test_quoted_text_is_yaml(text: str) -> None:
    assert [entry.value for entry in read_entries(f"k: {quoted(text)}")] == [text]


@given(st.text("ab*@:-[]{},|#'\" \n\t", max_size=40))
def test_mending_never_fails(text: str) -> None:
    result = mended(f"p:\n{text}")
    assert result is None or isinstance(result.value, list | dict)
