from __future__ import annotations

import errno
import os
from collections.abc import Iterator
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


class TestOutputsOfBuilds:
    def test_they_are_left_out_at_any_depth(self) -> None:
        _write("agents/a.md", "agents/out/x.md", "agents/deep/out/variants/y.md")
        _write("agents/out/personac.lock", "agents/deep/out/personac.lock", text="{}")
        for named in ([], ["agents"], ["agents/**/*.md"], ["agents/**"], ["agents/*", "agents/a.md"]):
            found = _found(*named)
            assert list(found.files) == ["agents/a.md"], named
            assert set(found.left_out.values()) == {"the output of a build"}, named
            assert list(found.left_out)[-1] == "agents/out", named

    def test_those_of_the_build_itself_need_no_line(self) -> None:
        _write("t/a.md", "t/build/x.md", "t/build/personac.lock")
        assert find_files(Search([Path("t")], Path("t/build"))).left_out == {}
        assert find_files(Search([Path("t/*")], Path("t/build"))).left_out == {}

    def test_a_folder_of_outputs_alone_says_so(self) -> None:
        _write("agents/a.md", "agents/personac.lock")
        with pytest.raises(PersonacError, match=r"1 left out: agents \(the output of a build\)"):
            _found("agents")
        with pytest.raises(PersonacError, match=r"1 left out: agents \(the output of a build\)"):
            _found()


class TestWithoutAccess:
    @pytest.fixture(autouse=True)
    def _secret(self, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        assert here == Path.cwd()
        _write("agents/a.md", "agents/secret/b.md", "locked/c.md")
        list_all = os.scandir

        def scandir(path: str) -> Iterator[os.DirEntry[str]]:
            if os.fspath(path).rstrip("/").endswith(("secret", "locked")):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            return list_all(path)

        monkeypatch.setattr(os, "scandir", scandir)

    @pytest.mark.parametrize("named", [[], ["agents"], ["agents/**/*.md"], ["agents/**"]])
    def test_a_folder_below_is_skipped_with_a_warning(self, named: list[str]) -> None:
        found = _found(*named)
        assert list(found.files) == ["agents/a.md"]
        [problem] = found.problems
        assert (problem.code, problem.path, problem.severity) == ("PC009", "agents/secret", "warning")
        assert problem.message == "skipped: cannot be listed: Permission denied"

    def test_where_nothing_else_is_found_the_error_says_so(self) -> None:
        with pytest.raises(PersonacError) as caught:
            _found("locked")
        assert [(one.code, one.path) for one in caught.value.diagnostics] == [
            ("PC005", "locked"), ("PC009", "locked"),
        ]  # fmt: skip


def test_default_folders_that_cannot_be_looked_at_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    _write("agents/a.md")
    look, list_all = Path.stat, os.scandir

    def is_refused(path: object) -> bool:
        return ".claude" in str(path)

    def stat(path: Path, **options: bool) -> os.stat_result:
        if is_refused(path):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return look(path, **options)

    def scandir(path: str) -> Iterator[os.DirEntry[str]]:
        if is_refused(path):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return list_all(path)

    monkeypatch.setattr(Path, "stat", stat)
    monkeypatch.setattr(os, "scandir", scandir)
    assert [(one.code, one.path) for one in _found().problems] == [("PC009", ".claude/agents")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "latin-1"])
def test_a_file_that_is_no_utf_8_text_stays_a_source_so_that_it_is_reported(encoding: str) -> None:
    _write("agents/a.md")
    Path("agents/b.md").write_bytes(("- A rule\n" * 9000 + "- Café\n").encode(encoding))
    assert list(_found().files) == ["agents/a.md", "agents/b.md"]


class TestPatterns:
    def test_toml_matches_in_the_folder_of_codex_alone(self) -> None:
        _write("a.md", "personac.toml", ".codex/agents/b.toml", ".codex/config.toml")
        assert list(_found("*").files) == ["a.md"]
        assert list(_found(".codex/*").files) == list(_found(".codex/**").files) == [".codex/agents/b.toml"]
        assert list(_found("personac.toml", "*").files) == ["a.md", "personac.toml"]

    @pytest.mark.parametrize("pattern", ["team/*", "team/*/", "te*", "**", "team/**"])
    def test_a_folder_that_matches_is_searched(self, pattern: str) -> None:
        _write("team/x/a.md", "team/y/deep/b.md", "team/y/c.txt")
        assert list(_found(pattern).files) == ["team/x/a.md", "team/y/deep/b.md"]

    def test_links_to_folders_are_not_followed(self) -> None:
        _write("team/a.md", "elsewhere/b.md")
        Path("team/link").symlink_to("../elsewhere")
        for pattern in ("team/**/*.md", "team/*", "team"):
            found = _found(pattern)
            assert list(found.files) == ["team/a.md"], pattern
            assert dict(found.left_out) == {"team/link": "a link to a folder"}, pattern

    @pytest.mark.parametrize(
        ("pattern", "hint"),
        [
            ("other/*.md", "`*` stands for any name"),
            ("agents/{a,b}.md", "write one pattern for each choice"),
            ("agents/*.{md,mdc}", "write one pattern for each choice"),
            ("!agents/old/*.md", 'exclude = ["agents/old/*.md"]'),
            ("*.toml", "name the file"),
        ],
    )
    def test_one_without_a_match_is_a_warning_with_a_hint(self, pattern: str, hint: str) -> None:
        _write("agents/a.md", "personac.toml")
        [problem] = _found("agents", pattern).problems
        assert (problem.code, problem.path, problem.severity) == ("PC005", pattern, "warning")
        assert (problem.message, hint in problem.hint) == ("no persona matches this pattern", True)
        with pytest.raises(PersonacError, match="no persona matches this pattern") as caught:
            _found(pattern)
        assert [one.severity for one in caught.value.diagnostics] == ["error"]


class TestNothing:
    def test_settings_that_leave_nothing_are_named(self) -> None:
        _write("agents/a.md", "agents/b.md")
        with pytest.raises(PersonacError, match=r"`exclude` in personac\.toml leaves none of 2 files") as one:
            _found("agents", exclude=("*.md",))
        assert one.value.diagnostics[0].hint == "change `exclude`, or name the files"
        message = r"`include` and `exclude` in personac\.toml leave none of 1 file"
        with pytest.raises(PersonacError, match=message):
            _found("agents/a*", include=("c.md",), exclude=("d.md",))

    def test_all_folders_that_were_searched_are_named(self) -> None:
        with pytest.raises(PersonacError) as caught:
            _found()
        assert all(f"{folder}/" in caught.value.diagnostics[0].message for folder in AGENT_FOLDERS)
