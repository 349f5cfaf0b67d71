"""The provenance map: from every line of the canonical to the places it came from.

`<agent>.map.json` has a list of origins for each line of the canonical, in the order of the lines: a line
that is added above moves the others, and changes none of them. An empty list (for a blank line, the `---`
of the front matter) is layout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Literal

import msgspec

from personac.config.one_at_a_time import decode_json
from personac.emit.json_rows import encode_rows
from personac.model import Canonical, Origin, Relation

SCHEMA = "personac-map/2"


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


class _MapFile(msgspec.Struct, frozen=True):
    """The map as it is written: the origins of line n are the element n - 1 of `lines`."""

    schema: Literal["personac-map/2"]
    agent: str
    lines: tuple[tuple[MappedOrigin, ...], ...]


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
    """Encode as JSON: a row for each line of the canonical, empty where nothing comes from a source."""
    last = max(provenance.lines, default=0)
    rows = [provenance.lines.get(number, ()) for number in range(1, last + 1)]
    return encode_rows({"schema": provenance.schema, "agent": provenance.agent, "lines": rows})


def decode_map(data: bytes) -> ProvenanceMap:
    """Decode the output of `encode_map`; raises `msgspec.DecodeError` for anything else."""
    file = decode_json(data, _MapFile)
    lines = {number: origins for number, origins in enumerate(file.lines, start=1) if origins}
    return ProvenanceMap(file.schema, file.agent, lines)


def _mapped(origin: Origin) -> MappedOrigin:
    return MappedOrigin(
        origin.persona, origin.path, origin.line, origin.end_line, origin.cluster, origin.relation
    )
