from __future__ import annotations

import tomllib
from typing import Any

import pytest
import yaml

from personac.model import Compilation
from tests.unit.helpers import EXACT, compiled

HEAD = "name: reviewer\ndescription: Reviews code\n"
BODY = "You review code.\n\n- Read the diff\n- Run the tests\n"
ALL = ("agents-md", "claude", "codex", "copilot", "cursor", "gemini", "opencode", "skill")


def _built(front: str, *targets: str, body: str = BODY, rules: str = "") -> Compilation:
    names = ", ".join(f'"{target}"' for target in targets)
    rules_text = f"{EXACT}[agent]\ntargets = [{names}]\n{rules}"
    return compiled({"reviewer.md": f"---\n{front}---\n\n{body}"}, rules_text)


def _file(front: str, target: str, rules: str = "") -> str:
    [data] = _built(front, target, rules=rules).targets.values()
    return data.decode()


def _front(front: str, target: str) -> dict[str, Any]:
    values: dict[str, Any] = yaml.safe_load(_file(front, target).split("---\n")[1])
    return values


def _messages(front: str, target: str, body: str = BODY) -> list[tuple[str, str, str]]:
    found = _built(front, target, body=body).diagnostics
    return [(one.code, one.severity, one.message) for one in found if one.code.startswith("PC44")]


def test_without_targets_there_are_no_files() -> None:
    assert _built(HEAD).targets == {}


def test_every_target_has_its_own_file() -> None:
    assert list(_built(HEAD, *ALL).targets) == [
        "targets/agents-md/reviewer/AGENTS.md",
        "targets/claude/reviewer.md",
        "targets/codex/reviewer.toml",
        "targets/copilot/reviewer.agent.md",
        "targets/cursor/reviewer.md",
        "targets/gemini/reviewer.md",
        "targets/opencode/reviewer.md",
        "targets/skill/reviewer/SKILL.md",
    ]


@pytest.mark.parametrize("target", [target for target in ALL if target != "codex"])
def test_every_file_ends_with_the_body(target: str) -> None:
    assert _file(HEAD, target).endswith(BODY)


def test_agents_md_has_no_front_matter() -> None:
    assert _file(f"{HEAD}color: red\n", "agents-md") == BODY
    assert _messages(f"{HEAD}color: red\n", "agents-md") == []


def test_crlf_becomes_lf() -> None:
    [data] = _built(HEAD, "copilot", body=BODY.replace("\n", "\r\n")).targets.values()
    assert data.endswith(BODY.encode())


def test_the_file_of_claude_is_the_canonical() -> None:
    text = f"{HEAD}tools: Read, Bash(git *)\nown-key: 1.10\n"
    built = _built(text, "claude")
    assert built.targets["targets/claude/reviewer.md"] == built.canonical.data


class TestTools:
    def test_copilot_has_a_list_of_its_own_names(self) -> None:
        assert _front(f"{HEAD}tools: Read, Grep, Bash\n", "copilot")["tools"] == ["read", "search", "execute"]

    def test_opencode_has_a_mapping_that_denies_the_rest(self) -> None:
        tools = _front(f"{HEAD}tools: Read, Bash\n", "opencode")["tools"]
        assert tools == {"*": False, "read": True, "bash": True}

    def test_opencode_has_patterns_of_commands(self) -> None:
        front = _front(f"{HEAD}tools: Read, Bash(git status:*), Bash(ls *)\n", "opencode")
        assert front["tools"] == {"*": False, "read": True, "bash": True}
        assert front["permission"] == {"bash": {"*": "deny", "git status *": "allow", "ls *": "allow"}}

    def test_a_pattern_is_left_out_where_only_whole_tools_are_permitted(self) -> None:
        text = f"{HEAD}tools: Read, Bash(git *)\n"
        assert _front(text, "copilot")["tools"] == ["read"]
        message = "GitHub Copilot permits a tool as a whole or not at all; left out: execute(git *)"
        assert _messages(text, "copilot") == [("PC442", "warning", message)]

    def test_a_denied_pattern_denies_the_whole_tool(self) -> None:
        text = f"{HEAD}tools: Read, Bash\ndisallowedTools: Bash(rm *)\n"
        assert _front(text, "copilot")["tools"] == ["read"]
        assert "disallowedTools" not in _front(text, "copilot")

    def test_without_a_list_of_denials_every_other_tool_is_listed(self) -> None:
        tools = _front(f"{HEAD}disallowedTools: Bash\n", "copilot")["tools"]
        assert "read" in tools
        assert "execute" not in tools

    def test_denials_are_false_in_opencode(self) -> None:
        assert _front(f"{HEAD}disallowedTools: Bash\n", "opencode")["tools"] == {"bash": False}

    @pytest.mark.parametrize(
        ("target", "names"),
        [
            ("copilot", ["github/get_issue", "jira/*"]),
            ("gemini", ["mcp_github_get_issue", "mcp_jira_*"]),
            ("opencode", ["*", "github_get_issue", "jira_*"]),
        ],
    )
    def test_tools_of_servers_are_spelled_as_the_target_does(self, target: str, names: list[str]) -> None:
        tools = _front(f"{HEAD}tools: mcp__github__get_issue, mcp__jira\n", target)["tools"]
        assert list(tools) == names

    def test_gemini_has_no_name_that_it_would_refuse(self) -> None:
        text = f"{HEAD}tools: Read, deploy\n"
        assert _front(text, "gemini")["tools"] == ["read_file"]
        assert [code for code, _, _ in _messages(text, "gemini")] == ["PC442"]
        assert _front(text, "copilot")["tools"] == ["read", "deploy"]

    def test_no_file_is_written_if_no_tool_is_left(self) -> None:
        text = f"{HEAD}tools: Bash(git *)\n"
        assert _built(text, "copilot").targets == {}
        assert [row[:2] for row in _messages(text, "copilot")] == [("PC444", "error")]

    def test_an_empty_list_stays_empty(self) -> None:
        assert _front(f"{HEAD}tools: []\n", "copilot")["tools"] == []

    def test_without_limits_there_is_no_list(self) -> None:
        assert "tools" not in _front(HEAD, "copilot")
        assert "tools" not in _front(HEAD, "opencode")

    def test_an_agent_that_only_reads_is_limited_where_there_are_no_lists(self) -> None:
        text = f"{HEAD}tools: Read, Grep\n"
        assert _front(text, "cursor")["readonly"] is True
        assert tomllib.loads(_file(text, "codex"))["sandbox_mode"] == "read-only"
        assert "readonly" not in _front(f"{HEAD}tools: Read, Write\n", "cursor")
        assert _front(f"{HEAD}permissionMode: plan\n", "cursor")["readonly"] is True

    @pytest.mark.parametrize("target", ["agents-md", "codex", "cursor", "skill"])
    def test_a_limit_that_cannot_be_written_is_reported(self, target: str) -> None:
        [(code, severity, message)] = _messages(f"{HEAD}tools: Read, Write\n", target)
        assert (code, severity) == ("PC442", "warning")
        assert message.endswith("only Read, Write")

    def test_tools_do_not_become_permissions_of_a_skill(self) -> None:
        assert "allowed-tools" not in _front(f"{HEAD}tools: Read\n", "skill")
        front = _front(f"{HEAD}allowed-tools: Read, Bash(git *)\n", "skill")
        assert front["allowed-tools"] == "Read Bash(git:*)"

    def test_mappings_become_lists_in_claude(self) -> None:
        text = f'{HEAD}tools:\n  "*": false\n  read: true\n  bash: true\npermission:\n  edit: deny\n'
        front = _front(text, "claude")
        assert front["tools"] == "Read, Bash"
        assert "Edit" in front["disallowedTools"]
        assert "permission" not in front

    def test_names_of_another_tool_become_those_of_the_target(self) -> None:
        text = f"{HEAD}tools: [read_file, run_shell_command]\n"
        assert _front(text, "claude")["tools"] == ["Read", "Bash"]
        assert _front(text, "gemini")["tools"] == ["read_file", "run_shell_command"]


class TestKeys:
    def test_keys_of_other_tools_are_left_out(self) -> None:
        text = f"{HEAD}color: red\nmode: subagent\n"
        assert set(_front(text, "opencode")) == {"description", "mode"}
        message = "OpenCode does not read these keys, or their values: color"
        assert _messages(text, "opencode") == [("PC441", "info", message)]

    def test_a_model_that_another_tool_does_not_know_is_left_out_with_a_warning(self) -> None:
        text = f"{HEAD}model: sonnet\n"
        assert "model" not in _front(text, "copilot")
        assert [row[:2] for row in _messages(text, "copilot")] == [("PC441", "warning")]
        assert _front(f"{HEAD}model: anthropic/claude-x\n", "opencode")["model"] == "anthropic/claude-x"

    def test_hooks_are_left_out_with_a_warning(self) -> None:
        text = f"{HEAD}hooks:\n  Stop:\n    - command: ./x.sh\n"
        assert "hooks" not in _front(text, "gemini")
        assert [row[:2] for row in _messages(text, "gemini")] == [("PC441", "warning")]

    def test_a_name_is_written_as_the_target_permits(self) -> None:
        text = "name: Code Reviewer\ndescription: d\n"
        assert _front(text, "gemini")["name"] == "code-reviewer"
        assert [row[:2] for row in _messages(text, "gemini")] == [("PC443", "info")]
        assert _front(text, "copilot")["name"] == "Code Reviewer"

    def test_agents_for_paths_become_instructions(self) -> None:
        text = f"{HEAD}globs: ['*.ts', '*.tsx']\n"
        built = _built(text, "copilot", "cursor").targets
        assert list(built) == ["targets/copilot/reviewer.instructions.md", "targets/cursor/reviewer.mdc"]
        assert _front(text, "copilot")["applyTo"] == "*.ts,*.tsx"
        assert _front(text, "cursor") == {
            "description": "Reviews code", "globs": "*.ts,*.tsx", "alwaysApply": False,
        }  # fmt: skip

    def test_always_applying_is_every_path(self) -> None:
        assert _front(f"{HEAD}alwaysApply: true\n", "copilot")["applyTo"] == "**"
        assert _front(f'{HEAD}applyTo: "**"\n', "cursor")["alwaysApply"] is True
        assert "applyTo" not in _front(f"{HEAD}alwaysApply: false\n", "copilot")


class TestLimits:
    def test_a_body_that_is_too_long_is_an_error(self) -> None:
        body = "You review.\n\n" + "".join(f"- Look at part {n} of it with great care\n" for n in range(900))
        [(code, severity, message)] = _messages(HEAD, "copilot", body=body)
        assert (code, severity) == ("PC440", "error")
        assert message == f"the text has {len(body):,} characters; GitHub Copilot permits 30,000"
        assert [row[0] for row in _messages(HEAD, "agents-md", body=body)] == ["PC440"]
        assert _messages(HEAD, "gemini", body=body) == []

    def test_a_description_that_is_too_long_is_an_error(self) -> None:
        [(code, _, message)] = _messages(f"name: n\ndescription: {'so ' * 400}\n", "skill")
        assert code == "PC440"
        assert message == "the `description` has 1,199 characters; Agent Skills permits 1,024"

    def test_a_missing_description_is_an_error(self) -> None:
        [(code, severity, _)] = _messages("name: n\n", "copilot")
        assert (code, severity) == ("PC440", "error")
        assert _messages("name: n\n", "cursor") == []


class TestToml:
    def test_the_instructions_are_verbatim(self) -> None:
        text = _file(HEAD, "codex")
        assert f"developer_instructions = '''\n{BODY}'''\n" in text
        assert tomllib.loads(text) == {
            "name": "reviewer", "description": "Reviews code", "developer_instructions": BODY,
        }  # fmt: skip

    @pytest.mark.parametrize("code", ["'''x'''\n", "\\d \"\"\" '''\n", "\u0007'\n"])
    def test_what_a_literal_string_cannot_have_is_escaped(self, code: str) -> None:
        body = f"{BODY}\n```py\n{code}```\n"
        [data] = _built(HEAD, "codex", body=body).targets.values()
        assert tomllib.loads(data.decode())["developer_instructions"] == body
