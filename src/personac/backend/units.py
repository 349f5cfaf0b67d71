"""The canonical as units: the lines that one bullet, block, heading or key became.

A bullet of several lines has the same origins on each of them, and none on the
blank lines inside; whoever links to it, or carries a hand edit of it back to
the sources, means all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from personac.backend.provenance import MappedOrigin, ProvenanceMap


@dataclass(frozen=True, slots=True)
class Unit:
    """Lines `first` to `last` of the canonical, counted from 1, and where they came from."""

    first: int
    last: int
    origins: tuple[MappedOrigin, ...]

    @property
    def kept(self) -> MappedOrigin:
        """The origin whose wording stands there."""
        return next((origin for origin in self.origins if origin.relation == "kept"), self.origins[0])

    @property
    def is_heading(self) -> bool:
        """Tell whether this is a section's title."""
        return self.kept.relation == "heading"

    @property
    def is_field(self) -> bool:
        """Tell whether this is a key of the front matter."""
        return self.kept.relation == "frontmatter"


def units(provenance: ProvenanceMap) -> tuple[Unit, ...]:
    """Return the units in the order of the canonical."""
    return tuple(_joined(sorted(provenance.lines.items())))


def _joined(lines: Iterable[tuple[int, tuple[MappedOrigin, ...]]]) -> Iterator[Unit]:
    """Join the lines of equal origins; between them stand blank lines only."""
    current: Unit | None = None
    for number, origins in lines:
        if current is not None and current.origins == origins:
            current = Unit(current.first, number, origins)
            continue
        if current is not None:
            yield current
        current = Unit(number, number, origins) if origins else None
    if current is not None:
        yield current
