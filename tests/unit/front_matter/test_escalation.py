from __future__ import annotations

from typing import Any

import pytest

from personac.front_matter.escalation import Permissions, denials, find_escalations
from personac.front_matter.tool_patterns import EVERY_TOOL
from tests.unit.helpers import persona


def _escalations(front: str, **values: Any) -> list[tuple[str, str]]:  # noqa: ANN401
    source = persona(f"---\n{front}\n---\n- x\n")
    diagnostics = find_escalations([source], Permissions.of(values), frozenset())
    return [(one.code, one.message.rpartition(": ")[2]) for one in diagnostics]


@pytest.mark.parametrize(
    ("front", "values", "expected"),
    [
        ("tools: Read", {"tools": {"bash": False}}, [("PC404", EVERY_TOOL)]),
        ("tools: Read", {"tools": {"*": False, "read": True, "bash": True}}, [("PC404", "bash")]),
        ("tools: Read", {"tools": "Read, Bash", "disallowedTools": "Bash"}, []),
        ("tools: {bash: false}", {"tools": "Read, Bash"}, [("PC420", "bash")]),
        ("tools: {'*': false, read: true}", {"tools": "Read, Bash"}, [("PC404", "Bash")]),
        ("tools: {'*': false, read: true}", {}, [("PC404", "* (deny \u2192 allow)")]),
        ("disallowedTools: Bash", {"permission": {"*": "deny", "read": "allow"}}, []),
        ("disallowedTools: {a: 1}", {}, []),
        ("permissionMode: free", {"permissionMode": "auto"}, []),
    ],
)
def test_what_the_result_permits_beyond_a_source(
    front: str, values: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert _escalations(front, **values) == expected


def test_denials_in_every_form() -> None:
    values = {
        "disallowedTools": "Bash(rm *)",
        "disallowed-tools": None,
        "permission": {"edit": "deny", "bash": {"git push*": "deny", "*": "ask"}},
        "tools": {"write": False},
    }
    assert denials(values) == ("Bash(rm *)", "edit", "bash(git push*)", "write")
