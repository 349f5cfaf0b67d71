from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from personac.front_matter.tool_patterns import EVERY_TOOL, Names, covers, overlap
from personac.front_matter.tool_sets import (
    ToolSet,
    combine_tools,
    names_beyond,
    without_covered,
    without_denied,
)

_SCOPES = st.text(alphabet="ab*/,", max_size=4)
_NAMES = st.one_of(
    st.sampled_from(("Bash", "bash", "mcp__a", "mcp__a__b", "mcp__*", "Task", "*", "a*b", "a*", "")),
    st.builds("{}({})".format, st.sampled_from(("Bash", "Edit", "Agent", "b*")), _SCOPES),
)


@settings(max_examples=500, deadline=None)
@given(names=st.lists(_NAMES, max_size=6), name=_NAMES)
@example(names=["Edit(a*b/**)"], name="Edit(a*b/*)")
@example(names=["Edit(a/*)", "Edit(a/**)"], name="Edit(a/b)")
def test_a_set_finds_what_each_name_says_by_itself(names: list[str], name: str) -> None:
    known = ToolSet(names)
    assert set(known.covering(name)) == {one for one in names if covers(one, name)}
    assert known.covers(name) is any(covers(one, name) for one in names)
    assert known.overlaps(name) is any(overlap(one, name) for one in names)


@settings(max_examples=500, deadline=None)
@given(names=st.lists(_NAMES, max_size=6))
def test_without_covered_keeps_what_is_not_covered_by_another(names: list[str]) -> None:
    kept: list[str] = []
    for name in names:
        if not any(covers(one, name) for one in kept):
            kept = [*(one for one in kept if not covers(name, one)), name]
    assert without_covered(names) == tuple(kept)


def test_without_covered() -> None:
    assert without_covered(["Bash(git *)", "Read", "Bash", "read", "Bash(rm)"]) == ("Read", "Bash")


def test_names_beyond() -> None:
    assert names_beyond(("b",), ("a", "b")) == ("a",)
    assert names_beyond(None, ("a",)) == ()
    assert names_beyond(("a",), None) == (EVERY_TOOL,)
    assert names_beyond(None, None) == ()
    assert names_beyond(("Bash(git *)", "Read"), ("Bash", "Read(src/**)")) == ("Bash",)


@pytest.mark.parametrize(
    ("lists", "common", "united"),
    [
        ([("Bash",), ("Bash(git *)", "Read")], ("Bash(git *)",), ("Bash", "Read")),
        ([("mcp__github",), ("mcp__github__*",)], ("mcp__github",), ("mcp__github",)),
        (
            [("mcp__github__get_issue", "Read"), ("mcp__github",)],
            ("mcp__github__get_issue",),
            ("Read", "mcp__github"),
        ),
        ([("Task(a, b)",), ("Agent(b)",)], ("Agent(b)",), ("Task(a, b)",)),
        (
            [("Bash", "Bash(git *)"), None, ("Bash(git *)", "Bash")],
            ("Bash", "Bash(git *)"),
            ("Bash", "Bash(git *)"),
        ),
        ([("Bash", "Bash(git *)"), ("Bash",)], ("Bash",), ("Bash",)),
        ([("Read",), ("Write",)], (), ("Read", "Write")),
        ([None], (), ()),
    ],
)
def test_combine_tools(lists: list[Names | None], common: Names, united: Names) -> None:
    assert combine_tools(lists, is_union=False) == common
    assert combine_tools(lists, is_union=True) == united


def test_without_denied() -> None:
    assert without_denied(("Bash", "Bash(git *)", "Read"), ("Bash(git *)", "Read")) == ("Bash",)


@pytest.mark.parametrize(
    ("allowed", "denied", "is_granted"),
    [
        ((), "Bash", False),
        (("Read",), "Bash", False),
        (("Bash",), "Bash(rm *)", True),
        (("Bash(git *)",), "Bash", True),
        (("Bash(git *)",), "Bash(rm *)", False),
    ],
)
def test_what_a_set_may_permit(allowed: Names, denied: str, is_granted: bool) -> None:  # noqa: FBT001
    assert ToolSet(allowed).overlaps(denied) is is_granted
