"""Merge: every cluster once, in its place, in an order the sources agree to.

The order of the texts, lists and blocks of a section, and of the lists and
blocks below a bullet, is woven from the sources' own orders (see `sequence`).
Nothing is dropped silently: what the canonical does not say is listed with a
reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from personac.config.schema import Merge
from personac.extraction.section_streams import Entry, Kept, Listed, Streams, Text, section_streams
from personac.merging.canonical_pieces import PieceMaker
from personac.merging.cluster_placement import Places, Running, place_clusters, topics
from personac.merging.list_groups import Holder, Slot
from personac.merging.list_order import order_slots
from personac.merging.paragraph_selection import (
    Chosen,
    assign_roles,
    choose_preludes,
    choose_texts,
    reads_as_label,
    spare_titles,
)
from personac.merging.remnants import without_idle_labels, without_idle_texts
from personac.model import LeftOut, Merged, MergedSection, PieceList, Planned, Topic
from personac.model.ast import Block, Paragraph
from personac.outline.consensus_order import merge_sequences

Token = tuple[str, int | str]  # ("text", cluster), ("list", first bullet of the slot) or ("block", digest)


def merge(planned: Planned, settings: Merge) -> Merged:
    """Return the merged body, and what is left out of it."""
    streams = section_streams(planned.extracted)
    places = place_clusters(planned, streams)
    orders, found = order_slots(planned, streams, places)
    orders, idle_labels = without_idle_labels(planned, streams, places, orders)
    roles = assign_roles(planned.extracted, streams)
    if settings.identity == "all":
        roles = replace(roles, identities=())
    chosen = choose_texts(planned, streams, places, roles, orders)
    chosen = choose_preludes(planned, streams, places, chosen, tuple(orders))
    make = PieceMaker(planned, streams)
    merger = _Merger(planned, streams, places, chosen, orders, _by_holder(orders), make)
    body, idle_texts = without_idle_texts(planned, streams, roles, merger.body(planned.outline))
    left_out = (
        *chosen.left_out,
        *idle_labels,
        *idle_texts,
        *spare_titles(planned, body),
        *_folded(planned),
    )
    ordered = tuple(sorted(left_out, key=lambda entry: (entry.path, entry.line, entry.bullet)))
    return Merged(planned, body, ordered, diagnostics=found)


def _by_holder(orders: Mapping[Slot, tuple[int, ...]]) -> Mapping[Holder, Sequence[Slot]]:
    """For each topic and bullet the lists that stand in it and have items, in order."""
    found: dict[Holder, list[Slot]] = defaultdict(list)
    for slot in sorted(orders):
        found[slot.holder].append(slot)
    return found


def _folded(planned: Planned) -> Iterator[LeftOut]:
    for narrow, broad in planned.folded.items():
        said = planned.bullets[planned.wordings[broad].bullet]
        reason = f"covered: all it says stands in {said.text!r} of {said.path}:{said.line}"
        for member in planned.clusters[narrow].members:
            b = planned.bullets[member]
            yield LeftOut(b.persona, b.path, b.line, b.end_line, b.text, reason, b.id)


@dataclass(frozen=True, slots=True)
class _Merger:
    planned: Planned
    streams: Streams
    places: Places
    chosen: Chosen
    orders: Mapping[Slot, tuple[int, ...]]
    filled: Mapping[Holder, Sequence[Slot]]
    make: PieceMaker

    def body(self, outline: Topic) -> MergedSection:
        root = self._section(outline, 0, self._first_blocks(outline))
        return _with_closing(root, tuple(self._text(cluster) for cluster in self.chosen.closings))

    def _first_blocks(self, outline: Topic) -> dict[int, dict[str, Kept]]:
        """For each topic the blocks kept there: each digest where it first stands."""
        seen: set[str] = set()
        found: dict[int, dict[str, Kept]] = defaultdict(dict)
        for topic in topics(outline):
            for ref in topic.sections:
                for entry in self.streams.sections.get(ref, ()):
                    if isinstance(entry, Kept) and entry.digest not in seen:
                        seen.add(entry.digest)
                        found[topic.id][entry.digest] = entry
        return found

    def _section(self, topic: Topic, level: int, blocks: Mapping[int, dict[str, Kept]]) -> MergedSection:
        content = self._content(Holder("topic", topic.id), blocks.get(topic.id, {}))
        sections = tuple(self._section(child, level + 1, blocks) for child in topic.children)
        filled = tuple(section for section in sections if section.content or section.sections)
        return MergedSection(level, topic.title, self.make.title_origins(topic), content, filled)

    def _content(self, holder: Holder, blocks: Mapping[str, Kept]) -> tuple[PieceList, ...]:
        """What stands right in a topic or a bullet, in the order woven from its streams."""
        streams = self.places.streams.get(holder, ())
        woven = merge_sequences([tuple(self._tokens(holder, entries, blocks)) for entries in streams])
        displaced: list[Token] = [("list", slot.first) for slot in self.filled.get(holder, ())]
        tokens = list(dict.fromkeys((*woven, *displaced)))
        if holder.kind == "bullet":  # where an item's own paragraphs stand, since it would be one of them
            tokens.sort(key=lambda token: not isinstance(_block(token, blocks), Paragraph))
        prelude = self.chosen.preludes.get(holder.number) if holder.kind == "topic" else None
        pieces = [p for token in tokens for p in self._pieces(holder, token, blocks)]
        return _no_false_labels([*pieces, *self._lead_in(prelude)])

    def _tokens(
        self, holder: Holder, entries: Sequence[Entry], blocks: Mapping[str, Kept]
    ) -> Iterator[Token]:
        for entry in entries:
            match entry:
                case Text(bullet) if self._runs_in(holder, bullet):
                    yield ("text", self.planned.cluster_of[bullet])
                case Listed(bullets=bullets) if self.places.slots.of[bullets[0]] in self.orders:
                    yield ("list", self.places.slots.of[bullets[0]].first)
                case Kept(digest=digest) if digest in blocks:
                    yield ("block", digest)
                case _:
                    pass

    def _runs_in(self, holder: Holder, bullet: int) -> bool:
        cluster = self.planned.cluster_of[bullet]
        return self.places.of.get(cluster) == Running(holder.number) and cluster in self.chosen.running

    def _pieces(self, holder: Holder, token: Token, blocks: Mapping[str, Kept]) -> Iterator[PieceList]:
        match token:
            case ("text", int(cluster)):
                yield self._text(cluster)
            case ("block", str(digest)):
                if holder.kind == "topic":
                    yield from self._lead_in(self.chosen.block_lead_ins.get(digest))
                yield self.make.block(blocks[digest])
            case (_, int(first)):
                slot = Slot(holder, first)
                yield from self._lead_in(self.chosen.lead_ins.get(slot))
                pieces = tuple(self.make.piece(c, self._below(c)) for c in self.orders[slot])
                yield PieceList(self.places.slots.form_of(slot), pieces)

    def _lead_in(self, cluster: int | None) -> Iterator[PieceList]:
        if cluster is not None:
            yield self._text(cluster)

    def _text(self, cluster: int) -> PieceList:
        return PieceList(None, (self.make.piece(cluster),))

    def _below(self, cluster: int) -> tuple[PieceList, ...]:
        """The lists and blocks nested below the bullet of a cluster, each block once."""
        holder = Holder("bullet", cluster)
        entries = [entry for own in self.places.streams.get(holder, ()) for entry in own]
        blocks: dict[str, Kept] = {}
        for entry in entries:
            if isinstance(entry, Kept):
                blocks.setdefault(entry.digest, entry)
        return self._content(holder, blocks)


def _block(token: Token, blocks: Mapping[str, Kept]) -> Block | None:
    kind, key = token
    return blocks[str(key)].block if kind == "block" else None


def _no_false_labels(content: Sequence[PieceList]) -> tuple[PieceList, ...]:
    """Move texts that would name a list which they do not belong to behind it."""
    waiting: list[PieceList] = []
    found: list[PieceList] = []
    for at, group in enumerate(content):
        below = content[at + 1] if at + 1 < len(content) else None
        is_label = group.form is None and reads_as_label(group.pieces[0].block)
        if is_label and below is not None and below.form is not None:
            waiting.append(group)
            continue
        found.append(group)
        if waiting and group.form is not None and (below is None or below.form is None):
            found.extend(waiting)
            waiting.clear()
    return tuple(found)


def _with_closing(section: MergedSection, closing: tuple[PieceList, ...]) -> MergedSection:
    """Put the closing texts at the very end of the body."""
    if not section.sections:
        return replace(section, content=(*section.content, *closing))
    *before, last = section.sections
    return replace(section, sections=(*before, _with_closing(last, closing)))
