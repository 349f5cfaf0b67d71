"""Commands in a project: where outputs go, groups, and what the command line decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.conftest import ONE, TWO, Run

GROUPS = """
[groups.first]
sources = ["agents/one.md"]
[groups.second]
sources = ["agents/two.md"]
output = "two"
"""


@pytest.fixture
def groups(project: Path) -> Path:
    """Two groups, one with an output folder of its own."""
    (project / "personac.toml").write_text(GROUPS)
    return project


def test_the_outputs_of_a_repository_are_at_its_root(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / ".git").mkdir()
    (project / "sub").mkdir()
    assert run("build").exit_code == 0
    monkeypatch.chdir("sub")
    checked = run("build", "--check")
    assert (checked.exit_code, "up to date" in checked.stderr) == (0, True)
    monkeypatch.chdir("../agents")
    assert run("build").exit_code == 0
    assert not (project / "agents" / "build").exists()
    assert "2 personas" in run("report").stdout


class TestCommandLine:
    def test_an_output_folder_is_that_of_all_groups(self, groups: Path, run: Run) -> None:
        assert run("build", "-o", "other").exit_code == 0
        assert sorted(path.name for path in (groups / "other").iterdir()) == ["first", "second"]
        assert not (groups / "two").exists()

    def test_all_kinds_can_be_named(self, project: Path, run: Run) -> None:
        (project / "personac.toml").write_text('emit = ["canonical"]\nname = "both"\n')
        every = "canonical,map,patches,variants,report,html,markdown,make"
        assert run("build", "--emit", every).exit_code == 0
        assert (project / "build" / "report.html").exists()

    @pytest.mark.usefixtures("groups")
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--name", "x"], "--name names one agent"),
            (["second", "--name", "x"], "--name names one agent"),
            (["--watch"], "--watch builds one group: name it"),
            (["agents", "--jobs", "2"], "--jobs requires --each or groups"),
        ],
    )
    def test_what_does_not_fit_groups_is_refused(self, arguments: list[str], message: str, run: Run) -> None:
        result = run("build", *arguments)
        assert (result.exit_code, message in result.stderr) == (2, True)

    @pytest.mark.usefixtures("project")
    @pytest.mark.parametrize(
        "arguments", [("build", ""), ("report", ""), ("build", "-o", ""), ("report", "-o", "")]
    )
    def test_an_empty_path_is_refused(self, arguments: tuple[str, ...], run: Run) -> None:
        result = run(*arguments)
        assert (result.exit_code, "a path cannot be empty" in result.stderr) == (2, True)

    @pytest.mark.usefixtures("project")
    def test_an_empty_name_is_refused(self, run: Run) -> None:
        assert run("build", "--name", "").exit_code == 2

    @pytest.mark.parametrize("folder", ["rules", "rules/build", ".git", ".git/build", "mine"])
    def test_outputs_do_not_go_into_rules_or_git(self, project: Path, run: Run, folder: str) -> None:
        for name in ("rules", ".git", "mine"):
            (project / name).mkdir()
        if folder == "mine":
            (project / "personac.toml").write_text('rules = "mine"\n')
        result = run("build", "-o", folder)
        assert (result.exit_code, "error[PC504]" in result.stderr) == (2, True)
        assert not any((project / folder).glob("*"))


class TestGroups:
    def test_one_is_built_by_its_name(self, groups: Path, run: Run) -> None:
        assert run("build", "second").exit_code == 0
        assert (groups / "two" / "second.md").exists()
        assert not (groups / "build").exists()

    def test_several_are_built_in_processes(self, groups: Path, run: Run) -> None:
        assert run("build", "first", "second", "--jobs", "1").exit_code == 0
        assert (groups / "build" / "first" / "first.md").exists()

    def test_commands_find_their_builds(self, groups: Path, run: Run, tmp_path: Path) -> None:
        assert run("build").exit_code == 0
        assert "1 persona" in run("report", "second").stdout
        assert run("expand", "second", "--all", "-o", str(tmp_path / "restored")).exit_code == 0
        assert (tmp_path / "restored" / "agents" / "two.md").read_bytes() == TWO
        for line in ("agents/one.md:9", "agents/two.md:9"):
            assert run("explain", line).exit_code == 0
        assert run("explain", "agents/two.md:9", "-o", "second").exit_code == 0
        assert groups.exists()

    @pytest.mark.usefixtures("groups")
    @pytest.mark.parametrize("arguments", [("report",), ("expand", "--all", "-o", "x")])
    def test_where_none_is_named_they_are_listed(self, arguments: tuple[str, ...], run: Run) -> None:
        run("build")
        result = run(*arguments)
        assert (result.exit_code, "name one of the groups: first, second" in result.stderr) == (2, True)


class TestEach:
    def test_the_folders_below_the_sources_are_built(self, project: Path, run: Run) -> None:
        for name in ("team/a", "team/b", "more/c", "more/d", ".hidden"):
            (project / name).mkdir(parents=True)
            (project / name / "x.md").write_bytes(ONE)
        (project / "personac.toml").write_text('sources = ["team", "more/c*"]\n')
        assert run("build", "--each").exit_code == 0
        assert sorted(path.name for path in (project / "build").iterdir()) == ["a", "b", "c"]

    def test_empty_folders_alone_are_an_error(self, project: Path, run: Run) -> None:
        for name in ("a", "b"):
            (project / name).mkdir()
        result = run("build", "--each", "a", "b")
        assert (result.exit_code, "no personas in any of these folders" in result.stderr) == (2, True)


class TestPyproject:
    def test_only_its_own_table_counts(
        self, project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PERSONAC_CACHE_DIR", str(project / "cache"))
        path, table = project / "pyproject.toml", '[tool.personac]\noutput = "out"\nname = "both"\n'
        path.write_text(f'[project]\nname = "x"\n{table}')
        assert run("build").exit_code == 0
        lock = (project / "out" / "personac.lock").read_bytes()
        path.write_text(f'[project]\nname = "y"\n\n{table}')
        for options in ([], ["--check"], ["--check", "--force"]):
            result = run("build", *options)
            assert (result.exit_code, "up to date" in result.stderr) == (0, True)
        assert run("report", "--fail-on", "duplicates=9").exit_code == 0
        assert (project / "out" / "personac.lock").read_bytes() == lock
        path.write_text(f"{table}keep = 'shared'\n")
        assert run("build", "--check").exit_code == 1
        assert "PC604" in run("report", "--fail-on", "duplicates=9").stderr

    def test_settings_that_do_not_count_are_told(self, project: Path, run: Run) -> None:
        (project / "pyproject.toml").write_text('[tool.personac]\noutput = "out"\n')
        (project / "personac.toml").write_text("")
        told = "pyproject.toml: its settings do not count, as there is personac.toml"
        assert told in run("build").stderr


def test_a_check_names_rules_and_shows_what_is_empty(project: Path, run: Run) -> None:
    (project / "rules").mkdir()
    (project / "rules" / "old.toml").write_text("")
    assert run("build", "--target", "codex").exit_code == 0
    (project / "rules" / "old.toml").rename(project / "rules" / "new.toml")
    result = run("build", "--check", "--target", "")
    assert "targets none (last build: codex)" in result.stderr
    assert "the rules file rules/new.toml as well; not the rules file rules/old.toml" in result.stderr


def test_codes_are_explained_whatever_the_settings_are(project: Path, run: Run) -> None:
    (project / "personac.toml").write_text("a = \n")
    assert run("explain", "PC302").exit_code == 0
    assert run("explain", "--list").exit_code == 0
    assert run("explain", "agents/one.md:3").exit_code == 2
    assert "personac.toml:1" in run("explain", "agents/one.md:3").stderr


def test_two_lines_are_explained_with_settings(project: Path, run: Run) -> None:
    (project / "personac.toml").write_text('name = "both"\n')
    assert run("build").exit_code == 0
    assert run("explain", "agents/one.md:9", "agents/two.md:9").exit_code == 0


def test_the_help_names_the_folders_and_the_settings(run: Run) -> None:
    text = run("build", "--help").stdout
    assert "personac.toml" in text
    assert ".github/agents/" in text
    assert "(build)" not in "".join(
        run(command, "--help").stdout for command in ("build", "report", "explain")
    )
