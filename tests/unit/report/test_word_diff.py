from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.report.word_diff import Change, word_changes

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
def test_words_that_differ_are_marked(a: str, b: str, expected: str) -> None:
    assert read(a, b) == expected


def joined(changes: tuple[Change, ...], *kinds: str) -> str:
    return "".join(change.text for change in changes if change.kind in kinds)


@given(SENTENCES.map(" ".join), SENTENCES.map(" ".join))
def test_nothing_is_lost_on_either_side(a: str, b: str) -> None:
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
