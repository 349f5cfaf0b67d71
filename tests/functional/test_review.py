"""A review through the command line: what is decided once is followed by every later build."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.seams import main

Run = Callable[..., Result]
_HEAD = "---\nname: {name}\ndescription: {name} of the mill\n---\n\n# {name}\n\n## Stones\n\n"
MILLER = _HEAD.format(name="miller") + (
    "- Dress the stones every winter\n"
    "- Keep the flour dry for 30 days\n"
    "- Tools: hammer, pick, brush\n"
    "- Stop the wheel when the river is in flood\n"
)
CARTER = _HEAD.format(name="carter") + (
    "- Dress the stones every winter\n"
    "- Keep the flour dry for 60 days\n"
    "- Tools: hammer, pick, sack\n"
    "- Stop the wheel at once when the river is in flood\n"
    "\nFeed the horses first.\n"
)


@pytest.fixture
def mill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PERSONAC_REVIEWER", "ada")
    (tmp_path / "agents").mkdir()
    (tmp_path / "agents" / "miller.md").write_text(MILLER)
    (tmp_path / "agents" / "carter.md").write_text(CARTER)
    (tmp_path / "personac.toml").write_text('name = "mill"\nsources = ["agents"]\n')
    return tmp_path


@pytest.fixture
def run() -> Run:
    def _run(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == code, result.output
        return result

    return _run


def queue(run: Run) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(run("review", "--list", "--format", "json").stdout)["items"]
    return items


def key_of(run: Run, words: str) -> str:
    listed = json.loads(run("review", "--list", "--format", "json").stdout)
    named = {row["id"] for row in listed["bullets"] if words in row["text"]}
    return next(
        str(row["key"]) for row in listed["items"] if any(named & set(group) for group in row["groups"])
    )


def agent(mill: Path) -> str:
    return (mill / "build" / "mill.md").read_text()


@pytest.mark.usefixtures("mill")
def test_a_script_decides_the_whole_queue_and_the_gates_pass(run: Run) -> None:
    run("build")
    run("report", "--fail-on", "undecided=0", code=1)
    for row in queue(run):
        run("review", "decide", row["key"], "accept")
    run("build")
    assert {row["state"] for row in queue(run)} == {"decided"}
    run("report", "--fail-on", "undecided=0,stale=0,disputed=0")
    run("build", "--check")


def test_accepting_everything_changes_no_line_of_the_agent(run: Run, mill: Path) -> None:
    run("build")
    before = agent(mill)
    for row in queue(run):
        run("review", "decide", row["key"], "accept")
    run("build", "--force")
    assert agent(mill) == before


def test_each_answer_is_in_the_agent_of_the_next_build(run: Run, mill: Path) -> None:
    run("review", "decide", key_of(run, "Stop the wheel"), "same")
    run("review", "decide", key_of(run, "Dress the stones"), "edit", "--text", "Dress the stones in autumn")
    run("review", "decide", key_of(run, "Feed the horses"), "drop", "--reason", "the carter sold them")
    run("build")
    lines = agent(mill).splitlines()
    assert len([line for line in lines if "Stop the wheel" in line]) == 1
    assert "- Dress the stones in autumn" in lines
    assert "Feed the horses first." not in lines
    reasons = [row["reason"] for row in json.loads((mill / "build" / "report.json").read_bytes())["left_out"]]
    assert "dropped by ada: the carter sold them" in reasons


def test_one_side_of_a_contradiction_wins_with_a_reason(run: Run, mill: Path) -> None:
    key = key_of(run, "Keep the flour")
    listed = json.loads(run("review", "--list", "--format", "json").stdout)["bullets"]
    winner = next(row["id"] for row in listed if "60 days" in row["text"])
    run("review", "decide", key, "use", "--member", winner, code=2)
    run("review", "decide", key, "use", "--member", winner, "--reason", "measured")
    run("build")
    assert "60 days" in agent(mill)
    assert "30 days" not in agent(mill)
    run("report", "--fail-on", "contradictions=0")


def test_decisions_survive_reordering_and_a_moved_section(run: Run, mill: Path) -> None:
    run("review", "decide", key_of(run, "Stop the wheel"), "same")
    lines = MILLER.splitlines(keepends=True)
    (mill / "agents" / "miller.md").write_text("".join([*lines[:-4], *reversed(lines[-4:])]))
    run("build")
    assert agent(mill).count("Stop the wheel") == 1
    assert [row["state"] for row in queue(run) if row["files"]] == ["decided"]


def test_a_removed_bullet_makes_its_decision_stale_until_it_is_made_anew(run: Run, mill: Path) -> None:
    run("review", "decide", key_of(run, "Stop the wheel"), "same")
    source = mill / "agents" / "carter.md"
    source.write_text(CARTER.replace("- Stop the wheel at once when the river is in flood\n", ""))
    run("build")
    run("report", "--fail-on", "stale=0", code=1)
    (row,) = [row for row in queue(run) if row["state"] == "stale"]
    run("review", "decide", row["key"], "accept")
    run("build")
    run("report", "--fail-on", "stale=0")


@pytest.mark.usefixtures("mill")
def test_a_dispute_is_reported_and_ended_by_whoever_decides_over_the_other(run: Run) -> None:
    key = key_of(run, "Stop the wheel")
    run("review", "decide", key, "same", "--by", "ada")
    run("review", "decide", key, "both", "--by", "ben")
    assert "PC436" in run("build").stderr
    run("report", "--fail-on", "disputed=0", code=1)
    run("review", "decide", key, "same", "--by", "ada")
    run("build")
    run("report", "--fail-on", "disputed=0")


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_reviewers_on_two_branches_never_conflict_in_git(run: Run, mill: Path) -> None:
    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        subprocess.run(["git", *identity, *arguments], cwd=mill, check=True, capture_output=True)

    key = key_of(run, "Stop the wheel")
    git("init", "-q", "-b", "main")
    git("add", "agents", "personac.toml")
    git("commit", "-qm", "Start")
    for branch in ("ben", "cleo"):
        git("checkout", "-q", "-b", branch, "main")
        run("review", "decide", key, "both", "--by", branch)
        git("add", "decisions")
        git("commit", "-qm", "Decide")
    git("merge", "-q", "--no-edit", "ben")
    (row,) = [row for row in queue(run) if row["files"]]
    assert (row["state"], row["by"]) == ("decided", ["ben", "cleo"])
