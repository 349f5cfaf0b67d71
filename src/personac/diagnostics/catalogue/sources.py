"""Files that are to be personas."""

from __future__ import annotations

from personac.diagnostics.model import kind

NOT_UTF8 = kind(
    "PC001",
    "not-utf-8",
    "error",
    "a source is not UTF-8 text",
    """personac reads UTF-8, with or without a byte-order mark. The message names the first byte that
    is not. Convert the file (iconv does it) or leave it out of the build.""",
)
UNREADABLE = kind(
    "PC002",
    "unreadable",
    "error",
    "a source cannot be read",
    """The file named does not exist, is a directory without markdown files, or may not be read by
    you. Nothing is written until every source can be read.""",
)
NO_SOURCES = kind(
    "PC003",
    "no-sources",
    "error",
    "there is nothing to build",
    """Without arguments personac reads agents/*.md below the current directory. Name files or
    directories, or put personas there.""",
)
EMPTY_SOURCE = kind(
    "PC004",
    "empty-source",
    "warning",
    "a source says nothing",
    """The file has no bytes, or only white space. It is a persona without bullets: it gets a variant,
    so that it can be restored, and adds nothing to the canonical.""",
)
EMPTY_FOLDER = kind(
    "PC005",
    "empty-folder",
    "error",
    "a folder named as a source holds no markdown file",
    """A folder stands for every *.md file below it, except hidden ones and the outputs of the build. This
    one has
    none.""",
)
