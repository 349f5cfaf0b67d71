"""What the canonical permits, in the form in which an agent tool limits tools.

No form may permit more than the canonical does. Where a tool of the target can only be permitted as a whole,
a pattern such as `Bash(git *)` is left out, and where it can only be denied as a whole, it is denied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from personac.config.target_formats import TargetFormat
from personac.front_matter.escalation import denials
from personac.front_matter.known_keys import ALLOWED_TOOL_KEYS, LEVEL_KEYS, MODE_KEYS, PERMISSION_KEYS
from personac.front_matter.permissions import Levels, levels_of
from personac.front_matter.tool_names import ToolNames
from personac.front_matter.tool_patterns import (
    WHOLE,
    Names,
    combine_tools,
    is_name_list,
    permitted_names,
    without_denied,
)

TOOL_KEYS = PERMISSION_KEYS - MODE_KEYS
_WRITING = ("Write", "Edit", "MultiEdit", "NotebookEdit", "Bash", "PowerShell")
_PLANNING = "plan"
_SERVER_TOOL = re.compile(
    r"mcp__(?P<server>(?:(?!__).)+)(?:__(?P<tool>.+))?|(?P<owner>[\w.-]+)/(?P<own>[\w.*-]+)"
)
_COMMANDS = "bash"
_MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class ToolLimits:
    """The tools that an agent may use, None for every tool, and those that are denied by name."""

    listed: Names | None
    denied: Names
    is_planning: bool = False

    @property
    def is_any(self) -> bool:
        """Whether anything is limited."""
        return self.listed is not None or bool(self.denied)

    @property
    def only_reads(self) -> bool:
        """Whether no tool of Claude Code that writes files or runs commands is permitted."""
        if self.is_planning:
            return True
        if self.listed is None:
            return set(_WRITING[:-1]) - {"MultiEdit"} <= set(self.denied)
        return not any(_tool(name) in _WRITING for name in self.listed)

    def __str__(self) -> str:
        """Return the limits in words for a message."""
        if self.listed is None:
            return f"every tool except {_shown(self.denied)}"
        return f"only {_shown(self.listed) or 'no tool'}"


def limits_of(values: Mapping[str, Any], tools: ToolNames) -> ToolLimits:
    """Read the limits in the values of a front matter, with the names of the target."""
    levels = [own for key, value in values.items() if (own := levels_of(key, value)) is not None]
    lists = [
        permitted_names(value)
        for key, value in values.items()
        if key in ALLOWED_TOOL_KEYS and is_name_list(value)
    ]
    lists += [tools.mapped(names).names for own in levels if (names := _listed_by(own)) is not None]
    denied = tools.denied(denials(values))
    named = [names for names in lists if names is not None]
    listed = without_denied(combine_tools(named, is_union=False), denied) if named else None
    is_planning = any(values.get(key) == _PLANNING for key in MODE_KEYS)
    return ToolLimits(listed, denied, is_planning)


def has_levels(values: Mapping[str, Any]) -> bool:
    """Return whether tools are limited by a mapping."""
    return any(levels_of(key, values.get(key)) is not None for key in LEVEL_KEYS)


@dataclass(frozen=True, slots=True)
class WrittenLimits:
    """Limits as a target has them: its keys with their values, and what differs, in words.

    `is_empty`: whether tools are listed, and the target can permit none of them.
    """

    values: Mapping[str, Any]
    problems: tuple[str, ...] = ()
    is_empty: bool = False


def written_limits(limits: ToolLimits, form: TargetFormat, tools: ToolNames) -> WrittenLimits:
    """Return the limits in the form of a target that is not Claude Code."""
    if not limits.is_any and not limits.is_planning:
        return WrittenLimits({})
    if form.tools == "none":
        return _read_only(limits, form)
    if not limits.is_any:
        return WrittenLimits({}, (f"{form.title} has no mode for planning alone",))
    return _Writer(limits, form, tools).written()


def _read_only(limits: ToolLimits, form: TargetFormat) -> WrittenLimits:
    values = form.read_only if limits.only_reads else {}
    limited = "it may only read there" if values else "it may use every tool there"
    permitted = str(limits) if limits.is_any else "only what needs no change of files"
    return WrittenLimits(values, (f"{form.title} has no list of tools: {limited}, and here {permitted}",))


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes limits as a list or mapping of whole tools."""

    limits: ToolLimits
    form: TargetFormat
    tools: ToolNames

    def written(self) -> WrittenLimits:
        denied = tuple(dict.fromkeys(_tool(name) for name in self.limits.denied))
        if self.form.tools == "levels":
            return self._as_levels(denied)
        listed = self._listed()
        names = tuple(self._in_form(without_denied(self._whole(listed), denied)))
        is_empty = not names and bool(self.limits.listed)
        return WrittenLimits({"tools": list(names)}, tuple(self._problems(denied)), is_empty)

    def _listed(self) -> Names:
        """Return the names that are permitted; if only some are denied, every other name of the target."""
        return self.limits.listed if self.limits.listed is not None else self.tools.first_names()

    def _as_levels(self, denied: Names) -> WrittenLimits:
        values: dict[str, Any] = {}
        commands = [name for name in self.limits.listed or () if _is_command(name)]
        if self.limits.listed is not None:
            whole = dict.fromkeys((*self._whole(self.limits.listed), *map(_tool, commands)))
            values = {WHOLE: False, **dict.fromkeys(self._in_form(whole), True)}
        values |= dict.fromkeys(self._in_form(denied), False)
        written: dict[str, Any] = {"tools": values}
        if commands and _COMMANDS not in (self.limits.listed or ()):
            scopes = {_scope(name): "allow" for name in commands}
            written["permission"] = {_COMMANDS: {WHOLE: "deny", **scopes}}
        is_empty = bool(self.limits.listed) and True not in values.values()
        return WrittenLimits(written, tuple(self._problems(denied)), is_empty)

    def _problems(self, denied: Names) -> Iterator[str]:
        levels = self.form.tools == "levels"
        names = self._whole(self.limits.listed or ())
        unknown = [name for name in names if not list(self._in_form((name,)))]
        if unknown:
            yield f"{self.form.title} refuses tools that it does not know; left out: {', '.join(unknown)}"
        scoped = [n for n in self.limits.listed or () if "(" in n and not (levels and _is_command(n))]
        if scoped:
            yield f"{self.form.title} permits a tool as a whole or not at all; left out: {', '.join(scoped)}"
        partly = [name for name in self.limits.denied if "(" in name]
        if partly:
            yield f"{self.form.title} denies a tool as a whole or not at all; denied: {', '.join(denied)}"
        if self.limits.listed is None and not levels:
            yield (
                f"{self.form.title} has no list of denied tools: every other tool is listed, "
                f"but none of a server; denied: {', '.join(denied)}"
            )

    def _whole(self, names: Iterable[str]) -> Names:
        return tuple(name for name in names if "(" not in name)

    def _in_form(self, names: Iterable[str]) -> Iterator[str]:
        """Yield the names, those of servers' tools as the target has them."""
        for name in names:
            match = _SERVER_TOOL.fullmatch(name) if self.form.server_tool else None
            if name in self.tools.own or (match is None and not self.form.strict):
                yield name
            elif match is not None:
                server, tool = match["server"] or match["owner"], match["tool"] or match["own"] or WHOLE
                yield self.form.server_tool.format(server=server, tool=tool)


def _listed_by(levels: Levels) -> Names | None:
    """Return the patterns that a mapping permits, None if it permits what it does not name."""
    if levels.by_pattern.get(WHOLE) != "deny":
        return None
    return tuple(name for name, level in levels.by_pattern.items() if level != "deny")


def _shown(names: Names) -> str:
    more = f" and {len(names) - _MOST_SHOWN} more" if len(names) > _MOST_SHOWN else ""
    return f"{', '.join(names[:_MOST_SHOWN])}{more}"


def _tool(name: str) -> str:
    return name.partition("(")[0].strip()


def _is_command(name: str) -> bool:
    return "(" in name and _tool(name) == _COMMANDS


def _scope(name: str) -> str:
    scope = name.partition("(")[2].removesuffix(")")
    return f"{scope.removesuffix(':*')} *" if scope.endswith(":*") else scope
