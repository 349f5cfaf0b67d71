"""Parsed sources: front matter, persona, and its bullets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from personac.model.ast import Section
from personac.model.source import Source, Span

BulletKind = Literal["item", "task", "ordered", "paragraph"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a front matter: its value as YAML has it, and its lines.

    `span` runs from the key to the end of its value, without the line end.
    """

    key: str
    value: Any
    span: Span


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter of one file; `tolerant` where no YAML parser takes it.

    `span` covers both `---` lines and is None where the file has none.
    """

    span: Span | None = None
    entries: tuple[Entry, ...] = ()
    tolerant: bool = False

    @property
    def values(self) -> dict[str, Any]:
        """The keys and values, in the order of the file."""
        return {entry.key: entry.value for entry in self.entries}


@dataclass(frozen=True, slots=True)
class Persona:
    """One parsed source file; `id` is its stem, made unique by its path."""

    id: str
    source: Source
    front_matter: FrontMatter
    body: Section

    @property
    def name(self) -> str:
        """The value of `name:`, or an empty string."""
        value = self.front_matter.values.get("name")
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Bullet:
    """The unit that is matched: a list item at any depth, or a paragraph.

    `text` is what a reader sees, `stems` the normal form that is compared.
    `section` lists the titles from the outermost in; `parent` is the id of the
    bullet that this one is nested under, or an empty string.
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

    @property
    def is_paragraph(self) -> bool:
        """Paragraphs are matched among themselves only."""
        return self.kind == "paragraph"
