from __future__ import annotations

import json
from pathlib import Path

import pytest

from personac.diagnostics.catalogue import all_kinds
from tests.unit.cli.conftest import Run


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.code)
def test_every_code_is_explained(run: Run, kind: object) -> None:
    code = getattr(kind, "code", "")
    for subject in (code, code.lower()):
        result = run("explain", subject)
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout.startswith(f"{code} ")
        assert len(result.stdout.splitlines()) == 4


def test_all_codes_are_listed_in_order(run: Run) -> None:
    result = run("explain", "--list")
    assert (result.exit_code, result.stderr) == (0, "")
    rows = [line.split(maxsplit=3) for line in result.stdout.splitlines()]
    assert rows == [[kind.code, kind.severity, kind.slug, kind.summary] for kind in all_kinds()]
    listed = json.loads(run("explain", "--list", "--format", "json").stdout)
    assert [row["code"] for row in listed] == [kind.code for kind in all_kinds()]


@pytest.mark.parametrize("typo", ["PC1112", "PC0112", "shared-names"])
def test_a_code_that_does_not_exist_gets_similar_codes(run: Run, typo: str) -> None:
    result = run("explain", typo)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "error[PC508]" in result.stderr
    assert "PC112" in result.stderr.partition("hint: did you mean")[2]
    assert ("no such code" in result.stderr) is typo.startswith("PC")


def test_a_code_like_no_other_gets_the_list(run: Run) -> None:
    assert "personac explain --list lists all" in run("explain", "PC999").stderr


@pytest.mark.parametrize(
    ("arguments", "advice"), [((), "name what to explain"), (("--list", "PC101"), "--list needs no argument")]
)
def test_without_argument_it_says_what_to_do(run: Run, arguments: tuple[str, ...], advice: str) -> None:
    result = run("explain", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert advice in result.stderr


def line_of(built: Path, text: str) -> int:
    return (built / "both.md").read_text().splitlines().index(text) + 1


def test_a_merged_line_names_its_sources_and_the_reason(built: Path, run: Run) -> None:
    number = line_of(built, "- Drain the oldest queue first")
    result = run("explain", f"build/both.md:{number}")
    assert (result.exit_code, result.stderr) == (0, "")
    first, count, kept, merged, because, why = result.stdout.splitlines()
    assert first == f"build/both.md:{number}: - Drain the oldest queue first"
    assert count == "represents 2 bullets of 2 personas"
    assert kept == "  kept    agents/one.md:9: Drain the oldest queue first"
    assert merged == "  merged  agents/two.md:9: Drain the oldest queue first"
    assert because == "these 2 have the same meaning (cohesion 1.00)"
    assert why.startswith("  agents/one.md:9 ~ agents/two.md:9: 1.00, ")


def test_json(built: Path, run: Run) -> None:
    subject = f"build/both.md:{line_of(built, '- Trains are late')}"
    found = json.loads(run("explain", "--format", "json", subject).stdout)
    assert (found["subject"], found["said_at"][0]["path"]) == ("bullet", "agents/two.md")


def test_two_bullets(built: Path, run: Run) -> None:
    result = run("explain", "agents/one.md:9", "agents/two.md:9")
    number = line_of(built, "- Drain the oldest queue first")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[:4] == [
        "agents/one.md:9: Drain the oldest queue first",
        "agents/two.md:9: Drain the oldest queue first",
        "merged: 2 bullets of one meaning (cohesion 1.00)",
        f"  in the canonical at build/both.md:{number}: - Drain the oldest queue first",
    ]
    found = json.loads(run("explain", "agents/one.md:9", "agents/two.md:10", "--format", "json").stdout)
    assert (found["verdict"], found["only_b"]) == ("kept apart", ["Trains", "late"])
    assert "error[PC508]" in run("explain", "PC101", "agents/two.md:9").stderr


def test_a_line_of_one_source_needs_no_reason(built: Path, run: Run) -> None:
    result = run("explain", f"build/both.md:{line_of(built, '- Trains are late')}:3")
    assert result.stdout.splitlines()[1:] == [
        "represents 1 bullet of 1 persona",
        "  kept  agents/two.md:10: Trains are late",
    ]


def test_a_line_of_a_source(built: Path, run: Run) -> None:
    number = line_of(built, "- Trains are late")
    result = run("explain", "agents/two.md:10")
    assert result.stdout.splitlines()[1:3] == [
        "in the canonical at",
        f"  build/both.md:{number}: - Trains are late",
    ]
    moved = built.rename(built.parent / "out")
    assert run("explain", "agents/two.md:10").exit_code == 2
    assert run("explain", "agents/two.md:10", "-o", moved.name).stdout.count("out/both.md") == 1


def test_a_line_of_the_front_matter_and_a_heading(built: Path, run: Run) -> None:
    assert "frontmatter" in run("explain", f"build/both.md:{line_of(built, 'color: red')}").stdout
    assert "heading" in run("explain", f"build/both.md:{line_of(built, '# Rules')}").stdout


def test_layout_comes_from_no_source(built: Path, run: Run) -> None:
    result = run("explain", "build/both.md:1")
    layout = "layout, without an origin; the nearest lines with one: 2"
    assert result.stdout == f"build/both.md:1: ---\n  {layout}\n"
    assert built.is_dir()


@pytest.mark.parametrize(
    "subject",
    [
        "nonsense", "", "PC1234", "build/both.md", "build/both.md:", "build/both.md:x", "build/both.md:0",
        "build/both.md:9999", "build/both.md:\u00b2", "build/both.md:" + "9" * 5000, "build/other.md:3", ":3",
        ".md:3", "agents/one.md:99", "agents/none.md:3",
    ],
)  # fmt: skip
def test_what_cannot_be_explained(built: Path, run: Run, subject: str) -> None:
    result = run("explain", subject)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "error[PC508]" in result.stderr
    assert "hint: " in result.stderr
    assert built.is_dir()


def test_a_map_that_is_damaged(built: Path, run: Run) -> None:
    (built / "both.map.json").write_text("{")
    result = run("explain", "build/both.md:3")
    assert result.exit_code == 2
    assert "is damaged" in result.stderr


def test_a_map_without_its_agent_or_its_report(built: Path, run: Run) -> None:
    number = line_of(built, "- Trains are late")
    (built / "report.json").unlink()
    result = run("explain", f"build/both.md:{number}")
    assert result.exit_code == 2
    assert "report.json: error[PC507]" in result.stderr
    (built / "both.md").unlink()
    assert "error[PC508]" in run("explain", "build/both.md:1").stderr


def test_a_map_of_somebody_else_prints_nothing_a_terminal_would_obey(built: Path, run: Run) -> None:
    found = json.loads((built / "both.map.json").read_bytes())
    key = next(at for at, origins in enumerate(found["lines"]) if origins)
    found["lines"][key][0]["path"] = "\x1b[2J"
    (built / "both.map.json").write_text(json.dumps(found))
    assert "\x1b" not in run("explain", f"build/both.md:{key + 1}").stdout
