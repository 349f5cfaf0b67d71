"""Kinds of diagnostics about front matter: of one source (PC1xx), and of the merged agent (PC4xx)."""

from __future__ import annotations

from personac.diagnostics.diagnostic import error, info, warning

YAML_REFUSED = warning(
    "PC101",
    "yaml-refused",
    "the front matter is not valid YAML",
    """YAML parsers reject the front matter of this file, most often because of an unquoted value that
    contains a colon and a space. Some agent tools accept such a file, Claude Code silently skips it. personac
    reads it line by line and keeps every key, so nothing is lost; lists and mappings stay what they are. The
    canonical is valid YAML. The hint shows how to fix the file.""",
)
DUPLICATE_KEY = warning(
    "PC102",
    "duplicate-key",
    "a front-matter key occurs twice",
    """YAML allows a key only once. Tools that accept duplicates use the last one, and so does personac;
    the earlier line stays in the variant of its persona. Remove one of the two.""",
)
NO_MAPPING = warning(
    "PC103",
    "no-mapping",
    "the front matter contains no keys",
    """The text between the two --- lines is a list or prose, not `key: value` lines. Agent tools treat it
    as front matter and do not show it to the agent. personac reads it as a part of the body, so that
    nothing is lost. If it belongs there, use *** instead of --- for a horizontal rule.""",
)
UNCLOSED_FRONT_MATTER = error(
    "PC104",
    "unclosed-front-matter",
    "the front matter is never closed",
    """The file starts with --- and keys, but no line with only --- ends them. Agent tools see no name and no
    description, and skip the file. personac reads the keys: they end where a blank line is followed by text
    or a heading. Put --- on a line of its own after the last key. A warning where
    [front_matter] target = "any".""",
)
LATE_FRONT_MATTER = error(
    "PC105",
    "late-front-matter",
    "the front matter does not start on the first line",
    """There are blank lines, comments or invisible characters before the first ---, or a code fence around
    the front matter. Claude Code silently skips such a file. personac reads the front matter anyway; the
    canonical of several personas leaves out a comment before it. Move comments below the front matter. A
    warning where [front_matter] target is not "claude".""",
)
ALIAS_BOMB = error(
    "PC106",
    "alias-bomb",
    "the front matter expands without limit",
    """YAML aliases (*name) repeat what an anchor (&name) marks. Here they expand to many times the size
    of the file, refer to themselves, or values are nested too deeply: reading it could exhaust the
    memory of the machine. personac reads none of its keys. Write the values out.""",
)
NO_FRONT_MATTER = warning(
    "PC107",
    "no-front-matter",
    "a source has no front matter",
    """The file is a plain prompt: agent tools need at least a `description`, Claude Code also a `name`, and
    they ignore files without them. The body is merged as usual. Set [front_matter] target = "any" if your
    prompts are not meant for an agent tool.""",
)
NO_BODY = info(
    "PC108",
    "no-body",
    "a source has only front matter",
    """There is no text after the front matter. The persona adds its keys to the canonical, but no
    bullets.""",
)
NO_NAME = error(
    "PC109",
    "no-name",
    "a source has front matter without a name",
    """Claude Code identifies an agent by its `name` alone, and silently skips a file whose name is missing
    or empty. Commands and skills are exempt: Claude Code names them after their file or folder.
    [front_matter] target in the rules sets which tool reads your files.""",
)
NO_DESCRIPTION = error(
    "PC110",
    "no-description",
    "a source has front matter without a description",
    """The description tells an agent tool when to call the agent. Claude Code, Copilot and OpenCode
    require one; Claude Code silently skips a file whose description is missing or empty.""",
)
UNUSABLE_NAME = error(
    "PC111",
    "unusable-name",
    "a source has an invalid agent name",
    """Claude Code silently skips an agent whose `name` starts with a hyphen or contains a colon; the
    colon separates the name of a plugin from the name of its agent. Remove these characters.""",
)
SHARED_NAME = info(
    "PC112",
    "shared-name",
    "two agents have the same name",
    """An agent is identified by its `name`, not by its file. All sources of a build become one agent, so
    nothing needs to be done where it replaces them. If you keep the sources in use, the order of reading
    decides which of two agents with the same name is used; the other one is silently ignored. Rename one of
    them.""",
)
CONFLICTING_FIELD = warning(
    "PC403",
    "conflicting-field",
    "personas disagree about a front-matter key",
    """The personas give a key different values, and the canonical can have only one. The policy of the key
    chose it; the others are kept in the variants. [front_matter.set] in the rules fixes the value. A warning
    for keys that decide how the agent works (`name`, `model`, `permissionMode`, `applyTo`, `globs`,
    `alwaysApply`), also if only some personas have them; a note for all other keys.""",
)
WIDENED_TOOLS = warning(
    "PC404",
    "widened-tools",
    "the canonical may use tools that a source could not",
    """A key such as `tools` limits what an agent may do; without the key everything is allowed. The
    merged agent would be allowed more than this source was; the message names what. A list names tools,
    where `Bash(git *)` is less than `Bash`; a mapping (`write: false`, `edit: ask`) sets levels;
    permissionMode sets a mode. By default the canonical has the tools that any source lists. Use the policy
    `intersection`, or list the tools in [front_matter.set].""",
)
NO_COMMON_TOOLS = error(
    "PC405",
    "no-common-tools",
    "the sources that list tools have none in common",
    """The policy `intersection` would give an empty list: an agent that can do nothing. The canonical has the
    tools that any source lists instead, which is more than some of them permit (PC404). List the tools in
    [front_matter.set], or choose the policy `listed`.""",
)
REGRANTED_TOOLS = error(
    "PC420",
    "regranted-tools",
    "the canonical grants what a source denies",
    """A source denies a tool, by `disallowedTools`, `false` or `deny`, and the merged agent could use it:
    the rules set the denying key, or give it a policy other than `union`. By default the denials of all
    sources are combined. A warning where [front_matter.set] granted the tool.""",
)
VALUE_NOT_SET = error(
    "PC421",
    "value-not-set",
    "a key with the policy `explicit` has no value in the rules",
    """The policy `explicit` takes the value of a key from [front_matter.set], and not from any source. Until
    the value is set there, a key about permissions allows what all sources allow, and any other key has
    the value that most sources have.""",
)
CANONICAL_SKIPPED = error(
    "PC422",
    "canonical-skipped",
    "the agent tool would skip the canonical",
    """The merged agent lacks what the target tool requires: a description, because no source has one, or a
    valid name. personac invents neither. Set it in [front_matter.set] in the rules, or write it in a
    source. A warning where all sources are plain prompts.""",
)
UNLISTED_TOOL = info(
    "PC423",
    "unlisted-tool",
    "the body mentions a tool that the canonical may not use",
    """The text tells the agent to use a tool that is missing from its `tools`, or denied. Add the tool in
    [front_matter.set], or change the text. Tools are recognized by `mcp__` names, in code spans, and in
    phrases such as `the Bash tool`.""",
)
CODE_OF_SOME = warning(
    "PC424",
    "code-of-some",
    "only some personas have a hook, a server or a prompt",
    """Keys such as `hooks`, `mcpServers` and `prompt` run commands, connect servers, or bring instructions
    from elsewhere. By default the canonical has what all personas have. The rest is left out, because
    whoever uses the canonical would run it without having chosen it; but a hook may also guard a tool, so
    read the command in the message. Under [front_matter.keys], `keep` takes what any persona has, and `drop`
    takes none; [front_matter.set] fixes the value. A note if such a policy decided it.""",
)
NARROWED_TOOLS = info(
    "PC425",
    "narrowed-tools",
    "the canonical may not use tools that a source could",
    """The merged agent is allowed less than this source was; the message names what. A source without
    `tools` may use every tool, but does not permit it to the canonical if other sources list tools. Add tools
    in [front_matter.set], or choose the policy `union`.""",
)
TOOL_WITHOUT_LIKE = warning(
    "PC426",
    "tool-without-like",
    "a source lists a tool that the target does not have",
    """The name is one of another agent tool than [front_matter] target, which has nothing like it. By default
    it is left out. [front_matter] unmapped = "keep" keeps it, and a [[front_matter.tool]] in the rules names
    one that is like it.""",
)
RENAMED_TOOLS = info(
    "PC427",
    "renamed-tools",
    "a source names tools as another agent tool does",
    """Each agent tool has its own names: `read_file` of Gemini CLI is `Read` in Claude Code. The canonical
    has the names of [front_matter] target. `personac rules` prints the table.""",
)
NO_TOOLS_LEFT = error(
    "PC428",
    "no-tools-left",
    "nothing is left of the tools that sources list",
    """What some sources list, others deny. The canonical lists these tools and denies them, so the agent can
    do nothing; without a list it could use every other tool. List what it may use in [front_matter.set]. A
    warning where all sources with the key have an empty list, and others do not have the key.""",
)
BEYOND_TARGET_LIMIT = error(
    "PC440",
    "beyond-target-limit",
    "an agent tool would refuse the agent that was written for it",
    """The file is longer than the agent tool reads, or a value is longer than it permits or missing.
    docs/targets.md lists the limits with their sources. Shorten the sources, keep less (`--budget`), set the
    value in [front_matter.set], or do not write for this tool.""",
)
KEYS_OF_OTHERS = warning(
    "PC441",
    "keys-of-others",
    "keys are left out because an agent tool does not know them",
    """The agent that was written for an agent tool has only keys and values that this tool knows; others it
    would refuse, ignore, or hand on to a model. The canonical keeps them. A note if all of them are only
    data, such as `color`.""",
)
TOOLS_IN_TARGET = warning(
    "PC442",
    "tools-in-target",
    "an agent tool cannot limit the tools of an agent as the canonical does",
    """Some agent tools have no lists of tools, or none with patterns such as `Bash(git *)`. What can only be
    permitted as a whole is left out, and what can only be denied as a whole is denied. Without any list the
    agent may do more there than the canonical permits: limit it in the settings of that tool.""",
)
RENAMED_AGENT = info(
    "PC443",
    "renamed-agent",
    "an agent tool does not permit the name of the agent",
    """The name has characters that the agent tool refuses, so it is written with hyphens in small letters
    there.""",
)
NO_TOOLS_IN_TARGET = error(
    "PC444",
    "no-tools-in-target",
    "an agent tool has nothing like the tools of the agent",
    """None of the tools that the canonical lists can be permitted in this agent tool alone, and without a
    list the agent could use every tool. No file is written for it. List tools that it has in
    [front_matter.set], or do not write for this tool.""",
)
