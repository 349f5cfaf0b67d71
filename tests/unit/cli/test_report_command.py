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
    assert "2 in 2 personas: Drain the oldest queue first" in result.stdout
    assert result.stdout.count("\n") < 40
    assert "\x1b" not in result.stdout
    assert built.is_dir()


@pytest.mark.parametrize("option", ["--full", "-v"])
def test_the_whole_report_on_request(built: Path, run: Run, option: str) -> None:
    text = run("report", option).stdout
    assert "2 x Drain the oldest queue first" in text
    assert "Share of the row's bullets" in text
    assert built.is_dir()


def test_colour_by_choice(built: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[" in run("report", "--color", "always").stdout
    assert built.is_dir()


def test_gates_refuse_a_report_that_is_older_than_its_sources(built: Path, run: Run) -> None:
    source = built.parent / "agents" / "one.md"
    source.write_bytes(source.read_bytes() + b"- Close the valves at night\n")
    result = run("report", "--fail-on", "duplicates=9")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "error[PC604]: older than its sources: agents/one.md changed" in result.stderr
    assert "hint: build again: personac build" in result.stderr
    assert run("report").exit_code == 0


def test_gates_refuse_a_report_that_lacks_a_new_persona(built: Path, run: Run) -> None:
    run("build", "agents")
    source = built.parent / "agents" / "three.md"
    source.write_bytes((built.parent / "agents" / "one.md").read_bytes())
    result = run("report", "--fail-on", "duplicates=9")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "error[PC604]: older than its sources: agents/three.md added since the build" in result.stderr


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


@pytest.mark.parametrize("form", ["sarif", "gitlab"])
def test_findings_for_tools(built: Path, run: Run, form: str) -> None:
    result = run("report", str(built), "--format", form)
    assert result.exit_code == 0
    assert "Drain the oldest queue first" in result.stdout
    assert json.loads(result.stdout)


def test_findings_for_github(built: Path, run: Run) -> None:
    result = run("report", str(built), "--format", "github")
    assert result.stdout.startswith(
        "::notice file=agents/one.md,line=9,title=PC407 duplicate::occurs 2 times"
    )


def test_the_schema_needs_no_build(project: Path, run: Run) -> None:
    result = run("report", "--schema")
    assert (result.exit_code, json.loads(result.stdout)["title"]) == (0, "personac-report/1")
    assert project.is_dir()


def test_gates(built: Path, run: Run) -> None:
    passed = run("report", "--fail-on", "duplicates=1,contradictions=0,overlap=0.5")
    assert (passed.exit_code, passed.stdout) == (0, "")
    assert "duplicates: 1 duplicate, at most 1 allowed" in passed.stderr
    failed = run("report", "--fail-on", "duplicates=0,overlap=0.4", "-q")
    assert failed.exit_code == 1
    assert failed.stdout.startswith("agents/one.md:9: info[PC407]: occurs 2 times in 2 personas: Drain")
    assert "    agents/two.md:9: Drain the oldest queue first" in failed.stdout
    assert failed.stderr.count("build/report.json: error[PC601]: ") == 2
    assert built.is_dir()


def test_gates_and_a_format(built: Path, run: Run) -> None:
    result = run("report", "--fail-on", "duplicates=0", "--format", "json")
    assert result.exit_code == 1
    assert result.stdout_bytes == (built / "report.json").read_bytes()


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--fail-on", "duplicate=0"], "did you mean 'duplicates'?"),
        (["--fail-on", "overlap=2"], "takes a share from 0 to 1"),
        (["--graph", "out.png"], "must end in one of .dot, .graphml, .svg"),
        (["--since", "x", "--format", "sarif"], "--since supports the formats text, md, json, not sarif"),
    ],
)
def test_wrong_usage(built: Path, run: Run, options: list[str], problem: str) -> None:
    result = run("report", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert problem in " ".join(result.stderr.split())
    assert built.is_dir()


def test_a_baseline_knows_what_was_there(built: Path, run: Run) -> None:
    written = run("report", "--write-baseline", "known.txt")
    assert (written.exit_code, written.stdout) == (0, "")
    assert written.stderr == "known.txt: 1 known finding\n"
    assert run("report", "--fail-on", "duplicates=0", "--baseline", "known.txt").exit_code == 0
    assert run("report", "--baseline", "known.txt").stdout == ""
    assert run("report", "--baseline", "known.txt", "--format", "github").stdout == ""
    Path("empty.txt").write_text("# nothing\n")
    assert run("report", "--baseline", "empty.txt").stdout.startswith("agents/one.md:9: info[PC407]: ")
    assert built.is_dir()


def test_a_baseline_that_is_none(built: Path, run: Run) -> None:
    Path("known.txt").write_text("nonsense\n")
    result = run("report", "--baseline", "known.txt")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "known.txt:1:1: error[PC602]: not a fingerprint of a finding: 'nonsense'" in result.stderr
    assert built.is_dir()


def test_since_an_earlier_report(built: Path, run: Run) -> None:
    Path("old.json").write_bytes((built / "report.json").read_bytes())
    Path("agents/three.md").write_bytes(b"- Drain the oldest queue first\n")
    run("build", "agents/one.md", "agents/two.md", "agents/three.md", "--name", "both")
    result = run("report", "--since", "old.json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "  three: agents/three.md, 1 bullet\n" in result.stdout
    assert "    joined: agents/three.md:1: Drain the oldest queue first\n" in result.stdout
    assert json.loads(run("report", "--since", "old.json", "--format", "json").stdout)["appeared"]
    assert run("report", "--since", "old.json", "--format", "md").stdout.startswith("# Since")


def test_a_graph(built: Path, run: Run) -> None:
    result = run("report", "--graph", "out.graphml")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "out.graphml: written\n")
    assert Path("out.graphml").read_bytes().startswith(b"<?xml")
    assert built.is_dir()
