from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from personac.building.project import Project, find_project, with_settings
from personac.building.request import Overrides, Request
from personac.diagnostics.diagnostic import PersonacError
from personac.emit.emitted import EMITTED


def _project(here: Path, text: str, name: str = "personac.toml") -> Project:
    (here / name).write_text(text)
    return find_project(here)


class TestRoot:
    def test_it_is_the_folder_of_the_settings(self, here: Path) -> None:
        (here / "deep" / "er").mkdir(parents=True)
        (here / ".git").mkdir()
        (here / "deep" / "personac.toml").write_text("")
        project = find_project(here / "deep" / "er")
        assert (project.root, project.file) == (here / "deep", Path("personac.toml"))

    def test_it_is_that_of_the_repository_without_settings(self, here: Path) -> None:
        (here / "deep").mkdir()
        (here / ".git").mkdir()
        project = find_project(here / "deep")
        assert (project.root, project.file, project.output) == (here, None, Path("build"))

    def test_else_it_is_the_folder_itself(self, here: Path) -> None:
        assert find_project(here) == Project(here, here)

    def test_a_pyproject_counts_with_a_table_for_it(self, here: Path) -> None:
        (here / "pyproject.toml").write_text("[project]\nname = 'x'\n")
        assert find_project(here).settings is None
        project = _project(here, "[tool.personac]\noutput = 'out'\n", "pyproject.toml")
        assert (project.file, project.output) == (Path("pyproject.toml"), Path("out"))

    @pytest.mark.parametrize(
        ("text", "is_found"),
        [
            ('tool = "x"  # [tool.personac]\n', False),
            ("[tool]\npersonac = 1\n", False),
            ('[tool.personac-other]\nname = "i"\n', False),
            ('[project]\ndependencies = ["personac"]\n', False),
            ('[tool]\npersonac = {name = "i"}\n', True),
            ('[ tool . personac ]\nname = "i"\n', True),
            ('[tool."personac"]\nname = "i"\n', True),
        ],
    )
    def test_the_table_is_found_as_toml_says(self, here: Path, text: str, *, is_found: bool) -> None:
        settings = _project(here, text, "pyproject.toml").settings
        assert (settings is not None and settings.name == "i") is is_found

    def test_settings_beside_personac_toml_do_not_count(self, here: Path) -> None:
        (here / "pyproject.toml").write_text('[tool.personac]\nname = "other"\n')
        project = _project(here, "")
        assert (project.file, project.unread) == (Path("personac.toml"), Path("pyproject.toml"))

    def test_paths_are_those_of_the_folder_of_the_call(self, here: Path) -> None:
        project = Project(here, here / "deep")
        assert project.here(Path("../a.md")) == Path("a.md")
        assert project.line_here("a.md:12") == "deep/a.md:12"
        assert project.line_here("PC101") == "PC101"


class TestSettings:
    def test_they_stand_for_what_the_caller_does_not_choose(self, here: Path) -> None:
        (here / "r").mkdir()
        project = _project(
            here,
            'sources = ["team"]\nexclude = ["old/"]\nname = "n"\nrules = "r"\ntarget = ["codex"]\n'
            'keep = "shared"\nmin_support = 3\nbudget = 9\nemit = ["canonical"]\n',
        )
        request = with_settings(Request(), project)
        assert request.sources == (Path("team"),)
        assert (request.name, request.rules, request.exclude) == ("n", Path("r"), ("old/",))
        assert request.overrides == Overrides("shared", 3, 9, None, ("codex",))
        assert (request.emit, request.settings) == (("canonical",), Path("personac.toml"))

    def test_the_caller_wins(self, here: Path) -> None:
        project = _project(
            here, 'sources = ["team"]\nname = "n"\nkeep = "shared"\nmin_support = 3\ntarget = ["codex"]\n'
        )
        given = Request((Path("a.md"),), name="own", overrides=Overrides(mode="all", targets=()))
        request = with_settings(given, project)
        assert (request.sources, request.name) == ((Path("a.md"),), "own")
        assert request.overrides == Overrides("all", None, None, None, ())

    def test_all_kinds_that_the_caller_names_are_written(self, here: Path) -> None:
        project = _project(here, 'emit = ["canonical"]\n')
        assert with_settings(Request(emit=EMITTED), project).emit == EMITTED

    def test_without_settings_nothing_changes(self, here: Path) -> None:
        assert with_settings(Request(), find_project(here)) == Request()

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("sorces = []", "unknown setting `sorces`"),
            ("sources = 'a'", "`sources` must be an array"),
            ("target = ['codx']", "`target` cannot be `codx`"),
            ("emit = ['x']", "`emit` cannot be `x`"),
            ("[groups.a]", "[groups.a] has no `sources`"),
            ("budget = -1", "budget"),
            ("a = ", "invalid TOML"),
            ("ignore = ['PC999']", ""),
            ("name = 'My Agent/../x'", "the agent cannot be named 'My Agent/../x'"),
            ("[groups.'a b']\nsources = ['a']", "a group cannot be named 'a b'"),
            ("[groups.'']\nsources = ['a']", "a group cannot be named ''"),
            ("[groups.'.']\nsources = ['a']", "a group cannot be named '.'"),
            ("[groups.Variants]\nsources = ['a']", "outputs go into folders of this name"),
            ("[groups.targets]\nsources = ['a']", "outputs go into folders of this name"),
            ("[groups.report]\nsources = ['a']", "a group cannot be named 'report'"),
            ("groups = {a = {sources = ['a']}, A = {sources = ['a']}}", "differ only in case: a, A"),
            ("groups = {a = {sources = ['a'], name = '-x'}}", "the agent cannot be named '-x'"),
            ("[matching]\nmerge_from = 0.5", "rules/matching.toml"),
            ("[keep]\nmode = 'all'", "rules/keep.toml"),
        ],
    )
    def test_mistakes_are_reported_at_their_line(self, here: Path, text: str, problem: str) -> None:
        (here / "personac.toml").write_text(f"# settings\n{text}\n")
        if not problem:  # the rules check it
            assert find_project(here).settings is not None
            return
        with pytest.raises(PersonacError) as caught:
            find_project(here)
        [found] = caught.value.diagnostics
        assert (found.path, found.line) == ("personac.toml", 2)
        assert problem in found.message or problem in found.hint or problem in str(found)

    def test_those_that_cannot_be_read_are_an_error(
        self, here: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (here / "personac.toml").write_text("")

        def refuse(*_: object) -> bytes:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

        monkeypatch.setattr("personac.building.project.read_regular_file", refuse)
        with pytest.raises(PersonacError, match="cannot read the settings: Permission denied") as caught:
            find_project(here)
        assert [(one.code, one.path) for one in caught.value.diagnostics] == [("PC002", "personac.toml")]
        (here / "personac.toml").unlink()
        (here / ".git").mkdir()
        assert find_project(here).settings is None

    def test_all_kinds_of_outputs_can_be_named(self, here: Path) -> None:
        kinds = ", ".join(f'"{kind}"' for kind in EMITTED)
        settings = _project(here, f"emit = [{kinds}]\n").settings
        assert settings is not None
        assert settings.emit == EMITTED
