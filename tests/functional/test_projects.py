"""Whole tiny projects through the command line; each is named after what is special in it.

A project is projects/<name>/{agents/*.md, rules/*.toml}. It is copied, built
where it stands, and held to what holds for every build; then to its own point.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from personac.cli import main

PROJECTS = Path(__file__).parent / "projects"
REFUSED = {"conflicting_decisions"}


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
    assert (found.result.exit_code, found.result.stdout) == (0, "")
    assert found.run("build", "agents", "--check").exit_code == 0
    for persona in found.report["personas"]:
        restored = found.run("expand", f"build/variants/{persona['id']}.patch")
        assert restored.stdout_bytes == (found.root / persona["path"]).read_bytes()
    canonical = found.report["canonical"]["path"]
    again = found.run("build", f"build/{canonical}", "-o", "again", "--name", Path(canonical).stem)
    assert again.exit_code == 0
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
    assert found.codes == ["PC420", "PC420"]
    assert "did you mean 'Pruning'?" in found.result.stderr
    assert "no section is called 'Weeding'" in found.result.stderr
