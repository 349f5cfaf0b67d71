"""The front matter of a persona."""

from __future__ import annotations

from personac.diagnostics.model import kind

YAML_REFUSED = kind(
    "PC101",
    "yaml-refused",
    "warning",
    "the front matter is no YAML",
    """YAML parsers refuse the front matter of this file, most often because of an unquoted value with a
    colon and a space in it. Some agent tools skip such a file without a word. personac reads it line
    by line and keeps every key; the hint shows the quoting that mends the file.""",
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
    "warning",
    "the front matter is never closed",
    """The file begins with --- and keys, but no further line is --- alone. The whole file is read as
    body, as agent tools do. Put --- on a line of its own behind the last key.""",
)
LATE_FRONT_MATTER = kind(
    "PC105",
    "late-front-matter",
    "warning",
    "the front matter does not begin on the first line",
    """Blank lines or invisible characters stand before the first ---. Claude Code skips such a file
    without a word. personac reads the front matter all the same; remove what stands before it.""",
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
    "info",
    "a source has no front matter",
    """Agent tools need at least `name` and `description`; without them they skip the file. The body
    counts all the same.""",
)
NO_BODY = kind(
    "PC108",
    "no-body",
    "info",
    "a source has a front matter and nothing else",
    """There is no text behind the front matter. The persona adds its keys to the canonical, and no
    bullets.""",
)
