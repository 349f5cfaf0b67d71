"""Rules files."""

from __future__ import annotations

from personac.diagnostics.model import kind

RULES_SYNTAX = kind(
    "PC301",
    "rules-syntax",
    "error",
    "a rules file is not TOML",
    """Rules are TOML files: tables in brackets, `key = value` lines, text in quotes. The message names the
    place where the parser gave up; the slip may stand a little before it.""",
)
RULES_UNKNOWN_SETTING = kind(
    "PC302",
    "rules-unknown-setting",
    "error",
    "a rules file names a setting that does not exist",
    """A mistyped setting would change nothing, silently, so it is an error. `personac rules` prints every
    setting with its default and what it is for.""",
)
RULES_BAD_VALUE = kind(
    "PC303",
    "rules-bad-value",
    "error",
    "a setting has a value that it cannot have",
    """The value is of the wrong type, out of bounds, or none of the choices. `personac rules` prints every
    setting with its default and what it is for.""",
)
RULES_TERM_CONFLICT = kind(
    "PC304",
    "rules-term-conflict",
    "error",
    "a term of the vocabulary stands in two groups",
    """The first term of a group stands for all its terms, so that no term may stand in two. A group in a
    later file that shares a term with one group of an earlier file extends it;
    [vocabulary] without = [...] takes terms out of the groups of earlier files.""",
)
