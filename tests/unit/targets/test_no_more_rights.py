"""Files for another agent tool permit no more than the sources, and what they lack is reported."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
import yaml

from personac.model import Compilation
from tests.unit.helpers import EXACT, compiled, lettered

HEAD = "name: n\ndescription: d\n"


def _built(target: str, *fronts: str, rules: str = "") -> Compilation:
    texts = tuple(f"---\n{HEAD}{front}---\n\n- x\n" for front in fronts)
    return compiled(lettered(texts), f'{EXACT}[agent]\ntargets = ["{target}"]\n{rules}')


def _front(target: str, *fronts: str, rules: str = "") -> dict[str, Any]:
    [data] = _built(target, *fronts, rules=rules).targets.values()
    if target == "codex":
        return tomllib.loads(data.decode())
    values: dict[str, Any] = yaml.safe_load(data.decode().split("---\n")[1])
    return values


def _codes(target: str, *fronts: str) -> list[str]:
    return [one.code for one in _built(target, *fronts).diagnostics if one.code.startswith("PC44")]


def _problems(target: str, *fronts: str) -> str:
    return "\n".join(one.message for one in _built(target, *fronts).diagnostics if one.code == "PC442")


class TestLevels:
    SCOPED = 'permission:\n  bash:\n    "*": deny\n    "git *": allow\n'
    ASKED = 'permission:\n  bash:\n    "*": ask\n    "git *": allow\n  edit: deny\n'

    def test_opencode_keeps_its_own_mappings(self) -> None:
        assert _front("opencode", self.SCOPED)["permission"] == {"bash": {"*": "deny", "git *": "allow"}}
        asked = {"bash": {"*": "ask", "git *": "allow"}, "edit": "deny"}
        assert _front("opencode", self.ASKED)["permission"] == asked

    def test_a_tool_with_a_permitted_pattern_is_denied_as_a_whole(self) -> None:
        assert "execute" not in _front("copilot", self.SCOPED)["tools"]
        assert "run_shell_command" not in _front("gemini", self.SCOPED)["tools"]
        assert _front("claude", self.SCOPED)["disallowedTools"] == "Bash"
        assert "left out: execute(git *)" in _problems("copilot", self.SCOPED)
        assert "left out: Bash(git *)" in _problems("claude", self.SCOPED)

    def test_what_is_asked_before_is_told(self) -> None:
        assert "the canonical asks before execute" in _problems("copilot", self.ASKED)
        assert "the canonical asks before every tool" in _problems("gemini", 'permission:\n  "*": ask\n')
        assert "asks before Bash" in _problems("codex", self.ASKED)

    def test_denied_patterns_follow_permitted_ones(self) -> None:
        text = "tools: Read, Bash(git *)\ndisallowedTools: Bash(git push *)\n"
        bash = _front("opencode", text)["permission"]["bash"]
        assert list(bash.items()) == [("*", "deny"), ("git *", "allow"), ("git push *", "deny")]

    def test_a_level_does_not_turn_a_tool_on_that_is_off(self) -> None:
        text = "disallowedTools: Bash\npermission:\n  bash: allow\n"
        front = _front("opencode", text)
        assert front["tools"] == {"bash": False}
        assert front.get("permission", {}).get("bash") != "allow"

    @pytest.mark.parametrize(
        "text",
        [
            "tools: [Read, {github: [get_issue]}]\n",
            "permission: {edit: deny, bash: maybe}\n",
            "disallowedTools: {Bash: true}\n",
            "tools: true\n",
        ],
    )
    @pytest.mark.parametrize("target", ["claude", "copilot", "codex", "opencode"])
    def test_limits_of_an_unknown_form_are_no_permission(self, target: str, text: str) -> None:
        assert _built(target, text).targets == {}
        assert _codes(target, text) == ["PC444"]


class TestServers:
    @pytest.mark.parametrize("listed", ["mcp__github", "mcp__github__*", "github/*", "mcp_github_*"])
    def test_a_denied_tool_of_a_server_denies_its_wildcard(self, listed: str) -> None:
        text = f"tools: [Read, '{listed}']\ndisallowedTools: mcp__github__delete_repo\n"
        assert _front("copilot", text)["tools"] == ["read"]
        assert _front("gemini", text)["tools"] == ["read_file"]
        assert "mcp__github" in _problems("gemini", text)

    @pytest.mark.parametrize("listed", ["mcp__github__get_issue", "github/get_issue", "mcp_github_get_issue"])
    def test_every_spelling_becomes_that_of_the_target(self, listed: str) -> None:
        text = f"tools: [Read, {listed}]\n"
        assert _front("copilot", text)["tools"] == ["read", "github/get_issue"]
        assert _front("gemini", text)["tools"] == ["read_file", "mcp_github_get_issue"]
        assert "mcp__github__get_issue" in _front("claude", text)["tools"]

    def test_names_that_a_target_refuses_are_left_out(self) -> None:
        text = "tools: [Read, mcp__my_server__do_it, mcp__github__get_*, mcp__*]\n"
        assert _front("gemini", text)["tools"] == ["read_file", "mcp_*"]
        assert _front("copilot", text)["tools"] == ["read", "my_server/do_it"]
        assert "mcp__my_server__do_it" in _problems("gemini", text)


class TestDenials:
    @pytest.mark.parametrize(
        ("target", "denied", "absent"),
        [
            ("copilot", "shell", "execute"),
            ("copilot", "runInTerminal", "execute"),
            ("copilot", "editFiles", "edit"),
            ("copilot", "web/fetch", "web"),
            ("gemini", "search_file_content", "grep_search"),
        ],
    )
    def test_another_name_of_a_tool_denies_it(self, target: str, denied: str, absent: str) -> None:
        assert absent not in _front(target, f"disallowedTools: [{denied}]\n")["tools"]

    def test_another_name_turns_the_tool_off_in_opencode(self) -> None:
        assert _front("opencode", "disallowedTools: [shell]\n")["tools"]["bash"] is False

    def test_a_part_of_a_broad_tool_denies_it_and_that_is_told(self) -> None:
        text = "tools: Read, Edit\ndisallowedTools: Write\n"
        assert _front("copilot", text)["tools"] == ["read"]
        assert "left out: edit" in _problems("copilot", text)

    def test_a_pattern_for_all_is_the_whole_tool(self) -> None:
        assert _front("copilot", "tools: Read(**), Bash(*)\n")["tools"] == ["read", "execute"]

    def test_no_tool_of_one_agent_tool_alone_comes_with_denials(self) -> None:
        assert "complete_task" not in _front("gemini", "disallowedTools: Bash\n")["tools"]


class TestReading:
    @pytest.mark.parametrize(
        "text", ["permissionMode: plan\n", "readonly: true\n", "sandbox_mode: read-only\n"]
    )
    def test_an_agent_that_only_reads_writes_nowhere(self, text: str) -> None:
        assert _front("cursor", text)["readonly"] is True
        assert _front("codex", text)["sandbox_mode"] == "read-only"
        tools = _front("copilot", text)["tools"]
        assert "read" in tools
        assert not {"edit", "execute"} & {*tools}
        assert _front("opencode", text)["tools"]["bash"] is False
        assert "Bash" in _front("claude", text).get("disallowedTools", "") or "plan" in text

    def test_planning_stays_beside_a_list(self) -> None:
        text = "permissionMode: plan\ntools: Read, Write, Bash\n"
        assert _front("copilot", text)["tools"] == ["read"]
        assert _front("opencode", text)["tools"] == {
            "*": False, "read": True, "write": False, "edit": False, "bash": False,
        }  # fmt: skip
        assert "no mode for reading alone" in _problems("gemini", text)

    def test_a_limit_overrides_a_looser_mode(self) -> None:
        assert (
            _front("codex", "sandbox_mode: danger-full-access\ntools: Read\n")["sandbox_mode"] == "read-only"
        )
        assert _front("cursor", "readonly: false\ntools: Read\n")["readonly"] is True

    def test_the_strictest_mode_of_several_personas_is_kept(self) -> None:
        modes = [f"sandbox_mode: {mode}\n" for mode in ("danger-full-access", "read-only", "workspace-write")]
        assert _front("codex", *modes)["sandbox_mode"] == "read-only"
        assert (
            _front("cursor", "readonly: true\n", "readonly: false\n", "readonly: false\n")["readonly"] is True
        )


class TestSkills:
    def test_tools_without_asking_are_separated_by_spaces(self) -> None:
        text = "allowed-tools: Bash(git add *) Read Bash(npm:*)\n"
        assert _front("skill", text)["allowed-tools"] == "Bash(git add:*) Read Bash(npm:*)"
        assert _front("copilot", text)["tools"] == ["read"]

    def test_a_denial_beside_them_is_told(self) -> None:
        assert "PC442" in _codes("skill", "allowed-tools: Read\ndisallowedTools: Bash\n")


class TestInstructions:
    def test_they_have_no_limits_of_tools_and_that_is_told(self) -> None:
        text = "applyTo: '**/*.ts'\ntools: [Read]\n"
        assert "tools" not in _front("copilot", text)
        assert "readonly" not in _front("cursor", text)
        assert "no limits of tools in instructions" in _problems("copilot", text)

    @pytest.mark.parametrize("globs", ["[1]", "[null, a]", "true", "{a: b}"])
    def test_paths_of_another_form_are_no_crash(self, globs: str) -> None:
        assert "applyTo" not in _front("copilot", f"globs: {globs}\n")
        assert "globs" not in _front("cursor", f"globs: {globs}\n")


class TestTypes:
    def test_scalars_become_text_where_text_is_wanted(self) -> None:
        built = compiled(
            {"a.md": "---\nname: 123\ndescription: 2024-01-01\n---\n- x\n"},
            f'{EXACT}[agent]\ntargets = ["codex", "gemini"]\n',
        )
        codex = tomllib.loads(built.targets["targets/codex/123.toml"].decode())
        assert (codex["name"], codex["description"]) == ("123", "2024-01-01")
        assert b"name: '123'\n" in built.targets["targets/gemini/123.md"]

    @pytest.mark.parametrize(
        ("target", "text", "key"),
        [
            ("codex", "model: [gpt-5]\n", "model"),
            ("codex", "model: Sonnet\n", "model"),
            ("copilot", "model: sonnet[1m]\n", "model"),
            ("gemini", "temperature: hot\n", "temperature"),
            ("gemini", "max_turns: '5'\n", "max_turns"),
            ("opencode", "steps: many\n", "steps"),
            ("skill", "metadata: x\n", "metadata"),
            ("cursor", "is_background: x\n", "is_background"),
        ],
    )
    def test_a_value_of_another_type_is_left_out(self, target: str, text: str, key: str) -> None:
        assert key not in _front(target, text)
        assert "PC441" in _codes(target, text)

    @pytest.mark.parametrize(
        "text",
        [
            "mcp_servers: {x: null}\n",
            "mcp_servers: {x: {env: {A: }}}\n",
            "mcp_servers: {x: {1: y}}\n",
            "nickname_candidates: [a, null]\n",
            "nickname_candidates: !!binary aGk=\n",
        ],
    )
    def test_what_toml_cannot_have_is_no_crash(self, text: str) -> None:
        assert _front("codex", text)["name"] == "n"

    def test_values_that_rules_set_are_mapped(self) -> None:
        rules = '[front_matter.set]\ntools = ["Read", "Bash"]\n'
        assert _front("opencode", "", rules=rules)["tools"] == {"*": False, "read": True, "bash": True}
        assert _front("gemini", "", rules=rules)["tools"] == ["read_file", "run_shell_command"]
