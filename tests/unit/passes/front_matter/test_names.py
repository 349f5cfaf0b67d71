from __future__ import annotations

from typing import Any

import pytest

from personac.passes.permissions import EVERY_TOOL, as_names, combine, like_the_sources, lists_names, widened


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (None, None),
        ("*", None),
        (["Read", "*"], None),
        ("", ()),
        ([], ()),
        ("Read, Write,Read", ("Read", "Write")),
        (["Read", " Write ", None, ""], ("Read", "Write")),
        ("Bash(git add, git rm), Read", ("Bash(git add, git rm)", "Read")),
        ("Bash(a, b", ("Bash(a", "b")),
        (7, ("7",)),
    ],
)
def test_as_names(value: Any, names: tuple[str, ...] | None) -> None:  # noqa: ANN401
    assert as_names(value) == names


@pytest.mark.parametrize(
    ("value", "is_list"),
    [(None, True), ("a, b", True), ([], True), (["a", 1], True), ({"a": True}, False), ([["a"]], False)],
)
def test_lists_names(value: Any, is_list: bool) -> None:  # noqa: ANN401, FBT001
    assert lists_names(value) is is_list


def test_combine() -> None:
    lists = [("b", "a"), None, ("c", "a")]
    assert combine(lists, is_union=True) == ("b", "a", "c")
    assert combine(lists, is_union=False) == ("a",)
    assert combine([None], is_union=True) == ()


def test_names_are_written_as_most_sources_write_them() -> None:
    assert like_the_sources(("a", "b"), ["a, b", "c", ["d"]]) == "a, b"
    assert like_the_sources(("a", "b"), [["a"], ["b"], "c"]) == ["a", "b"]
    assert like_the_sources((), ["a"]) == []


def test_widened() -> None:
    assert widened(("a", "b"), ("b",)) == ("a",)
    assert widened(("a",), None) == ()
    assert widened(None, ("a",)) == (EVERY_TOOL,)
    assert widened(None, None) == ()
