"""The provenance map: from every line of the canonical to the places it came from.

`<agent>.map.json` maps line numbers, counted from 1, to lists of origins.
Lines without an entry (blank lines, the `---` of the front matter) are layout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import msgspec

from personac.model import Canonical, Origin, Relation

SCHEMA = "personac-map/1"


class MappedOrigin(msgspec.Struct, frozen=True):
    """One place that a line of the canonical came from; lines count from 1."""

    persona: str
    path: str
    line: int
    end_line: int
    cluster: str
    relation: Relation


class ProvenanceMap(msgspec.Struct, frozen=True):
    """All lines of one canonical that came from a source."""

    schema: str
    agent: str
    lines: Mapping[int, tuple[MappedOrigin, ...]]


@dataclass(frozen=True, slots=True)
class MappedBlock:
    """Lines `first` to `last` of the canonical, counted from 1: one bullet, block, heading or key.

    All its lines have the same origins, except blank lines inside, which have none. A link to
    the block, or a hand edit of it, means all its lines.
    """

    first: int
    last: int
    origins: tuple[MappedOrigin, ...]

    @property
    def kept(self) -> MappedOrigin:
        """The origin whose wording was kept."""
        return next((origin for origin in self.origins if origin.relation == "kept"), self.origins[0])

    @property
    def is_heading(self) -> bool:
        """Whether this is a section's title."""
        return self.kept.relation == "heading"

    @property
    def is_field(self) -> bool:
        """Whether this is a key of the front matter."""
        return self.kept.relation == "frontmatter"


def map_provenance(canonical: Canonical) -> ProvenanceMap:
    """Collect the origins of the lines of `canonical`."""
    lines = {
        number: tuple(map(_mapped, line.origins))
        for number, line in enumerate(canonical.lines, start=1)
        if line.origins
    }
    return ProvenanceMap(SCHEMA, canonical.name, lines)


def mapped_blocks(provenance: ProvenanceMap) -> tuple[MappedBlock, ...]:
    """Return the blocks in the order of the canonical: neighbouring lines with equal origins."""
    groups = groupby(sorted(provenance.lines.items()), key=itemgetter(1))
    blocks = ((origins, [number for number, _ in lines]) for origins, lines in groups)
    return tuple(MappedBlock(numbers[0], numbers[-1], origins) for origins, numbers in blocks if origins)


def encode_map(provenance: ProvenanceMap) -> bytes:
    """Encode as JSON, two blanks of indentation, a final newline."""
    return msgspec.json.format(msgspec.json.encode(provenance), indent=2) + b"\n"


def decode_map(data: bytes) -> ProvenanceMap:
    """Decode the output of `encode_map`; raises `msgspec.MsgspecError` for anything else."""
    return msgspec.json.decode(data, type=ProvenanceMap)


def _mapped(origin: Origin) -> MappedOrigin:
    return MappedOrigin(
        origin.persona, origin.path, origin.line, origin.end_line, origin.cluster, origin.relation
    )
