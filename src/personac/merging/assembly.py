"""Merge: every cluster once, in its place, in an order that the sources agree on.

The texts, lists and blocks of a section, and the lists and blocks below a bullet, are woven from the orders
of the sources (see `consensus_order`). Whatever the canonical leaves out is listed with a reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from personac.config.schema import Merge
from personac.extraction.section_streams import Entry, Kept, Listed, Streams, Text, section_streams
from personac.merging.canonical_pieces import PieceMaker, by_place, left_out_members, left_out_titles
from personac.merging.cluster_placement import Places, Running, place_clusters
from personac.merging.list_groups import Holder, Slot
from personac.merging.list_order import order_slots
from personac.merging.paragraph_selection import Chosen, assign_roles, choose_texts, reads_as_label
from personac.merging.remnants import choose_preludes, without_idle_labels, without_idle_texts
from personac.model import Merged, MergedSection, PieceList, Planned, Topic
from personac.model.ast import Block, Paragraph
from personac.outline.consensus_order import merge_sequences
from personac.outline.topic_tree import topics

Token = tuple[str, int | str]  # ("text", cluster), ("list", first bullet of the slot) or ("block", digest)


def merge(planned: Planned, settings: Merge) -> Merged:
    """Return the merged body, and what it leaves out."""
    streams = section_streams(planned)
    places = place_clusters(planned, streams)
    orders, diagnostics = order_slots(planned, streams, places)
    orders, idle_labels = without_idle_labels(planned, streams, places, orders)
    roles = assign_roles(planned, streams)
    if settings.identity == "all":
        roles = replace(roles, identities=())
    chosen = choose_texts(planned, streams, places, roles, orders)
    chosen = choose_preludes(planned, streams, places, chosen, tuple(orders))
    assembled = _Assembly(planned, streams, places, chosen, orders).body(planned.outline)
    body, idle_texts = without_idle_texts(planned, streams, roles, assembled)
    titles = left_out_titles(planned, body)
    covered = left_out_members(planned, _covered(planned))
    left_out = by_place((*chosen.left_out, *idle_labels, *idle_texts, *titles, *covered))
    return Merged(**planned.carried(diagnostics), body=body, left_out=left_out)


def _covered(planned: Planned) -> Mapping[int, str]:
    """For each folded cluster the reason, which names the wording that covers it."""
    reasons = {}
    for narrow, broad in planned.folded.items():
        wording = planned.bullets[planned.wordings[broad].bullet]
        reasons[narrow] = f"covered: {wording.text!r} of {wording.path}:{wording.line} says all of it"
    return reasons


def _by_holder(orders: Mapping[Slot, tuple[int, ...]]) -> Mapping[Holder, Sequence[Slot]]:
    """For each topic and bullet the lists with items in it, in order."""
    slots: dict[Holder, list[Slot]] = defaultdict(list)
    for slot in sorted(orders):
        slots[slot.holder].append(slot)
    return slots


class _Assembly:
    """Builds the body from the top down."""

    def __init__(
        self,
        planned: Planned,
        streams: Streams,
        places: Places,
        chosen: Chosen,
        orders: Mapping[Slot, tuple[int, ...]],
    ) -> None:
        self._planned, self._streams, self._places = planned, streams, places
        self._chosen, self._orders = chosen, orders
        self._slots = _by_holder(orders)
        self._make = PieceMaker(planned, streams)

    def body(self, outline: Topic) -> MergedSection:
        root = self._section(outline, 0, self._first_blocks(outline))
        return _with_closing(root, tuple(self._text(cluster) for cluster in self._chosen.closings))

    def _first_blocks(self, outline: Topic) -> dict[int, dict[str, Kept]]:
        """For each topic its blocks by digest; equal blocks are kept only in the first topic."""
        seen: set[str] = set()
        blocks: dict[int, dict[str, Kept]] = defaultdict(dict)
        for topic in topics(outline):
            for ref in topic.sections:
                for entry in self._streams.sections.get(ref, ()):
                    if isinstance(entry, Kept) and entry.digest not in seen:
                        seen.add(entry.digest)
                        blocks[topic.id][entry.digest] = entry
        return blocks

    def _section(self, topic: Topic, level: int, blocks: Mapping[int, dict[str, Kept]]) -> MergedSection:
        content = self._content(Holder("topic", topic.id), blocks.get(topic.id, {}))
        sections = tuple(self._section(child, level + 1, blocks) for child in topic.children)
        filled = tuple(section for section in sections if section.content or section.sections)
        return MergedSection(level, topic.title, self._make.title_origins(topic), content, filled)

    def _content(self, holder: Holder, blocks: Mapping[str, Kept]) -> tuple[PieceList, ...]:
        """Return the content of a topic or a bullet, in the order woven from its streams."""
        streams = self._places.streams.get(holder, ())
        woven = merge_sequences([tuple(self._tokens(holder, entries, blocks)) for entries in streams])
        displaced: list[Token] = [("list", slot.first) for slot in self._slots.get(holder, ())]
        tokens = list(dict.fromkeys((*woven, *displaced)))
        if holder.kind == "bullet":  # a paragraph of an item is parsed as the item's own wherever it is
            tokens.sort(key=lambda token: not isinstance(_block(token, blocks), Paragraph))
        prelude = self._chosen.preludes.get(holder.number) if holder.kind == "topic" else None
        pieces = [piece for token in tokens for piece in self._pieces(holder, token, blocks)]
        return _without_false_labels([*pieces, *self._lead_in(prelude)])

    def _tokens(
        self, holder: Holder, entries: Sequence[Entry], blocks: Mapping[str, Kept]
    ) -> Iterator[Token]:
        slot_of = self._places.slots.of
        for entry in entries:
            match entry:
                case Text(bullet) if self._is_running(holder, self._planned.cluster_of[bullet]):
                    yield ("text", self._planned.cluster_of[bullet])
                case Listed(bullets=bullets) if slot_of[bullets[0]] in self._orders:
                    yield ("list", slot_of[bullets[0]].first)
                case Kept(digest=digest) if digest in blocks:
                    yield ("block", digest)
                case _:
                    pass

    def _is_running(self, holder: Holder, cluster: int) -> bool:
        return self._places.of.get(cluster) == Running(holder.number) and cluster in self._chosen.running

    def _pieces(self, holder: Holder, token: Token, blocks: Mapping[str, Kept]) -> Iterator[PieceList]:
        match token:
            case ("text", int(cluster)):
                yield self._text(cluster)
            case ("block", str(digest)):
                if holder.kind == "topic":
                    yield from self._lead_in(self._chosen.block_lead_ins.get(digest))
                yield self._make.block(blocks[digest])
            case (_, int(first)):
                slot = Slot(holder, first)
                yield from self._lead_in(self._chosen.lead_ins.get(slot))
                pieces = tuple(self._make.piece(c, self._below(c)) for c in self._orders[slot])
                yield PieceList(self._places.slots.form_of(slot), pieces)

    def _lead_in(self, cluster: int | None) -> Iterator[PieceList]:
        if cluster is not None:
            yield self._text(cluster)

    def _text(self, cluster: int) -> PieceList:
        return PieceList(None, (self._make.piece(cluster),))

    def _below(self, cluster: int) -> tuple[PieceList, ...]:
        """Return the lists and blocks nested below the bullet of a cluster, each block once."""
        holder = Holder("bullet", cluster)
        entries = [entry for own in self._places.streams.get(holder, ()) for entry in own]
        blocks: dict[str, Kept] = {}
        for entry in entries:
            if isinstance(entry, Kept):
                blocks.setdefault(entry.digest, entry)
        return self._content(holder, blocks)


def _block(token: Token, blocks: Mapping[str, Kept]) -> Block | None:
    kind, key = token
    return blocks[str(key)].block if kind == "block" else None


def _without_false_labels(content: Sequence[PieceList]) -> tuple[PieceList, ...]:
    """Move texts behind a list if they would be parsed as its label without belonging to it."""
    waiting: list[PieceList] = []
    ordered: list[PieceList] = []
    for at, group in enumerate(content):
        below = content[at + 1] if at + 1 < len(content) else None
        is_label = group.form is None and reads_as_label(group.pieces[0].block)
        if is_label and below is not None and below.form is not None:
            waiting.append(group)
            continue
        ordered.append(group)
        if waiting and group.form is not None and (below is None or below.form is None):
            ordered.extend(waiting)
            waiting.clear()
    return tuple(ordered)


def _with_closing(section: MergedSection, closing: tuple[PieceList, ...]) -> MergedSection:
    """Put the closing texts at the very end of the body."""
    if not section.sections:
        return replace(section, content=(*section.content, *closing))
    *before, last = section.sections
    return replace(section, sections=(*before, _with_closing(last, closing)))
