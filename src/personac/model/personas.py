"""Parsed sources: their front matter, their ids, and their bullets.

Ids name output files. So two ids that differ only in case are treated as equal, because a file
system may not distinguish them, and characters that are unsafe in file names are replaced.

An id is the name of a file without what agent tools add to it: `reviewer.agent.md` is `reviewer`. A file
whose name says only what it is, as `skills/pdf/SKILL.md`, is named after its folder: `pdf`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, Literal

from personac.model.ast import Section
from personac.model.source import Source, Span

BulletKind = Literal["item", "task", "ordered", "paragraph"]
Syntax = Literal["yaml", "toml"]

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
_ADDED = re.compile(
    r"(?<=.)(?:(?:\.(?:agent|instructions|chatmode|prompt))?\.md|\.mdc|\.toml)\Z", re.IGNORECASE
)
_MARKDOWN = re.compile(r"(?<=.)\.md\Z", re.IGNORECASE)
_KINDS_OF_FILE = frozenset({"agent", "AGENT", "instructions", "SKILL", "AGENTS", "CLAUDE", "GEMINI"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a front matter: its value as YAML has it, and its lines.

    `span` runs from the key to the end of its value, without the line end. `comments` are the lines of
    comment about it: those above it, of the last key also those below it. `behind` is the place of a
    comment at the end of its last line, with those that are indented below. `is_changed`: whether `value` is
    not what these lines say.
    """

    key: str
    value: Any
    span: Span
    comments: tuple[Span, ...] = ()
    behind: Span | None = None
    is_changed: bool = False

    @property
    def start(self) -> int:
        """Where the entry begins with the comments above it."""
        return min([self.span.start, *(comment.start for comment in self.comments)])

    @property
    def end(self) -> int:
        """Where the entry ends with the comment behind it, without the line end."""
        return self.behind.end if self.behind else self.span.end


@dataclass(frozen=True)
class FrontMatter:
    """The front matter of one file; `tolerant` where no YAML parser takes it.

    `span` covers both `---` lines, or the first and all keys if there is no second, and a code fence around
    them; it is None where the file has no front matter. In TOML it is all that precedes the body, and
    entries may stand behind the body.
    """

    span: Span | None = None
    entries: tuple[Entry, ...] = ()
    tolerant: bool = False
    syntax: Syntax = "yaml"

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """The keys and values, in the order of the file."""
        return {key: entry.value for key, entry in self.by_key.items()}

    @cached_property
    def by_key(self) -> Mapping[str, Entry]:
        """The entries by their keys, in the order of the file; of a repeated key the last one."""
        return {entry.key: entry for entry in self.entries}

    @property
    def start(self) -> int:
        """The byte where it begins; 0 where the file has none."""
        return self.span.start if self.span else 0


@dataclass(frozen=True, slots=True)
class Persona:
    """One parsed source file; `id` is its name, made unique by its path."""

    id: str
    source: Source
    front_matter: FrontMatter
    body: Section

    @property
    def name(self) -> str:
        """The value of `name:`, or an empty string."""
        named = self.front_matter.by_key.get("name")
        return "" if named is None or named.value is None else str(named.value)


@dataclass(frozen=True, slots=True)
class Bullet:
    """The unit that is matched: a list item at any depth, or a paragraph.

    `text` is what a reader sees, `stems` the normal form that is compared.
    `section` lists the titles from the outermost in; `parent` is the id of the
    bullet that this one is nested under, or an empty string. `lead_in` is the paragraph right above its
    list that announces it. `hidden` are the parts that a reader does not see, and an agent tool reads.
    """

    id: str
    persona: str
    path: str
    span: Span
    line: int
    end_line: int
    section: tuple[str, ...]
    kind: BulletKind
    depth: int
    parent: str
    text: str
    lead: str
    facets: tuple[str, ...]
    stems: tuple[str, ...] = ()
    lead_in: str = ""
    hidden: tuple[str, ...] = ()

    @property
    def as_written(self) -> str:
        """The text with its hidden parts behind it; hidden characters are in the text already."""
        return " ".join((self.text, *(part for part in self.hidden if not part.startswith("<U+"))))

    @property
    def is_paragraph(self) -> bool:
        """Paragraphs are matched among themselves only."""
        return self.kind == "paragraph"


def identify(paths: Sequence[str]) -> tuple[str, ...]:
    """Return an id for each path: its name, extended by folders where two are equal.

    The paths are POSIX and unique. Files that have one name in one folder, as `a.md` and `a.agent.md`, keep
    what agent tools add to it.
    """
    named = _distinct_in_folders(list(map(PurePosixPath, paths)))
    longer = [1] * len(paths)
    while True:
        ids = ["-".join(parts[-count:]) for parts, count in zip(named, longer, strict=True)]
        shared = {key for key, count in Counter(map(_folded, ids)).items() if count > 1}
        grow = [i for i, own in enumerate(ids) if _folded(own) in shared and longer[i] < len(named[i])]
        if not grow:
            return tuple(_numbered(ids))
        for i in grow:
            longer[i] += 1


def _distinct_in_folders(paths: Sequence[PurePosixPath]) -> list[tuple[str, ...]]:
    """Return the folders and the name of each file, as parts of an id."""
    named = [_named(path) for path in paths]
    places = ["/".join(map(_folded, parts)) for parts in named]
    counts = Counter(places)
    return [
        parts if counts[place] == 1 else _named_in_full(path)
        for path, place, parts in zip(paths, places, named, strict=True)
    ]


def _named(path: PurePosixPath) -> tuple[str, ...]:
    """Return the folders of a file and its name, or its folders alone if that is named after the last."""
    folders = _folders(path)
    if _is_named_after_folder(path):
        return folders
    added = _ADDED.search(path.name)
    return (*folders, _safe(path.name[: added.start()] if added else path.stem))


def _named_in_full(path: PurePosixPath) -> tuple[str, ...]:
    """Return the folders of a file and its name, from which only `.md` is removed."""
    folders, name = _folders(path), _safe(_MARKDOWN.sub("", path.name))
    if _is_named_after_folder(path):
        return (*folders[:-1], f"{folders[-1]}-{name}")
    return (*folders, name)


def _is_named_after_folder(path: PurePosixPath) -> bool:
    """Return whether the name of a file says only what it is, and its folder has a name."""
    added = _ADDED.search(path.name)
    is_kind = added is not None and path.name[: added.start()] in _KINDS_OF_FILE
    return is_kind and bool(path.parent.name.lstrip("."))


def _folders(path: PurePosixPath) -> tuple[str, ...]:
    """Return the folders that a file is in, without the dot of hidden ones: an output is not hidden."""
    names = (_safe(part).lstrip(".") for part in path.parent.parts if part != path.root)
    return tuple(name for name in names if name)


def _safe(name: str) -> str:
    return _UNSAFE.sub("_", name)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _numbered(ids: Sequence[str]) -> Iterator[str]:
    """Number ids that are equal even with all folders, such as those of `a-b/c` and `a/b-c`."""
    taken: set[str] = set()
    for own in ids:
        candidate, number = own, 1
        while _folded(candidate) in taken:
            number += 1
            candidate = f"{own}-{number}"
        taken.add(_folded(candidate))
        yield candidate
