"""Merge: every cluster once, in its place, in an order the sources agree to.

The order inside each list, and of the texts, lists and blocks of a section,
is woven from the sources' own orders (see `sequence`). Nothing is dropped
silently: what the canonical does not say is listed with a reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from personac.ir import (
    Compilation,
    ListForm,
    MergedSection,
    Origin,
    Piece,
    PieceList,
    Relation,
    Topic,
)
from personac.passes.choose import Chosen, choose_texts, spare_titles
from personac.passes.place import (
    NestedList,
    Places,
    Running,
    TopicList,
    numbered_lists,
    place_clusters,
    topics,
)
from personac.passes.roles import assign_roles
from personac.passes.sequence import merge_sequences
from personac.passes.streams import Entry, Kept, Listed, Streams, Text, section_streams
from personac.rules.model import Rules

Token = tuple[str, str | int, int]  # ("text", cluster, 0), ("list", form, nth) or ("block", digest, 0)


def run(compilation: Compilation, rules: Rules) -> Compilation:
    """Fill `body` and `left_out`."""
    if compilation.outline is None:
        raise AssertionError
    streams = section_streams(compilation)
    roles = assign_roles(compilation, streams)
    places = place_clusters(compilation, compilation.outline, streams)
    chosen = choose_texts(compilation, roles, places, keep_all_identities=rules.merge.identity == "all")
    orders = _orders(compilation, streams, places)
    merger = _Merger(compilation, streams, places, chosen, orders, numbered_lists(streams))
    left_out = (*chosen.left_out, *spare_titles(compilation, compilation.outline))
    ordered = tuple(sorted(left_out, key=lambda entry: (entry.path, entry.line, entry.bullet)))
    return replace(compilation, body=merger.body(compilation.outline), left_out=ordered)


def _orders(
    compilation: Compilation, streams: Streams, places: Places
) -> Mapping[TopicList | NestedList, tuple[int, ...]]:
    """For every list of the canonical its clusters, in order."""
    sequences: dict[TopicList | NestedList, list[list[int]]] = defaultdict(list)
    for entries in (*streams.sections.values(), *streams.inside.values()):
        for entry in entries:
            if isinstance(entry, Listed):
                _add_sequences(compilation, places, entry, sequences)
    return {place: merge_sequences(found) for place, found in sorted(sequences.items(), key=repr)}


def _add_sequences(
    compilation: Compilation,
    places: Places,
    entry: Listed,
    sequences: dict[TopicList | NestedList, list[list[int]]],
) -> None:
    by_place: dict[TopicList | NestedList, list[int]] = defaultdict(list)
    for bullet in entry.bullets:
        cluster = compilation.cluster_of[bullet]
        place = places.of[cluster]
        if not isinstance(place, Running):
            by_place[place].append(cluster)
    for place, clusters in by_place.items():
        sequences[place].append(clusters)


@dataclass(frozen=True, slots=True)
class _Merger:
    compilation: Compilation
    streams: Streams
    places: Places
    chosen: Chosen
    orders: Mapping[TopicList | NestedList, tuple[int, ...]]
    numbers: Mapping[int, tuple[ListForm, int]]

    def body(self, outline: Topic) -> MergedSection:
        blocks = self._first_blocks(outline)
        root = self._section(outline, 0, blocks)
        closing = tuple(self._text(cluster) for cluster in self.chosen.closings)
        return _with_closing(root, closing)

    def _first_blocks(self, outline: Topic) -> dict[int, dict[str, Kept]]:
        """For each topic the blocks kept there: each digest where it first stands."""
        seen: set[str] = set()
        found: dict[int, dict[str, Kept]] = defaultdict(dict)
        for topic in topics(outline):
            for ref in topic.sections:
                for entry in self.streams.sections[ref]:
                    if isinstance(entry, Kept) and entry.digest not in seen:
                        seen.add(entry.digest)
                        found[topic.id][entry.digest] = entry
        return found

    def _section(self, topic: Topic, level: int, blocks: Mapping[int, dict[str, Kept]]) -> MergedSection:
        own = blocks.get(topic.id, {})
        content = tuple(p for token in self._tokens(topic, own) for p in self._content(topic, token, own))
        sections = tuple(self._section(child, level + 1, blocks) for child in topic.children)
        filled = tuple(section for section in sections if section.content or section.sections)
        return MergedSection(level, topic.title, self._title_origins(topic), content, filled)

    def _tokens(self, topic: Topic, blocks: Mapping[str, Kept]) -> tuple[Token, ...]:
        """What stands right in a topic, in the order woven from its sections."""
        lists = sorted(p for p in self.orders if isinstance(p, TopicList) and p.topic == topic.id)
        per_section = [
            list(self._section_tokens(topic, self.streams.sections[r], blocks)) for r in topic.sections
        ]
        leftover: list[Token] = [("list", place.form, place.nth) for place in lists]
        woven = merge_sequences(per_section)
        return (*woven, *(token for token in leftover if token not in set(woven)))

    def _section_tokens(
        self, topic: Topic, entries: Sequence[Entry], blocks: Mapping[str, Kept]
    ) -> Iterator[Token]:
        for entry in entries:
            match entry:
                case Text(bullet) if self._runs_in(topic, bullet):
                    yield ("text", self.compilation.cluster_of[bullet], 0)
                case Listed(bullets=bullets):
                    form, nth = self.numbers[bullets[0]]
                    if TopicList(topic.id, form, nth) in self.orders:
                        yield ("list", form, nth)
                case Kept(digest=digest) if digest in blocks:
                    yield ("block", digest, 0)
                case _:
                    pass

    def _runs_in(self, topic: Topic, bullet: int) -> bool:
        cluster = self.compilation.cluster_of[bullet]
        return self.places.of[cluster] == Running(topic.id) and cluster in self.chosen.running

    def _content(self, topic: Topic, token: Token, blocks: Mapping[str, Kept]) -> Iterator[PieceList]:
        match token:
            case ("text", int(cluster), _):
                yield self._text(cluster)
            case ("block", str(digest), _):
                yield self._block(blocks[digest])
            case (_, form, nth):
                place = TopicList(topic.id, form, nth)  # type: ignore[arg-type]
                lead_in = self.chosen.lead_ins.get(place)
                if lead_in is not None:
                    yield self._text(lead_in)
                yield self._list(place)

    def _list(self, place: TopicList | NestedList) -> PieceList:
        return PieceList(place.form, tuple(self._piece(cluster) for cluster in self.orders[place]))

    def _text(self, cluster: int) -> PieceList:
        return PieceList(None, (self._piece(cluster),))

    def _piece(self, cluster: int) -> Piece:
        found = self.compilation.clusters[cluster]
        wording = found.representative
        persona = self._persona(wording)
        children = (*self._nested(cluster), *self._attached(found.members))
        return Piece(persona, self.streams.nodes[wording], self._origins(cluster), children)

    def _nested(self, cluster: int) -> Iterator[PieceList]:
        forms: tuple[ListForm, ...] = ("bulleted", "ordered", "task")
        for form in forms:
            if NestedList(cluster, form) in self.orders:
                yield self._list(NestedList(cluster, form))

    def _attached(self, members: Sequence[int]) -> Iterator[PieceList]:
        """The blocks inside the members' items, each content once."""
        seen: set[str] = set()
        for member in members:
            for entry in self.streams.inside.get(member, ()):
                if isinstance(entry, Kept) and entry.digest not in seen:
                    seen.add(entry.digest)
                    yield self._block(entry)

    def _block(self, kept: Kept) -> PieceList:
        persona = self.compilation.personas[kept.persona]
        line, end_line = persona.source.line(kept.block.span.start), persona.source.last_line(kept.block.span)
        origin = Origin(persona.id, persona.source.path, line, end_line, "kept")
        return PieceList(None, (Piece(kept.persona, kept.block, (origin,)),))

    def _origins(self, cluster: int) -> tuple[Origin, ...]:
        """The representative first, then the others in the order of the personas."""
        found = self.compilation.clusters[cluster]
        others = [member for member in found.members if member != found.representative]
        return (
            self._origin(found.representative, "kept", found.id),
            *(self._origin(member, "merged", found.id) for member in others),
        )

    def _origin(self, bullet: int, relation: Relation, cluster: str) -> Origin:
        found = self.compilation.bullets[bullet]
        return Origin(found.persona, found.path, found.line, found.end_line, relation, cluster)

    def _title_origins(self, topic: Topic) -> tuple[Origin, ...]:
        origins = []
        for ref in topic.sections:
            persona = self.compilation.personas[ref.persona]
            section = persona.body
            for index in ref.path:
                section = section.sections[index]
            if section.title_span is not None:
                source, span = persona.source, section.title_span
                lines = source.line(span.start), source.last_line(span)
                origins.append(Origin(persona.id, source.path, *lines, "heading"))
        return tuple(origins)

    def _persona(self, bullet: int) -> int:
        return self.compilation.number_of[self.compilation.bullets[bullet].persona]


def _with_closing(section: MergedSection, closing: tuple[PieceList, ...]) -> MergedSection:
    """Put the closing texts at the very end of the body."""
    if not section.sections:
        return replace(section, content=(*section.content, *closing))
    *before, last = section.sections
    return replace(section, sections=(*before, _with_closing(last, closing)))
