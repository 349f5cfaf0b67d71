from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.report.differences import (
    Change,
    FieldChange,
    close_changes,
    field_changes,
    markdown_marks,
    sign_mark,
    word_changes,
)

SENTENCES = st.lists(
    st.sampled_from(["use", "an", "index", ",", ".", "ünder", "(", "x_1", "Use"]), max_size=14
)


def read(a: str, b: str) -> str:
    marks = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    return "".join(marks[change.kind].format(change.text) for change in word_changes(a, b))


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Cache reads", "Cache reads", "Cache reads"),
        ("Cache all reads", "Cache hot reads", "Cache [-all-][+hot+] reads"),
        ("Cache reads", "Cache all reads", "Cache[+ all+] reads"),
        ("Cache all reads", "Cache reads", "Cache[- all-] reads"),
        ("Use tests, types", "Run checks, lints", "[-Use tests, types-][+Run checks, lints+]"),
        ("Keep it, short", "Keep it, long", "Keep it, [-short-][+long+]"),
        ("Read", "read", "[-Read-][+read+]"),
        ("Use an index", "index", "[-Use an -]index"),
        ("", "new", "[+new+]"),
        ("gone", "", "[-gone-]"),
        ("", "", ""),
        ("a\nb", "a b", "a b"),
    ],
)
def test_different_words_are_marked(a: str, b: str, expected: str) -> None:
    assert read(a, b) == expected


def signs_of(changes: Iterable[Change]) -> str:
    return "".join(map(sign_mark, changes))


def joined(changes: tuple[Change, ...], *kinds: str) -> str:
    return "".join(change.text for change in changes if change.kind in kinds)


@given(SENTENCES.map(" ".join), SENTENCES.map(" ".join))
def test_changes_hold_all_words_of_both_sides(a: str, b: str) -> None:
    changes = word_changes(a, b)
    assert joined(changes, "same", "new") == b
    assert joined(changes, "same", "gone").split() == a.split()
    kinds = [change.kind for change in changes]
    assert all(one != other for one, other in pairwise(kinds))
    assert all(change.text for change in changes)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_kept_whole(a: str, b: str) -> None:
    changes = word_changes(a, b)
    assert joined(changes, "same", "new") == b
    assert "".join(joined(changes, "same", "gone").split()) == "".join(a.split())


def test_a_text_made_to_be_slow_is_marked_as_a_whole() -> None:
    a, b = "x " * 3000 + "a", "x " * 3000 + "b"
    assert [change.kind for change in word_changes(a, b)] == ["gone", "new"]
    assert [change.kind for change in word_changes(a, a)] == ["same"]


@pytest.mark.parametrize(
    ("a", "b", "markdown", "signs"),
    [
        ("Cache reads", "Cache hot reads", "Cache <ins>hot</ins> reads", "Cache {+hot+} reads"),
        (
            "Always use <b>",
            "Always use *c*",
            r"Always use <del>&lt;b&gt;</del><ins>\*c\*</ins>",
            "Always use [-<b>-]{+*c*+}",
        ),
        ("same", "same", "same", "same"),
        ("a\n b", "a b", "a b", "a b"),
        ("", "", "", ""),
    ],
)
def test_marks_in_markdown_and_plain_text(a: str, b: str, markdown: str, signs: str) -> None:
    changes = close_changes(a, b)
    assert markdown_marks(changes) == markdown
    assert signs_of(changes) == signs


def test_long_runs_are_cut_between_the_changes() -> None:
    run = " ".join(f"word{number}" for number in range(60))
    text = signs_of(close_changes(f"{run} one {run} two {run}", f"{run} 1 {run} 2 {run}"))
    assert len(text) < 400
    assert text.startswith("\u2026 ")
    assert "[-one-]{+1+}" in text
    assert "[-two-]{+2+}" in text
    assert " \u2026 " in text
    assert text.endswith(" \u2026")
    assert signs_of(close_changes(run, run)) == run


def test_text_does_nothing() -> None:
    harm = "\x1b[31m \u202e @all https://x.example #1 <script>"
    changes = close_changes("plain words here", f"plain words {harm}")
    assert "\x1b" not in signs_of(changes)
    assert "\u202e" not in signs_of(changes)
    marked = markdown_marks(changes)
    assert "<script>" not in marked
    assert "@all" not in marked
    assert "://" not in marked


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [("one two three", "one two four", True), ("one two three", "four", False)],
)
def test_texts_with_little_in_common_have_no_marks(a: str, b: str, *, expected: bool) -> None:
    assert bool(close_changes(a, b)) is expected


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ({"x": 1}, {"x": 1}),
        ({"x": 1, "y": 2}, {"y": 2, "x": 1}),
        ({"tools": "Read, Write"}, {"tools": ["Write", "Read"]}),
        ({"tools": None}, {"tools": "*"}),
        ({"x": {"a": [1]}}, {"x": {"a": [1]}}),
        ({}, {}),
    ],
)
def test_the_same(a: dict[str, Any], b: dict[str, Any]) -> None:
    assert field_changes(a, b) == ()
    assert field_changes(b, a) == ()


def test_differences_are_in_the_order_of_the_first() -> None:
    result = field_changes(
        {"z": 1, "x": True, "tools": "Read"}, {"x": 1, "a": [1, "b"], "tools": {"Read": True}}
    )
    assert result == (
        FieldChange("z", "1", None),
        FieldChange("x", "true", "1"),
        FieldChange("tools", "Read", '{"Read": true}'),
        FieldChange("a", None, "1, b"),
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (None, ""),
        ([], "[]"),
        ([1, None], "1, "),
        ([[1]], "[[1]]"),
        (date(2020, 1, 2), '"2020-01-02"'),
        ("é", "é"),
    ],
)
def test_values_as_text(value: object, text: str) -> None:
    assert field_changes({"x": value}, {}) == (FieldChange("x", text, None),)


def test_missing_values() -> None:
    assert FieldChange("tools", None, "Read").shown(None) == "(none: every tool)"
    assert FieldChange("color", None, "red").shown(None) == "(none)"
    assert FieldChange("color", "", "red").shown("") == "(empty)"
    assert FieldChange("color", "red", "").shown("red") == "red"
