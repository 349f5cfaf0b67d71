from __future__ import annotations

import fnmatch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personac.passes.front_matter.patterns import covered, covers, overlap, without_covered


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("Bash", "Bash"),
        ("Bash", "bash"),
        ("Bash", "Bash(git *)"),
        ("Bash(*)", "Bash"),
        ("Bash()", "Bash"),
        ("Bash(:*)", "Bash"),
        ("Bash(git *)", "Bash(git log *)"),
        ("Bash(git:*)", "Bash(git log:*)"),
        ("Bash(git *)", "Bash(git:*)"),
        ("*", "Bash(git *)"),
        ("mcp__github", "mcp__github__get_issue"),
        ("mcp__github__*", "mcp__github"),
        ("mcp__*", "mcp__github"),
        ("github/*", "github/get_issue"),
        ("Task", "Agent(reviewer)"),
        ("Agent(a, b)", "Task(b)"),
        ("Edit(src/**)", "Edit(src/a/*.py)"),
        ("Edit(**)", "Edit(src/**)"),
        ("Read", "Read(~/.ssh/**)"),
    ],
)
def test_what_covers(wide: str, narrow: str) -> None:
    assert covers(wide, narrow)
    assert overlap(wide, narrow)
    assert overlap(narrow, wide)
    assert covered(narrow, ["X", wide])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bash(git *)", "Bash"),
        ("Bash(git log *)", "Bash(git *)"),
        ("Bash(git*)", "Bash(gi)"),
        ("Read", "Write"),
        ("Read", "ReadFile"),
        ("mcp__github", "mcp__gitlab__get"),
        ("mcp__github", "mcp__github_enterprise__get"),
        ("mcp__github__get", "mcp__github"),
        ("Task(a)", "Task(a, b)"),
        ("Edit(src/*)", "Edit(src/**)"),
        ("Edit(src/*)", "Edit(src/a/b)"),
        ("Bash(* main)", "Bash(git push main)"),
    ],
)
def test_what_does_not_surely_cover(one: str, other: str) -> None:
    assert not covers(one, other)


@pytest.mark.parametrize(
    ("one", "other", "may_meet"),
    [
        ("Bash(git *)", "Bash(* main)", True),
        ("Bash(git *)", "Bash(npm *)", False),
        ("Bash(git *)", "Bash(npm test)", False),
        ("Bash(npm test)", "Bash(git *)", False),
        ("Bash(git * main)", "Bash(git push main)", True),
        ("Bash(git push main)", "Bash(git * main)", True),
        ("Bash(git log)", "Bash(git push)", False),
        ("Task(a, b)", "Task(b, c)", True),
        ("Task(a)", "Task(b)", False),
        ("Read", "Write", False),
    ],
)
def test_overlap(one: str, other: str, may_meet: bool) -> None:  # noqa: FBT001
    assert overlap(one, other) is may_meet
    assert overlap(other, one) is may_meet


def test_without_covered() -> None:
    assert without_covered(["Bash(git *)", "Read", "Bash", "read", "Bash(rm)"]) == ("Read", "Bash")


_patterns = st.text(alphabet="ab*", min_size=1, max_size=4)


@settings(max_examples=300, deadline=None)
@given(wide=_patterns, narrow=_patterns, command=st.text(alphabet="ab", max_size=4))
def test_a_command_that_the_narrow_takes_the_wide_takes_too(wide: str, narrow: str, command: str) -> None:
    takes_narrow, takes_wide = fnmatch.fnmatchcase(command, narrow), fnmatch.fnmatchcase(command, wide)
    if covers(f"Bash({wide})", f"Bash({narrow})"):
        assert takes_wide or not takes_narrow
    if takes_narrow and takes_wide:
        assert overlap(f"Bash({wide})", f"Bash({narrow})")
