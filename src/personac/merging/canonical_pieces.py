"""Pieces of the canonical: a cluster's wording, a block, a title, each with where it is from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from personac.extraction.section_streams import Kept, Streams
from personac.model import Origin, Piece, PieceList, Planned, Relation, Topic
from personac.model.source import Source, Span


class PieceMaker:
    """Makes pieces out of one planned."""

    def __init__(self, planned: Planned, streams: Streams) -> None:
        """Find who has which block, and what was folded into what."""
        self._planned = planned
        self._streams = streams
        self._blocks = _holders(streams)
        self._narrow: dict[int, list[int]] = defaultdict(list)
        for narrow, broad in planned.folded.items():
            self._narrow[broad].append(narrow)

    def piece(self, cluster: int, children: tuple[PieceList, ...] = ()) -> Piece:
        """Return a cluster in its wording; origins: where it is from, who says the same, what it covers."""
        wording = self._planned.wordings[cluster]
        persona = self._persona(wording.bullet)
        origins = tuple(self._origins(cluster))
        return Piece(persona, self._streams.nodes[wording.bullet], origins, children, wording.text)

    def block(self, kept: Kept) -> PieceList:
        """Return a block as it first stands; every persona that has an equal one is named."""
        origins = tuple(self._kept(holder) for holder in self._blocks[kept.digest])
        return PieceList(None, (Piece(kept.persona, kept.block, origins),))

    def title_origins(self, topic: Topic) -> tuple[Origin, ...]:
        """Return where the title stands, first the section whose words it is given in, and its aliases."""
        return tuple(self._titles(topic))

    def _titles(self, topic: Topic) -> Iterator[Origin]:
        for ref in sorted(topic.sections, key=lambda ref: (ref != topic.title_from, ref)):
            section = self._planned.personas[ref.persona].body
            for index in ref.path:
                section = section.sections[index]
            if section.title_span is not None:
                yield self._lines(ref.persona, section.title_span, "heading")

    def _origins(self, cluster: int) -> Iterator[Origin]:
        found, wording = self._planned.clusters[cluster], self._planned.wordings[cluster]
        yield self._origin(wording.bullet, "kept", found.id)
        for member in found.members:
            if member != wording.bullet:
                yield self._origin(member, "merged", found.id)
        for narrow in self._narrow[cluster]:
            for member in self._planned.clusters[narrow].members:
                yield self._origin(member, "covered", self._planned.clusters[narrow].id)

    def _origin(self, bullet: int, relation: Relation, cluster: str) -> Origin:
        found = self._planned.bullets[bullet]
        return Origin(found.persona, found.path, found.line, found.end_line, relation, cluster)

    def _kept(self, kept: Kept) -> Origin:
        is_first = self._blocks[kept.digest][0] is kept
        return self._lines(kept.persona, kept.block.span, "kept" if is_first else "merged")

    def _lines(self, persona: int, span: Span, relation: Relation) -> Origin:
        found = self._planned.personas[persona]
        source: Source = found.source
        return Origin(found.id, source.path, source.line(span.start), source.last_line(span), relation)

    def _persona(self, bullet: int) -> int:
        return self._planned.number_of[self._planned.bullets[bullet].persona]


def _holders(streams: Streams) -> Mapping[str, tuple[Kept, ...]]:
    """For the digest of every block kept whole the places where it stands."""
    found: dict[str, list[Kept]] = defaultdict(list)
    for entries in (*streams.sections.values(), *streams.inside.values()):
        for entry in entries:
            if isinstance(entry, Kept):
                found[entry.digest].append(entry)
    return {digest: tuple(sorted(own, key=_position)) for digest, own in found.items()}


def _position(kept: Kept) -> tuple[int, int]:
    return (kept.persona, kept.block.span.start)
