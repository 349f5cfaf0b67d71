"""What the canonical limits, in terms of the tools of a target: what is listed, denied, or asked before.

Values are read for all that they may mean: what is denied counts with all its names, and a form that is not
known is named, so that it never becomes "no limit".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from personac.diagnostics.diagnostic import first_of
from personac.front_matter.known_keys import ALLOWED_TOOL_KEYS, DENIED_TOOL_KEYS, MODE_KEYS, PERMISSION_KEYS
from personac.front_matter.permissions import Levels, levels_of
from personac.front_matter.tool_names import ToolNames
from personac.front_matter.tool_patterns import (
    WHOLE,
    Names,
    covers,
    is_covered,
    overlap,
    permitted_names,
    split_names,
    tool_of,
)
from personac.front_matter.tool_sets import combine_tools

TOOL_KEYS = PERMISSION_KEYS - MODE_KEYS
PREAPPROVED = "allowed-tools"
_READ_ONLY = (("permissionMode", "plan"), ("sandbox_mode", "read-only"), ("readonly", True))
_WRITING = ("Write", "Edit", "MultiEdit", "NotebookEdit", "Bash", "PowerShell")
_SPACE = re.compile(r"\s+(?![^()]*\))")
_MOST_SHOWN = 8
# Tools of servers in Copilot (`github/get_issue`), Gemini CLI (`mcp_github_x`), OpenCode (`github_*`).
_SERVER_TOOLS = (
    re.compile(r"(?P<server>[\w.-]+(?:/[\w.-]+)*)/(?P<tool>[\w.*-]+)"),
    re.compile(r"mcp_(?P<server>[^\W_][^\W_.-]*)_(?P<tool>.+)"),
    re.compile(r"(?P<server>[\w-]+?)_(?P<tool>\*)"),
)


@dataclass(frozen=True, slots=True)
class ToolLimits:
    """What an agent may do; servers' tools are named `mcp__server__tool`.

    `listed`: the tools that it may use, None for every tool. `denied`: tools and patterns, by all names.
    `reopened`: patterns of denied tools that are permitted. `asked`: what the user is asked before.
    `touched`: tools that may do what is denied. `writing`: the tools that write files or run commands.
    `is_reading`: whether none of these may be used. `unknown`: the keys whose values are of no known form.
    """

    listed: Names | None = None
    denied: Names = ()
    reopened: Names = ()
    asked: Names = ()
    touched: Names = ()
    writing: Names = ()
    is_reading: bool = False
    unknown: Names = ()

    @property
    def is_none(self) -> bool:
        """Whether nothing is limited."""
        return self.listed is None and not (self.denied or self.asked or self.is_reading or self.unknown)

    @property
    def only_reads(self) -> bool:
        """Whether no tool that writes files or runs commands is permitted, not even in part."""
        return self.is_reading or not any(map(self.permits_part, self.writing))

    def permits(self, name: str) -> bool:
        """Return whether all that a tool does is permitted."""
        if name in self.touched or any(overlap(name, denied) for denied in self.denied):
            return False
        if self.is_reading and any(overlap(name, tool) for tool in self.writing):
            return False
        return self.listed is None or is_covered(name, self.listed)

    def permits_part(self, name: str) -> bool:
        """Return whether a part of what a tool does is permitted."""
        is_listed = self.listed is None or any(overlap(name, own) for own in self.listed)
        is_denied = is_covered(name, self.denied) and not any(overlap(name, own) for own in self.reopened)
        return is_listed and not is_denied

    def __str__(self) -> str:
        """Return the limits in words for a message."""
        parts = [
            "" if self.listed is None else f"only {shown(self.listed) or 'no tool'}",
            f"nothing that {shown(self.denied)} does" if self.denied and self.listed is None else "",
            "only reading" if self.is_reading else "",
        ]
        return " and ".join(filter(None, parts)) or "every tool"


def limits_of(values: Mapping[str, Any], tools: ToolNames) -> ToolLimits:
    """Read the limits in the values of a front matter, with the names of the target."""
    return _Reader(values, tools).limits()


@dataclass(frozen=True, slots=True)
class _Reader:
    values: Mapping[str, Any]
    tools: ToolNames

    def limits(self) -> ToolLimits:
        given = self._by_key()
        levels = [own for own in given.values() if isinstance(own, Levels)]
        named = [(key, own) for key, own in given.items() if isinstance(own, tuple)]
        lists = [
            own for key, own in named if key in ALLOWED_TOOL_KEYS and permitted_names(list(own)) is not None
        ]
        lists += filter(None, map(_listed_by, levels))
        mapped = [tuple(map(self._server_tool, self.tools.mapped(names).names)) for names in lists]
        denied = (
            *(name for key, own in named if key in DENIED_TOOL_KEYS for name in own),
            *(name for own in levels for name in _with_level(own, "deny")),
        )
        known = self.tools.readings(self.tools.denied(tuple(map(self._server_tool, denied))))
        return ToolLimits(
            listed=_whole(combine_tools(mapped, is_union=False)) if mapped else None,
            denied=_whole(known),
            touched=self.tools.touched(known),
            reopened=self.tools.mapped(tuple(name for own in levels for name in _reopened(own))).names,
            asked=self.tools.mapped(tuple(name for own in levels for name in _with_level(own, "ask"))).names,
            writing=self.tools.readings(_WRITING),
            is_reading=any(self.values.get(key) == value for key, value in _READ_ONLY),
            unknown=tuple(key for key, own in given.items() if own is None),
        )

    def _by_key(self) -> dict[str, Levels | Names | None]:
        """Return for each key that has a value its levels or names, None for any other form."""
        given = [(key, value) for key, value in self.values.items() if key in TOOL_KEYS and value is not None]
        return {key: levels_of(key, value) or names_in(key, value) for key, value in given}

    def _server_tool(self, name: str) -> str:
        """Return the tool of a server as Claude Code names it; other names stay."""
        if tool_of(name) in self.tools.own or name.startswith("mcp__"):
            return name
        match = next(filter(None, (pattern.fullmatch(name) for pattern in _SERVER_TOOLS)), None)
        if match is None or match["server"] == WHOLE:
            return name
        return f"mcp__{match['server']}" + ("" if match["tool"] == WHOLE else f"__{match['tool']}")


def names_in(key: str, value: Any) -> Names | None:  # noqa: ANN401 - YAML values are of any type
    """Return the names in a list or text; those of a skill are separated by spaces. None for another form."""
    if isinstance(value, str):
        is_skill = key == PREAPPROVED and "," not in value
        return split_names([name for name in _SPACE.split(value) if name] if is_skill else value)
    is_list = isinstance(value, list) and all(isinstance(name, str) for name in value)
    return split_names(value) if is_list else None


def shown(names: Sequence[str]) -> str:
    """Return the first names in words, and how many more there are."""
    return first_of(names, _MOST_SHOWN)


def _listed_by(levels: Levels) -> Names | None:
    """Return the patterns that a mapping permits, None if it permits what it does not name."""
    if levels.by_pattern.get(WHOLE) != "deny":
        return None
    return tuple(name for name, level in levels.by_pattern.items() if level != "deny")


def _with_level(levels: Levels, level: str) -> Iterator[str]:
    """Yield the patterns of a level; that for all else is no pattern if it is denied."""
    for name, own in levels.by_pattern.items():
        if own == level and (name != WHOLE or level == "ask"):
            yield name


def _reopened(levels: Levels) -> Iterator[str]:
    denied = [name for name, level in levels.by_pattern.items() if level == "deny" and name != WHOLE]
    for name, level in levels.by_pattern.items():
        if level != "deny" and any(covers(wide, name) and wide != name for wide in denied):
            yield name


def _whole(names: Names) -> Names:
    """Return the names, without a pattern that stands for all that a tool does."""
    tools = ((tool_of(name), name) for name in names)
    return tuple(dict.fromkeys(tool if covers(name, tool) else name for tool, name in tools))
