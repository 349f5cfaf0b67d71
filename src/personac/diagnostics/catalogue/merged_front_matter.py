"""The front matter of the merged agent."""

from __future__ import annotations

from personac.diagnostics.model import kind

CONFLICTING_FIELD = kind(
    "PC403",
    "conflicting-field",
    "info",
    "personas disagree about a front-matter key",
    """Personas give a key different values and the canonical can hold one. The policy of the key
    chose; the others are kept in the variants. [front_matter.set] in the rules decides it for good.""",
)
WIDENED_TOOLS = kind(
    "PC404",
    "widened-tools",
    "warning",
    "the canonical may use tools that a source could not",
    """A key such as `tools` says what an agent may do, and leaving it out allows everything. The
    merged agent would be allowed more than this source was; the message names what. A list names tools,
    `Bash(git *)` being less than `Bash`; a mapping (`write: false`, `edit: ask`) levels; permissionMode a
    mode. Use the policy `intersection`, or name the tools under [front_matter.set].""",
)
NO_COMMON_TOOLS = kind(
    "PC405",
    "no-common-tools",
    "warning",
    "the sources that name tools have none in common",
    """The policy `intersection` leaves an empty list, which allows no tool, rather than no list, which
    would allow every tool. Name the tools under [front_matter.set].""",
)
REGRANTED_TOOLS = kind(
    "PC420",
    "regranted-tools",
    "error",
    "the canonical grants what a source denies",
    """A source forbids a tool, by `disallowedTools`, by `false` or by `deny`, and the merged agent could use
    it: the rules give the key that forbids it a policy other than `union`, or set it. Denials of all sources
    are united by default. A warning where [front_matter.set] decided it so.""",
)
VALUE_NOT_SET = kind(
    "PC421",
    "value-not-set",
    "error",
    "a key whose policy is `explicit` has no value in the rules",
    """The policy `explicit` says that no source decides about a key: its value has to stand under
    [front_matter.set]. Until it does, what a permission-like key allows is what all sources allow, and
    any other key has the value of most.""",
)
CANONICAL_SKIPPED = kind(
    "PC422",
    "canonical-skipped",
    "error",
    "the agent tool would skip the canonical",
    """The merged agent lacks what the tool that reads it wants: a description where no source has one, or a
    name that an agent can have. personac invents neither. Set it under [front_matter.set] in the rules, or
    write it in a source. Where all sources are plain prompts this is a warning.""",
)
UNLISTED_TOOL = kind(
    "PC423",
    "unlisted-tool",
    "info",
    "the body names a tool that the canonical may not use",
    """The text tells the agent to use a tool, and its `tools` lack that tool, or its denials name it. Add the
    tool under [front_matter.set], or let the text give way. Tools are found by `mcp__` names, in code spans,
    and in words like `the Bash tool`.""",
)
