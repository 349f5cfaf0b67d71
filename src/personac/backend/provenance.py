"""The map from every line of the canonical to the places it came from.

`<agent>.map.json` maps line numbers, counted from 1, to lists of origins; a
line that is missing (blank lines, the `---` of the front matter) is layout.
"""

from __future__ import annotations

from collections.abc import Mapping

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
