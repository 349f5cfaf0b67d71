"""Items that only name a list which now stands elsewhere.

`- **Testing**:` says nothing once the items below it have found their places
with others; it would promise what does not follow. Such an item is left out,
with its reason; what its author wrote with nothing below it stays.

Texts that announce what now stands elsewhere.

"Work through these phases:" promises something; where all that followed it in
its source has found its place with others, nothing follows it here. Such a text
is left out, with its reason. What its author wrote with nothing behind it stays,
and so does what says who the agent is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from personac.extraction.section_streams import Kept, Streams, Text, distinct_sections
from personac.merging.cluster_placement import Places
from personac.merging.list_groups import Holder, Slot
from personac.merging.paragraph_roles import Roles
from personac.model import LeftOut, MergedSection, PieceList, Planned
from personac.model.ast import Paragraph

IDLE_LABEL_REASON = "label: the items below it stand elsewhere"
Orders = Mapping[Slot, tuple[int, ...]]


def without_idle_labels(
    planned: Planned, streams: Streams, places: Places, orders: Orders
) -> tuple[Orders, tuple[LeftOut, ...]]:
    """Return the lists without such items, and these; a list of nothing else is gone, too."""
    labels = frozenset(_labels(planned, streams))
    idle: set[int] = set()
    while True:
        fresh = set(_idle(labels - idle, places, orders))
        if not fresh:
            break
        idle |= fresh
        orders = _without(orders, fresh)
    return orders, tuple(_left_out_items(planned, sorted(idle)))


def _labels(planned: Planned, streams: Streams) -> Iterator[int]:
    """Yield the clusters that end with a colon, and below which a source has something."""
    for number, wording in enumerate(planned.wordings):
        members = planned.clusters[number].members
        if planned.bullets[wording.bullet].text.endswith(":") and any(map(streams.inside.get, members)):
            yield number


def _idle(labels: frozenset[int], places: Places, orders: Orders) -> Iterator[int]:
    filled = {slot.holder for slot in orders}
    for cluster in sorted(labels):
        holder = Holder("bullet", cluster)
        entries = (entry for own in places.streams.get(holder, ()) for entry in own)
        if holder not in filled and not any(isinstance(entry, Kept) for entry in entries):
            yield cluster


def _without(orders: Orders, clusters: set[int]) -> Orders:
    rest = {slot: tuple(c for c in own if c not in clusters) for slot, own in orders.items()}
    return {slot: own for slot, own in rest.items() if own}


def _left_out_items(planned: Planned, clusters: Sequence[int]) -> Iterator[LeftOut]:
    for cluster in clusters:
        for member in planned.clusters[cluster].members:
            b = planned.bullets[member]
            yield LeftOut(b.persona, b.path, b.line, b.end_line, b.text, IDLE_LABEL_REASON, b.id)


IDLE_TEXT_REASON = "lead-in: what it announces stands elsewhere"


def without_idle_texts(
    planned: Planned, streams: Streams, roles: Roles, body: MergedSection
) -> tuple[MergedSection, tuple[LeftOut, ...]]:
    """Return the body without such texts, nor sections of nothing else, and what was taken out."""
    staying = {*roles.identities, *_last_texts(planned, streams)}
    spare = {c.id: n for n, c in enumerate(planned.clusters) if staying.isdisjoint(c.members)}
    trimmer = _Trimmer(spare)
    return trimmer.trimmed(body), tuple(_left_out_texts(planned, sorted(trimmer.idle)))


def _last_texts(planned: Planned, streams: Streams) -> Iterator[int]:
    """Yield the paragraphs with a colon that nothing follows in their section."""
    for placed in distinct_sections(planned.extracted):
        last = next(reversed(streams.sections[placed.ref]), None)
        if placed.section.sections or not isinstance(last, Text):
            continue
        if planned.bullets[last.bullet].text.endswith(":"):
            yield last.bullet


@dataclass(frozen=True, slots=True)
class _Trimmer:
    """`spare` gives the clusters that may go, by id; `idle` are those that went."""

    spare: dict[str, int]
    idle: list[int] = field(default_factory=list)

    def trimmed(self, section: MergedSection) -> MergedSection:
        below = (self.trimmed(child) for child in section.sections)
        sections = tuple(child for child in below if child.content or child.sections)
        content = section.content
        while content and not sections and (last := self._announcing(content[-1])) is not None:
            self.idle.append(last)
            content = content[:-1]
        return replace(section, content=content, sections=sections)

    def _announcing(self, group: PieceList) -> int | None:
        piece = group.pieces[0]
        if not isinstance(piece.block, Paragraph) or not piece.block.text.endswith(":"):
            return None
        return self.spare.get(piece.origins[0].cluster)


def _left_out_texts(planned: Planned, clusters: list[int]) -> Iterator[LeftOut]:
    for cluster in clusters:
        for member in planned.clusters[cluster].members:
            b = planned.bullets[member]
            yield LeftOut(b.persona, b.path, b.line, b.end_line, b.text, IDLE_TEXT_REASON, b.id)
