from __future__ import annotations

from pathlib import Path

from tests.unit.cli.conftest import Run


def test_it_says_what_it_wrote_on_stderr(project: Path, run: Run) -> None:
    result = run("init", "--make", "--git")
    assert (result.exit_code, result.stdout) == (0, "")
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == [
        "rules/personac.toml", "personac.mk", ".gitattributes", "next"
    ]  # fmt: skip
    assert (project / "personac.mk").is_file()
    assert run("build").exit_code == 0


def test_what_is_there_is_refused(project: Path, run: Run) -> None:
    (project / "personac.mk").write_text("mine")
    result = run("init", "--make")
    assert result.exit_code == 2
    assert "personac.mk: error[PC504]" in result.stderr
    assert "--force" in result.stderr
    assert run("init", "--make", "--force", "-q").stderr == ""
