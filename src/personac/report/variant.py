"""One persona beside the canonical, as data: what became of each of its statements, and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from personac.report.field_changes import FieldChange
from personac.report.model import PersonaRow

Fate = Literal["alone", "same", "otherwise", "covered", "left out"]


@dataclass(frozen=True, slots=True)
class Statement:
    """A bullet or block of a persona and its fate; `line` is its line in the canonical, 0 for none.

    `canonical` is the text of the canonical there, `reason` why it was left out.
    """

    fate: Fate
    section: tuple[str, ...]
    source_line: int
    text: str
    line: int = 0
    canonical: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CanonicalStatement:
    """A bullet or block of the canonical: its titles (outermost first), line, text, and personas."""

    section: tuple[str, ...]
    line: int
    text: str
    personas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RenamedSection:
    """A section of the persona that has another title in the canonical."""

    title: str
    source_line: int
    canonical: str
    line: int


@dataclass(frozen=True, slots=True)
class FieldPlaces:
    """A key that differs (`a` is the canonical's value), and its lines on both sides, 0 for none."""

    change: FieldChange
    source_line: int
    line: int


@dataclass(frozen=True, slots=True)
class VariantView:
    """Everything on the page of one persona, in the order of its file; `lacks` in the canonical's order.

    `total` is the number of statements of the canonical, `lacking` of those that the persona lacks; of
    very many `lacks` lists only those of most personas.
    """

    persona: PersonaRow
    total: int
    statements: tuple[Statement, ...]
    lacks: tuple[CanonicalStatement, ...]
    renamed: tuple[RenamedSection, ...]
    fields: tuple[FieldPlaces, ...]
    lacking: int

    def of(self, fate: Fate) -> tuple[Statement, ...]:
        """Return the statements of one fate."""
        return tuple(statement for statement in self.statements if statement.fate == fate)
