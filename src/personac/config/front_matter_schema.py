"""The schema of [front_matter]: the policy of each key, and the names of tools in each agent tool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from personac.config.outline_schema import Table, Term

Policy = Literal[
    "central",
    "derive",
    "drop",
    "explicit",
    "first",
    "intersection",
    "keep",
    "listed",
    "longest",
    "majority",
    "union",
]
TargetName = Literal["any", "claude", "copilot", "cursor", "gemini", "opencode"]
Examples = Literal["drop", "keep", "move"]
Unmapped = Literal["drop", "keep"]


class ToolRow(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that agents do, and the names that it has in each agent tool."""

    name: Annotated[
        Term, Meta(description="What the tool does. Rows of the same name, of several files, are one row.")
    ]
    claude_code: Annotated[
        tuple[Term, ...],
        Meta(description="Its names in Claude Code: first the one that is written, then others."),
    ] = ()
    copilot: Annotated[tuple[Term, ...], Meta(description="Its names in Copilot and VS Code.")] = ()
    cursor: Annotated[tuple[Term, ...], Meta(description="Its names in Cursor.")] = ()
    gemini: Annotated[tuple[Term, ...], Meta(description="Its names in Gemini CLI.")] = ()
    opencode: Annotated[tuple[Term, ...], Meta(description="Its names in OpenCode.")] = ()
    source: Annotated[str, Meta(description="The documents that the names are from.")] = ""


class FrontMatterRules(Table, frozen=True):
    """How the front matter of the canonical is derived from that of the sources."""

    target: Annotated[
        TargetName,
        Meta(
            description="The tool that reads the files. What it would silently skip is an error. "
            "any: no specific tool, so nothing is required."
        ),
    ]
    examples: Annotated[
        Examples,
        Meta(
            description="<example> blocks in descriptions. keep: those of the chosen description stay in it; "
            'move: those of all sources go to a section "Examples" of the body; drop: they are removed.'
        ),
    ]
    default: Annotated[Policy, Meta(description="The policy for keys that are not in [front_matter.keys].")]
    keys: Annotated[
        Mapping[str, Policy],
        Meta(
            description="The policy for a key. derive: from the agent's name; central: the value most "
            "similar to all others; longest, first, majority: that value; listed: the tools that any source "
            "lists; union, intersection: of lists, mappings and modes; keep: hooks and servers of any "
            "source; explicit: requires a value in [front_matter.set]; drop: no value."
        ),
    ]
    set: Annotated[
        Mapping[str, Any], Meta(description="Values that override the sources; any key, any value.")
    ]
    unmapped: Annotated[
        Unmapped,
        Meta(
            description="Names of tools that the target has nothing like: drop leaves them out, keep keeps "
            "them. Both are reported."
        ),
    ]
    tool: Annotated[
        tuple[ToolRow, ...],
        Meta(description="The names of each tool in the agent tools. Accumulates over files."),
    ]
