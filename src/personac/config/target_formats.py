"""The formats of agent tools, read from `targets.toml`: files, keys, lists of tools, and published limits.

`personac build --target copilot` writes the merged agent in one of these formats. docs/targets.md shows the
limits with the source of each; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files as resources
from typing import Literal, get_args

import msgspec

WrittenTarget = Literal["agents-md", "claude", "codex", "copilot", "cursor", "gemini", "opencode", "skill"]
"""The agent tools and formats that an agent can be written for."""
ToolForm = Literal["own", "list", "levels", "none"]
"""How the tools of an agent are limited: as Claude Code does, by a list of names, by a mapping, or not."""
ValueType = Literal["text", "boolean", "integer", "number", "list", "mapping"]
FileFormat = Literal["markdown", "toml", "plain"]
"""Front matter above the text, TOML around it, or the text alone."""


class TargetFormat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One agent tool.

    `agent`, `rule`: the file of an agent, and that of instructions for some paths, if the tool has such;
    `{name}` is the agent's name. `names`: the column of `[[front_matter.tool]]`. `server_tool`: how a tool of
    a server is named, if "server tool" matches `server_pattern`; `every_server`: all of them. `strict`:
    whether an unknown name of a tool is an error. `read_only`: what limits an agent that only reads, without
    a list of tools. `keys`, `rule_keys`: all that the tool knows; none means that every key is kept. `types`:
    the types of values, text if not listed. `values`: what texts have to match, as regular expressions.
    `longest`: the most characters of a key or of the `body`, and its `bytes`. `sources`: the documents that
    this is from, by what they are about.
    """

    name: WrittenTarget
    title: str
    agent: str
    sources: Mapping[str, str]
    rule: str = ""
    format: FileFormat = "markdown"
    tools: ToolForm = "none"
    strict: bool = False
    names: str = "claude_code"
    server_tool: str = ""
    server_pattern: str = ".+"
    every_server: str = ""
    required: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    rule_keys: tuple[str, ...] = ()
    types: Mapping[str, ValueType] = msgspec.field(default_factory=dict)
    values: Mapping[str, str] = msgspec.field(default_factory=dict)
    longest: Mapping[str, int] = msgspec.field(default_factory=dict)
    read_only: Mapping[str, str | bool] = msgspec.field(default_factory=dict)


def target_formats() -> Mapping[WrittenTarget, TargetFormat]:
    """Return every format by name, in the order of the names."""
    data = resources("personac.config").joinpath("targets.toml").read_bytes()
    rows = msgspec.toml.decode(data, type=dict[str, list[TargetFormat]])["target"]
    by_name = {row.name: row for row in rows}
    return {name: by_name[name] for name in get_args(WrittenTarget)}
