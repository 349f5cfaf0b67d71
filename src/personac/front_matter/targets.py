"""What the tools that read agents demand of a file, and would skip it for.

Claude Code takes an agent by its `name`; Copilot and OpenCode take it by its
file name and want a description alone. None of them says which files it skipped.

What makes an agent tool skip a file without a word: told here, for sources and canonical.

A file without any front matter is a plain prompt, which nobody expects a tool
to list; the front end tells of it. A front matter that lacks what the tool needs
is a mistake that shows nowhere else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from personac.config.schema import TargetName
from personac.diagnostics.kinds import (
    CANONICAL_SKIPPED,
    LATE_FRONT_MATTER,
    NO_DESCRIPTION,
    NO_FRONT_MATTER,
    NO_NAME,
    SHARED_NAME,
    UNCLOSED_FRONT_MATTER,
    UNUSABLE_NAME,
    YAML_REFUSED,
)
from personac.diagnostics.model import Diagnostic, Kind, Severity
from personac.front_matter.field_entries import Holder, found_at, holders_of, shown
from personac.ir import Compilation, Persona

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


_LACKING: dict[str, tuple[Kind, str]] = {
    "name": (NO_NAME, "write a line `name: {stem}` below the first `---`"),
    "description": (
        NO_DESCRIPTION,
        "write a line `description: ...` below the first `---` that says when to use the agent",
    ),
}


def skipped_sources(personas: Sequence[Persona], target: Target) -> Iterator[Diagnostic]:
    """Yield why `target` would skip any of `personas`."""
    for persona in filter(is_agent, personas):
        if persona.front_matter.entries:
            yield from _lacking(persona, target)
            yield from _unusable(persona, target)


def shared_names(personas: Sequence[Persona]) -> Iterator[Diagnostic]:
    """Yield the names that several agents have, each once, at the second agent."""
    by_name: dict[str, list[Holder]] = defaultdict(list)
    for holder in holders_of("name", [persona for persona in personas if is_agent(persona)]):
        if not is_blank(holder.value):
            by_name[str(holder.value)].append(holder)
    for name, holders in by_name.items():
        if len(holders) > 1:
            places = ", ".join(holder.place for holder in holders)
            message = (
                f"{len(holders)} agents are named {shown(name)}: {places}; one wins by the order of reading, "
                "and the others are never used"
            )
            hint = "rename all but one; nothing to do where they give way to the canonical"
            yield found_at(holders[1], SHARED_NAME, message, hint)


def skipped_canonical(compilation: Compilation, target: Target) -> Iterator[Diagnostic]:
    """Yield why `target` would skip the merged agent; the place is the source that comes nearest."""
    personas = compilation.personas
    if not any(is_agent(persona) for persona in personas):
        return
    values = {field.key: field.value for field in compilation.fields}
    is_plain = not any(persona.front_matter.entries for persona in personas)
    for key in ("name", "description"):
        if key in target.needs and is_blank(values.get(key)):
            message = f"the canonical has no `{key}`, as no source has one; {target.title} skips such a file"
            hint = f"put `{key} = ...` under [front_matter.set] in rules/, or write it in a source"
            place = _start(personas[0])
            yield Diagnostic(CANONICAL_SKIPPED, *place, message, hint, "warning" if is_plain else None)
    if "name" in target.needs and is_unusable(values.get("name", "")):
        message = f"the canonical is named {shown(values['name'])}; {target.title} skips such a file"
        hint = 'put `name = "..."` under [front_matter.set] in rules/: no `-` in front, no `:`'
        yield Diagnostic(CANONICAL_SKIPPED, *_start(personas[0]), message, hint)


def _lacking(persona: Persona, target: Target) -> Iterator[Diagnostic]:
    for key, (kind, way_out) in _LACKING.items():
        if key in target.needs and is_blank(persona.front_matter.values.get(key)):
            message = f"the front matter has no `{key}`; {target.title} skips such a file without a word"
            yield Diagnostic(kind, *_start(persona), message, way_out.format(stem=persona.id))


def _unusable(persona: Persona, target: Target) -> Iterator[Diagnostic]:
    for holder in holders_of("name", [persona]):
        if "name" in target.needs and not is_blank(holder.value) and is_unusable(holder.value):
            problem = "starts with `-`" if str(holder.value).startswith("-") else "holds `:`"
            message = (
                f"the name {shown(holder.value)} {problem}; {target.title} skips such a file without a word"
            )
            hint = f"name it {shown(str(holder.value).lstrip('-').replace(':', '-'))}, say"
            yield found_at(holder, UNUSABLE_NAME, message, hint)


def _start(persona: Persona) -> tuple[str, int, int]:
    """Where the front matter of a persona starts, or its file."""
    span = persona.front_matter.span
    place = persona.source.position(span.start if span else 0)
    return persona.source.path, place.line, place.column
