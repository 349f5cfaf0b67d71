"""The front-matter keys that personac knows: the one place to add a new one.

A key needs a row here only if personac has to do more with it than merge its values:

1. Add a row to `KNOWN_KEYS`: what its value controls (`role`), and which agent tools skip a file without it
   (`required`).
2. Add its default merge policy under `[front_matter.keys]` in `config/defaults.toml`, which `personac rules`
   prints. A key without one is merged by `majority`; a test fails if a key with a role has none.
3. If Claude Code adds a permission mode, insert it into `MODES`.

All other keys are kept and merged by the default policy. What agent tools demand besides keys is in
`skipped_files`; the names of their tools are in `config/tool_names.toml`, their formats in
`config/targets.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from personac.config.front_matter_schema import TargetName
from personac.diagnostics.diagnostic import Kind
from personac.diagnostics.front_matter_kinds import NO_DESCRIPTION, NO_NAME

Role = Literal["data", "told", "allowed tools", "denied tools", "levels", "mode", "code"]
Level = Literal["allow", "ask", "deny"]
Mode = str | bool

LEVELS: tuple[Level, ...] = ("deny", "ask", "allow")
"""What a mapping such as OpenCode's `permission` gives to tools, the strictest first."""

MODES = ("plan", "dontAsk", "default", "acceptEdits", "auto", "bypassPermissions")
"""The values of `permissionMode`, the strictest first."""


@dataclass(frozen=True, slots=True)
class ModeOrder:
    """The values of a key that sets a mode, the strictest first, and the mode of an agent without it."""

    modes: tuple[Mode, ...]
    default: Mode


MODE_ORDERS: Mapping[str, ModeOrder] = MappingProxyType(
    {
        "permissionMode": ModeOrder(MODES, "default"),
        "sandbox_mode": ModeOrder(("read-only", "workspace-write", "danger-full-access"), "workspace-write"),
        "readonly": ModeOrder((True, False), default=False),
    }
)
"""For each key with the role "mode" its values: of Claude Code, of Codex, and of Cursor."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """Who requires a key, and the finding for a file without it; `{stem}` in `hint` is the file's stem."""

    by: frozenset[TargetName]
    kind: Kind
    hint: str


@dataclass(frozen=True, slots=True)
class KnownKey:
    """One key.

    `role`: what its value controls. "data" controls nothing; "told" is data whose choice changes how the
    agent works, so that a disagreement is a warning; "allowed tools" and "denied tools" are lists of tools,
    an absent list of allowed tools permitting every tool; "levels" is a mapping of tools to levels; "mode"
    is one of those in `MODE_ORDERS`; "code" runs commands, connects servers, or brings instructions from
    elsewhere.
    `may_hold_levels`: whether a list of tools may also be written as a mapping to levels.
    """

    name: str
    role: Role = "data"
    may_hold_levels: bool = False
    required: Requirement | None = None


_NAME = Requirement(
    frozenset({"claude", "gemini"}), NO_NAME, "write a line `name: {stem}` below the first `---`"
)
_DESCRIPTION = Requirement(
    frozenset({"claude", "copilot", "gemini", "opencode"}),
    NO_DESCRIPTION,
    "write a line `description: ...` below the first `---` that says when to use the agent",
)

KNOWN_KEYS = (
    KnownKey("name", "told", required=_NAME),
    KnownKey("description", required=_DESCRIPTION),
    KnownKey("tools", "allowed tools", may_hold_levels=True),
    KnownKey("allowed-tools", "allowed tools"),
    KnownKey("allowedTools", "allowed tools"),
    KnownKey("allowed_tools", "allowed tools"),
    KnownKey("disallowed-tools", "denied tools"),
    KnownKey("disallowedTools", "denied tools"),
    KnownKey("disallowed_tools", "denied tools"),
    KnownKey("permission", "levels"),
    KnownKey("permissionMode", "mode"),
    KnownKey("sandbox_mode", "mode"),
    KnownKey("readonly", "mode"),
    KnownKey("hooks", "code"),
    KnownKey("mcpServers", "code"),
    KnownKey("mcp-servers", "code"),
    KnownKey("mcp_servers", "code"),
    KnownKey("mcp", "code"),
    KnownKey("prompt", "code"),
    KnownKey("initialPrompt", "code"),
    KnownKey("model", "told"),
    KnownKey("applyTo", "told"),
    KnownKey("globs", "told"),
    KnownKey("alwaysApply", "told"),
)


def _keys_of(role: Role) -> frozenset[str]:
    return frozenset(key.name for key in KNOWN_KEYS if key.role == role)


ALLOWED_TOOL_KEYS = _keys_of("allowed tools")
DENIED_TOOL_KEYS = _keys_of("denied tools")
MODE_KEYS = _keys_of("mode")
CODE_KEYS = _keys_of("code")
TOLD_KEYS = _keys_of("told") | MODE_KEYS
LEVEL_KEYS = _keys_of("levels") | {key.name for key in KNOWN_KEYS if key.may_hold_levels}
PERMISSION_KEYS = ALLOWED_TOOL_KEYS | DENIED_TOOL_KEYS | MODE_KEYS | LEVEL_KEYS


def requirements_of(target: TargetName) -> dict[str, Requirement]:
    """Return the keys without which `target` skips a file, in the order of the table."""
    return {
        key.name: key.required for key in KNOWN_KEYS if key.required is not None and target in key.required.by
    }
