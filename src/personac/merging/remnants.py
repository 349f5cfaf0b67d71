"""Items that only name a list which now stands elsewhere.

`- **Testing**:` says nothing once the items below it have found their places
with others; it would promise what does not follow. Such an item is left out,
with its reason; what its author wrote with nothing below it stays.

Texts that announce what now stands elsewhere.

"Work through these phases:" promises something; where all that followed it in
its source has found its place with others, nothing follows it here. Such a text
is left out, with its reason. What its author wrote with nothing behind it stays,
and so does what says who the agent is.

Tidy the merged tree: no section of one stray bullet where its parent can take it.

Bullets of a section go where most personas have them, so a section may be left
with one. A heading over one line reads as a slip; the bullet goes to the end of
the fitting list of the section above, and the report says what became of the
heading. A section that its author gave one bullet stays as it is, and so does
one right in the body, which has no list to give it to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from personac.extraction.placed_sections import distinct_sections
from personac.extraction.section_streams import Kept, Streams, Text
from personac.merging.cluster_placement import Places
from personac.merging.list_groups import Holder, Slot
from personac.merging.paragraph_selection import Roles
from personac.model import LeftOut, Merged, MergedSection, Origin, Persona, PieceList, Planned
from personac.model.ast import Item, Paragraph, Section, walk

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


STRAY_REASON = "title: its one bullet stands under {title!r}"


def tidy(merged: Merged) -> Merged:
    """Fold stray sections of the body; list their headings as left out."""
    folder = _Folder(merged, _bullets_below(merged.personas))
    body = folder.tidied(merged.body)
    left_out = sorted(
        (*merged.left_out, *folder.left_out), key=lambda entry: (entry.path, entry.line, entry.bullet)
    )
    return replace(merged, body=body, left_out=tuple(left_out))


def _bullets_below(personas: Sequence[Persona]) -> Mapping[tuple[str, int], int]:
    """For each heading, by its path and line, the list items that its author put in its section."""
    found: dict[tuple[str, int], int] = {}
    for persona in personas:
        for node in walk(persona.body):
            if isinstance(node, Section) and node.title_span is not None:
                line = persona.source.line(node.title_span.start)
                found[persona.source.path, line] = sum(isinstance(n, Item) for n in walk(node))
    return found


@dataclass(frozen=True, slots=True)
class _Folder:
    merged: Merged
    bullets_below: Mapping[tuple[str, int], int]
    left_out: list[LeftOut] = field(default_factory=list)

    def tidied(self, section: MergedSection) -> MergedSection:
        """Return the section with all below it tidied, from the bottom up."""
        content, kept = section.content, list[MergedSection]()
        for child in map(self.tidied, section.sections):
            stray = self._stray(section, child)
            if stray is None:
                kept.append(child)
            else:
                content = with_stray(content, stray)
                self.left_out.extend(self._told(section, child))
        return replace(section, content=content, sections=tuple(kept))

    def _stray(self, parent: MergedSection, child: MergedSection) -> PieceList | None:
        """Return the one bullet of `child`, if `parent` can take it."""
        if not parent.level or child.sections or len(child.content) != 1:
            return None
        (group,) = child.content
        if group.form not in {"bulleted", "task"} or len(group.pieces) != 1 or not _is_one_line(group):
            return None
        is_shared = len({origin.persona for origin in child.origins}) > 1
        if self._is_left_over(child.origins) and (parent.content or not is_shared):
            return group
        return None

    def _is_left_over(self, origins: Sequence[Origin]) -> bool:
        """Tell whether some author put more under this heading than one bullet."""
        return any(self.bullets_below.get((o.path, o.line), 0) > 1 for o in origins)

    def _told(self, parent: MergedSection, child: MergedSection) -> Iterator[LeftOut]:
        reason = STRAY_REASON.format(title=parent.title)
        for origin in child.origins:
            yield LeftOut(origin.persona, origin.path, origin.line, origin.end_line, child.title, reason)


def with_stray(content: tuple[PieceList, ...], stray: PieceList) -> tuple[PieceList, ...]:
    """Put a bullet at the end of the last list of its form, or as a list of its own behind all."""
    at = next((i for i in reversed(range(len(content))) if content[i].form == stray.form), None)
    if at is None:
        return (*content, stray)
    joined = replace(content[at], pieces=(*content[at].pieces, *stray.pieces))
    return (*content[:at], joined, *content[at + 1 :])


def _is_one_line(group: PieceList) -> bool:
    (piece,) = group.pieces
    return not piece.children and all(o.line == o.end_line for o in piece.origins[:1])
