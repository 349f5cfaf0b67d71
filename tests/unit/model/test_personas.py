from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personac.model.personas import identify


@pytest.mark.parametrize(
    ("paths", "ids"),
    [
        ([], ()),
        (["agents/a.md", "agents/b.md"], ("a", "b")),
        (["x/a.md", "y/a.md", "y/b.md"], ("x-a", "y-a", "b")),
        (["a.md", "y/a.md"], ("a", "y-a")),
        (["p/x/a.md", "q/x/a.md"], ("p-x-a", "q-x-a")),
        (["../x/a.md", "/x/a.md"], ("x-a", "x-a-2")),
        (["x/A.md", "y/a.md"], ("x-A", "y-a")),
        (["x/caf\u00e9.md", "y/cafe\u0301.md"], ("x-caf\u00e9", "y-cafe\u0301")),
        (["a-b/c.md", "a/b-c.md", "a/c.md"], ("a-b-c", "b-c", "a-c")),
        (["x/a.b.md", "y/a.md"], ("a.b", "a")),
        ([".claude/a.md", ".github/a.md"], ("claude-a", "github-a")),
    ],
)
def test_ids_are_names_extended_by_folders(paths: list[str], ids: tuple[str, ...]) -> None:
    assert identify(paths) == ids


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("reviewer.md", "reviewer"),
        ("reviewer.mdc", "reviewer"),
        ("reviewer.toml", "reviewer"),
        ("reviewer.agent.md", "reviewer"),
        ("reviewer.instructions.md", "reviewer"),
        ("reviewer.chatmode.md", "reviewer"),
        ("reviewer.prompt.md", "reviewer"),
        ("Reviewer.Agent.MD", "Reviewer"),
        ("reviewer.v2.agent.md", "reviewer.v2"),
        ("reviewer.agent.txt", "reviewer.agent"),
        ("gemini.md", "gemini"),
        ("agents.md", "agents"),
        (".agent.md", ".agent"),
    ],
)
def test_ids_lack_what_agent_tools_add_to_a_name(name: str, own: str) -> None:
    assert identify([f"x/{name}"]) == (own,)


@pytest.mark.parametrize(
    "name",
    ["agent.md", "AGENT.md", "agent.agent.md", "agent.toml", "instructions.md", "SKILL.md", "AGENTS.md",
     "CLAUDE.md", "GEMINI.md"],
)  # fmt: skip
def test_a_name_that_says_only_what_a_file_is_gives_way_to_that_of_the_folder(name: str) -> None:
    assert identify([f"skills/pdf/{name}"]) == ("pdf",)
    assert identify([f".pdf/{name}"]) == ("pdf",)
    stem = name.partition(".")[0]
    assert identify([name]) == identify([f"./{name}"]) == identify([f"../{name}"]) == (stem,)
    assert identify([f"/{name}"]) == (stem,)


@pytest.mark.parametrize(
    ("paths", "ids"),
    [
        (["x/a.agent.md", "x/a.md"], ("a.agent", "a")),
        (["x/a.md", "x/A.mdc", "x/a.toml"], ("a", "A.mdc", "a.toml")),
        (["x/a.agent.md", "y/a.md"], ("x-a", "y-a")),
        (["x/pdf/SKILL.md", "y/pdf/SKILL.md"], ("x-pdf", "y-pdf")),
        (["x/AGENTS.md", "x/CLAUDE.md", "AGENTS.md"], ("x-AGENTS", "x-CLAUDE", "AGENTS")),
        (["x/pdf.md", "x/pdf/SKILL.md"], ("pdf", "pdf-SKILL")),
    ],
)
def test_files_with_one_name_have_ids_of_their_own(paths: list[str], ids: tuple[str, ...]) -> None:
    assert identify(paths) == ids


def test_unsafe_characters_are_replaced() -> None:
    assert identify(['a:b*"<\u202e?.md', "tab\there.md"]) == ("a_b_", "tab_here")


def test_equal_ids_of_different_paths_are_numbered() -> None:
    assert identify(["a-b/c.md", "a/b-c.md", "x/b-c.md", "x/c.md", "x-b/c.md"]) == (
        "a-b-c", "a-b-c-2", "x-b-c", "x-c", "x-b-c-2",
    )  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(
    paths=st.lists(
        st.lists(st.sampled_from(("a", "A", "b", "a-b", "..", "\u00e9", ":")), min_size=1, max_size=3).map(
            lambda parts: "/".join([*parts[:-1], f"{parts[-1]}x.md"])
        )
        | st.builds(
            "{}/{}".format,
            st.sampled_from(("a", "..", "a/b", ".a")),
            st.sampled_from(("SKILL.md", "AGENTS.md", "a.md", "a.agent.md", "b.mdc", "b.toml", "SKILL-a.md")),
        ),
        unique=True,
        max_size=8,
    )
)
def test_ids_are_unique_without_regard_to_case(paths: list[str]) -> None:
    ids = identify(paths)
    assert len({own.casefold() for own in ids}) == len(paths)
    assert all(own and "/" not in own for own in ids)
