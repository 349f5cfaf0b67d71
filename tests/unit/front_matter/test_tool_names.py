from __future__ import annotations

import pytest

from personac.front_matter.tool_names import COLUMNS, Mapped, ToolNames, tool_names
from personac.front_matter.tool_patterns import Names, split_names
from personac.model import Merged
from tests.unit.helpers import EXACT, lettered, merged, rules


def _table(target: str = "claude", more: str = "") -> ToolNames:
    return tool_names(rules(f'[front_matter]\ntarget = "{target}"\n{more}').front_matter)


def _mapped(names: str, target: str = "claude") -> str:
    return ", ".join(_table(target).mapped(split_names(names)).names)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("read_file, run_shell_command, replace", "Read, Bash, Edit"),  # Gemini CLI
        ("read, bash, list", "Read, Bash, Glob"),  # OpenCode
        ("read, search, execute", "Read, Grep, Glob, Bash"),  # Copilot
        ("edit, search, web", "Edit, Write, NotebookEdit, Grep, Glob, WebFetch, WebSearch"),
        ("codebase, editFiles, runCommands", "Grep, Edit, Bash"),  # VS Code
        ("run_terminal_cmd, codebase_search, write", "Bash, Grep, Write"),  # Cursor
        ("Read, run_shell_command", "Read, Bash"),
        ("run_shell_command(git status)", "Bash(git status)"),
        ("Read, Bash(git *), mcp__a__b, docker", "Read, Bash(git *), mcp__a__b, docker"),
        ("read_file, github/*, my tool", "Read, github/*, my tool"),
    ],
)
def test_names_of_other_agent_tools_become_those_of_claude_code(names: str, expected: str) -> None:
    assert _mapped(names) == expected


@pytest.mark.parametrize(
    ("target", "names", "expected"),
    [
        ("copilot", "read_file, write_file", "read, edit"),
        ("copilot", "Read, Write, Grep, edit/editFiles", "read, edit, search, edit/editFiles"),
        ("copilot", "LS", "search"),
        ("opencode", "Read, MultiEdit, WebFetch", "read, edit, webfetch"),
        ("any", "read_file, Bash", "read_file, Bash"),
    ],
)
def test_names_for_other_targets(target: str, names: str, expected: str) -> None:
    assert _mapped(names, target) == expected


def test_a_name_of_two_meanings_is_read_as_the_narrower_if_nothing_else_tells() -> None:
    assert _mapped("edit") == "Edit"
    assert _mapped("edit, search") == "Edit, Write, NotebookEdit, Grep, Glob"
    assert _table().readings(("edit",)) == ("edit", "Edit", "Write", "NotebookEdit", "MultiEdit")
    assert _table().readings(("Edit",)) == ("Edit", "MultiEdit")
    assert _table().readings(("LS",)) == ("LS",)
    assert set(_table("copilot").readings(("bash",))) >= {"bash", "execute", "shell"}


def test_what_the_target_has_nothing_like_is_left_out_or_kept() -> None:
    names: Names = ("read_file", "save_memory")
    assert _table().mapped(names) == Mapped(("Read",), ("read_file \u2192 Read",), ("save_memory",))
    assert _table(more='unmapped = "keep"\n').mapped(names).names == ("Read", "save_memory")
    assert _table().mapped(("save_memory",)).names == ("save_memory",)  # better than an empty list


def test_rules_add_names_in_front() -> None:
    more = '[[front_matter.tool]]\nname = "run a command"\nclaude_code = ["Sh"]\ngemini = ["my_shell"]\n'
    assert _table(more=more).mapped(("my_shell", "run_shell_command")).names == ("Sh",)
    more = '[[front_matter.tool]]\nname = "remember"\nclaude_code = ["Note"]\ngemini = ["jot"]\n'
    assert _table(more=more).mapped(("jot",)).names == ("Note",)


@pytest.mark.parametrize("target", ["claude", "copilot", "opencode"])
def test_the_names_of_a_target_stay(target: str) -> None:
    table = _table(target)
    own = tuple(sorted(table.own))
    assert table.mapped(own) == Mapped(own)


def test_every_agent_tool_has_names() -> None:
    assert all(_table().spelled[column] for column in COLUMNS)


def _merge(*fronts: str, more: str = "") -> Merged:
    texts = tuple(f"---\n{front}\n---\n- own {number}\n" for number, front in enumerate(fronts))
    return merged(lettered(texts), f"{EXACT}{more}")


def _tools(*fronts: str, more: str = "") -> object:
    return {field.key: field.value for field in _merge(*fronts, more=more).fields}.get("tools")


def _codes(*fronts: str, more: str = "") -> list[tuple[str, str, str]]:
    found = _merge(*fronts, more=more).diagnostics
    return [(d.code, d.severity, d.message) for d in found if d.code.startswith("PC4")]


def test_lists_of_several_agent_tools_are_one_list() -> None:
    fronts = ("tools: Read, Bash", "tools: [read_file, run_shell_command]")
    assert _tools(*fronts) == "Read, Bash"
    assert _codes(*fronts) == [
        (
            "PC427",
            "info",
            (
                "`tools` has names of another agent tool; in the canonical: "
                "read_file \u2192 Read; run_shell_command \u2192 Bash"
            ),
        )
    ]


def test_a_tool_without_like_is_told() -> None:
    fronts = ("tools: Read", "tools: [read_file, save_memory]")
    assert _tools(*fronts) == "Read"
    [told] = [row for row in _codes(*fronts) if row[0] == "PC426"]
    assert told[1:] == (
        "warning",
        "the target has no tool like these of `tools`, which are left out: save_memory",
    )
    kept = '[front_matter]\nunmapped = "keep"\n'
    assert _tools(*fronts, more=kept) == ["Read", "save_memory"]


def test_a_denial_counts_in_every_reading() -> None:
    assert _tools("tools: Read, Write, Bash", "permission: {edit: deny}") == "Read, Bash"
    assert _tools("tools: Read, Bash", "disallowedTools: [run_shell_command]") == "Read"
    copilot = '[front_matter]\ntarget = "copilot"\n'
    assert _tools("tools: [read, execute]", "tools: {bash: false}", more=copilot) == ["read"]
    assert "PC420" not in {row[0] for row in _codes("tools: [read, execute]", "tools: {bash: false}")}


def test_one_persona_keeps_its_names() -> None:
    assert _tools("tools: [read_file]") == ["read_file"]
    assert _codes("tools: [read_file]") == []
