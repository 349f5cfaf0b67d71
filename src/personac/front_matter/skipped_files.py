"""Targets: the agent tools that read the files, what each demands, and why it would skip a file.

To add an agent tool: add its name to `TargetName` in `personac.config.front_matter_schema` and a row to
`_TARGETS` here, name it at the keys that it requires in `known_keys`, and add the names of its tools to
`config/tool_names.toml`. Claude Code identifies an agent by its `name`; Copilot and OpenCode by its file
name. None of them reports the files that it skips.

A file without any front matter is a plain prompt, which no tool is expected to list; parsing reports it. A
front matter that lacks a required key is a mistake that shows nowhere else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any

from personac.config.front_matter_schema import TargetName
from personac.diagnostics.diagnostic import Diagnostic, Kind, Severity
from personac.diagnostics.front_matter_kinds import (
    CANONICAL_SKIPPED,
    LATE_FRONT_MATTER,
    NO_FRONT_MATTER,
    SHARED_NAME,
    UNCLOSED_FRONT_MATTER,
    UNUSABLE_NAME,
)
from personac.front_matter.known_keys import Requirement, requirements_of
from personac.front_matter.policies import SourceEntry, entries_of, shortened
from personac.model import Persona
from personac.parsing.yaml_quoting import plain_or_quoted

_UNUSABLE_NAME = re.compile(r"-|.*:", re.DOTALL)
_FOLDERS_OF_OTHERS = frozenset({"commands", "skills"})
_NO_AGENT = re.compile(
    r"(?:SKILL|AGENTS|CLAUDE|GEMINI)\.md|.*(?:\.(?:instructions|prompt)\.md|\.mdc)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Target:
    """An agent tool.

    `title`: its name in messages. `required`: the keys without which it skips a file.
    `lowered`: the findings that are less severe for it than for Claude Code.
    """

    title: str
    required: Mapping[str, Requirement]
    lowered: Mapping[Kind, Severity]


_NONE: Mapping[Kind, Severity] = MappingProxyType({})
_LATE: Mapping[Kind, Severity] = MappingProxyType({LATE_FRONT_MATTER: "warning"})
_ANY: Mapping[Kind, Severity] = MappingProxyType(
    {**_LATE, NO_FRONT_MATTER: "info", UNCLOSED_FRONT_MATTER: "warning"}
)
_TARGETS: Mapping[TargetName, tuple[str, Mapping[Kind, Severity]]] = MappingProxyType(
    {
        "any": ("", _ANY),
        "claude": ("Claude Code", _NONE),
        "copilot": ("Copilot", _LATE),
        "cursor": ("Cursor", _LATE),
        "gemini": ("Gemini CLI", _NONE),
        "opencode": ("OpenCode", _LATE),
    }
)
"""For each agent tool its title and the findings that are less severe for it."""


def target_of(name: TargetName) -> Target:
    """Return the agent tool that the rules name."""
    title, lowered = _TARGETS[name]
    return Target(title, requirements_of(name), lowered)


def skipped_sources(personas: Sequence[Persona], target: Target) -> Iterator[Diagnostic]:
    """Yield why `target` would skip any of `personas`."""
    for persona in filter(_is_agent, personas):
        if persona.front_matter.entries:
            yield from _missing_keys(persona, target)
            yield from _unusable_name(persona, target)


def shared_names(personas: Sequence[Persona]) -> Iterator[Diagnostic]:
    """Yield the names that several agents have, each once, at the second agent.

    No agent tool reads both TOML and markdown.
    """
    by_name: dict[tuple[str, str], list[SourceEntry]] = defaultdict(list)
    for entry in entries_of("name", [persona for persona in personas if _is_agent(persona)]):
        if not _is_blank(entry.value):
            by_name[str(entry.value), entry.persona.front_matter.syntax].append(entry)
    for (name, _), entries in by_name.items():
        if len(entries) > 1:
            yield _shared_name(name, entries)


def skipped_canonical(
    values: Mapping[str, Any], personas: Sequence[Persona], target: Target
) -> Iterator[Diagnostic]:
    """Yield why `target` would skip the merged agent with these values, at the first source."""
    if not any(_is_agent(persona) for persona in personas):
        return
    are_plain = not any(persona.front_matter.entries for persona in personas)
    is_named = not _is_own_name(values, personas)
    for key in target.required:
        if (is_named or key != "name") and _is_blank(values.get(key)):
            message = f"the canonical has no `{key}`, as no source has one; {target.title} skips such a file"
            hint = f"put `{key} = ...` under [front_matter.set] in rules/, or write it in a source"
            diagnostic = _diagnostic(personas[0], CANONICAL_SKIPPED, message, hint)
            yield diagnostic._replace(lowered_to="warning") if are_plain else diagnostic
    if "name" in target.required and is_named and _is_unusable(values.get("name", "")):
        message = f"the canonical is named {shortened(values['name'])}; {target.title} skips such a file"
        hint = 'put `name = "..."` under [front_matter.set] in rules/, without a leading `-` and without `:`'
        yield _diagnostic(personas[0], CANONICAL_SKIPPED, message, hint)


def _is_own_name(values: Mapping[str, Any], personas: Sequence[Persona]) -> bool:
    """Return whether the name is that of the only persona, whose own diagnostics tell its faults."""
    own = personas[0].front_matter.values.get("name")
    return len(personas) == 1 and values.get("name") == own


def _missing_keys(persona: Persona, target: Target) -> Iterator[Diagnostic]:
    for key, requirement in target.required.items():
        if _is_blank(persona.front_matter.values.get(key)):
            message = f"the front matter has no `{key}`; {target.title} silently skips such a file"
            hint = requirement.hint.format(stem=plain_or_quoted(_usable(persona.id) or "agent"))
            if persona.front_matter.syntax == "toml":
                message = f"the file has no `{key}`; Codex requires it, and so does {target.title}"
                hint = f'write a line `{key} = "..."` above the first table'
            yield _diagnostic(persona, requirement.kind, message, hint)


def _unusable_name(persona: Persona, target: Target) -> Iterator[Diagnostic]:
    for entry in entries_of("name", [persona]):
        name = str(entry.value)
        if "name" in target.required and not _is_blank(entry.value) and _is_unusable(name):
            problem = "starts with `-`" if name.startswith("-") else "contains `:`"
            message = (
                f"the name {shortened(entry.value)} {problem}; {target.title} silently skips such a file"
            )
            hint = f"rename it, for example to {shortened(_usable(name) or _usable(persona.id) or 'agent')}"
            yield entry.diagnostic(UNUSABLE_NAME, message, hint)


def _shared_name(name: str, entries: Sequence[SourceEntry]) -> Diagnostic:
    places = ", ".join(entry.place for entry in entries)
    message = (
        f"{len(entries)} agents are named {shortened(name)}: {places}; where the canonical does not replace "
        "them, an agent tool uses only one of them, the first or last that it reads"
    )
    hint = "nothing to do if the canonical replaces them; otherwise rename all but one"
    return entries[1].diagnostic(SHARED_NAME, message, hint)


def _is_agent(persona: Persona) -> bool:
    """Return whether a file is an agent, not a command, skill, rule or prompt, which needs no name in it."""
    path = PurePosixPath(persona.source.path)
    return not _NO_AGENT.fullmatch(path.name) and not _FOLDERS_OF_OTHERS & set(path.parts[:-1])


def _is_blank(value: Any) -> bool:  # noqa: ANN401 - YAML values are of any type
    return value is None or not str(value).strip()


def _usable(name: str) -> str:
    """Return a name that is accepted, as near as possible to `name`; it may be empty."""
    return name.replace(":", "-").lstrip("-")


def _is_unusable(name: Any) -> bool:  # noqa: ANN401 - YAML values are of any type
    """Return whether Claude Code skips an agent of this name."""
    return _UNUSABLE_NAME.match(str(name)) is not None


def _diagnostic(persona: Persona, kind: Kind, message: str, hint: str) -> Diagnostic:
    """Return a diagnostic at the front matter of a persona, or at the start of its file."""
    return persona.source.diagnostic(persona.front_matter.start, kind, message, hint)
