"""One persona beside the canonical, as data: what became of everything it says, and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from personac.report.field_changes import FieldChange
from personac.report.model import PersonaRow

Fate = Literal["alone", "same", "otherwise", "covered", "left out"]


@dataclass(frozen=True, slots=True)
class Saying:
    """Something a persona says, and its fate; `line` 0 of the canonical where that does not have it.

    `canonical` is what the canonical says there, `reason` why it was left out.
    """

    fate: Fate
    section: tuple[str, ...]
    source_line: int
    text: str
    line: int = 0
    canonical: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Lacking:
    """Something the canonical says, on a line under titles (outermost first), and the personas it is from."""

    section: tuple[str, ...]
    line: int
    text: str
    personas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Renamed:
    """A section of the persona that has another title in the canonical."""

    title: str
    source_line: int
    canonical: str
    line: int


@dataclass(frozen=True, slots=True)
class FieldPlaces:
    """A key that differs, and its lines on both sides, 0 where it is not there."""

    change: FieldChange
    source_line: int
    line: int


@dataclass(frozen=True, slots=True)
class VariantView:
    """Everything a page on one persona tells, in the order of its file; `lacks` in the canonical's.

    `total` is the number of things that the canonical says, `lacking` of those that the persona
    does not; where these are very many `lacks` has only what most of the others say.
    """

    persona: PersonaRow
    total: int
    sayings: tuple[Saying, ...]
    lacks: tuple[Lacking, ...]
    renamed: tuple[Renamed, ...]
    fields: tuple[FieldPlaces, ...]
    lacking: int

    def of(self, fate: Fate) -> tuple[Saying, ...]:
        """Return what had one fate."""
        return tuple(saying for saying in self.sayings if saying.fate == fate)
