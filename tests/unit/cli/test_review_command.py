"""`personac review --list` and `personac review decide`, with which scripts and agents review."""

from __future__ import annotations

import getpass
import json
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.unit.cli.conftest import Run

LAMP = "- Drain the oldest queue first"


def first_key(run: Run, *options: str, part: str = "sure") -> str:
    items = json.loads(run("review", "--list", "--format", "json", *options).stdout)["items"]
    return next(str(row["key"]) for row in items if row["part"] == part)


@pytest.mark.usefixtures("project")
def test_the_queue_is_printed_by_parts(run: Run) -> None:
    result = run("review", "--list")
    assert result.exit_code == 0
    assert "The sure rest (1)" in result.stdout
    assert "Drain the oldest queue first" in result.stdout
    assert result.stderr == ""


@pytest.mark.usefixtures("project")
def test_the_queue_as_json_follows_the_schema_that_is_printed(run: Run) -> None:
    schema = json.loads(run("review", "--schema").stdout)
    jsonschema.validate(json.loads(run("review", "--list", "--format", "json").stdout), schema)


@pytest.mark.usefixtures("project")
def test_minutes_print_what_fits_and_what_remains(run: Run) -> None:
    assert "nothing remains unread" in run("review", "--minutes", "10").stdout
    assert "remain unread" in run("review", "--minutes", "0.01").stdout
    assert run("review", "--minutes", "0").exit_code == 2


def test_a_decision_is_written_and_followed_by_the_next_build(run: Run, project: Path) -> None:
    key = first_key(run)
    result = run("review", "decide", key, "edit", "--text", "Drain old queues", "--by", "ada")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"{key}: edited: Drain the oldest queue first\n"
    (path,) = (project / "decisions").glob("*/*")
    assert path.name == f"{key}.ada.toml"
    built = run("build", "--name", path.parent.name)
    assert "1 decided, " in built.stderr
    assert "- Drain old queues" in (project / "build" / f"{path.parent.name}.md").read_text()
    report = (project / "build" / "report.md").read_text()
    assert "Review: 1 decided, " in report.split("\n## ")[0]


def test_a_summary_without_decisions_does_not_count_them(run: Run, project: Path) -> None:
    assert "undecided" not in run("build").stderr
    assert "Decide with `personac review`" in (project / "build" / "report.md").read_text()


@pytest.mark.usefixtures("project")
def test_gates_count_the_review(run: Run) -> None:
    run("build")
    result = run("report", "--fail-on", "undecided=0,stale=0,disputed=0")
    assert result.exit_code == 1
    assert "error[PC601]: undecided: " in result.stderr
    assert "stale: 0 items of the review, at most 0 allowed" in result.stderr
    assert run("report", "--fail-on", "undecided=9").exit_code == 0


@pytest.mark.usefixtures("project")
def test_since_names_new_decisions(run: Run, tmp_path: Path) -> None:
    run("build", "--name", "merged")
    earlier = tmp_path / "earlier.json"
    earlier.write_bytes((tmp_path / "build" / "report.json").read_bytes())
    run("review", "decide", first_key(run), "accept", "--by", "ada")
    run("build", "--name", "merged")
    told = run("report", "--since", str(earlier)).stdout
    assert "New decisions (1)\n  Drain the oldest queue first (ada)" in told


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["decide", "000000000000", "same"], "error[PC701]: the queue has no item with this key"),
        (["--list", "--for", "three"], "there is no persona 'three'; there are one, two"),
        (["--list", "--by", "Ada L."], "'Ada L.' is no name of a reviewer"),
        (["decide", "000000000000", "perhaps"], "'perhaps' is not one of"),
        (["--list", "--for", ""], "it cannot be empty"),
    ],
)
@pytest.mark.usefixtures("project")
def test_wrong_usage_is_refused_with_a_way_out(run: Run, arguments: list[str], message: str) -> None:
    result = run("review", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


@pytest.mark.usefixtures("project")
def test_the_items_of_one_persona(run: Run) -> None:
    assert "Drain" in run("review", "--list", "--for", "one").stdout


@pytest.mark.usefixtures("project")
def test_the_reviewer_is_named_by_the_environment_or_the_login(
    run: Run, monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    key = first_key(run)
    monkeypatch.setenv("PERSONAC_REVIEWER", "cleo")
    run("review", "decide", key, "accept")
    monkeypatch.delenv("PERSONAC_REVIEWER")
    monkeypatch.setattr(getpass, "getuser", lambda: "Ada Lovelace")
    run("review", "decide", key, "accept")
    assert sorted(path.name for path in project.rglob("*.*.toml")) == [
        f"{key}.ada-lovelace.toml", f"{key}.cleo.toml",
    ]  # fmt: skip


def test_a_value_of_the_front_matter_is_json_or_a_word(run: Run, project: Path) -> None:
    key = first_key(run, part="front_matter")
    run("review", "decide", key, "set", "--value", "green", "--by", "ada")
    (path,) = (project / "decisions").glob("*/*")
    assert 'value = "green"' in path.read_text()
    run("review", "decide", key, "set", "--value", '["red", "blue"]', "--by", "ada")
    assert 'value = ["red", "blue"]' in path.read_text()


def test_links_of_the_rules_become_decisions(run: Run, project: Path) -> None:
    (project / "rules").mkdir()
    link = '[[cannot_link]]\ntexts = ["Trains are late", "{}"]\n'
    text = link.format("Only one says bananas") + link.format("Nobody says this")
    (project / "rules" / "links.toml").write_text(text)
    result = run("review", "--import-rules", "--by", "ada")
    assert result.exit_code == 0
    assert "no bullet has the text 'Nobody says this': not imported" in result.stderr
    assert result.stderr.endswith("1 decision written; the rules keep working\n")
    assert len([*(project / "decisions").glob("*/*.ada.toml")]) == 1


def test_one_of_several_groups_has_to_be_named(run: Run, project: Path) -> None:
    groups = "".join(f'[groups.{name}]\nsources = ["agents/{name}.md"]\n' for name in ("one", "two"))
    (project / "personac.toml").write_text(groups)
    assert "name one of the groups: one, two" in run("review", "--list").stderr
    assert run("review", "--list", "one").stdout.startswith("one: ")


@pytest.mark.usefixtures("project")
def test_the_page_needs_the_extra(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    result = run("review", "--no-browser")
    assert result.exit_code == 2
    assert "error[PC603]: the page needs starlette and uvicorn" in result.stderr
    assert "pip install './personac[review]'" in result.stderr


def test_help_of_decide_explains_the_answers(run: Run) -> None:
    assert "confirm, an earlier decision fits still" in " ".join(
        run("review", "decide", "--help").stdout.split()
    )
