"""Kinds of diagnostics about input: source files (PC0xx) and rules files (PC3xx)."""

from __future__ import annotations

from personac.diagnostics.diagnostic import error, info, warning

NOT_UTF8 = error(
    "PC001",
    "not-utf-8",
    "a source is not UTF-8 text",
    """personac reads UTF-8, with or without a byte-order mark. The message names the first invalid
    byte. Convert the file, for example with iconv, or exclude it from the build.""",
)
UNREADABLE = error(
    "PC002",
    "unreadable",
    "a source cannot be read",
    """The file does not exist, is a directory without markdown files, or you lack the permission to read
    it. Nothing is written until every source can be read.""",
)
NO_SOURCES = error(
    "PC003",
    "no-sources",
    "there is nothing to build",
    """Without arguments personac reads agents/*.md below the current directory. Name files or
    directories, or put personas there.""",
)
EMPTY_SOURCE = warning(
    "PC004",
    "empty-source",
    "a source is empty",
    """The file has no bytes, or only white space. It is a persona without bullets: it gets a variant,
    so that it can be restored, and adds nothing to the canonical.""",
)
EMPTY_FOLDER = error(
    "PC005",
    "empty-folder",
    "a source folder contains no markdown file",
    """A folder stands for every *.md file below it, except hidden files and the outputs of the build. This
    folder has none.""",
)
RULES_SYNTAX = error(
    "PC301",
    "rules-syntax",
    "a rules file is not valid TOML",
    """Rules are TOML files: tables in brackets, `key = value` lines, strings in quotes. The message gives the
    position where the parser stopped; the mistake may be slightly before it.""",
)
RULES_UNKNOWN_SETTING = error(
    "PC302",
    "rules-unknown-setting",
    "a rules file contains an unknown setting",
    """A mistyped setting would silently have no effect, so it is an error. `personac rules` prints every
    setting with its default and its meaning.""",
)
RULES_BAD_VALUE = error(
    "PC303",
    "rules-bad-value",
    "a setting has an invalid value",
    """The value has the wrong type, is out of range, or is not one of the choices. `personac rules` prints
    every setting with its default and its meaning.""",
)
RULES_TERM_CONFLICT = error(
    "PC304",
    "rules-term-conflict",
    "a term of the vocabulary is in two groups",
    """The first term of a group represents all its terms, so a term can be in one group only. A group in a
    later file that shares a term with one group of an earlier file extends that group;
    [vocabulary] without = [...] removes terms from the groups of earlier files.""",
)
FINDINGS_IGNORED = info(
    "PC305",
    "findings-ignored",
    "the rules ignore findings",
    """`ignore` in the rules lists codes, or tables [[ignore]] with a path or a text. Findings that match are
    not reported, do not change the exit code, and are not in the report; this note counts them.""",
)
IDLE_IGNORE = info(
    "PC306",
    "idle-ignore",
    "the rules ignore a finding that does not exist",
    """No finding of this build has the code, path and text of a row of `ignore`. Most often the finding was
    mended: remove the row. Otherwise correct it.""",
)
