from __future__ import annotations

import pytest

from personac.ir import Line, Origin
from personac.passes.front_matter.mentions import column_of, mentions

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
