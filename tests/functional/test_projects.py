"""Whole tiny projects through the command line; each is named after what is special in it.

A project is projects/<name>/{agents/*, .codex/agents/*, rules/*.toml}. It is built once a run, by the
command.
Every test of it works on a copy: first those of what holds for every build, then that of its own point.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from tests.seams import main

PROJECTS = Path(__file__).parent / "projects"
SARIF = Path(__file__).parents[1] / "data" / "sarif-2.1.0.json"
REFUSED = {"conflicting_decisions"}
WITH_ERRORS_ALONE = {"explicit_tools_not_set", "plain_prompts"}
WITH_ERRORS = {
    "explicit_tools_not_set",
    "skipped_without_a_word",
    "tools_all_denied",
    "tools_in_common_none",
}
OF_NAMES = "`name` is "
SHARES_NOTHING = "PC417"


@dataclass(frozen=True)
class Project:
    """A copy of a project and its build, in which commands run; `result` is that of the build."""

    root: Path
    result: Result

    @property
    def report(self) -> dict[str, Any]:
        report: dict[str, Any] = json.loads((self.root / "build" / "report.json").read_bytes())
        return report

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
    def diagnostics(self) -> list[dict[str, Any]]:
        """All diagnostics but those that most tiny projects have: names differ, or nothing is shared."""
        rows: list[dict[str, Any]] = self.report["diagnostics"]
        return [
            row for row in rows if not row["message"].startswith(OF_NAMES) and row["code"] != SHARES_NOTHING
        ]

    @property
    def codes(self) -> list[str]:
        return [diagnostic["code"] for diagnostic in self.diagnostics]

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(main, arguments)


def sources_of(root: Path) -> list[str]:
    """Return the folders with personas."""
    return [name for name in (".codex", "agents") if (root / name).is_dir()]


def of(*names: str) -> pytest.MarkDecorator:
    """Run a test on projects; all tests of one run on the same worker, which builds it once."""
    parameters = [pytest.param(name, marks=pytest.mark.xdist_group(name), id=name) for name in names]
    return pytest.mark.parametrize("built", parameters, indirect=True, scope="session")


@pytest.fixture(scope="session")
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project, built where it lies."""
    root = tmp_path_factory.mktemp("built") / request.param
    shutil.copytree(PROJECTS / request.param, root)
    with chdir(root):
        return Project(root, CliRunner().invoke(main, ["build", *sources_of(root)]))


@pytest.fixture
def project(built: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A copy of a built project, which is the working directory."""
    copy = tmp_path / built.root.name
    shutil.copytree(built.root, copy)
    monkeypatch.chdir(copy)
    return Project(copy, built.result)


def build_prints_nothing_on_stdout(project: Project) -> None:
    status = int(project.root.name in WITH_ERRORS)
    assert (project.result.exit_code, project.result.stdout) == (status, "")


def check_finds_nothing_to_do(project: Project) -> None:
    checked = project.run("build", *sources_of(project.root), "--check")
    assert checked.exit_code == int(project.root.name in WITH_ERRORS)


def expand_restores_each_source(project: Project) -> None:
    for persona in project.report["personas"]:
        restored = project.run("expand", f"build/variants/{persona['id']}.patch")
        assert restored.stdout_bytes == (project.root / persona["path"]).read_bytes()


def canonical_alone_gives_itself(project: Project) -> None:
    canonical = project.report["canonical"]["path"]
    again = project.run("build", f"build/{canonical}", "-o", "again", "--name", Path(canonical).stem)
    assert again.exit_code == int(project.root.name in WITH_ERRORS_ALONE)
    assert (project.root / "again" / canonical).read_bytes() == project.agent.encode()


PROMISES = (
    build_prints_nothing_on_stdout,
    check_finds_nothing_to_do,
    expand_restores_each_source,
    canonical_alone_gives_itself,
)
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git on PATH")


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
@of(*sorted({path.name for path in PROJECTS.iterdir()} - REFUSED))
def test_every_build(project: Project, promise: Callable[[Project], None]) -> None:
    promise(project)


@of("two_personas_of_one_stem")
def test_two_personas_of_one_stem(project: Project) -> None:
    assert [row["id"] for row in project.report["personas"]] == ["north-keeper", "south-keeper"]
    assert (project.root / "build" / "variants" / "south-keeper.patch").exists()
    assert project.report["canonical"]["name"] == "keeper"


@of("one_name_twice")
def test_one_name_twice(project: Project) -> None:
    rows = [(row["id"], row["name"]) for row in project.report["personas"]]
    assert rows == [("day", "keeper"), ("night", "keeper")]


@of("crlf", "mixed_line_ends", "bom")
def test_line_ends_and_byte_order_marks_do_not_reach_the_canonical(project: Project) -> None:
    assert "\r" not in project.agent
    assert "\ufeff" not in project.agent
    assert project.agent.endswith("\n")
    assert {"Wind the clockwork at dusk"} in project.clusters


@of("no_front_matter")
def test_no_front_matter(project: Project) -> None:
    left_out = "agents/a.md: left out: it has no front matter, and other files have\n"
    assert left_out in project.result.stderr
    assert [row["id"] for row in project.report["personas"]] == ["b"]
    project.run("build", "agents/a.md", "agents/b.md")
    assert project.codes == ["PC107"]
    assert project.front_matter == ["name: b", "description: Keeps the lighthouse"]


@of("broken_yaml")
def test_broken_yaml(project: Project) -> None:
    assert project.codes == ["PC101", "PC101"]
    assert 'hint: quote it: description: "Use it: it keeps the lighthouse"' in project.result.stderr
    assert "color: red" in project.front_matter
    assert 'description: "Use it: it keeps the lighthouse"' in [
        line.replace("'", '"') for line in project.front_matter
    ]


@of("only_front_matter")
def test_only_front_matter(project: Project) -> None:
    assert project.codes == ["PC108", "PC403"]
    assert project.diagnostics[1]["message"].endswith('have "small" (agents/a.md:4), none in 1')
    assert "model: small" in project.front_matter
    assert [row["bullets"] for row in project.report["personas"]] == [0, 2]


@of("empty_file")
def test_empty_file(project: Project) -> None:
    assert "PC004" in project.codes
    assert project.report["overlap"]["matrix"] == [[1.0, 0.0], [0.0, 1.0]]


@of("nothing_in_common")
def test_nothing_in_common(project: Project) -> None:
    assert project.clusters == []
    assert set(project.body) == {"- Polish the lens with spirit", "- Count apples on Friday"}
    told = [row["message"] for row in project.report["diagnostics"] if row["code"] == SHARES_NOTHING]
    assert told == ["2 personas share no bullet and no block with any other: a, b"]


@of("copied_under_another_name")
def test_a_copy_under_another_name_is_told(project: Project) -> None:
    assert project.codes == ["PC416"]
    shown = (
        "agents/pilot.md:5:1: warning[PC416]: 2 files have the same body: agents/keeper.md, agents/pilot.md"
    )
    assert shown in project.result.stderr


@of("contradiction_in_one_persona")
def test_a_contradiction_in_one_persona_is_told_and_counts(project: Project) -> None:
    assert project.codes == ["PC406"]
    assert "agents/keeper.md:9:1: warning[PC406]: 'Always close the shutters by day'" in project.result.stderr
    assert "of agents/keeper.md:15" in project.result.stderr
    assert len(project.report["contradictions"]) == 1
    assert project.run("report", "--fail-on", "contradictions=0").exit_code == 1
    shown = project.run("explain", "agents/keeper.md:9", "agents/keeper.md:15").stdout
    assert "kept apart: they contradict each other (PC406): one forbids what the other asks for" in shown


@of("exact_copies")
def test_exact_copies(project: Project) -> None:
    assert project.body == ["# Lighthouse", "- Wind the clockwork at dusk", "- Polish the lens with spirit"]
    assert project.report["overlap"]["matrix"] == [[1.0] * 3] * 3
    assert [len(cluster["members"]) for cluster in project.report["clusters"]] == [3, 3]


@of("drifted_copies")
def test_drifted_copies(project: Project) -> None:
    assert {"Polish the lens with spirit", "Polish the great lens with spirit"} in project.clusters
    assert project.body.count("- Close the shutters by day") == 1
    assert len(project.body) == 4


@of("must_link")
def test_must_link(project: Project) -> None:
    assert {"Polish the lens with spirit", "Rub glass until it shines"} in project.clusters
    assert (
        "- Rub glass until it shines" not in project.body
        or "- Polish the lens with spirit" not in project.body
    )


@of("cannot_link")
def test_cannot_link(project: Project) -> None:
    assert project.clusters == []
    assert set(project.body[1:]) == {
        "- Wind the clockwork once at dusk",
        "- Wind the clockwork twice at dusk",
    }
    (project.root / "rules" / "decisions.toml").unlink()
    assert project.run("build", "--check").exit_code == 1


@of("decisions")
def test_decisions(project: Project) -> None:
    assert set(project.body[1:]) == {
        "- Wind the clockwork once at dusk",
        "- Wind the clockwork every dusk",
        "- Trim each wick before lighting it",
        "- Log the passing ships",
    }
    told = [(row["code"], row["path"]) for row in project.diagnostics if "decisions" in row["path"]]
    assert told == [
        ("PC436", "decisions/keeper/111111111111.ada.toml"),
        ("PC436", "decisions/keeper/111111111111.ben.toml"),
        ("PC401", "decisions/keeper/333333333333.ada.toml"),
        ("PC435", "decisions/keeper/444444444444.ada.toml"),
    ]
    lock = (project.root / "build" / "personac.lock").read_text()
    assert "decisions/keeper/444444444444.ada.toml" in lock
    (project.root / "decisions" / "keeper" / "111111111111.ben.toml").unlink()
    assert project.run("build", "--check").exit_code == 1
    assert project.run("build").exit_code == 0
    assert "- Wind the clockwork at dusk" in project.body


@of("conflicting_decisions")
def test_conflicting_decisions(project: Project) -> None:
    assert (project.result.exit_code, project.result.stdout) == (2, "")
    assert "error[PC402]: rules join and keep apart" in project.result.stderr
    assert "hint: " in project.result.stderr
    assert not (project.root / "build").exists()


@of("stale_decision")
def test_stale_decision(project: Project) -> None:
    assert project.codes == ["PC401"]
    assert "'Feed the gulls'" in project.result.stderr


@of("stale_decision")
def test_a_stale_decision_is_named_by_file_line_and_table(project: Project) -> None:
    assert (
        "rules/a.toml:1:1: warning[PC401]: no bullet has the text 'Feed the gulls' of this [[must_link]]"
        in (project.result.stderr)
    )


@of("ignored_findings")
def test_ignored_findings_are_nowhere_but_counted(project: Project) -> None:
    assert (project.result.exit_code, "PC" in project.result.stderr) == (0, False)
    assert project.codes == ["PC305", "PC306"]
    assert project.report["contradictions"] == []
    for run in (("build", "agents"), ("build", "agents", "--force"), ("build", "agents", "--check")):
        shown = project.run(*run, "-v").stderr
        assert "5 findings are ignored by the rules: 2 PC110, 1 PC112, 1 PC406, 1 PC422" in shown
        assert "rules/reviewed.toml:6:1: info[PC306]: the rules ignore PC413 in agents/day.md" in shown
        found = json.loads(project.run(*run, "--format", "json").stdout)
        assert [row["code"] for row in found] == ["PC305", "PC306"]
    assert project.run("report", "--fail-on", "contradictions=0").exit_code == 0


@of("ignored_findings")
def test_findings_come_back_with_the_rules(project: Project) -> None:
    (project.root / "rules" / "ignored.toml").unlink()
    assert project.run("build", "agents").exit_code == 1
    assert sorted(project.codes) == ["PC110", "PC110", "PC112", "PC305", "PC306", "PC422"]


@of("outline_alias")
def test_outline_alias(project: Project) -> None:
    assert project.body == [
        "# Lighthouse",
        "## Upkeep",
        "- Polish the lens with spirit",
        "- Count apples on Friday",
    ]
    (project.root / "rules" / "outline.toml").unlink()
    project.run("build")
    assert "## Chores" in project.body


@of("tools_intersection")
def test_tools_intersection(project: Project) -> None:
    assert "tools: Read, Bash" in project.front_matter
    assert project.codes == ["PC425"]
    assert "permits less than this persona: not Grep" in project.diagnostics[0]["message"]
    (project.root / "rules" / "tools.toml").unlink()
    project.run("build")
    assert "tools: Read, Grep, Bash" in project.front_matter
    assert project.codes == ["PC404"]


@of("tools_in_common_none")
def test_no_tool_in_common_is_an_error_and_no_empty_list(project: Project) -> None:
    assert "tools: Read, Bash" in project.front_matter
    assert project.codes == ["PC404", "PC405", "PC404"]
    (project.root / "rules" / "tools.toml").unlink()
    assert project.run("build").exit_code == 0
    assert "tools: Read, Bash" in project.front_matter


@of("tools_of_several_agent_tools")
def test_tools_of_several_agent_tools_have_the_names_of_the_target(project: Project) -> None:
    assert "tools: Read, Grep, Bash" in project.front_matter
    told = {row["path"]: row["message"] for row in project.diagnostics if row["code"] in {"PC425", "PC426"}}
    assert told["agents/every.md"].endswith("permits less than this persona: not every tool")
    assert told["agents/gemini.md"].endswith("which are left out: save_memory")
    assert "agents/gemini.md:4:1: warning[PC426]" in project.result.stderr
    (project.root / "rules").mkdir()
    (project.root / "rules" / "own.toml").write_text(
        '[front_matter]\ntarget = "opencode"\n[[front_matter.tool]]\nname = "remember a fact"\n'
        'opencode = ["note"]\n'
    )
    project.run("build")
    assert "tools: read, grep, bash, note" in project.front_matter


@of("tools_all_denied")
def test_tools_that_are_all_denied_are_an_error_and_stay_denied(project: Project) -> None:
    assert project.front_matter[2:] == ["disallowedTools: Bash", "tools: Bash"]
    assert project.codes == ["PC428", "PC425", "PC112"]


@of("code_of_one_persona")
def test_code_of_one_persona_is_left_out_and_told(project: Project) -> None:
    assert project.front_matter == [
        "name: keeper", "description: Keeps the lighthouse", "mcpServers:", "  tides:", "    command: npx",
        "    args: [tides-server]", "    env: {TIDES_KEY: secret}",
    ]  # fmt: skip
    told = [line.partition(" is ")[2] for line in project.result.stderr.splitlines() if "[PC424]" in line]
    assert told == [
        "left out: PostToolUse: ./deploy.sh",
        'left out: "{file:./other.md}"',
        "left out: fog: https://fog.example/mcp",
    ]
    assert "warning[PC403]: `permissionMode` is none in the canonical" in project.result.stderr
    assert "secret" not in project.result.stderr
    (project.root / "rules").mkdir()
    (project.root / "rules" / "keep.toml").write_text('[front_matter.keys]\nhooks = "keep"\n')
    assert "./deploy.sh" not in project.run("build").stderr
    assert '          command: "./deploy.sh"' in project.front_matter


@of("keys_that_decide")
def test_keys_that_decide_how_an_agent_works_are_told(project: Project) -> None:
    assert "model: large" in project.front_matter  # that of the longer body
    told = [line for line in project.result.stderr.splitlines() if "[PC403]" in line]
    assert [line.partition("`")[2].partition("`")[0] for line in told] == ["name", "model"]
    files = {name: (project.root / "agents" / name).read_bytes() for name in ("a.md", "b.md")}
    (project.root / "agents" / "a.md").write_bytes(files["b.md"])
    (project.root / "agents" / "b.md").write_bytes(files["a.md"])
    project.run("build")
    assert "model: large" in project.front_matter


@of("name_of_the_front_matter")
def test_the_name_is_that_of_the_front_matter_not_of_the_file(project: Project) -> None:
    assert project.report["canonical"]["path"] == "critic.md"
    assert "name: critic" in project.front_matter


@of("tools_union")
def test_tools_union_names_who_gets_more_tools(project: Project) -> None:
    assert "tools: Read, Bash" in project.front_matter
    assert project.codes == ["PC404", "PC404"]


@of("explicit_front_matter")
def test_explicit_front_matter(project: Project) -> None:
    assert project.front_matter[0] == "name: keeper"
    assert {"color: green", "model: large", "x-lamp: oil"} <= set(project.front_matter)
    assert (project.root / "build" / "keeper.md").exists()


@of("spaces_and_unicode_in_names")
def test_spaces_and_unicode_in_names(project: Project) -> None:
    assert [row["path"] for row in project.report["personas"]] == [
        "agents/the keeper of \u00e9.md",
        "agents/\u706f\u53f0 #1 (alt).md",
    ]
    number = project.agent.splitlines().index("- Wind the clockwork at dusk") + 1
    explained = project.run("explain", f"build/{project.report['canonical']['path']}:{number}")
    assert "agents/the keeper of \u00e9.md:8: Wind the clockwork at dusk" in explained.stdout
    sarif = json.loads(project.run("build", "--format", "sarif").stdout)
    [result] = sarif["runs"][0]["results"]
    assert result["message"]["text"].startswith(OF_NAMES)


@of("xml_examples")
def test_xml_examples(project: Project) -> None:
    assert project.agent.count("<example>") == 1
    assert '<example>\nuser: "Is the light on?"\n- not a bullet\n# not a heading\n</example>' in project.agent
    assert not [row for row in project.report["bullets"] if "not a" in row["text"]]


@of("prompt_tags")
def test_prompt_tags(project: Project) -> None:
    assert project.body == [
        "<role>", "- Trim the wick", "- Fill the tank", "- Polish the lens", "</role>",
        "<always>", "- Leave the lamp alone", "</always>", "<open>", "- Never closed",
        "<never>", "- Leave the lamp alone", "</never>", "<example>", "- Not a bullet", "</example>",
    ]  # fmt: skip
    rows = project.report["bullets"]
    assert {(row["text"], *row["section"]) for row in rows if row["persona"] == "keeper"} == {
        ("Trim the wick", "role"), ("Polish the lens", "role"), ("Leave the lamp alone", "never"),
    }  # fmt: skip
    assert {"Trim the wick"} in project.clusters
    assert {"Leave the lamp alone"} not in project.clusters
    assert project.report["losses"] == []


@of("nested_lists")
def test_nested_lists(project: Project) -> None:
    assert project.agent.split("---\n", 2)[2].strip().splitlines() == [
        "- At dusk:",
        "  - Wind the clockwork",
        "    - Forty turns exactly",
        "  - Trim the wick",
        "  - Greet the night watch",
    ]


@of("ordered_steps")
def test_ordered_steps(project: Project) -> None:
    assert project.body[1:] == [
        "1. Climb the stairs",
        "2. Wind the clockwork",
        "3. Open the shutters",
        "4. Light the lamp",
    ]


@of("labels_of_two_files")
def test_labels_of_two_files(project: Project) -> None:
    assert set(project.body) == {
        "## Lamp", "- Trim the wick[^1]", "Read the [book][log] at dusk.",
        "[^1]: With the small shears.", "[log]: https://logs.example/lamp",
        "## Shutters", "- Oil the hinges[^2]", "Read the [book][log-2] at dawn.",
        "[^2]: With whale oil.", "[log-2]: https://logs.example/shutters",
    }  # fmt: skip


@needs_git
@of("steps_renumbered")
def test_steps_renumbered(project: Project) -> None:
    assert project.body[1:] == [
        "1. Climb the stairs",
        "2. Wind the clockwork",
        "3. Open the shutters",
        "4. Light the lamp",
        "5. Repeat step 3 in a storm",
    ]
    assert "PC414" not in project.codes
    assert project.report["losses"] == []
    path = project.root / "build" / project.report["canonical"]["path"]
    path.write_text(project.agent.replace("in a storm", "in any storm"), encoding="utf-8")
    before = (project.root / "agents" / "b.md").read_text(encoding="utf-8")
    assert project.run("expand", "--all", "--3way", "-o", ".", "--force").exit_code == 0
    now = (project.root / "agents" / "b.md").read_text(encoding="utf-8")
    assert now == before.replace("Repeat step 2 in a storm", "Repeat step 2 in any storm")


@of("relative_paths")
def test_relative_paths(project: Project) -> None:
    rows = [row for row in project.report["diagnostics"] if row["code"] == "PC415"]
    assert [(row["path"], row["line"], row["hint"]) for row in rows] == [
        ("agents/a.md", 8, "write the path from the repository's root: /book/lamp.md"),
        ("agents/a.md", 11, "write the path from the repository's root"),
        ("agents/b.md", 8, "write the path from the repository's root: /book/lamp.md"),
    ]
    assert "agents/a.md:11:1: warning[PC415]: '@notes/fog.md' starts at" in project.result.stderr


@of("check_lists")
def test_check_lists(project: Project) -> None:
    assert {row["kind"] for row in project.report["bullets"]} == {"task"}
    assert set(project.body[1:]) == {"- [ ] Oil is full", "- [x] Lens is clean", "- [ ] Shutters are open"}


@of("widened_tools")
def test_widened_tools_are_named(project: Project) -> None:
    assert "tools: Read, mcp__tides, Bash" in project.front_matter
    assert "agents/a.md:4:1: warning[PC404]" in project.result.stderr
    assert "more than this persona's `tools`: Bash\n" in project.result.stderr
    assert "more than this persona's `tools`: mcp__tides\n" in project.result.stderr
    rules = project.root / "rules" / "tools.toml"
    rules.write_text('[front_matter.keys]\ntools = "intersection"\n')
    assert project.run("build").stderr.count("PC404") == 0
    assert "tools: Read, Bash(git *), mcp__tides__read_table" in project.front_matter


@of("denied_never_granted")
def test_denied_never_granted(project: Project) -> None:
    assert project.front_matter[2:] == ["disallowedTools: Bash(rm *), Write", "tools: Read, Bash"]
    assert project.codes == ["PC425", "PC425"]


@of("denied_granted_by_rules")
def test_denied_granted_by_rules(project: Project) -> None:
    assert project.codes == ["PC425", "PC425", "PC420"]
    assert "agents/b.md:4:1: warning[PC420]" in project.result.stderr
    assert "permits: Bash(rm *)\n" in project.result.stderr


@of("permission_levels")
def test_permission_levels(project: Project) -> None:
    assert project.front_matter[3:] == [
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
    assert set(project.codes) == {"PC425"}
    assert "not edit (ask \u2192 deny)" in project.diagnostics[0]["message"]


@of("unknown_keys_conflict")
def test_unknown_keys_conflict(project: Project) -> None:
    assert {"x-lamp: {wick: narrow, oil: 3}", "x-log: 1.10"} <= set(project.front_matter)
    [diagnostic] = project.diagnostics
    assert (diagnostic["code"], diagnostic["path"], diagnostic["line"]) == ("PC403", "agents/a.md", 4)
    assert diagnostic["severity"] == "info"
    assert '"wick": "wide"' in diagnostic["message"]
    assert diagnostic["message"].endswith(", from agents/b.md:4")


@of("examples_moved")
def test_examples_moved(project: Project) -> None:
    assert "description: Use this agent when the lamp needs care at night." in project.front_matter
    assert project.body[2] == "## Examples"
    assert project.body.count("<example>") == 3
    assert 'assistant: "I\'ll polish it"' in project.body
    number = project.agent.splitlines().index("Context: The lens is dull") + 1
    explained = project.run("explain", f"build/{project.report['canonical']['path']}:{number}").stdout
    assert "agents/a.md:3" in explained


@of("explicit_tools_not_set")
def test_explicit_tools_not_set(project: Project) -> None:
    assert project.front_matter[2:] == ["tools: Read"]
    assert [code for code in project.codes if code != "PC425"] == ["PC421"]
    (project.root / "rules" / "set.toml").write_text('[front_matter.set]\ntools = ["Read", "Write"]\n')
    assert project.run("build").exit_code == 0
    assert project.front_matter[2:] == ["tools:", "  - Read", "  - Write"]
    assert "grants" not in project.run("build").stderr


@of("no_tool_at_all")
def test_an_empty_list_comes_out_only_if_all_have_one(project: Project) -> None:
    assert project.front_matter[2:] == ["tools:", "  - Read", "  - github/*"]
    assert [code for code in project.codes if code != "PC427"] == ["PC404"]
    (project.root / "agents" / "b.md").unlink()
    (project.root / "agents" / "c.md").write_bytes((project.root / "agents" / "a.md").read_bytes())
    project.run("build")
    assert "tools: []" in project.front_matter


@of("skipped_without_a_word")
def test_silently_skipped_agents_are_reported(project: Project) -> None:
    codes = {row["path"].removeprefix("agents/"): row["code"] for row in project.diagnostics}
    assert codes == {
        "colon.md": "PC111",
        "late.md": "PC105",
        "nameless.md": "PC109",
        "silent.md": "PC110",
        "unquoted.md": "PC101",
    }
    severities = {row["code"]: row["severity"] for row in project.diagnostics}
    assert {code for code, severity in severities.items() if severity != "error"} == {"PC101"}
    (project.root / "rules").mkdir()
    (project.root / "rules" / "any.toml").write_text('[front_matter]\ntarget = "any"\n')
    assert project.run("build").exit_code == 0


@of("plain_prompts")
def test_plain_prompts(project: Project) -> None:
    assert sorted(project.codes) == ["PC107", "PC107", "PC422"]
    assert project.front_matter == ["name: merged"]
    assert project.body[0] == "# Lighthouse"


@of("tool_named_in_the_text")
def test_tool_named_in_the_text(project: Project) -> None:
    assert [(row["code"], row["severity"], row["line"]) for row in project.diagnostics] == [
        ("PC425", "info", 4),
        ("PC423", "info", 9),
        ("PC423", "info", 9),
    ]
    assert "PC423" not in project.result.stderr


@of("widened_tools")
def test_a_common_name_is_taken_where_files_have_none(project: Project) -> None:
    assert project.report["canonical"]["name"] == "keeper"


@of("keep_shared")
def test_keep_shared(project: Project) -> None:
    lines = [line for line in project.body if not line.startswith("You are")]
    assert lines == [
        "# Lighthouse", "- Wind the clockwork at dusk", "- Polish the lens with spirit", "## Stores",
        "- Keep the oil dry",
    ]  # fmt: skip
    left = {row["text"]: row["reason"] for row in project.report["left_out"]}
    assert left["Greet the night watch"] == "keep: present in 1 of 3 personas, 2 are required"
    assert left["Guests"] == "keep: what it introduces is left out"
    page = (project.root / "build" / "variants" / "relief.md").read_text(encoding="utf-8")
    assert "Greet the night watch" in page
    project.run("build", "--keep", "all")
    assert "## Guests" in project.body
    project.run("build", "--min-support", "3")
    assert [line for line in project.body if line.startswith("- ")] == ["- Wind the clockwork at dusk"]
    assert project.run("build", "--min-support", "3", "--check").exit_code == 0
    assert project.run("build", "--check").exit_code == 1


@of("budget")
def test_budget(project: Project) -> None:
    assert project.report["sizes"]["tokenizer"] == "estimate"
    assert 50 <= project.report["sizes"]["canonical"]["tokens"] <= 60
    assert "- Wind the clockwork at dusk" in project.body
    assert all(row["reason"] for row in project.report["left_out"])
    refused = project.run("build", "--budget", "10")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "rules: error[PC433]: 10 tokens are too few" in refused.stderr
    least = refused.stderr.split("give ")[1].split()[0]
    assert project.run("build", "--budget", least).exit_code == 0
    assert project.report["sizes"]["canonical"]["tokens"] == int(least)
    assert project.run("build", "--budget", "0").exit_code == 0
    assert "## Guests" in project.body


@of("explain_a_line")
def test_explain_a_line(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    agent = f"build/{project.report['canonical']['path']}"
    number = project.agent.splitlines().index("- Keep the oil dry") + 1
    explained = project.run("explain", f"{agent}:{number}").stdout.splitlines()
    assert explained[:4] == [
        f"{agent}:{number}: - Keep the oil dry",
        "represents 2 bullets of 2 personas",
        "  kept    agents/day.md:20: Keep the oil dry",
        "  merged  agents/night.md:15: Keep the oil dry",
    ]
    monkeypatch.chdir("agents")
    assert f"  ../{agent}:{number}: - Keep the oil dry" in project.run("explain", "night.md:15").stdout
    left = project.run("build", "--keep", "shared", "-o", "../build", ".", "--name", "x")
    assert left.exit_code == 0
    assert "keep: present in 1 of 2 personas" in project.run("explain", "night.md:16").stdout


@of("diff_contradiction")
def test_explain_two_bullets(project: Project) -> None:
    assert project.run("explain", "agents/a.md:6", "agents/b.md:6").stdout.splitlines() == [
        "agents/a.md:6: Always close the shutters by day",
        "agents/b.md:6: Never close the shutters by day",
        "kept apart: they contradict each other (PC406): one forbids what the other asks for",
        "both say: close, shutters, day",
        "only the first says: Always",
        "only the second says: Never",
    ]
    refused = project.run("explain", "agents/a.md:6", "agents/b.md:2")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "hint: the nearest bullet: agents/b.md:6: Never close" in refused.stderr


@of("diff_two_copies")
def test_diff_two_copies(project: Project) -> None:
    comparison = json.loads(project.run("diff", "agents/a.md", "agents/b.md", "--format", "json").stdout)
    assert comparison["counts"] == {
        "exact": 2, "otherwise": 1, "partly": 0, "contradicts": 0, "only a": 1, "only b": 2,
    }  # fmt: skip
    assert comparison["front_matter"] == [{"key": "color", "a": None, "b": "red"}]
    text = project.run("diff", "agents/a.md", "agents/b.md").stdout
    assert "~ agents/a.md:11: agents/b.md:17: Polish the {+great+} lens with spirit\n" in text
    assert "+ agents/b.md:20: code of 3 lines: ```sh\n" in text
    assert "Note every ship" not in text
    same = project.run("diff", "agents/a.md", "agents/a.md")
    assert (same.exit_code, same.stdout.splitlines()[2]) == (0, "The two files are identical, byte for byte.")


@of("diff_contradiction")
def test_diff_contradiction(project: Project) -> None:
    result = project.run("diff", "agents/a.md", "agents/b.md")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[2].startswith("1 in both (1 word for word), 1 contradiction, ")
    assert "  - agents/a.md:6: Always close the shutters by day\n" in result.stdout
    assert "  + agents/b.md:6: Never close the shutters by day\n" in result.stdout


@of("codex_alone")
def test_an_agent_of_codex_alone_becomes_markdown(project: Project) -> None:
    assert project.codes == []
    text = (project.root / "build" / "keeper.md").read_bytes().decode()
    front_matter, _, body = text.partition("---\r\nYou")
    assert front_matter.replace("\r\n", "\n") == (
        "---\nname: keeper\ndescription: Keeps the lighthouse\nmodel: large\n"
        "mcp_servers:\n  tides:\n    command: npx\n    args:\n      - tides-server\n"
    )
    toml = (project.root / ".codex" / "agents" / "keeper.toml").read_bytes().decode()
    assert f"You{body}" == toml.partition("'''\r\n")[2].partition("'''")[0]
    assert project.run("expand", "--all", "-o", "back").exit_code == 0
    assert (project.root / "back" / ".codex" / "agents" / "keeper.toml").read_bytes() == toml.encode()


@of("codex_among_others")
def test_an_agent_of_codex_among_others_brings_its_text(project: Project) -> None:
    assert "\r" not in project.agent
    assert [row["id"] for row in project.report["personas"]] == ["keeper", "b"]
    assert project.front_matter == ["name: keeper", "description: Keeps the lighthouse", "model: large"]
    assert {"Wind the clockwork at dusk"} in project.clusters
    assert project.body == [
        'You keep the lighthouse of "North Point".', "# Lighthouse", "- Wind the clockwork at dusk",
        "- Enter every passing ship in the book", "- Polish the lens \\ with spirit", "  - never with sand",
        "```sh", "    lamp --status", "```",
    ]  # fmt: skip
    assert project.codes == ["PC403", "PC424"]
    assert project.report["losses"] == []
    number = project.agent.splitlines().index("- Polish the lens \\ with spirit") + 1
    explained = project.run("explain", f"build/keeper.md:{number}").stdout
    assert ".codex/agents/keeper.toml:10: Polish the lens" in explained


@of("codex_escapes")
def test_escapes_of_an_agent_of_codex_are_told_and_restored(project: Project) -> None:
    assert [row["path"] for row in project.diagnostics if row["code"] == "PC008"] == [
        ".codex/agents/a.toml",
        ".codex/agents/b.toml",
    ]
    assert '- Say \\"light\\" \\' in project.body
    assert '"""' not in project.agent
    assert {"Wind the clockwork at dusk"} in project.clusters
    (project.root / ".codex" / "agents" / "b.toml").write_text("name = 1\n[t]\n")
    refused = project.run("build", ".codex", "agents")
    assert refused.exit_code == 2
    assert ".codex/agents/b.toml:1:1: error[PC007]" in refused.stderr
    assert "hint: " in refused.stderr


@of("files_of_agent_tools")
def test_files_of_other_agent_tools_are_read_and_named(project: Project) -> None:
    ids = {row["path"]: row["id"] for row in project.report["personas"]}
    assert ids == {
        "agents/keeper.agent.md": "keeper.agent", "agents/keeper.md": "keeper", "agents/lamp.mdc": "lamp",
        "agents/lens.instructions.md": "lens", "agents/tides/SKILL.md": "tides",
    }  # fmt: skip
    assert "globs: '*.lamp,*.wick'" in project.front_matter
    (found,) = (row for row in project.diagnostics if row["code"] == "PC101")
    assert (found["path"], found["severity"]) == ("agents/lamp.mdc", "warning")
    assert found["hint"].startswith("leave it as it is for Cursor")
    assert not {"PC109", "PC110"} & set(project.codes)


@of("expand_all")
def test_expand_all(project: Project) -> None:
    assert project.run("expand", "--all", "-o", "back").exit_code == 0
    sources = {
        path.relative_to(project.root): path.read_bytes() for path in project.root.glob("agents/**/*.md")
    }
    assert len(sources) == 3
    for path, data in sources.items():
        assert (project.root / "back" / path).read_bytes() == data
    shutil.rmtree(project.root / "agents")
    assert project.run("expand", "--all", "-o", ".").exit_code == 0
    assert {path: (project.root / path).read_bytes() for path in sources} == sources


@needs_git
@of("expand_edited_by_hand")
def test_expand_edited_by_hand(project: Project) -> None:
    path = project.root / "build" / project.report["canonical"]["path"]
    lines = project.agent.splitlines()
    edited = [f"{line} with care" if "Polish" in line else line for line in lines]
    path.write_text("\n".join([*edited, ""]), encoding="utf-8")
    refused = project.run("expand", "--all", "-o", "back")
    number = next(i for i, line in enumerate(edited, start=1) if "with care" in line)
    assert refused.exit_code == 2
    assert f"build/{path.name}:{number}:1: error[PC501]: edited by hand" in refused.stderr
    assert not (project.root / "back").exists()
    before = {name: (project.root / "agents" / name).read_text(encoding="utf-8") for name in ("a.md", "b.md")}
    assert project.run("expand", "--all", "--3way", "-o", ".", "--force").exit_code == 0
    for name, text in before.items():
        now = (project.root / "agents" / name).read_text(encoding="utf-8")
        assert now == text.replace("with spirit", "with spirit with care")
    assert project.run("build", "agents").exit_code == 0
    assert path.read_text(encoding="utf-8").splitlines() == edited


@of("diff_two_copies")
def test_links_of_variant_pages_lead_to_their_lines(project: Project) -> None:
    folder = project.root / "build" / "variants"
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
@of("report_since")
def test_report_since(project: Project) -> None:
    _git("init", "-q")
    _git("add", "-A")
    _git("commit", "-q", "-m", "one")
    west = project.root / "agents" / "west.md"
    west.write_text(west.read_text().replace("- Polish the lens with spirit\n", "- Count the gulls\n"))
    assert project.run("build").exit_code == 0
    assert project.run("report", "--since", "HEAD").stdout.partition("\n\n")[2].splitlines() == [
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


@of("gates_baseline")
def test_gates_baseline(project: Project) -> None:
    gate = ("report", "--fail-on", "duplicates=0,contradictions=0", "--baseline", "known.txt")
    assert project.run(*gate).exit_code == 2
    assert project.run("report", "--write-baseline", "known.txt").exit_code == 0
    assert project.run(*gate).exit_code == 0
    east, west = (project.root / "agents" / f"{name}.md" for name in ("east", "west"))
    # Lines move, and a duplicate is mended: nothing new.
    east.write_text(east.read_text().replace("# Lighthouse", "# Lighthouse\n\nSome words in front."))
    west.write_text(west.read_text().replace("- Polish the lens with spirit\n", ""))
    project.run("build")
    assert project.run(*gate).exit_code == 0
    west.write_text(west.read_text() + "- Count the gulls\n")
    project.run("build")
    failed = project.run(*gate)
    assert failed.exit_code == 1
    assert failed.stdout.splitlines() == [
        "agents/east.md:11: info[PC407]: occurs 2 times in 2 personas: Count the gulls",
        "    agents/west.md:8: Count the gulls",
    ]
    assert "error[PC601]: duplicates: 1 duplicate, at most 0 allowed" in failed.stderr


@of("sarif")
def test_sarif(project: Project) -> None:
    log = json.loads(project.run("report", "--format", "sarif").stdout)
    jsonschema.Draft202012Validator(json.loads(SARIF.read_bytes())).validate(log)
    results = log["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == ["PC406", "PC407", "PC407"]
    contradiction, *duplicates = (
        _lines(project, [*result["locations"], *result["relatedLocations"]]) for result in results
    )
    assert contradiction == [
        "- Always log every passing ship in the harbour book",
        "- Never log every passing ship in the harbour book",
    ]
    assert [len(set(lines)) for lines in duplicates] == [1, 1]


def _lines(project: Project, locations: list[dict[str, Any]]) -> list[str]:
    """The lines of the sources that locations point at."""
    places = [location["physicalLocation"] for location in locations]
    sources = [(project.root / place["artifactLocation"]["uri"]).read_text().splitlines() for place in places]
    return [lines[place["region"]["startLine"] - 1] for lines, place in zip(sources, places, strict=True)]


@of("gitlab")
def test_gitlab(project: Project) -> None:
    issues = json.loads(project.run("report", "--format", "gitlab").stdout)
    assert [(issue["check_name"], issue["severity"]) for issue in issues] == [
        ("contradiction", "major"), ("duplicate", "info"), ("duplicate", "info"),
    ]  # fmt: skip
    assert {issue["location"]["path"] for issue in issues} <= {"agents/east.md", "agents/west.md"}
    assert len({issue["fingerprint"] for issue in issues}) == 3
    east = project.root / "agents" / "east.md"
    east.write_text(east.read_text().replace("# Lighthouse", "\n\n\n# Lighthouse"))
    project.run("build")
    moved = json.loads(project.run("report", "--format", "gitlab").stdout)
    assert [issue["fingerprint"] for issue in moved] == [issue["fingerprint"] for issue in issues]


@of("graph")
def test_graph(project: Project) -> None:
    for suffix in ("graphml", "dot", "svg"):
        if suffix != "graphml":
            pytest.importorskip({"dot": "graphviz", "svg": "matplotlib"}[suffix])
        assert project.run("report", "--graph", f"one.{suffix}").exit_code == 0
        assert project.run("report", "--graph", f"two.{suffix}").exit_code == 0
        assert (project.root / f"one.{suffix}").read_bytes() == (project.root / f"two.{suffix}").read_bytes()
    graph = ET.parse(project.root / "one.graphml").getroot()  # noqa: S314 - our own
    nodes = graph.findall(".//{http://graphml.graphdrawing.org/xmlns}node")
    assert len(nodes) == len(project.report["bullets"]) + len(project.report["clusters"])


@of("outline_fixed")
def test_outline_fixed(project: Project) -> None:
    headings = [line for line in project.body if line.startswith("#")]
    assert headings == ["# Orchard", "## Stock", "### Trees", "### Bees", "## The year", "## Watering"]
    rows = {row["title"]: row["aliases"] for row in project.report["sections"]}
    assert rows["The year"] == ["Yearly round", "Calendar"]
    assert rows["Watering"] == ["Water"]
    assert project.codes == []


@of("outline_idle_rule")
def test_outline_idle_rule(project: Project) -> None:
    assert project.codes == ["PC411", "PC411"]
    assert "did you mean 'Pruning'?" in project.result.stderr
    assert "an outline rule names 'Weeding', but no section has that title" in project.result.stderr


@of("written_for_other_tools")
def test_written_for_other_tools(project: Project) -> None:
    folder = project.root / "build" / "targets"
    files = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.*")}
    assert sorted(files) == [
        "agents-md/Keeper/AGENTS.md",
        "claude/Keeper.md",
        "codex/Keeper.toml",
        "copilot/Keeper.agent.md",
        "cursor/keeper.md",
        "gemini/keeper.md",
        "opencode/Keeper.md",
        "skill/keeper/SKILL.md",
    ]
    assert "tools:\n  - read\n  - search\n  - tides/forecast\n  - web\n" in files["copilot/Keeper.agent.md"]
    assert "    git log *: allow\n" in files["opencode/Keeper.md"]
    assert "name: keeper\n" in files["skill/keeper/SKILL.md"]
    body = files["agents-md/Keeper/AGENTS.md"]
    assert body.splitlines()[-1] == "3. Trim the wick"
    assert all(body in text for text in files.values())
    assert {code for code in project.codes if code > "PC430"} == {"PC441", "PC442", "PC443"}


@of("written_for_other_tools")
def test_the_command_line_overrides_the_targets_of_the_rules(project: Project) -> None:
    targets = project.root / "build" / "targets"
    assert project.run("build", "--target", "skill,codex").exit_code == 0
    assert sorted(path.name for path in targets.iterdir()) == ["codex", "skill"]
    assert project.run("build", "--target", "codex,skill", "--check").exit_code == 0
    stale = project.run("build", "--check")
    assert (stale.exit_code, "targets/cursor/keeper.md" in stale.stderr) == (1, True)


@of("written_for_other_tools")
def test_a_mistyped_target_is_an_error(project: Project) -> None:
    result = project.run("build", "--target", "copilot,cusor")
    assert (result.exit_code, "'cusor' is not a target; did you mean cursor?" in result.stderr) == (2, True)
