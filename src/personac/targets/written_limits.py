"""The limits of tools in the form of a target: a list, a mapping, or a key for agents that only read.

No form may permit more than the canonical does. Where a tool can only be permitted as a whole, a pattern such
as `Bash(git *)` is left out, and where it can only be denied as a whole, it is denied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from personac.config.target_formats import TargetFormat
from personac.front_matter.known_keys import Level
from personac.front_matter.permissions import Levels, levels_as_yaml, levels_of, merge_levels
from personac.front_matter.tool_names import ToolNames
from personac.front_matter.tool_patterns import WHOLE, Names, covers, names_as_yaml, tool_of
from personac.targets.tool_limits import TOOL_KEYS, ToolLimits, names_in, shown

_SERVER_TOOL = re.compile(r"mcp__(?P<server>(?:(?!__).)+)(?:__(?P<tool>.+))?", re.DOTALL)
_EVERY_SERVER = re.compile(r"mcp__\*?")


@dataclass(frozen=True, slots=True)
class WrittenLimits:
    """Limits as a target has them: its keys with their values, and what differs, in words.

    `refused`: why the agent cannot be written with its limits, if so.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    refused: str = ""


def written_limits(
    limits: ToolLimits, values: Mapping[str, Any], form: TargetFormat, tools: ToolNames
) -> WrittenLimits:
    """Return the limits that are read from `values` in the form of a target."""
    if limits.unknown:
        keys = " and ".join(f"`{key}`" for key in limits.unknown)
        return WrittenLimits(refused=f"the value of {keys} is of no form that personac knows")
    if limits.is_none:
        return WrittenLimits()
    if form.tools == "none":
        return _read_only(limits, form)
    writer = _Writer(limits, values, form, tools)
    match form.tools:
        case "own":
            return writer.as_lists()
        case "levels":
            return writer.as_levels()
        case _:
            return writer.as_list()


def _read_only(limits: ToolLimits, form: TargetFormat) -> WrittenLimits:
    """Return what limits an agent that only reads, where no tools can be listed."""
    values = form.read_only if limits.only_reads else {}
    limited = "it can only read there" if values else "it can use every tool there"
    asked = f"; the canonical asks before {shown(limits.asked)}" if limits.asked else ""
    if limits.listed is None and not limits.denied and not limits.is_reading:
        return WrittenLimits(values, (f"{form.title} asks as its settings say{asked}",))
    problem = f"{form.title} has no list of tools: {limited}, and here it may use {limits}{asked}"
    return WrittenLimits(values, (problem,))


@dataclass(frozen=True, slots=True)
class _Writer:
    limits: ToolLimits
    values: Mapping[str, Any]
    form: TargetFormat
    tools: ToolNames

    def as_lists(self) -> WrittenLimits:
        """Return a list of tools and one of denied tools, as Claude Code has them."""
        limits = self.limits
        denied = tuple(name for name in limits.denied if self._is_named(name))
        if limits.is_reading and "permissionMode" not in self.values:
            denied = tuple(dict.fromkeys((*denied, *limits.writing)))
        written: dict[str, Any] = {}
        if limits.listed is not None:
            left = [name for name in limits.listed if not self._is_denied_whole(name)]
            written["tools"] = names_as_yaml(tuple(left), [self.values.get("tools")])
        if denied:
            written["disallowedTools"] = names_as_yaml(denied, [self.values.get("disallowedTools")])
        lost = limits.reopened if limits.listed is None else ()
        return WrittenLimits(written, (*self._lost(lost), *self._unnamed(), *self._asked()))

    def as_list(self) -> WrittenLimits:
        """Return a list of whole tools."""
        limits = self.limits
        candidates = self._candidates()
        if candidates is None:
            return WrittenLimits({}, tuple(self._asked()))
        permitted = [name for name in candidates if "(" not in name and limits.permits(name)]
        named = {name: own for name in permitted if (own := self._in_form(name))}
        problems = (*self._left_out(candidates, named), *self._denials(), *self._asked())
        if not named and limits.listed:
            message = f"{self.form.title} can permit none of these tools alone: {shown(limits.listed)}"
            return WrittenLimits({}, problems, message)
        return WrittenLimits({"tools": list(dict.fromkeys(named.values()))}, problems)

    def _candidates(self) -> Names | None:
        """Return the listed tools; if only some are denied, every tool of the target; None for no list."""
        limits = self.limits
        if limits.listed is not None or not (limits.denied or limits.is_reading):
            return limits.listed
        return self.tools.first_names()

    def _left_out(self, candidates: Names, named: Mapping[str, str]) -> Iterator[str]:
        title, limits = self.form.title, self.limits
        if limits.listed is None:
            yield from self._lost(limits.reopened)
            return
        yield from self._lost(
            tuple(dict.fromkeys((*(name for name in candidates if "(" in name), *limits.reopened)))
        )
        whole = [name for name in candidates if "(" not in name]
        denied = [name for name in whole if not limits.permits(name)]
        if denied:
            yield f"{title} denies a tool as a whole or not at all; left out: {shown(denied)}"
        unnamed = [name for name in whole if limits.permits(name) and name not in named]
        if unnamed:
            yield f"{title} does not accept these names of tools, which are left out: {shown(unnamed)}"

    def _denials(self) -> Iterator[str]:
        limits = self.limits
        if limits.is_reading:
            yield f"{self.form.title} has no mode for reading alone; tools that write are left out"
        elif limits.listed is None:
            others = "every other tool is listed, but none of a server"
            yield f"{self.form.title} has no list of denied tools: {others}"

    def _lost(self, names: Names) -> Iterator[str]:
        if names:
            yield f"{self.form.title} permits a tool as a whole or not at all; left out: {shown(names)}"

    def _asked(self) -> Iterator[str]:
        if self.limits.asked:
            asked = ", ".join("every tool" if name == WHOLE else name for name in self.limits.asked)
            yield f"{self.form.title} asks as its settings say; the canonical asks before {asked}"

    def _unnamed(self) -> Iterator[str]:
        names = [name for name in self.limits.denied if not self._is_named(name) and self._is_own(name)]
        if names:
            yield f"{self.form.title} has nothing like these denied tools: {shown(names)}"

    def _is_named(self, name: str) -> bool:
        return tool_of(name) in self.tools.own or name.startswith("mcp__") or not self._is_own(name)

    def _is_own(self, name: str) -> bool:
        """Return whether a name is written in the sources, and not only another name of what is denied."""
        for key, value in self.values.items():
            if key in TOOL_KEYS:
                levels = levels_of(key, value)
                if name in (levels.by_pattern if levels else names_in(key, value) or ()):
                    return True
        return False

    def _in_form(self, name: str) -> str:
        """Return the name as the target has it; empty if it accepts no such name."""
        if name in self.tools.own:
            return name
        if _EVERY_SERVER.fullmatch(name):
            return self.form.every_server
        match = _SERVER_TOOL.fullmatch(name)
        if match is None:
            return "" if self.form.strict else name
        tool = match["tool"] or WHOLE
        written = self.form.server_tool.format(server=match["server"], tool=tool)
        return written if re.fullmatch(self.form.server_pattern, f"{match['server']} {tool}") else ""

    def as_levels(self) -> WrittenLimits:
        """Return mappings, as OpenCode has them; what it has already stays as it is."""
        limits = self.limits
        own = {key: value for key, value in self.values.items() if key in TOOL_KEYS and value is not None}
        if not limits.is_reading and all(levels_of(key, value) is not None for key, value in own.items()):
            return WrittenLimits(own)
        scoped = [name for name in limits.listed or () if "(" in name and limits.permits_part(name)]
        whole = [name for name in limits.listed or () if "(" not in name and not self._is_denied_whole(name)]
        tools = self._switches(whole, scoped)
        written: dict[str, Any] = {"tools": tools}
        patterns = self._patterns(scoped, tools)
        if patterns:
            written["permission"] = levels_as_yaml(merge_levels([Levels(patterns)], is_union=False), {})
        unnamed = [name for name in whole if not self._in_form(name)]
        problems = (f"{self.form.title} cannot name these tools; left out: {shown(unnamed)}",)
        refused = ""
        if limits.listed and True not in tools.values():
            refused = f"{self.form.title} can permit none of these tools: {shown(limits.listed)}"
        return WrittenLimits(written, problems if unnamed else (), refused)

    def _switches(self, whole: list[str], scoped: list[str]) -> dict[str, bool]:
        """Return which tools are on and off; what is not listed is off."""
        limits = self.limits
        off = [name for name in limits.denied if "(" not in name]
        off += limits.writing if limits.is_reading else ()
        tools = {} if limits.listed is None else {WHOLE: False}
        tools |= {name: True for own in whole if (name := self._in_form(own))}
        tools |= {tool_of(name): True for name in scoped}
        first = self.tools.first_names()
        known = [name for name in off if name in first or name.startswith("mcp__") or self._is_own(name)]
        return tools | {name: False for own in known if (name := self._in_form(own))}

    def _patterns(self, scoped: list[str], tools: Mapping[str, bool]) -> dict[str, Level]:
        """Return the levels of patterns; one of a tool that is off would put it on."""
        patterns: dict[str, Level] = dict(self._own_levels())
        for name in scoped:
            patterns.setdefault(tool_of(name), "deny")
            patterns[_with_blank(name)] = "allow"
        patterns |= {_with_blank(name): "deny" for name in self.limits.denied if "(" in name}
        return {name: level for name, level in patterns.items() if level == "deny" or _is_on(name, tools)}

    def _own_levels(self) -> Iterator[tuple[str, Level]]:
        for key, value in self.values.items():
            levels = levels_of(key, value) if key in TOOL_KEYS else None
            if levels is not None:
                yield from levels.by_pattern.items()

    def _is_denied_whole(self, name: str) -> bool:
        return any(covers(denied, name) for denied in self.limits.denied)


def _is_on(pattern: str, tools: Mapping[str, bool]) -> bool:
    """Return whether a tool is not off; a level would override that."""
    return tools.get(tool_of(pattern), tools.get(WHOLE, True))


def _with_blank(name: str) -> str:
    """Return a pattern of commands as OpenCode writes it: `git *` for `git:*`."""
    return f"{name.removesuffix(':*)')} *)" if name.endswith(":*)") else name
