"""What the tools that read agents demand of a file, and would skip it for.

Claude Code takes an agent by its `name`; Copilot and OpenCode take it by its
file name and want a description alone. None of them says which files it skipped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from personac.config.schema_types import TargetName
from personac.diagnostics.front_matter_kinds import (
    LATE_FRONT_MATTER,
    NO_FRONT_MATTER,
    UNCLOSED_FRONT_MATTER,
    YAML_REFUSED,
)
from personac.diagnostics.model import Kind, Severity
from personac.ir import Persona

_UNUSABLE = re.compile(r"-|.*:", re.DOTALL)
_NO_AGENTS = frozenset({"commands", "skills"})
_SKILL = "SKILL.md"


@dataclass(frozen=True, slots=True)
class Target:
    """A tool: what it is called, the keys it needs, and what it makes less of than Claude Code does."""

    title: str
    needs: frozenset[str]
    lowered: Mapping[Kind, Severity]


def target_of(name: TargetName) -> Target:
    """Return what is known of the tool that the rules name."""
    return _TARGETS[name]


def is_agent(persona: Persona) -> bool:
    """Tell an agent from a command or skill, which is named after its file or folder."""
    path = PurePosixPath(persona.source.path)
    return path.name != _SKILL and not _NO_AGENTS & set(path.parts[:-1])


def is_blank(value: Any) -> bool:  # noqa: ANN401 - YAML values are of any type
    """Tell whether a key's value says nothing."""
    return value is None or not str(value).strip()


def is_unusable(name: Any) -> bool:  # noqa: ANN401 - YAML values are of any type
    """Tell whether Claude Code skips an agent of this name."""
    return _UNUSABLE.match(str(name)) is not None


_ELSEWHERE: Mapping[Kind, Severity] = MappingProxyType({LATE_FRONT_MATTER: "warning"})
_NOWHERE: Mapping[Kind, Severity] = MappingProxyType(
    {
        LATE_FRONT_MATTER: "warning",
        NO_FRONT_MATTER: "info",
        UNCLOSED_FRONT_MATTER: "warning",
        YAML_REFUSED: "warning",
    }
)
_DESCRIPTION = frozenset({"description"})
_TARGETS: Mapping[TargetName, Target] = MappingProxyType(
    {
        "any": Target("", frozenset(), _NOWHERE),
        "claude-code": Target("Claude Code", frozenset({"name", "description"}), MappingProxyType({})),
        "copilot": Target("Copilot", _DESCRIPTION, _ELSEWHERE),
        "opencode": Target("OpenCode", _DESCRIPTION, _ELSEWHERE),
    }
)
