from __future__ import annotations

import pytest

from personac.diagnostics.diagnostic import Diagnostic
from personac.front_matter.escalation import Permissions
from personac.front_matter.lint import tool_mentions, unlisted_tools
from personac.model import Line, Origin
from tests.unit.helpers import EXACT, compiled, persona

OF_WHOLE_FILES = {"PC416", "PC417"}  # which tiny files have
NAMED = "---\nname: {0}\ndescription: d\n---\n- {0}\n"


def _diagnostics(texts: dict[str, str], rules_text: str = EXACT) -> list[Diagnostic]:
    return sorted(compiled(texts, rules_text).diagnostics, key=lambda diagnostic: diagnostic.sort_key)


def _rows(texts: dict[str, str], rules_text: str = EXACT) -> list[tuple[str, str, str, int]]:
    found = _diagnostics(texts, rules_text)
    return [(d.code, d.severity, d.path, d.line) for d in found if d.code not in OF_WHOLE_FILES]


def _target(name: str) -> str:
    return f'{EXACT}[front_matter]\ntarget = "{name}"\n'


def test_two_valid_agents() -> None:
    texts = {"a.md": NAMED.format("a"), "b.md": NAMED.format("b")}
    assert _rows(texts, f'{EXACT}[agent]\nname = "c"\n') == []


@pytest.mark.parametrize("front", ["description: d", "name:\ndescription: d", "name: ' '\ndescription: d"])
def test_no_name(front: str) -> None:
    assert _rows({"a.md": f"---\n{front}\n---\n- x\n"}) == [("PC109", "error", "a.md", 1)]
    assert _rows({"a.md": f"---\n{front}\n---\n- x\n"}, _target("copilot")) == []


@pytest.mark.parametrize(
    ("path", "line"), [("a.md", "name: a"), ("-@b.md", 'name: "@b"'), ("1.md", 'name: "1"')]
)
def test_the_proposed_name_is_yaml_and_accepted(path: str, line: str) -> None:
    [diagnostic] = _diagnostics({path: "---\ndescription: d\n---\n- x\n"})
    assert f"`{line}`" in diagnostic.hint


def test_no_description_in_one_of_two() -> None:
    texts, named = {"a.md": "---\nname: a\n---\n- x\n", "b.md": NAMED.format("b")}, '[agent]\nname = "c"\n'
    assert _rows(texts, f"{EXACT}{named}") == [("PC110", "error", "a.md", 1)]
    assert _rows(texts, _target("opencode") + named) == [("PC110", "error", "a.md", 1)]
    assert _rows(texts, _target("any") + named) == []


def test_no_description_in_any_source() -> None:
    texts = {"a.md": "---\nname: a\n---\n- x\n"}
    assert _rows(texts) == [("PC110", "error", "a.md", 1), ("PC422", "error", "a.md", 1)]
    set_by_rules = f'{EXACT}[front_matter.set]\ndescription = "d"\n'
    assert _rows(texts, set_by_rules) == [("PC110", "error", "a.md", 1)]


@pytest.mark.parametrize(
    ("name", "better"), [("-a", '"a"'), ("a:b", '"a-b"'), (":-c", '"c"'), ("'-'", '"a"')]
)
def test_unusable_names(name: str, better: str) -> None:
    [diagnostic] = _diagnostics({"a.md": NAMED.format(name)})
    assert (diagnostic.code, diagnostic.severity, diagnostic.line, diagnostic.column) == (
        "PC111",
        "error",
        2,
        1,
    )
    assert better in diagnostic.hint
    assert _rows({"a.md": NAMED.format(name)}, _target("copilot")) == []


def test_a_canonical_with_an_unusable_name() -> None:
    rules_text = f'{EXACT}[front_matter.keys]\nname = "first"\n'
    texts = {"a.md": NAMED.format("a:b"), "b.md": NAMED.format("b")}
    errors = [row for row in _rows(texts, rules_text) if row[1] == "error"]
    assert errors == [("PC422", "error", "a.md", 1), ("PC111", "error", "a.md", 2)]


def test_a_canonical_without_a_name() -> None:
    rules_text = f'{EXACT}[front_matter.keys]\nname = "drop"\n'
    assert _rows({"a.md": NAMED.format("a")}, rules_text) == [("PC422", "error", "a.md", 1)]


@pytest.mark.parametrize(
    "path",
    [
        "commands/a.md",
        "x/skills/b/SKILL.md",
        "SKILL.md",
        "a.mdc",
        "a.instructions.md",
        "a.prompt.md",
        "x/AGENTS.md",
        "CLAUDE.md",
        "GEMINI.md",
    ],
)
def test_commands_skills_rules_and_prompts_are_not_agents(path: str) -> None:
    assert _rows({path: "---\nallowed-tools: Read\n---\n- x\n"}) == []
    assert _rows({path: NAMED.format("a:b"), "y/commands/c.md": NAMED.format("a:b")}) == []


def test_what_an_agent_of_codex_lacks_is_told_in_its_own_words() -> None:
    texts = {"a.toml": "model = 'm'\ndeveloper_instructions = '- x'\n"}
    assert _rows(texts) == [
        ("PC109", "error", "a.toml", 1), ("PC110", "error", "a.toml", 1), ("PC422", "error", "a.toml", 1)
    ]  # fmt: skip
    found = [d for d in _diagnostics(texts) if d.code == "PC109"]
    assert "Codex requires it" in found[0].message
    assert found[0].hint == 'write a line `name = "..."` above the first table'


def test_a_name_in_toml_and_markdown_is_no_conflict() -> None:
    toml = "name = 'k'\ndescription = 'd'\ndeveloper_instructions = '- x'\n"
    assert "PC112" not in {d.code for d in _diagnostics({"a.md": NAMED.format("k"), "b.toml": toml})}
    assert "PC112" in {d.code for d in _diagnostics({"a.toml": toml, "b.toml": toml})}


def test_plain_prompts_are_warnings() -> None:
    texts = {"a.md": "- x\n", "b.md": "- y\n"}
    assert _rows(texts) == [
        ("PC107", "warning", "a.md", 1),
        ("PC422", "warning", "a.md", 1),
        ("PC107", "warning", "b.md", 1),
    ]
    assert {severity for _, severity, _, _ in _rows(texts, _target("any"))} == {"info"}


@pytest.mark.parametrize(
    ("text", "code", "severities"),
    [
        ("\n---\nname: a\ndescription: d\n---\n- x\n", "PC105", ["error", "warning", "warning", "warning"]),
        (
            "---\nname: a\ndescription: d: e\n---\n- x\n",
            "PC101",
            ["warning", "warning", "warning", "warning"],
        ),
        ("---\nname: a\ndescription: d\n- x\n", "PC104", ["error", "error", "error", "warning"]),
    ],
)
def test_severities_depend_on_the_target(text: str, code: str, severities: list[str]) -> None:
    targets = ("claude", "copilot", "opencode", "any")
    actual = [
        {
            d.code: d.severity
            for d in _diagnostics({"a.md": text, "b.md": NAMED.format("b")}, _target(target))
        }[code]
        for target in targets
    ]
    assert actual == severities


def test_a_shared_name_is_reported_once_with_all_places() -> None:
    texts = {"a.md": NAMED.format("k"), "b.md": NAMED.format("k"), "c.md": NAMED.format("k"), "d.md": "- x\n"}
    [shared] = [d for d in _diagnostics(texts) if d.code == "PC112"]
    assert (shared.severity, shared.path, shared.line) == ("info", "b.md", 2)
    assert "3 agents" in shared.message
    assert "a.md:2, b.md:2, c.md:2" in shared.message


class TestUnlistedTools:
    def _of(self, text: str, front: str = "tools: Read") -> list[tuple[int, int, str]]:
        source = f"---\nname: a\ndescription: d\n{front}\n---\n{text}"
        return [(d.line, d.column, d.message) for d in _diagnostics({"a.md": source}) if d.code == "PC423"]

    def test_the_place_of_the_first_mention(self) -> None:
        [(line, column, message)] = self._of("# T\n\n- Look\n  with the Bash tool\n- Use `Bash`\n")
        assert (line, column) == (9, 12)
        assert "`Bash` in this place and in 1 more" in message

    def test_front_matter_below_a_comment_is_no_text(self) -> None:
        text = f"<!-- a -->\n{NAMED.format('a')}".replace("n: d", "n: the Bash tool\ntools: Read")
        assert "PC423" not in [row[0] for row in _rows({"a.md": text})]

    @pytest.mark.parametrize("front", ["x: 1", "tools: Read, Bash", "tools: Bash(git *)", "tools: '*'"])
    def test_permitted_tools(self, front: str) -> None:
        assert self._of("- Look with the Bash tool\n", front) == []

    @pytest.mark.parametrize(
        "front", ["disallowedTools: Bash", "permission: {bash: deny}", "tools: {bash: false}"]
    )
    def test_denied_tools(self, front: str) -> None:
        assert len(self._of("- Look with the Bash tool\n", front)) == 1

    def test_mentions_that_span_lines_or_marks(self) -> None:
        assert self._of("- Look with the *Bash*\n  tool\n- with the\n  Bash tool\n") == []


_ORIGIN = Origin("a", "a.md", 1, 1, "kept")


def _tools(text: str) -> list[str]:
    return [mention.tool for mention in tool_mentions(Line(line, (_ORIGIN,)) for line in text.split("\n"))]


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
def test_mentions(text: str, tools: list[str]) -> None:
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
def test_text_that_names_no_tool(text: str) -> None:
    assert _tools(text) == []


def test_prose_continues_after_code_and_examples() -> None:
    text = "```\nx\n```\nthe Bash tool\n<example>\nx\n</example>\nthe Grep tool"
    assert _tools(text) == ["Bash", "Grep"]


def test_lines_without_a_source_are_ignored() -> None:
    assert list(tool_mentions([Line("the Bash tool")])) == []


def test_a_tool_that_its_source_words_otherwise_is_reported_at_the_line() -> None:
    lines = [Line("---"), Line("---"), Line("Use the Bash tool", (Origin("a", "a.md", 2, 2, "kept"),))]
    permissions = Permissions.of({"tools": "Read"})
    [diagnostic] = unlisted_tools(lines, permissions, [persona("x\nUse the shell\n")])
    assert (diagnostic.path, diagnostic.line, diagnostic.column) == ("a.md", 2, 0)
