from __future__ import annotations

import pytest

from personac.diagnostics.model import Diagnostic
from personac.front_matter.lint import column_of, mentions
from personac.ir import Line, Origin
from tests.unit.helpers import EXACT, compile_texts

NAMED = "---\nname: {0}\ndescription: d\n---\n- {0}\n"


def _found(texts: dict[str, str], rules_text: str = EXACT) -> list[Diagnostic]:
    return sorted(compile_texts(texts, "lint", rules_text).diagnostics, key=lambda found: found.sort_key)


def _told(texts: dict[str, str], rules_text: str = EXACT) -> list[tuple[str, str, str, int]]:
    return [(d.code, d.severity, d.path, d.line) for d in _found(texts, rules_text)]


def _target(name: str) -> str:
    return f'{EXACT}[front_matter]\ntarget = "{name}"\n'


def test_two_sound_agents_are_nothing_to_tell_of() -> None:
    assert _told({"a.md": NAMED.format("a"), "b.md": NAMED.format("b")}) == []


@pytest.mark.parametrize("front", ["description: d", "name:\ndescription: d", "name: ' '\ndescription: d"])
def test_no_name(front: str) -> None:
    assert _told({"a.md": f"---\n{front}\n---\n- x\n"}) == [("PC109", "error", "a.md", 1)]
    assert _told({"a.md": f"---\n{front}\n---\n- x\n"}, _target("copilot")) == []


def test_no_description_in_one_of_two() -> None:
    texts = {"a.md": "---\nname: a\n---\n- x\n", "b.md": NAMED.format("b")}
    assert _told(texts) == [("PC110", "error", "a.md", 1)]
    assert _told(texts, _target("opencode")) == [("PC110", "error", "a.md", 1)]
    assert _told(texts, _target("any")) == []


def test_no_description_at_all_costs_the_canonical_its_life() -> None:
    texts = {"a.md": "---\nname: a\n---\n- x\n"}
    assert _told(texts) == [("PC110", "error", "a.md", 1), ("PC422", "error", "a.md", 1)]
    set_by_rules = f'{EXACT}[front_matter.set]\ndescription = "d"\n'
    assert _told(texts, set_by_rules) == [("PC110", "error", "a.md", 1)]


@pytest.mark.parametrize(("name", "way_out"), [("-a", '"a"'), ("a:b", '"a-b"')])
def test_a_name_that_no_agent_can_have(name: str, way_out: str) -> None:
    [found] = _found({"a.md": NAMED.format(name)})
    assert (found.code, found.severity, found.line, found.column) == ("PC111", "error", 2, 1)
    assert way_out in found.hint
    assert _told({"a.md": NAMED.format(name)}, _target("copilot")) == []


def test_a_canonical_that_takes_such_a_name() -> None:
    rules_text = f'{EXACT}[front_matter.keys]\nname = "first"\n'
    texts = {"a.md": NAMED.format("a:b"), "b.md": NAMED.format("b")}
    found = [told for told in _told(texts, rules_text) if told[1] == "error"]
    assert found == [("PC422", "error", "a.md", 1), ("PC111", "error", "a.md", 2)]


def test_a_canonical_without_a_name() -> None:
    rules_text = f'{EXACT}[front_matter.keys]\nname = "drop"\n'
    assert _told({"a.md": NAMED.format("a")}, rules_text) == [("PC422", "error", "a.md", 1)]


@pytest.mark.parametrize("path", ["commands/a.md", "x/skills/b/SKILL.md", "SKILL.md"])
def test_commands_and_skills_are_no_agents(path: str) -> None:
    assert _told({path: "---\nallowed-tools: Read\n---\n- x\n"}) == []
    assert _told({path: NAMED.format("a:b"), "y/commands/c.md": NAMED.format("a:b")}) == []


def test_plain_prompts_are_warned_of_and_built_all_the_same() -> None:
    texts = {"a.md": "- x\n", "b.md": "- y\n"}
    assert _told(texts) == [
        ("PC107", "warning", "a.md", 1),
        ("PC422", "warning", "a.md", 1),
        ("PC107", "warning", "b.md", 1),
    ]
    assert {severity for _, severity, _, _ in _told(texts, _target("any"))} == {"info"}


@pytest.mark.parametrize(
    ("text", "code", "severities"),
    [
        ("\n---\nname: a\ndescription: d\n---\n- x\n", "PC105", ["error", "warning", "warning", "warning"]),
        ("---\nname: a\ndescription: d: e\n---\n- x\n", "PC101", ["error", "error", "error", "warning"]),
        ("---\nname: a\ndescription: d\n- x\n", "PC104", ["error", "error", "error", "warning"]),
    ],
)
def test_how_bad_a_slip_is_depends_on_who_reads(text: str, code: str, severities: list[str]) -> None:
    targets = ("claude-code", "copilot", "opencode", "any")
    found = [
        {d.code: d.severity for d in _found({"a.md": text, "b.md": NAMED.format("b")}, _target(target))}[code]
        for target in targets
    ]
    assert found == severities


def test_agents_of_one_name_are_told_of_once_with_all_their_places() -> None:
    texts = {"a.md": NAMED.format("k"), "b.md": NAMED.format("k"), "c.md": NAMED.format("k"), "d.md": "- x\n"}
    found = [d for d in _found(texts) if d.code == "PC112"]
    assert [(d.severity, d.path, d.line) for d in found] == [("warning", "b.md", 2)]
    assert "3 agents" in found[0].message
    assert "a.md:2, b.md:2, c.md:2" in found[0].message


class TestToolsThatTheTextNames:
    def _of(self, text: str, front: str = "tools: Read") -> list[tuple[int, int, str]]:
        source = f"---\nname: a\ndescription: d\n{front}\n---\n{text}"
        return [(d.line, d.column, d.message) for d in _found({"a.md": source}) if d.code == "PC423"]

    def test_where_the_tool_is_named(self) -> None:
        [(line, column, message)] = self._of("# T\n\n- Look\n  with the Bash tool\n- Use `Bash`\n")
        assert (line, column) == (9, 12)
        assert "`Bash` in this place and in 1 more" in message

    @pytest.mark.parametrize("front", ["x: 1", "tools: Read, Bash", "tools: Bash(git *)", "tools: '*'"])
    def test_tools_that_it_may_use(self, front: str) -> None:
        assert self._of("- Look with the Bash tool\n", front) == []

    @pytest.mark.parametrize(
        "front", ["disallowedTools: Bash", "permission: {bash: deny}", "tools: {bash: false}"]
    )
    def test_tools_that_it_is_denied(self, front: str) -> None:
        assert len(self._of("- Look with the Bash tool\n", front)) == 1

    def test_a_place_that_is_worded_otherwise_in_the_source(self) -> None:
        assert self._of("- Look with the *Bash*\n  tool\n- with the\n  Bash tool\n") == []


_ORIGIN = Origin("a", "a.md", 1, 1, "kept")


def _tools(text: str) -> list[str]:
    return [found.tool for found in mentions(Line(line, (_ORIGIN,)) for line in text.split("\n"))]


@pytest.mark.parametrize(
    ("text", "tools"),
    [
        ("Use the Bash tool", ["Bash"]),
        ("with your **Read** tool", ["Read"]),
        ("via the `Task` tool", ["Task"]),
        ("Search with `Grep` or `WebSearch`", ["Grep", "WebSearch"]),
        ("Ask by `AskUserQuestion`", ["AskUserQuestion"]),
        ("Ask by `AskUserQuestion(question)`", ["AskUserQuestion"]),
        ("Call mcp__github__get_issue, then (mcp__tides__*)", ["mcp__github__get_issue", "mcp__tides__*"]),
        ("It is not done. Run `Bash`", ["Bash"]),
    ],
)
def test_clear_mentions(text: str, tools: list[str]) -> None:
    assert _tools(text) == tools


@pytest.mark.parametrize(
    "text",
    [
        "Read the file",
        "Read tool manuals",
        "Edit tools carefully",
        "The Task at hand",
        "Return `Task<T>` or a `Task`",
        "Set `Read` and `Write` deadlines",
        "Never use `Write` on it",
        "Do it without the Bash tool",
        "Don't call `Bash`",
        "Use Read locks",
        "websearch tool",
        "the toolbox",
        "```\nuse the Bash tool\n```",
        "~~~~\nthe Bash tool\n~~~\nthe Bash tool\n~~~~",
        "<example>\nuse the Task tool\n</example>",
        "<example>use the Task tool</example>",
    ],
)
def test_no_false_alarms(text: str) -> None:
    assert _tools(text) == []


def test_prose_goes_on_behind_code_and_examples() -> None:
    text = "```\nx\n```\nthe Bash tool\n<example>\nx\n</example>\nthe Grep tool"
    assert _tools(text) == ["Bash", "Grep"]


def test_lines_from_no_source_say_nothing() -> None:
    assert list(mentions([Line("the Bash tool")])) == []


def test_column_of() -> None:
    assert column_of("Bash", "the Bash tool") == 5
    assert column_of("Bash", "tool") == 0
