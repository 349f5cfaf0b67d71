from __future__ import annotations

from pathlib import Path

import pytest

from personac.building.source_files import AGENT_FOLDERS, FoundFiles, Search, find_files, searched_folders
from personac.diagnostics.diagnostic import PersonacError

AGENT = "---\nname: x\ndescription: d\n---\n\n- One rule\n"
pytestmark = pytest.mark.usefixtures("here")


def _write(*names: str, text: str = AGENT) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)


def _found(*named: str, include: tuple[str, ...] = (), exclude: tuple[str, ...] = ()) -> FoundFiles:
    return find_files(Search([Path(name) for name in named], Path("build"), include, exclude))


def test_the_folders_of_agent_tools_are_searched() -> None:
    files = [f"{folder}/deep/a.md" for folder in sorted(map(str, AGENT_FOLDERS))]
    _write(*files, "docs/b.md", "c.md")
    found = _found()
    assert list(found.files) == files
    assert found.folders == AGENT_FOLDERS


def test_only_folders_that_exist_are_named() -> None:
    _write(".claude/agents/a.md")
    assert searched_folders(Search()) == (Path(".claude/agents"),)
    assert _found().folders == (Path(".claude/agents"),)


def test_a_readme_is_left_out() -> None:
    _write("agents/a.md", "agents/README.md", "agents/deep/readme.de.md")
    found = _found()
    assert list(found.files) == ["agents/a.md"]
    assert dict(found.left_out) == {
        "agents/README.md": "a README is no persona", "agents/deep/readme.de.md": "a README is no persona",
    }  # fmt: skip


def test_prompts_without_front_matter_are_left_out_beside_others() -> None:
    _write("agents/a.md")
    _write("agents/b.md", text="# Notes\n\n- A note\n")
    found = _found("agents")
    assert list(found.files) == ["agents/a.md"]
    assert dict(found.left_out) == {"agents/b.md": "it has no front matter, and other files have"}


def test_prompts_without_front_matter_are_taken_where_no_file_has_any() -> None:
    _write("agents/a.md", "agents/b.md", text="# Prompt\n\n- A rule\n")
    assert (list(_found().files), _found().left_out) == (["agents/a.md", "agents/b.md"], {})


@pytest.mark.parametrize(
    "data", [b"", b"\xef\xbb\xbf---\nname: x\n---\n", b"<!-- x -->\n---\nname: x\n---\n", b"\xff\xfe-\x00"]
)
def test_a_file_that_may_be_a_persona_is_taken(data: bytes) -> None:
    _write("agents/a.md")
    Path("agents/b.md").write_bytes(data)
    assert list(_found().files) == ["agents/a.md", "agents/b.md"]


def test_named_files_are_always_taken() -> None:
    _write("agents/a.md", "README.md")
    _write("b.md", text="- A rule\n")
    assert list(_found("agents", "README.md", "b.md").files) == ["README.md", "agents/a.md", "b.md"]


def test_patterns_are_searched() -> None:
    _write("team/a.md", "team/x/b.md", "team/x/README.md", "other/c.md", "team/.old/d.md")
    assert list(_found("team/**/*.md").files) == ["team/a.md", "team/x/b.md"]
    assert list(_found("t*/*.md").files) == ["team/a.md"]
    assert searched_folders(Search([Path("team/**/*.md")])) == (Path("team"),)


def test_a_file_whose_name_looks_like_a_pattern_is_a_file() -> None:
    _write("a[1].md")
    assert list(_found("a[1].md").files) == ["a[1].md"]


def test_lines_of_gitignore_include_and_exclude() -> None:
    _write("agents/a.md", "agents/old/b.md", "agents/c.draft.md", "agents/old/keep.md")
    assert list(_found("agents", exclude=("old/", "*.draft.md")).files) == ["agents/a.md"]
    assert list(_found("agents", exclude=("**/old/*", "!**/old/keep.md")).files) == [
        "agents/a.md", "agents/c.draft.md", "agents/old/keep.md",
    ]  # fmt: skip
    assert list(_found("agents", include=("*.draft.md",)).files) == ["agents/c.draft.md"]


def test_a_folder_named_as_a_file_and_a_dangling_link_are_skipped_with_a_warning() -> None:
    _write("agents/a.md", "agents/x.md/b.md")
    Path("agents/gone.md").symlink_to("nowhere")
    found = _found()
    assert list(found.files) == ["agents/a.md"]
    assert sorted((one.code, one.path) for one in found.problems) == [
        ("PC009", "agents/gone.md"), ("PC009", "agents/x.md"),
    ]  # fmt: skip


def test_nothing_found_says_what_was_left_out() -> None:
    _write("agents/README.md")
    with pytest.raises(PersonacError, match=r"1 left out: agents/README\.md"):
        _found()
    with pytest.raises(PersonacError, match="no persona in this folder"):
        _found("agents")
