from __future__ import annotations

from typing import Any

import pytest

from personac.front_matter.escalation import GrantCheck, denials
from personac.front_matter.field_entries import holders_of
from personac.front_matter.tool_patterns import EVERY_TOOL
from personac.ir import MergedField
from tests.unit.helpers import persona


def _told(front: str, **values: Any) -> list[tuple[str, str]]:  # noqa: ANN401
    fields = [MergedField(key, value, ()) for key, value in values.items()]
    found = GrantCheck.of(fields, frozenset()).findings([persona(f"---\n{front}\n---\n- x\n")])
    return [(one.code, one.message.rpartition(": ")[2]) for one in found]


@pytest.mark.parametrize(
    ("front", "values", "told"),
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
def test_what_a_result_allows_beyond_a_source(
    front: str, values: dict[str, Any], told: list[tuple[str, str]]
) -> None:
    assert _told(front, **values) == told


def test_denials_of_every_form() -> None:
    values = {
        "disallowedTools": "Bash(rm *)",
        "disallowed-tools": None,
        "permission": {"edit": "deny", "bash": {"git push*": "deny", "*": "ask"}},
        "tools": {"write": False},
    }
    assert denials(values) == ("Bash(rm *)", "edit", "bash(git push*)", "write")


def test_a_holder_tells_its_place() -> None:
    [holder] = holders_of("x", [persona("---\nname: a\nx: 1\nx: 2\n---\n")])
    assert (holder.value, holder.place) == (2, "a.md:4")
