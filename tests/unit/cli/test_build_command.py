from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from personac.building import output_store
from personac.emit.lock_entries import LOCK_NAME
from personac.storage.output_lock import hold_output_lock
from tests.unit.cli.conftest import ONE, TWO, Run

FILES = {
    "both.d", "both.map.json", "both.md", "personac.lock", "report.html", "report.json", "report.md",
    "variants/one.md", "variants/one.patch", "variants/two.md", "variants/two.patch",
}  # fmt: skip


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_it_writes_what_the_design_lists_and_prints_nothing_on_stdout(project: Path, run: Run) -> None:
    result = run("build", "--name", "both")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("sources: agents\nbuild: 2 personas with 4 bullets (")
    assert set(files(project / "build")) == FILES


def test_building_again_changes_nothing(built: Path, run: Run) -> None:
    before = {path: path.stat().st_mtime_ns for path in built.rglob("*") if path.name != LOCK_NAME}
    result = run("build", "--name", "both")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "build: up to date\n"
    after = {path: path.stat().st_mtime_ns for path in built.rglob("*") if path.name != LOCK_NAME}
    assert after == before  # the lock's time tells make that all is well


def test_named_files_and_folders_and_another_output(project: Path, run: Run) -> None:
    (project / "more" / "deep").mkdir(parents=True)
    (project / "more" / "deep" / "three.md").write_bytes(b"- Something else\n")
    result = run("build", "agents/one.md", "./agents/one.md", "more", "-o", "out/deep", "--name", "x")
    assert result.exit_code == 0
    report = json.loads((project / "out" / "deep" / "report.json").read_bytes())
    assert [row["path"] for row in report["personas"]] == ["agents/one.md", "more/deep/three.md"]
    assert not (project / "build").exists()


def test_outputs_below_a_named_folder_are_no_sources(built: Path, run: Run) -> None:
    assert run("build", ".", "--name", "both", "--check").exit_code == 0
    assert set(files(built)) == FILES


def test_the_name_of_the_agent(project: Path, run: Run) -> None:
    assert run("build", "--name", "chief").exit_code == 0
    assert (project / "build" / "chief.md").read_text().startswith("---\nname: chief\n")
    assert run("build").exit_code == 0
    assert not (project / "build" / "chief.md").exists()
    assert (project / "build" / "merged.md").exists()


@pytest.mark.parametrize(
    "name", ["../x", "a/b", "a b", "-a", "a:b", "a\\b", "report", "Report", "a\x1b", "a\u202eb"]
)
def test_names_that_no_agent_can_have(project: Path, run: Run, name: str) -> None:
    result = run("build", f"--name={name}")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "error[PC510]: the agent cannot be named" in result.stderr
    assert "\x1b" not in result.stderr
    assert [path.name for path in project.iterdir()] == ["agents"]


def test_personas_that_share_the_name_of_the_report(project: Path, run: Run) -> None:
    (project / "agents" / "one.md").rename(project / "agents" / "report-writer.md")
    (project / "agents" / "two.md").rename(project / "agents" / "report-editor.md")
    assert run("build").exit_code == 0
    assert (project / "build" / "report-agent.md").read_text().startswith("---\n")
    assert (project / "build" / "report.md").read_text().startswith("# Overlap report")


# Sources that cannot be read


def test_no_agents_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("build")
    assert (result.exit_code, result.stdout) == (2, "")
    message = (
        "no personas in agents/, .claude/agents/, .codex/agents/, .cursor/agents/, .gemini/agents/, "
        ".github/agents/, .opencode/agent/, .opencode/agents/"
    )
    assert result.stderr.startswith(f"agents: error[PC003]: {message}\n")
    assert "hint: " in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_every_source_that_cannot_be_read_is_reported(project: Path, run: Run) -> None:
    result = run("build", "agents/one.md", "agents/three.md", "four.md", "x" * 300)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "agents/three.md: error[PC002]: cannot read: No such file" in result.stderr
    assert "four.md: error[PC002]: cannot read: No such file" in result.stderr
    assert "File name too long" in result.stderr
    assert not (project / "build").exists()


def test_a_folder_without_markdown(project: Path, run: Run) -> None:
    (project / "empty").mkdir()
    result = run("build", "empty", "agents")
    assert result.exit_code == 2
    assert "empty: error[PC005]: no persona in this folder: no *.md, no *.mdc," in result.stderr


def test_a_source_that_is_not_utf_8(project: Path, run: Run) -> None:
    (project / "agents" / "latin.md").write_bytes(b"# Caf\xe9\n")
    result = run("build")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "agents/latin.md:1:6: error[PC001]: byte 5 (0xe9) is not UTF-8" in result.stderr
    assert "iconv" in result.stderr
    assert not (project / "build").exists()


def test_a_folder_that_looks_like_a_file_is_no_source(project: Path, run: Run) -> None:
    (project / "agents" / "notes.md").mkdir()
    assert run("build").exit_code == 0


def test_the_output_of_another_build_is_no_source(project: Path, run: Run) -> None:
    assert run("build", "-o", "agents/out").exit_code == 0
    result = run("build")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "agents/out: left out: the output of a build\n" in result.stderr
    assert "build: 2 personas" in result.stderr
    assert run("build", "--check").exit_code == run("build", "-o", "agents/out", "--check").exit_code == 0
    assert (project / "agents" / "out" / "personac.lock").is_file()


def test_groups_do_not_read_each_others_outputs(project: Path, run: Run) -> None:
    (project / "team").mkdir()
    (project / "agents" / "one.md").rename(project / "team" / "one.md")
    (project / "personac.toml").write_text(
        '[groups.a]\nsources = ["agents"]\noutput = "team/a"\n'
        '[groups.b]\nsources = ["team"]\noutput = "agents/b"\n'
    )
    assert run("build").stderr.count(": 1 persona with") == 2
    result = run("build", "--force")
    assert result.stderr.count(": up to date\n") == result.stderr.count(": the output of a build\n") == 2
    assert run("build", "--check").exit_code == 0


def test_a_dangling_link_is_reported_and_skipped(project: Path, run: Run) -> None:
    (project / "agents" / "gone.md").symlink_to("nowhere.md")
    for arguments in (["build", "--force"], ["build", "agents", "--force"]):
        result = run(*arguments)
        assert result.exit_code == 0
        assert "agents/gone.md: warning[PC009]: skipped: a link to a file that" in result.stderr


# Rules


def test_rules_are_read_from_the_default_or_the_named_folder(project: Path, run: Run) -> None:
    (project / "rules").mkdir()
    (project / "rules" / "a.toml").write_text('[agent]\nname = "from-rules"\n')
    assert run("build").exit_code == 0
    assert (project / "build" / "from-rules.md").exists()
    (project / "other").mkdir()
    (project / "other" / "b.toml").write_text('[agent]\nname = "from-other"\n')
    assert run("build", "--rules", "other").exit_code == 0
    assert (project / "build" / "from-other.md").exists()


def test_a_misspelt_rule_is_reported_with_its_place_and_a_hint(project: Path, run: Run) -> None:
    (project / "rules").mkdir()
    (project / "rules" / "a.toml").write_text("[matching]\n\ntreshold = 0.5\n")
    result = run("build")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("rules/a.toml:3:1: error[PC302]: ")
    assert "`threshold`" in result.stderr
    assert not (project / "build").exists()


def test_rules_that_are_no_toml(project: Path, run: Run) -> None:
    (project / "rules").mkdir()
    (project / "rules" / "a.toml").write_text("[matching\n")
    result = run("build")
    assert result.exit_code == 2
    assert "rules/a.toml:1:" in result.stderr
    assert "error[PC301]" in result.stderr


def test_rules_that_cannot_be_read(project: Path, run: Run) -> None:
    (project / "rules" / "a.toml").mkdir(parents=True)
    result = run("build")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "rules/a.toml: error[PC002]: cannot read: it is a folder" in result.stderr


def test_a_folder_of_rules_that_is_not_there(project: Path, run: Run) -> None:
    result = run("build", "--rules", "rulez")
    assert result.exit_code == 2
    assert "rulez: error[PC002]: no such folder" in result.stderr
    assert [path.name for path in project.iterdir()] == ["agents"]


# --check


def test_check_of_a_fresh_build(built: Path, run: Run) -> None:
    result = run("build", "--name", "both", "--check")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "build: up to date\n"
    assert built.is_dir()


def test_check_without_outputs(project: Path, run: Run) -> None:
    result = run("build", "--check")
    assert result.exit_code == 1
    assert "build/merged.md: error[PC509]" in result.stderr
    assert "+- Trains are late" in result.stdout
    assert not (project / "build").exists()


def test_check_of_a_changed_source(project: Path, built: Path, run: Run) -> None:
    before = files(built)
    (project / "agents" / "two.md").write_bytes(TWO + b"- Close the valves at night\n")
    result = run("build", "--name", "both", "--check")
    assert result.exit_code == 1
    assert "build/both.md: error[PC509]: not what a build would write now\n" in result.stderr
    assert "--- both.md (on disk)\n+++ both.md (fresh)\n" in result.stdout
    assert "+- Close the valves at night\n" in result.stdout
    assert result.stdout.count("(on disk)") == 1  # the others follow from it
    stale = [line for line in result.stderr.splitlines() if "PC509" in line]
    assert len(stale) > 5
    assert result.stderr.count("hint: run personac build") == 1
    assert files(built) == before


def test_check_of_an_output_that_is_gone(built: Path, run: Run) -> None:
    (built / "variants" / "one.md").unlink()
    result = run("build", "--name", "both", "--check")
    assert result.exit_code == 1
    assert [line for line in result.stderr.splitlines() if "PC509" in line] == [
        "build/variants/one.md: error[PC509]: not what a build would write now"
    ]


def test_variants_of_a_persona_that_is_gone_are_stale_and_then_removed(
    project: Path, built: Path, run: Run
) -> None:
    (project / "agents" / "two.md").unlink()
    result = run("build", "--name", "both", "--check")
    assert result.exit_code == 1
    assert "build/variants/two.patch: error[PC509]" in result.stderr
    assert run("build", "--name", "both").exit_code == 0
    assert [path.name for path in sorted((built / "variants").iterdir())] == ["one.md", "one.patch"]
    assert run("build", "--name", "both", "--check").exit_code == 0


def test_check_reports_a_damaged_lock(built: Path, run: Run) -> None:
    (built / "personac.lock").write_text("<<<<<<< ours\n")
    result = run("build", "--name", "both", "--check")
    assert result.exit_code == 1
    assert "build/personac.lock:1:1: warning[PC505]" in result.stderr
    assert run("build", "--name", "both").exit_code == 0
    assert run("build", "--name", "both", "--check").exit_code == 0


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_check_prints_one_document_for_machines(project: Path, run: Run, form: str) -> None:
    result = run("build", "--check", "--format", form)
    assert result.exit_code == 1
    assert "PC509" in json.dumps(json.loads(result.stdout))
    assert not (project / "build").exists()


# What is never overwritten


def test_a_hand_edit_is_kept_unless_forced(project: Path, built: Path, run: Run) -> None:
    agent = built / "both.md"
    fresh = agent.read_bytes()
    agent.write_bytes(fresh + b"\nMy own words.\n")
    (project / "agents" / "two.md").write_bytes(TWO + b"- Close the valves at night\n")
    result = run("build", "--name", "both")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "build/both.md: error[PC506]: edited by hand since personac wrote it" in result.stderr
    assert "--force" in result.stderr
    assert b"My own words." in agent.read_bytes()
    assert run("build", "--name", "both", "--force").exit_code == 0
    assert b"My own words." not in agent.read_bytes()
    assert b"Close the valves at night" in agent.read_bytes()


def test_a_refused_build_still_reports_its_other_findings(built: Path, run: Run) -> None:
    (built / "both.md").write_bytes(b"mine")
    result = run("build", "--name", "both", "--format", "json")
    assert result.exit_code == 2
    assert {row["code"] for row in json.loads(result.stdout)} == {"PC403", "PC506"}


def test_an_edited_output_of_a_persona_that_is_gone_stays_unless_forced(
    project: Path, built: Path, run: Run
) -> None:
    (built / "variants" / "two.md").write_bytes(b"my notes on two")
    (project / "agents" / "two.md").unlink()
    result = run("build", "--name", "both")
    assert result.exit_code == 0
    assert "build/variants/two.md: warning[PC531]: no build makes this file any more" in result.stderr
    names = [path.name for path in sorted((built / "variants").iterdir())]
    assert names == ["one.md", "one.patch", "two.md"]
    assert run("build", "--name", "both", "--check").exit_code == 0
    assert (built / "variants" / "two.md").read_bytes() == b"my notes on two"


def test_with_force_it_goes(project: Path, built: Path, run: Run) -> None:
    (built / "variants" / "two.md").write_bytes(b"my notes on two")
    (project / "agents" / "two.md").unlink()
    assert run("build", "--name", "both", "--force").exit_code == 0
    assert not (built / "variants" / "two.md").exists()


def test_another_build_of_the_same_folder_is_not_waited_for(project: Path, run: Run) -> None:
    with hold_output_lock(project / "build", wait=True, on_wait=tuple):
        for more in ([], ["--check"]):
            result = run("build", "--no-wait", *more)
            assert result.exit_code == 2
            assert "build: error[PC532]: another build is writing to this folder" in result.stderr
    assert [path.name for path in project.iterdir()] == ["agents"]


@pytest.mark.parametrize("more", [[], ["-q"]])
def test_a_wait_is_reported_once_unless_quiet(
    project: Path, run: Run, more: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, leave = threading.Event(), threading.Event()

    def write() -> None:
        with hold_output_lock(project / "build", wait=True, on_wait=tuple):
            entered.set()
            leave.wait(60)

    @contextmanager
    def hold(folder: Path, *, wait: bool, on_wait: Callable[[], object]) -> Iterator[None]:
        def wait_and_leave() -> None:
            on_wait()
            leave.set()

        with hold_output_lock(folder, wait=wait, on_wait=wait_and_leave):
            yield

    monkeypatch.setattr(output_store, "hold_output_lock", hold)
    thread = threading.Thread(target=write)
    thread.start()
    entered.wait()
    result = run("build", *more)
    thread.join()
    assert result.exit_code == 0
    text = "another build writes to build; waiting…\n"
    assert (result.stderr.startswith(text), result.stderr.count(text)) == (not more, not more)


def test_a_source_is_never_overwritten_not_even_by_force(project: Path, run: Run) -> None:
    for more in ([], ["--force"]):
        result = run("build", "-o", "agents", "--name", "one", *more)
        assert result.exit_code == 2
        assert "agents: error[PC504]: the outputs cannot go here: this folder is searched" in result.stderr
    assert files(project / "agents") == {"one.md": ONE, "two.md": TWO}


def test_a_file_that_personac_did_not_write_is_kept_unless_forced(project: Path, run: Run) -> None:
    (project / "docs").mkdir()
    (project / "docs" / "report.md").write_text("The report of the year\n")
    (project / "docs" / "mine.md").write_text("Mine\n")
    result = run("build", "-o", "docs")
    assert result.exit_code == 2
    assert "docs/report.md: error[PC504]" in result.stderr
    assert len(files(project / "docs")) == 2
    assert run("build", "-o", "docs", "--force").exit_code == 0
    assert (project / "docs" / "report.md").read_text().startswith("# Overlap")
    assert (project / "docs" / "mine.md").read_text() == "Mine\n"


def test_a_file_where_the_folder_should_be(project: Path, run: Run) -> None:
    (project / "build").write_text("mine")
    result = run("build")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "build: error[PC504]" in result.stderr
    assert (project / "build").read_text() == "mine"


def test_a_lock_that_names_files_elsewhere_shows_nothing_of_them(
    project: Path, built: Path, run: Run
) -> None:
    secret = project / "secret"
    secret.write_text("the key under the mat\n")
    lock = json.loads((built / "personac.lock").read_bytes())
    lock["outputs"]["../secret"] = "0" * 64
    (built / "personac.lock").write_text(json.dumps(lock))
    result = run("build", "--name", "both", "--check")
    assert "under the mat" not in result.output
    assert run("build", "--name", "both").exit_code == 0
    assert secret.exists()


# Printing


def test_machines_get_every_finding_on_stdout(project: Path, run: Run) -> None:
    assert project.is_dir()
    found = json.loads(run("build", "--format", "json").stdout)
    rows = [(row["code"], row["severity"]) for row in found]
    assert rows == [("PC403", "warning"), ("PC403", "info")]
    annotations = run("build", "--format", "github").stdout
    assert "::notice file=agents/two.md,line=4,col=1,title=PC403 conflicting-field::" in annotations
    results = json.loads(run("build", "--format", "sarif").stdout)["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == ["PC403", "PC403"]


def test_errors_that_end_a_run_are_printed_for_machines_too(project: Path, run: Run) -> None:
    result = run("build", "gone.md", "--format", "json")
    assert result.exit_code == 2
    assert [row["code"] for row in json.loads(result.stdout)] == ["PC002"]
    assert project.is_dir()


def test_notes_are_printed_when_verbose(project: Path, run: Run) -> None:
    assert "info[PC403]" not in run("build").stderr
    assert "agents/two.md:4:1: info[PC403]" in run("build", "-v").stderr
    assert project.is_dir()


def test_quiet_prints_only_errors(project: Path, run: Run) -> None:
    (project / "agents" / "two.md").write_bytes(
        TWO.replace(b"description: d", b"description: d\ndescription: d")
    )
    assert "warning[PC102]" in run("build").stderr
    quiet = run("build", "-q")
    assert (quiet.exit_code, quiet.stdout, quiet.stderr) == (0, "", "")
    assert "error[PC002]" in run("build", "gone.md", "-q").stderr


@pytest.mark.parametrize(
    ("color", "no_color", "coloured"),
    [("always", "", True), ("always", "1", True), ("never", "", False), ("auto", "", False)],
)
@pytest.mark.usefixtures("project")
def test_colour_by_choice(
    run: Run, monkeypatch: pytest.MonkeyPatch, *, color: str, no_color: str, coloured: bool
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    stderr = run("build", "gone.md", "--color", color).stderr
    assert ("\x1b[31m" in stderr) is coloured
    assert "error" in stderr


def test_an_error_in_a_persona_is_exit_code_1(project: Path, run: Run) -> None:
    bomb = b"---\na: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\n"
    links = b"".join(b"%c: &%c [%s]\n" % (c + 1, c + 1, b", ".join([b"*%c" % c] * 9)) for c in b"bcdefgh")
    (project / "agents" / "two.md").write_bytes(bomb + links + b"---\n\n- One rule\n")
    result = run("build")
    assert result.exit_code == 1
    assert "error[PC106]" in result.stderr


def test_emit_writes_what_it_names_and_removes_the_rest(built: Path, run: Run) -> None:
    emit = ("build", "--name", "both", "--emit", "markdown, canonical")
    assert run(*emit).exit_code == 0
    assert set(files(built)) == {"both.md", "report.md", "personac.lock"}
    assert run(*emit).stderr == "build: up to date\n"
    assert run(*emit, "--check").exit_code == 0
    assert run("build", "--name", "both", "--check").exit_code == 1
    assert run("build", "--name", "both").exit_code == 0
    assert set(files(built)) == FILES


def test_files_for_other_tools_come_with_their_own_option(project: Path, run: Run) -> None:
    assert run("build", "--name", "both", "--emit", "canonical", "--target", "claude").exit_code == 0
    names = set(files(project / "build"))
    assert {"both.md", "personac.lock"} < names
    assert all(name.startswith("targets/") for name in names - {"both.md", "personac.lock"})


@pytest.mark.parametrize(
    ("kinds", "message"),
    [
        ("canonical,reprot", "'reprot' is not a kind of output; did you mean report?"),
        ("all", "'all' is not a kind of output; there are canonical, map, patches,"),
        ("", "name what to write: canonical, map, patches,"),
    ],
)
def test_what_emit_does_not_know_is_explained(run: Run, kinds: str, message: str) -> None:
    result = run("build", "--emit", kinds)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        (("report",), "canonical,report"),
        (("explain", "build/both.md:3"), "canonical,map,report"),
        (("expand", "build/variants/one.patch"), "canonical,patches"),
        (("expand", "--all", "-o", "restored"), "canonical,patches"),
    ],
)
def test_what_needs_an_output_that_was_left_out_names_the_option(
    built: Path, run: Run, command: tuple[str, ...], wanted: str
) -> None:
    assert run("build", "--name", "both", "--emit", "canonical").exit_code == 0
    assert built.is_dir()
    result = run(*command)
    assert result.exit_code == 2
    assert f"hint: the build left it out: personac build --emit {wanted}\n" in result.stderr
