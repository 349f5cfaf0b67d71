from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run


@pytest.mark.parametrize(
    ("form", "name"), [("json", "report.json"), ("md", "report.md"), ("html", "report.html")]
)
def test_the_formats_are_the_files_of_the_build(built: Path, run: Run, form: str, name: str) -> None:
    result = run("report", "--format", form)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout_bytes == (built / name).read_bytes()


def test_text_is_for_the_terminal(built: Path, run: Run) -> None:
    result = run("report")
    assert result.stdout.startswith("both: 2 personas with 4 bullets")
    assert "2 x Drain the oldest queue first" in result.stdout
    assert "\x1b" not in result.stdout
    assert built.is_dir()


def test_colour_by_choice(built: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[" in run("report", "--color", "always").stdout
    assert built.is_dir()


def test_another_folder(built: Path, run: Run) -> None:
    built.rename(built.with_name("out"))
    assert run("report", "-o", "out").exit_code == 0


def test_no_build_here(project: Path, run: Run) -> None:
    result = run("report")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "build/report.json: error[PC507]: no report here: No such file" in result.stderr
    assert "hint: build first" in result.stderr
    assert project.is_dir()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": "personac-report/9"}'])
def test_a_report_that_is_none(built: Path, run: Run, text: str) -> None:
    (built / "report.json").write_text(text)
    result = run("report")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "error[PC507]: not a report of this version" in result.stderr


def test_a_report_whose_ids_lead_nowhere(built: Path, run: Run) -> None:
    found = json.loads((built / "report.json").read_bytes())
    found["bullets"] = found["bullets"][:1]
    (built / "report.json").write_text(json.dumps(found))
    result = run("report", "--format", "md")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "error[PC507]" in result.stderr
