"""Whole tiny projects through the command line; each is named after what is special in it.

A project is projects/<name>/{agents/*.md, rules/*.toml}. It is copied, built
where it stands, and held to what holds for every build; then to its own point.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from personac.cli import main

PROJECTS = Path(__file__).parent / "projects"
SARIF = Path(__file__).parents[1] / "data" / "sarif-2.1.0.json"
REFUSED = {"conflicting_decisions"}
WITH_ERRORS_ALONE = {"explicit_tools_not_set", "plain_prompts"}
WITH_ERRORS = {"broken_yaml", "examples_moved", "explicit_tools_not_set", "skipped_without_a_word"}


@dataclass(frozen=True)
class Project:
    """A copy of a project, in which commands run."""

    root: Path
    result: Result

    @property
    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.root / "build" / "report.json").read_bytes())
        return found

    @property
    def agent(self) -> str:
        name: str = self.report["canonical"]["path"]
        return (self.root / "build" / name).read_bytes().decode()

    @property
    def front_matter(self) -> list[str]:
        return self.agent.split("---\n")[1].splitlines()

    @property
    def body(self) -> list[str]:
        return [line for line in self.agent.split("---\n", 2)[2].splitlines() if line]

    @property
    def clusters(self) -> list[set[str]]:
        texts = {bullet["id"]: bullet["text"] for bullet in self.report["bullets"]}
        return [{texts[member] for member in cluster["members"]} for cluster in self.report["clusters"]]

    @property
    def codes(self) -> list[str]:
        return [found["code"] for found in self.report["diagnostics"]]

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(main, arguments)


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git on PATH")
Open = Callable[[str], Project]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Copy a project and build it."""

    def _open(name: str) -> Project:
        shutil.copytree(PROJECTS / name, tmp_path / name)
        monkeypatch.chdir(tmp_path / name)
        return Project(tmp_path / name, CliRunner().invoke(main, ["build", "agents"]))

    return _open


@pytest.mark.parametrize("name", sorted({path.name for path in PROJECTS.iterdir()} - REFUSED))
def test_every_build(name: str, project: Open) -> None:
    found = project(name)
    status = int(name in WITH_ERRORS)
    assert (found.result.exit_code, found.result.stdout) == (status, "")
    assert found.run("build", "agents", "--check").exit_code == status
    for persona in found.report["personas"]:
        restored = found.run("expand", f"build/variants/{persona['id']}.patch")
        assert restored.stdout_bytes == (found.root / persona["path"]).read_bytes()
    canonical = found.report["canonical"]["path"]
    again = found.run("build", f"build/{canonical}", "-o", "again", "--name", Path(canonical).stem)
    assert again.exit_code == int(name in WITH_ERRORS_ALONE)
    assert (found.root / "again" / canonical).read_bytes() == found.agent.encode()


def test_two_personas_of_one_stem(project: Open) -> None:
    found = project("two_personas_of_one_stem")
    assert [row["id"] for row in found.report["personas"]] == ["north-keeper", "south-keeper"]
    assert (found.root / "build" / "variants" / "south-keeper.patch").exists()
    assert found.report["canonical"]["name"] == "keeper"


def test_one_name_twice(project: Open) -> None:
    found = project("one_name_twice")
    rows = [(row["id"], row["name"]) for row in found.report["personas"]]
    assert rows == [("day", "keeper"), ("night", "keeper")]


@pytest.mark.parametrize("name", ["crlf", "mixed_line_ends", "bom"])
def test_line_ends_and_marks_do_not_reach_the_canonical(project: Open, name: str) -> None:
    found = project(name)
    assert "\r" not in found.agent
    assert "\ufeff" not in found.agent
    assert found.agent.endswith("\n")
    assert {"Wind the clockwork at dusk"} in found.clusters


def test_no_front_matter(project: Open) -> None:
    found = project("no_front_matter")
    assert found.codes == ["PC107"]
    assert found.front_matter == ["name: merged", "description: Keeps the lighthouse"]


def test_broken_yaml(project: Open) -> None:
    found = project("broken_yaml")
    assert found.codes == ["PC101", "PC101"]
    assert 'hint: quote it: description: "Use it: it keeps the lighthouse"' in found.result.stderr
    assert "color: red" in found.front_matter
    assert 'description: "Use it: it keeps the lighthouse"' in [
        line.replace("'", '"') for line in found.front_matter
    ]


def test_only_front_matter(project: Open) -> None:
    found = project("only_front_matter")
    assert found.codes == ["PC108"]
    assert "model: small" in found.front_matter
    assert [row["bullets"] for row in found.report["personas"]] == [0, 2]


def test_empty_file(project: Open) -> None:
    found = project("empty_file")
    assert "PC004" in found.codes
    assert found.report["overlap"]["matrix"] == [[1.0, 0.0], [0.0, 1.0]]


def test_nothing_in_common(project: Open) -> None:
    found = project("nothing_in_common")
    assert found.clusters == []
    assert set(found.body) == {"- Polish the lens with spirit", "- Count apples on Friday"}


def test_exact_copies(project: Open) -> None:
    found = project("exact_copies")
    assert found.body == ["# Lighthouse", "- Wind the clockwork at dusk", "- Polish the lens with spirit"]
    assert found.report["overlap"]["matrix"] == [[1.0] * 3] * 3
    assert [len(cluster["members"]) for cluster in found.report["clusters"]] == [3, 3]


def test_drifted_copies(project: Open) -> None:
    found = project("drifted_copies")
    assert {"Polish the lens with spirit", "Polish the great lens with spirit"} in found.clusters
    assert found.body.count("- Close the shutters by day") == 1
    assert len(found.body) == 4


def test_must_link(project: Open) -> None:
    found = project("must_link")
    assert {"Polish the lens with spirit", "Rub glass until it shines"} in found.clusters
    assert (
        "- Rub glass until it shines" not in found.body or "- Polish the lens with spirit" not in found.body
    )


def test_cannot_link(project: Open) -> None:
    found = project("cannot_link")
    assert found.clusters == []
    assert set(found.body[1:]) == {"- Wind the clockwork once at dusk", "- Wind the clockwork twice at dusk"}
    (found.root / "rules" / "decisions.toml").unlink()
    assert found.run("build", "--check").exit_code == 1


def test_conflicting_decisions(project: Open) -> None:
    found = project("conflicting_decisions")
    assert (found.result.exit_code, found.result.stdout) == (2, "")
    assert "error[PC402]: rules join and keep apart" in found.result.stderr
    assert "hint: " in found.result.stderr
    assert not (found.root / "build").exists()


def test_stale_decision(project: Open) -> None:
    found = project("stale_decision")
    assert found.codes == ["PC401"]
    assert "'Feed the gulls'" in found.result.stderr


def test_outline_alias(project: Open) -> None:
    found = project("outline_alias")
    assert found.body == [
        "# Lighthouse",
        "## Upkeep",
        "- Polish the lens with spirit",
        "- Count apples on Friday",
    ]
    (found.root / "rules" / "outline.toml").unlink()
    found.run("build")
    assert "## Chores" in found.body


def test_tools_intersection(project: Open) -> None:
    found = project("tools_intersection")
    assert "tools: Read, Bash" in found.front_matter
    assert found.codes == []


def test_tools_in_common_none(project: Open) -> None:
    found = project("tools_in_common_none")
    assert "tools: []" in found.front_matter
    assert found.codes == ["PC405"]


def test_tools_union_tells_who_may_do_more(project: Open) -> None:
    found = project("tools_union")
    assert "tools: Read, Bash" in found.front_matter
    assert found.codes == ["PC404", "PC404"]


def test_explicit_front_matter(project: Open) -> None:
    found = project("explicit_front_matter")
    assert found.front_matter[0] == "name: keeper"
    assert {"color: green", "model: large", "x-lamp: oil"} <= set(found.front_matter)
    assert (found.root / "build" / "keeper.md").exists()


def test_spaces_and_unicode_in_names(project: Open) -> None:
    found = project("spaces_and_unicode_in_names")
    assert [row["path"] for row in found.report["personas"]] == [
        "agents/the keeper of \u00e9.md",
        "agents/\u706f\u53f0 #1 (alt).md",
    ]
    number = found.agent.splitlines().index("- Wind the clockwork at dusk") + 1
    told = found.run("explain", f"build/{found.report['canonical']['path']}:{number}")
    assert "agents/the keeper of \u00e9.md:8: Wind the clockwork at dusk" in told.stdout
    sarif = json.loads(found.run("build", "--format", "sarif").stdout)
    assert sarif["runs"][0]["results"] == []


def test_xml_examples(project: Open) -> None:
    found = project("xml_examples")
    assert found.agent.count("<example>") == 1
    assert '<example>\nuser: "Is the light on?"\n- not a bullet\n# not a heading\n</example>' in found.agent
    assert not [row for row in found.report["bullets"] if "not a" in row["text"]]


def test_nested_lists(project: Open) -> None:
    found = project("nested_lists")
    assert found.agent.split("---\n", 2)[2].strip().splitlines() == [
        "- At dusk:",
        "  - Wind the clockwork",
        "    - Forty turns exactly",
        "  - Trim the wick",
        "  - Greet the night watch",
    ]


def test_ordered_steps(project: Open) -> None:
    assert project("ordered_steps").body[1:] == [
        "1. Climb the stairs",
        "2. Wind the clockwork",
        "3. Open the shutters",
        "4. Light the lamp",
    ]


def test_check_lists(project: Open) -> None:
    found = project("check_lists")
    assert {row["kind"] for row in found.report["bullets"]} == {"task"}
    assert set(found.body[1:]) == {"- [ ] Oil is full", "- [x] Lens is clean", "- [ ] Shutters are open"}


def test_widened_tools_are_named(project: Open) -> None:
    found = project("widened_tools")
    assert "tools: Read, mcp__tides, Bash" in found.front_matter
    assert "agents/a.md:4:1: warning[PC404]" in found.result.stderr
    assert "more than this persona's `tools`: Bash\n" in found.result.stderr
    assert "more than this persona's `tools`: mcp__tides\n" in found.result.stderr
    (found.root / "rules" / "tools.toml").unlink()
    assert found.run("build").stderr.count("PC404") == 0
    assert "tools: Read, Bash(git *), mcp__tides__read_table" in found.front_matter


def test_denied_never_granted(project: Open) -> None:
    found = project("denied_never_granted")
    assert found.front_matter[2:] == ["disallowedTools: Bash(rm *), Write", "tools: Read, Bash"]
    assert found.codes == []


def test_denied_granted_by_rules(project: Open) -> None:
    found = project("denied_granted_by_rules")
    assert found.codes == ["PC420"]
    assert "agents/b.md:4:1: warning[PC420]" in found.result.stderr
    assert "permits: Bash(rm *)\n" in found.result.stderr


def test_permission_levels(project: Open) -> None:
    found = project("permission_levels")
    assert found.front_matter[3:] == [
        "permission:",
        "  edit: deny",
        "  bash:",
        "    '*': ask",
        "    git log*: allow",
        "    git push*: deny",
        "tools:",
        "  write: false",
        "  webfetch: false",
    ]
    assert found.codes == []


def test_unknown_keys_conflict(project: Open) -> None:
    found = project("unknown_keys_conflict")
    assert {"x-lamp: {oil: 3, wick: wide}", "x-log: 1.10"} <= set(found.front_matter)
    [told] = found.report["diagnostics"]
    assert (told["code"], told["path"], told["line"]) == ("PC403", "agents/b.md", 4)
    assert '"wick": "narrow"' in told["message"]
    assert told["message"].endswith(", from agents/a.md:4")


def test_examples_moved(project: Open) -> None:
    found = project("examples_moved")
    assert "description: Use this agent when the lamp needs care." in found.front_matter
    assert found.body[2] == "## Examples"
    assert found.body.count("<example>") == 3
    assert 'assistant: "I\'ll polish it"' in found.body
    number = found.agent.splitlines().index("Context: The lens is dull") + 1
    told = found.run("explain", f"build/{found.report['canonical']['path']}:{number}").stdout
    assert "agents/a.md:3" in told


def test_explicit_tools_not_set(project: Open) -> None:
    found = project("explicit_tools_not_set")
    assert (found.codes, found.front_matter[2:]) == (["PC421"], ["tools: Read"])
    (found.root / "rules" / "set.toml").write_text('[front_matter.set]\ntools = ["Read", "Write"]\n')
    assert found.run("build").exit_code == 0
    assert found.front_matter[2:] == ["tools:", "  - Read", "  - Write"]
    assert "grants" not in found.run("build").stderr


def test_no_tool_at_all(project: Open) -> None:
    found = project("no_tool_at_all")
    assert "tools: []" in found.front_matter
    assert found.codes == []


def test_skipped_without_a_word(project: Open) -> None:
    found = project("skipped_without_a_word")
    told = {row["path"].removeprefix("agents/"): row["code"] for row in found.report["diagnostics"]}
    assert told == {
        "colon.md": "PC111",
        "late.md": "PC105",
        "nameless.md": "PC109",
        "silent.md": "PC110",
        "unquoted.md": "PC101",
    }
    assert {row["severity"] for row in found.report["diagnostics"]} == {"error"}
    (found.root / "rules").mkdir()
    (found.root / "rules" / "any.toml").write_text('[front_matter]\ntarget = "any"\n')
    assert found.run("build").exit_code == 0


def test_plain_prompts(project: Open) -> None:
    found = project("plain_prompts")
    assert sorted(found.codes) == ["PC107", "PC107", "PC422"]
    assert found.front_matter == ["name: merged"]
    assert found.body[0] == "# Lighthouse"


def test_tool_named_in_the_text(project: Open) -> None:
    found = project("tool_named_in_the_text")
    assert [(row["code"], row["severity"], row["line"]) for row in found.report["diagnostics"]] == [
        ("PC423", "info", 9),
        ("PC423", "info", 9),
    ]
    assert "PC423" not in found.result.stderr


def test_names_share_what_files_do_not(project: Open) -> None:
    assert project("widened_tools").report["canonical"]["name"] == "keeper"


def test_keep_shared(project: Open) -> None:
    found = project("keep_shared")
    said = [line for line in found.body if not line.startswith("You are")]
    assert said == [
        "# Lighthouse", "- Wind the clockwork at dusk", "- Polish the lens with spirit", "## Stores",
        "- Keep the oil dry",
    ]  # fmt: skip
    left = {row["text"]: row["reason"] for row in found.report["left_out"]}
    assert left["Greet the night watch"] == "keep: said by 1 of 3 personas, 2 are asked for"
    assert left["Guests"] == "keep: what it introduces is left out"
    page = (found.root / "build" / "variants" / "relief.md").read_text(encoding="utf-8")
    assert "Greet the night watch" in page
    found.run("build", "--keep", "all")
    assert "## Guests" in found.body
    found.run("build", "--min-support", "3")
    assert [line for line in found.body if line.startswith("- ")] == ["- Wind the clockwork at dusk"]
    assert found.run("build", "--min-support", "3", "--check").exit_code == 0
    assert found.run("build", "--check").exit_code == 1


def test_budget(project: Open) -> None:
    found = project("budget")
    assert found.report["sizes"]["tokenizer"] == "estimate"
    assert 50 <= found.report["sizes"]["canonical"]["tokens"] <= 60
    assert "- Wind the clockwork at dusk" in found.body
    assert all(row["reason"] for row in found.report["left_out"])
    refused = found.run("build", "--budget", "10")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "rules: error[PC433]: 10 tokens do not hold" in refused.stderr
    least = refused.stderr.split("give ")[1].split()[0]
    assert found.run("build", "--budget", least).exit_code == 0
    assert found.report["sizes"]["canonical"]["tokens"] == int(least)
    assert found.run("build", "--budget", "0").exit_code == 0
    assert "## Guests" in found.body


def test_explain_a_line(project: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    found = project("explain_a_line")
    agent = f"build/{found.report['canonical']['path']}"
    number = found.agent.splitlines().index("- Keep the oil dry") + 1
    told = found.run("explain", f"{agent}:{number}").stdout.splitlines()
    assert told[:4] == [
        f"{agent}:{number}: - Keep the oil dry",
        "represents 2 bullets of 2 personas",
        "  kept    agents/day.md:20: Keep the oil dry",
        "  merged  agents/night.md:15: Keep the oil dry",
    ]
    monkeypatch.chdir("agents")
    assert f"  ../{agent}:{number}: - Keep the oil dry" in found.run("explain", "night.md:15").stdout
    left = found.run("build", "--keep", "shared", "-o", "../build", ".", "--name", "x")
    assert left.exit_code == 0
    assert "keep: said by 1 of 2 personas" in found.run("explain", "night.md:16").stdout


def test_diff_two_copies(project: Open) -> None:
    found = project("diff_two_copies")
    told = json.loads(found.run("diff", "agents/a.md", "agents/b.md", "--format", "json").stdout)
    assert told["counts"] == {
        "exact": 2, "otherwise": 1, "partly": 0, "contradicts": 0, "only a": 1, "only b": 2,
    }  # fmt: skip
    assert told["front_matter"] == [{"key": "color", "a": None, "b": "red"}]
    text = found.run("diff", "agents/a.md", "agents/b.md").stdout
    assert "~ agents/a.md:11: agents/b.md:17: Polish the {+great+} lens with spirit\n" in text
    assert "+ agents/b.md:20: code of 3 lines: ```sh\n" in text
    assert "Note every ship" not in text
    same = found.run("diff", "agents/a.md", "agents/a.md")
    assert (same.exit_code, same.stdout.splitlines()[2]) == (0, "The two files are identical, byte for byte.")


def test_diff_contradiction(project: Open) -> None:
    found = project("diff_contradiction")
    result = found.run("diff", "agents/a.md", "agents/b.md")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[2].startswith("1 in both (1 word for word), 1 contradiction, ")
    assert "  - agents/a.md:6: Always close the shutters by day\n" in result.stdout
    assert "  + agents/b.md:6: Never close the shutters by day\n" in result.stdout


def test_expand_all(project: Open) -> None:
    found = project("expand_all")
    assert found.run("expand", "--all", "-o", "back").exit_code == 0
    sources = {path.relative_to(found.root): path.read_bytes() for path in found.root.glob("agents/**/*.md")}
    assert len(sources) == 3
    for path, data in sources.items():
        assert (found.root / "back" / path).read_bytes() == data
    shutil.rmtree(found.root / "agents")
    assert found.run("expand", "--all", "-o", ".").exit_code == 0
    assert {path: (found.root / path).read_bytes() for path in sources} == sources


@needs_git
def test_expand_edited_by_hand(project: Open) -> None:
    found = project("expand_edited_by_hand")
    path = found.root / "build" / found.report["canonical"]["path"]
    lines = found.agent.splitlines()
    edited = [f"{line} with care" if "Polish" in line else line for line in lines]
    path.write_text("\n".join([*edited, ""]), encoding="utf-8")
    refused = found.run("expand", "--all", "-o", "back")
    number = next(i for i, line in enumerate(edited, start=1) if "with care" in line)
    assert refused.exit_code == 2
    assert f"build/{path.name}:{number}:1: error[PC501]: edited by hand" in refused.stderr
    assert not (found.root / "back").exists()
    before = {name: (found.root / "agents" / name).read_text(encoding="utf-8") for name in ("a.md", "b.md")}
    assert found.run("expand", "--all", "--3way", "-o", ".", "--force").exit_code == 0
    for name, text in before.items():
        now = (found.root / "agents" / name).read_text(encoding="utf-8")
        assert now == text.replace("with spirit", "with spirit with care")
    assert found.run("build", "agents").exit_code == 0
    assert path.read_text(encoding="utf-8").splitlines() == edited


def test_variant_pages_lead_to_what_they_tell(project: Open) -> None:
    found = project("diff_two_copies")
    folder = found.root / "build" / "variants"
    links = [
        (folder / target, int(line))
        for page in sorted(folder.glob("*.md"))
        for target, line in re.findall(r"\]\(([^)?]+)\?plain=1#L(\d+)\)", page.read_text(encoding="utf-8"))
    ]
    assert links
    for target, line in links:
        assert target.read_text(encoding="utf-8").splitlines()[line - 1].strip()


def _git(*arguments: str) -> None:
    who = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_report_since(project: Open) -> None:
    found = project("report_since")
    _git("init", "-q")
    _git("add", "-A")
    _git("commit", "-q", "-m", "one")
    west = found.root / "agents" / "west.md"
    west.write_text(west.read_text().replace("- Polish the lens with spirit\n", "- Count the gulls\n"))
    assert found.run("build").exit_code == 0
    assert found.run("report", "--since", "HEAD").stdout.partition("\n\n")[2].splitlines() == [
        "Changed personas (1)",
        "  west: 1 new bullet, 1 removed bullet",
        "    + agents/west.md:8: Count the gulls",
        "    - agents/west.md:8: Polish the lens with spirit",
        "",
        "New clusters (1)",
        "  Count the gulls",
        "    agents/east.md:9: Count the gulls",
        "    agents/west.md:8: Count the gulls",
        "",
        "Removed clusters (1)",
        "  Polish the lens with spirit",
        "    agents/east.md:8: Polish the lens with spirit",
        "    agents/west.md:8: Polish the lens with spirit",
    ]


def test_gates_baseline(project: Open) -> None:
    found = project("gates_baseline")
    gate = ("report", "--fail-on", "duplicates=0,contradictions=0", "--baseline", "known.txt")
    assert found.run(*gate).exit_code == 2
    assert found.run("report", "--write-baseline", "known.txt").exit_code == 0
    assert found.run(*gate).exit_code == 0
    east, west = (found.root / "agents" / f"{name}.md" for name in ("east", "west"))
    # Lines move, and a duplicate is mended: nothing new.
    east.write_text(east.read_text().replace("# Lighthouse", "# Lighthouse\n\nSome words in front."))
    west.write_text(west.read_text().replace("- Polish the lens with spirit\n", ""))
    found.run("build")
    assert found.run(*gate).exit_code == 0
    west.write_text(west.read_text() + "- Count the gulls\n")
    found.run("build")
    failed = found.run(*gate)
    assert failed.exit_code == 1
    assert failed.stdout.splitlines() == [
        "agents/east.md:11: info[PC407]: occurs 2 times in 2 personas: Count the gulls",
        "    agents/west.md:8: Count the gulls",
    ]
    assert "error[PC601]: duplicates: 1 duplicate, at most 0 allowed" in failed.stderr


def test_sarif(project: Open) -> None:
    found = project("sarif")
    log = json.loads(found.run("report", "--format", "sarif").stdout)
    jsonschema.Draft202012Validator(json.loads(SARIF.read_bytes())).validate(log)
    results = log["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == ["PC406", "PC407", "PC407"]
    places = [
        _lines(found, result["locations"]) + _lines(found, result["relatedLocations"]) for result in results
    ]
    assert places[0] == [
        "- Always log every passing ship in the harbour book",
        "- Never log every passing ship in the harbour book",
    ]
    assert all(len(set(lines)) == 1 for lines in places[1:])


def _lines(found: Project, locations: list[dict[str, Any]]) -> list[str]:
    """The lines of the sources that locations point at."""
    places = [location["physicalLocation"] for location in locations]
    sources = [(found.root / place["artifactLocation"]["uri"]).read_text().splitlines() for place in places]
    return [lines[place["region"]["startLine"] - 1] for lines, place in zip(sources, places, strict=True)]


def test_gitlab(project: Open) -> None:
    found = project("gitlab")
    issues = json.loads(found.run("report", "--format", "gitlab").stdout)
    assert [(issue["check_name"], issue["severity"]) for issue in issues] == [
        ("contradiction", "major"), ("duplicate", "info"), ("duplicate", "info"),
    ]  # fmt: skip
    assert {issue["location"]["path"] for issue in issues} <= {"agents/east.md", "agents/west.md"}
    assert len({issue["fingerprint"] for issue in issues}) == 3
    east = found.root / "agents" / "east.md"
    east.write_text(east.read_text().replace("# Lighthouse", "\n\n\n# Lighthouse"))
    found.run("build")
    moved = json.loads(found.run("report", "--format", "gitlab").stdout)
    assert [issue["fingerprint"] for issue in moved] == [issue["fingerprint"] for issue in issues]


def test_graph(project: Open) -> None:
    found = project("graph")
    for suffix in ("graphml", "dot", "svg"):
        if suffix != "graphml":
            pytest.importorskip({"dot": "graphviz", "svg": "matplotlib"}[suffix])
        assert found.run("report", "--graph", f"one.{suffix}").exit_code == 0
        assert found.run("report", "--graph", f"two.{suffix}").exit_code == 0
        assert (found.root / f"one.{suffix}").read_bytes() == (found.root / f"two.{suffix}").read_bytes()
    graph = ET.parse(found.root / "one.graphml").getroot()  # noqa: S314 - our own
    nodes = graph.findall(".//{http://graphml.graphdrawing.org/xmlns}node")
    assert len(nodes) == len(found.report["bullets"]) + len(found.report["clusters"])


def test_outline_fixed(project: Open) -> None:
    found = project("outline_fixed")
    headings = [line for line in found.body if line.startswith("#")]
    assert headings == ["# Orchard", "## Stock", "### Trees", "### Bees", "## The year", "## Watering"]
    rows = {row["title"]: row["aliases"] for row in found.report["sections"]}
    assert rows["The year"] == ["Yearly round", "Calendar"]
    assert rows["Watering"] == ["Water"]
    assert found.codes == []


def test_outline_idle_rule(project: Open) -> None:
    found = project("outline_idle_rule")
    assert found.codes == ["PC411", "PC411"]
    assert "did you mean 'Pruning'?" in found.result.stderr
    assert "no section is called 'Weeding'" in found.result.stderr
