"""Pieces of the canonical with their origins, and entries for what the canonical leaves out.

A piece is a cluster in its wording, a block, or a title. Whatever of a source is in no piece is
listed with its place and the reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from personac.extraction.section_streams import Kept, Placed, Streams, distinct_sections
from personac.model import LeftOut, MergedSection, Origin, Piece, PieceList, Planned, Relation, Topic
from personac.model.source import Span

LABEL_REASON = "label: the heading above it introduces the list"
IDLE_TITLE_REASON = "title: its content is elsewhere"
TITLE_REASON = "title: fewer than half of the personas have a document title"


class PieceMaker:
    """Makes the pieces of one plan."""

    def __init__(self, planned: Planned, streams: Streams) -> None:
        """Index the copies of each block, and the clusters that are folded into each cluster."""
        self._planned = planned
        self._streams = streams
        self._copies = _copies(streams)
        self._narrow: dict[int, list[int]] = defaultdict(list)
        for narrow, broad in planned.folded.items():
            self._narrow[broad].append(narrow)

    def piece(self, cluster: int, children: tuple[PieceList, ...] = ()) -> Piece:
        """Return a cluster in its wording. Origins: its bullet, the other members, what it covers."""
        wording = self._planned.wordings[cluster]
        persona = self._planned.number_of[self._planned.bullets[wording.bullet].persona]
        origins = tuple(self._origins(cluster))
        return Piece(persona, self._streams.nodes[wording.bullet], origins, children, wording.text)

    def block(self, kept: Kept) -> PieceList:
        """Return the first copy of a block; every copy is an origin."""
        first, *others = self._copies[kept.digest]
        origins = (self._kept(first, "kept"), *(self._kept(other, "merged") for other in others))
        return PieceList(None, (Piece(kept.persona, kept.block, origins),))

    def title_origins(self, topic: Topic) -> tuple[Origin, ...]:
        """Return the places of the titles of a topic's sections, that of the chosen title first."""
        return tuple(self._titles(topic))

    def _titles(self, topic: Topic) -> Iterator[Origin]:
        for ref in sorted(topic.sections, key=lambda ref: (ref != topic.title_from, ref)):
            section = self._planned.personas[ref.persona].body
            for index in ref.path:
                section = section.sections[index]
            if section.title_span is not None:
                yield self._lines(ref.persona, section.title_span, "heading")

    def _origins(self, cluster: int) -> Iterator[Origin]:
        clusters, wording = self._planned.clusters, self._planned.wordings[cluster]
        own = clusters[cluster]
        yield self._origin(wording.bullet, "kept", own.id)
        for member in own.members:
            if member != wording.bullet:
                yield self._origin(member, "merged", own.id)
        for narrow in self._narrow[cluster]:
            for member in clusters[narrow].members:
                yield self._origin(member, "covered", clusters[narrow].id)

    def _origin(self, bullet: int, relation: Relation, cluster: str) -> Origin:
        b = self._planned.bullets[bullet]
        return Origin(b.persona, b.path, b.line, b.end_line, relation, cluster)

    def _kept(self, kept: Kept, relation: Relation) -> Origin:
        return self._lines(kept.persona, kept.block.span, relation)

    def _lines(self, persona: int, span: Span, relation: Relation) -> Origin:
        owner = self._planned.personas[persona]
        source = owner.source
        return Origin(owner.id, source.path, source.line(span.start), source.last_line(span), relation)


def _copies(streams: Streams) -> Mapping[str, tuple[Kept, ...]]:
    """Return the copies of every block by digest, in the order of the sources."""
    copies: dict[str, list[Kept]] = defaultdict(list)
    for entries in (*streams.sections.values(), *streams.inside.values()):
        for entry in entries:
            if isinstance(entry, Kept):
                copies[entry.digest].append(entry)
    return {digest: tuple(sorted(own, key=_position)) for digest, own in copies.items()}


def _position(kept: Kept) -> tuple[int, int]:
    return (kept.persona, kept.block.span.start)


def by_place(entries: Iterable[LeftOut]) -> tuple[LeftOut, ...]:
    """Return the entries ordered by path, line and bullet."""
    return tuple(sorted(entries, key=lambda entry: (entry.path, entry.line, entry.bullet)))


def left_out_members(planned: Planned, reasons: Mapping[int, str]) -> tuple[LeftOut, ...]:
    """Return an entry for every member of the clusters in `reasons`, ordered by bullet."""
    members = sorted((m, reason) for c, reason in reasons.items() for m in planned.clusters[c].members)
    bullets = ((planned.bullets[member], reason) for member, reason in members)
    return tuple(
        LeftOut(b.persona, b.path, b.line, b.end_line, b.text, reason, b.id) for b, reason in bullets
    )


def left_out_titles(planned: Planned, body: MergedSection) -> Iterator[LeftOut]:
    """Yield the titles and labels that no section of the canonical has as an origin."""
    known = set(_title_lines(body))
    for placed in distinct_sections(planned):
        persona, span = planned.personas[placed.ref.persona], placed.section.title_span
        if span is None:
            continue
        lines = persona.source.line(span.start), persona.source.last_line(span)
        reason = _title_reason(placed, body, is_known=(persona.source.path, lines[0]) in known)
        if reason:
            yield LeftOut(persona.id, persona.source.path, *lines, placed.section.title, reason)


def _title_reason(placed: Placed, body: MergedSection, *, is_known: bool) -> str:
    """Return why a title is left out, or an empty string."""
    if placed.topical:
        return "" if is_known else IDLE_TITLE_REASON
    if placed.section.kind == "label":
        return LABEL_REASON
    return "" if body.title else TITLE_REASON


def _title_lines(body: MergedSection) -> Iterator[tuple[str, int]]:
    """Yield path and line of every origin of a title."""
    yield from ((origin.path, origin.line) for origin in body.origins)
    for section in body.sections:
        yield from _title_lines(section)
