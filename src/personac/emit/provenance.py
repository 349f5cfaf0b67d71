"""The map from every line of the canonical to the places it came from.

`<agent>.map.json` maps line numbers, counted from 1, to lists of origins; a
line that is missing (blank lines, the `---` of the front matter) is layout.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from personac.ir import Canonical, Relation

SCHEMA = "personac-map/1"


class MappedOrigin(msgspec.Struct, frozen=True):
    """One place that a line of the canonical came from."""

    persona: str
    path: str
    line: int
    end_line: int
    cluster: str
    relation: Relation


class ProvenanceMap(msgspec.Struct, frozen=True):
    """All lines of one canonical that came from somewhere."""

    schema: str
    agent: str
    lines: Mapping[int, tuple[MappedOrigin, ...]]


def map_provenance(canonical: Canonical) -> ProvenanceMap:
    """Collect the origins of the lines of `canonical`."""
    lines = {
        number: tuple(
            MappedOrigin(o.persona, o.path, o.line, o.end_line, o.cluster, o.relation) for o in line.origins
        )
        for number, line in enumerate(canonical.lines, start=1)
        if line.origins
    }
    return ProvenanceMap(SCHEMA, canonical.name, lines)


def encode_map(provenance: ProvenanceMap) -> bytes:
    """Encode as JSON, two blanks of indentation, a final newline."""
    return msgspec.json.format(msgspec.json.encode(provenance), indent=2) + b"\n"


def decode_map(data: bytes) -> ProvenanceMap:
    """Decode what `encode_map` wrote; raises `msgspec.MsgspecError` for anything else."""
    return msgspec.json.decode(data, type=ProvenanceMap)


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
