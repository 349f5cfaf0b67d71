"""The front matter of a persona."""

from __future__ import annotations

from personac.diagnostics.model import kind

YAML_REFUSED = kind(
    "PC101",
    "yaml-refused",
    "error",
    "the front matter is no YAML",
    """YAML parsers refuse the front matter of this file, most often because of an unquoted value with a
    colon and a space in it. Claude Code skips such a file without a word. personac reads it line
    by line and keeps every key, so that everything is written all the same; the hint shows the quoting
    that mends the file. A warning where [front_matter] target = "any".""",
)
DUPLICATE_KEY = kind(
    "PC102",
    "duplicate-key",
    "warning",
    "a front-matter key stands twice",
    """YAML allows a key once. Tools that accept it all the same take the last one, and so does personac;
    the earlier line stays in the variant of its persona. Remove one of the two.""",
)
NO_MAPPING = kind(
    "PC103",
    "no-mapping",
    "warning",
    "the front matter holds no keys",
    """What stands between the two --- lines is a list or running text, not `key: value` lines. Agent
    tools take it for front matter and do not show it to the agent. personac reads no keys from it;
    the variant of the persona restores it. If it belongs to the body, start the file with an empty
    front matter, or write *** instead of --- for a horizontal rule.""",
)
UNCLOSED_FRONT_MATTER = kind(
    "PC104",
    "unclosed-front-matter",
    "error",
    "the front matter is never closed",
    """The file begins with --- and keys, but no further line is --- alone. The whole file is read as
    body, as agent tools do, so that they find no name and no description and skip it. Put --- on a line
    of its own behind the last key. A warning where [front_matter] target = "any".""",
)
LATE_FRONT_MATTER = kind(
    "PC105",
    "late-front-matter",
    "error",
    "the front matter does not begin on the first line",
    """Blank lines or invisible characters stand before the first ---. Claude Code skips such a file
    without a word. personac reads the front matter all the same; remove what stands before it. A warning
    where [front_matter] target is not "claude-code".""",
)
ALIAS_BOMB = kind(
    "PC106",
    "alias-bomb",
    "error",
    "the front matter grows without bounds",
    """YAML aliases (*name) repeat what an anchor (&name) marks. Here they unfold to many times the size
    of the file, refer to themselves, or values stand in each other too deeply: reading it could use
    up the machine. personac refuses it. Write the values out.""",
)
NO_FRONT_MATTER = kind(
    "PC107",
    "no-front-matter",
    "warning",
    "a source has no front matter",
    """The file is a plain prompt: agent tools need at least a `description`, Claude Code a `name` too, and
    list no file that lacks them. The body counts all the same. [front_matter] target = "any" says that
    your prompts are meant for no agent tool.""",
)
NO_BODY = kind(
    "PC108",
    "no-body",
    "info",
    "a source has a front matter and nothing else",
    """There is no text behind the front matter. The persona adds its keys to the canonical, and no
    bullets.""",
)
NO_NAME = kind(
    "PC109",
    "no-name",
    "error",
    "a source has a front matter without a name",
    """Claude Code knows an agent by `name` alone, and skips a file without one, or with an empty one,
    without a word. Commands and skills, which Claude Code names after their file or folder, are not meant.
    [front_matter] target in the rules says which tool reads your files.""",
)
NO_DESCRIPTION = kind(
    "PC110",
    "no-description",
    "error",
    "a source has a front matter without a description",
    """The description tells an agent tool when to call the agent. Claude Code, Copilot and OpenCode
    all want one; Claude Code skips a file without one, or with an empty one, without a word.""",
)
UNUSABLE_NAME = kind(
    "PC111",
    "unusable-name",
    "error",
    "a source has a name that no agent can have",
    """Claude Code skips an agent, without a word, whose `name` starts with a hyphen or holds a colon; a
    colon parts the name of a plugin from the name of its agent. Write the name without it.""",
)
SHARED_NAME = kind(
    "PC112",
    "shared-name",
    "warning",
    "two agents have one name",
    """An agent is known by its `name`, whatever its file is called. Of two agents with one name in a tree
    one wins by the order of reading, and the other is never used, without a word. Rename one; where the
    two are merged here and then give way to the canonical, nothing needs to be done.""",
)
