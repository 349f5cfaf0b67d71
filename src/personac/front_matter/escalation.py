"""Privilege escalation: what the merged agent may do that a source may not, or denies.

An absent list of tools permits every tool. So the keys of every persona are checked against the merged
values, whatever policy or rule made these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.front_matter_kinds import REGRANTED_TOOLS, WIDENED_TOOLS
from personac.front_matter.known_keys import ALLOWED_TOOL_KEYS, DENIED_TOOL_KEYS, MODE_KEYS, MODE_ORDERS
from personac.front_matter.permissions import Levels, is_freer, is_looser, is_mode, levels_of
from personac.front_matter.policies import SourceEntry, entries_of
from personac.front_matter.tool_names import ToolNames
from personac.front_matter.tool_patterns import (
    EVERY_TOOL,
    Names,
    is_name_list,
    permitted_names,
    split_names,
)
from personac.front_matter.tool_sets import ToolSet, names_beyond, without_denied
from personac.model import Persona

UNKNOWN_TOOLS = "possibly any tool, because the form of its value is not known to personac"
_NARROW_HINT = "narrow it: the policy `intersection`, or `{key} = ...` under [front_matter.set] in rules/"


@dataclass(frozen=True)
class Permissions:
    """What a front matter permits: its values by key, and the tools that it denies by name.

    `tools` tells what the names of other agent tools stand for.
    """

    values: Mapping[str, Any]
    denied: Names
    tools: ToolNames

    @classmethod
    def of(cls, values: Mapping[str, Any], tools: ToolNames | None = None) -> Permissions:
        """Read the permissions in the values of a front matter."""
        tools = tools or ToolNames()
        return cls(values, tools.readings(denials(values)), tools)

    def permits(self, name: str) -> bool:
        """Return whether at least a part of what `name` stands for is permitted."""
        return any(self._permits(own) for own in self.tools.readings((name,)))

    def _permits(self, name: str) -> bool:
        if self._denied.covers(name):
            return False
        is_denied = any(own.level(name) == "deny" for own in self._levels)
        if is_denied and not any(own.reopens(name) for own in self._levels):
            return False
        return not self._lists or any(own is None or own.overlaps(name) for own in self._lists)

    @cached_property
    def _denied(self) -> ToolSet:
        return ToolSet(self.denied)

    @cached_property
    def _levels(self) -> Sequence[Levels]:
        return [own for key, value in self.values.items() if (own := levels_of(key, value)) is not None]

    @cached_property
    def _lists(self) -> Sequence[ToolSet | None]:
        """The lists of permitted tools; None for one that permits every tool."""
        lists = [v for key, v in self.values.items() if key in ALLOWED_TOOL_KEYS and is_name_list(v)]
        return [None if names is None else ToolSet(names) for names in map(permitted_names, lists)]

    def beyond(self, key: str, source: Any) -> Names:  # noqa: ANN401 - YAML values are of any type
        """Return what is permitted beyond the value that a source gives `key`, in words for a message."""
        result = self.values.get(key)
        if key in MODE_KEYS:
            return _freer_mode(key, source, result)
        levels = levels_of(key, source)
        if levels is not None:
            return self._beyond_levels(levels, key)
        if key not in ALLOWED_TOOL_KEYS or not is_name_list(source):
            return ()
        names = permitted_names(source)
        return () if names is None else self._beyond_names(names, key)

    def _beyond_names(self, source: Names, key: str) -> Names:
        result = self.values.get(key)
        levels = levels_of(key, result)
        if levels is not None:
            return _levels_beyond_names(source, levels)
        if not is_name_list(result):
            return (UNKNOWN_TOOLS,)
        return without_denied(names_beyond(source, permitted_names(result)), self.denied)

    def _beyond_levels(self, source: Levels, key: str) -> Names:
        result = self.values.get(key)
        levels = Levels({}) if result is None else levels_of(key, result)
        if levels is None:
            names = permitted_names(result) if is_name_list(result) else ()
            return tuple(name for name in names or () if source.level(name) == "deny")
        denied = ToolSet((*source.denied, *self.denied))
        return tuple(
            f"{name} ({source.level(name)} \u2192 {levels.level(name)})"
            for name in dict.fromkeys((*source.by_pattern, *levels.by_pattern))
            if is_looser(levels.level(name), source.level(name)) and not denied.covers(name)
        )


def _freer_mode(key: str, source: Any, result: Any) -> Names:  # noqa: ANN401 - YAML values are of any type
    mode = MODE_ORDERS[key].default if result is None else result
    if is_mode(source, key) and is_mode(mode, key) and is_freer(key, mode, source):
        return (f"{source} \u2192 {mode}",)
    return ()


def _levels_beyond_names(source: Names, levels: Levels) -> Names:
    if levels.level("") != "deny":  # what no pattern names is permitted
        return (EVERY_TOOL,)
    return names_beyond(source, tuple(name for name, level in levels.by_pattern.items() if level != "deny"))


def denials(values: Mapping[str, Any]) -> Names:
    """Return the tools that a front matter denies by name, in any known form."""
    denied: list[str] = []
    for key, value in values.items():
        levels = levels_of(key, value)
        if key in DENIED_TOOL_KEYS and value is not None and is_name_list(value):
            denied += split_names(value)
        elif levels is not None:
            denied += levels.denied
    return tuple(dict.fromkeys(denied))


def find_escalations(
    personas: Sequence[Persona], merged: Permissions, fixed_keys: frozenset[str]
) -> Iterator[Diagnostic]:
    """Yield what `merged` permits beyond each persona; `fixed_keys` are those that the rules set."""
    for persona in personas:
        yield from _mode_of_none(persona, merged)
        for key in persona.front_matter.values:
            [entry] = entries_of(key, [persona])
            yield from _escalations_of(entry, merged, fixed_keys)


def _mode_of_none(persona: Persona, merged: Permissions) -> Iterator[Diagnostic]:
    """Report a mode that gives an agent without one more freedom."""
    front_matter = persona.front_matter
    for key in sorted(MODE_KEYS - front_matter.values.keys()):
        mode = merged.values.get(key)
        if is_mode(mode, key) and is_freer(key, mode, MODE_ORDERS[key].default):
            message = f"the canonical acts more freely than this persona, which has no `{key}`: {mode}"
            hint = _NARROW_HINT.format(key=key)
            yield persona.source.diagnostic(front_matter.start, WIDENED_TOOLS, message, hint)


def _escalations_of(
    entry: SourceEntry, merged: Permissions, fixed_keys: frozenset[str]
) -> Iterator[Diagnostic]:
    key = entry.entry.key
    regranted = tuple(name for name in denials({key: entry.value}) if merged.permits(name))
    if regranted:
        yield _regranted(entry, regranted, fixed_keys)
    widened = without_denied(merged.beyond(key, entry.value), regranted)
    if widened:
        message = f"the canonical permits more than this persona's `{key}`: {', '.join(widened)}"
        yield entry.diagnostic(WIDENED_TOOLS, message, _NARROW_HINT.format(key=key))


def _regranted(entry: SourceEntry, names: Names, fixed_keys: frozenset[str]) -> Diagnostic:
    """An error, or a warning if the rules decided it."""
    key = entry.entry.key
    message = f"this persona denies what the canonical permits: {', '.join(names)}"
    hint = f"the policy `union` for `{key}` keeps denials; or deny it under [front_matter.set] in rules/"
    diagnostic = entry.diagnostic(REGRANTED_TOOLS, message, hint)
    is_decided = bool(fixed_keys & (ALLOWED_TOOL_KEYS | DENIED_TOOL_KEYS | {key}))
    return diagnostic._replace(lowered_to="warning") if is_decided else diagnostic
