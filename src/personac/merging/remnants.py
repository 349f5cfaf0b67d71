"""Keep lead-ins and headings only where what they announce still follows them.

Merging moves bullets to where most personas have them. What announced them then has no purpose and is
left out with a reason: a prelude ("Look at it in these ways:") whose first subsection is elsewhere, a
label (`- **Testing**:`) whose items are elsewhere, a text at the end of a section ("Work through these
phases:"), and the heading of one stray bullet, which joins the section above. Lead-ins that had
nothing after them in the source are kept, and so are sections that had one bullet there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace

from personac.extraction.section_streams import Kept, Streams, Text, distinct_sections
from personac.merging.canonical_pieces import by_place, left_out_members
from personac.merging.cluster_placement import Places, Running
from personac.merging.list_groups import Holder, Slot
from personac.merging.paragraph_selection import Chosen, Roles, ends_with_colon
from personac.model import (
    LeftOut,
    Merged,
    MergedSection,
    Persona,
    PieceList,
    Planned,
    SectionRef,
    Topic,
)
from personac.model.ast import Item, Paragraph, Section, walk
from personac.outline.topic_tree import topics

IDLE_PRELUDE_REASON = "lead-in: the sections it introduces are elsewhere"
IDLE_LABEL_REASON = "label: the items below it are elsewhere"
IDLE_TEXT_REASON = "lead-in: what it announces is elsewhere"
STRAY_REASON = "title: its only bullet is under {title!r}"
Orders = Mapping[Slot, tuple[int, ...]]


def choose_preludes(
    planned: Planned, streams: Streams, places: Places, chosen: Chosen, filled: Sequence[Slot]
) -> Chosen:
    """Move preludes out of the running texts; a topic keeps one that its first section follows."""
    nodes = {topic.id: topic for topic in topics(planned.outline)}
    topic_of = {ref: topic.id for topic in nodes.values() for ref in topic.sections}
    with_content = {slot.holder.number for slot in filled if slot.holder.kind == "topic"}
    with_content |= {place.topic for c in chosen.running if isinstance(place := places.of[c], Running)}
    introduced = _introduced(planned, streams, chosen, topic_of)
    kept: dict[int, int] = {}
    for cluster, targets in sorted(introduced.items(), key=lambda item: (-len(item[1]), item[0])):
        place = places.of[cluster]
        if not isinstance(place, Running):
            continue
        if _first_below(nodes[place.topic], with_content - {place.topic}) in targets:
            kept.setdefault(place.topic, cluster)
    dropped = dict.fromkeys(introduced.keys() - kept.values(), IDLE_PRELUDE_REASON)
    return replace(
        chosen,
        running=chosen.running - introduced.keys(),
        preludes=kept,
        left_out=(*chosen.left_out, *left_out_members(planned, dropped)),
    )


def _introduced(
    planned: Planned, streams: Streams, chosen: Chosen, topic_of: Mapping[SectionRef, int]
) -> Mapping[int, Sequence[int]]:
    """For each running cluster of nothing but preludes the topics of the sections that follow them."""
    targets: dict[int, list[int]] = defaultdict(list)
    preludes = dict(_preludes(planned, streams, topic_of))
    for bullet, target in preludes.items():
        targets[planned.cluster_of[bullet]].append(target)
    return {
        cluster: own
        for cluster, own in targets.items()
        if cluster in chosen.running and preludes.keys() >= set(planned.distinct_members(cluster))
    }


def _preludes(
    planned: Planned, streams: Streams, topic_of: Mapping[SectionRef, int]
) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs with a colon right above a subsection of another topic, and that topic."""
    for ref, entries in streams.sections.items():
        below = SectionRef(ref.persona, (*ref.path, 0))
        last = entries[-1] if entries else None
        is_other = below in topic_of and topic_of[below] != topic_of[ref]
        if is_other and isinstance(last, Text) and ends_with_colon(planned, last):
            yield last.bullet, topic_of[below]


def _first_below(topic: Topic, with_content: Container[int]) -> int | None:
    """Return the first topic right below that has content, or a topic with content below it."""
    children = (child.id for child in topic.children if any(t.id in with_content for t in topics(child)))
    return next(children, None)


def without_idle_labels(
    planned: Planned, streams: Streams, places: Places, orders: Orders
) -> tuple[Orders, tuple[LeftOut, ...]]:
    """Return the lists without labels that have nothing below them, and these labels."""
    labels = frozenset(_labels(planned, streams))
    idle: set[int] = set()
    while fresh := set(_idle(labels - idle, places, orders)):
        idle |= fresh
        orders = _without(orders, fresh)
    return orders, left_out_members(planned, dict.fromkeys(idle, IDLE_LABEL_REASON))


def _labels(planned: Planned, streams: Streams) -> Iterator[int]:
    """Yield the clusters that end with a colon and have something below them in a source."""
    for number, wording in enumerate(planned.wordings):
        members = planned.clusters[number].members
        if planned.bullets[wording.bullet].text.endswith(":") and any(map(streams.inside.get, members)):
            yield number


def _idle(labels: frozenset[int], places: Places, orders: Orders) -> Iterator[int]:
    filled = {slot.holder for slot in orders}
    for cluster in labels:
        holder = Holder("bullet", cluster)
        entries = (entry for own in places.streams.get(holder, ()) for entry in own)
        if holder not in filled and not any(isinstance(entry, Kept) for entry in entries):
            yield cluster


def _without(orders: Orders, clusters: set[int]) -> Orders:
    rest = {slot: tuple(c for c in own if c not in clusters) for slot, own in orders.items()}
    return {slot: own for slot, own in rest.items() if own}


def without_idle_texts(
    planned: Planned, streams: Streams, roles: Roles, body: MergedSection
) -> tuple[MergedSection, tuple[LeftOut, ...]]:
    """Return the body without texts that announce nothing and sections left empty, and these texts."""
    staying = {*roles.identities, *_open_ends(planned, streams)}
    removable = {c.id: n for n, c in enumerate(planned.clusters) if staying.isdisjoint(c.members)}
    trimmed, removed = _trimmed(body, removable)
    return trimmed, left_out_members(planned, dict.fromkeys(removed, IDLE_TEXT_REASON))


def _open_ends(planned: Planned, streams: Streams) -> Iterator[int]:
    """Yield the paragraphs with a colon that nothing follows in their section."""
    for placed in distinct_sections(planned):
        last = next(reversed(streams.sections[placed.ref]), None)
        if not placed.section.sections and isinstance(last, Text) and ends_with_colon(planned, last):
            yield last.bullet


def _trimmed(section: MergedSection, removable: Mapping[str, int]) -> tuple[MergedSection, tuple[int, ...]]:
    """Return the section without such texts, and their clusters."""
    below = [_trimmed(child, removable) for child in section.sections]
    sections = tuple(child for child, _ in below if child.content or child.sections)
    removed = [cluster for _, clusters in below for cluster in clusters]
    content = section.content
    while content and not sections and (last := _announcing(content[-1], removable)) is not None:
        removed.append(last)
        content = content[:-1]
    return replace(section, content=content, sections=sections), tuple(removed)


def _announcing(group: PieceList, removable: Mapping[str, int]) -> int | None:
    piece = group.pieces[0]
    if not isinstance(piece.block, Paragraph) or not piece.block.text.endswith(":"):
        return None
    return removable.get(piece.origins[0].cluster)


def tidy(merged: Merged) -> Merged:
    """Move stray bullets to the section above; list their headings as left out."""
    body, left_out = _tidied(merged.body, _bullets_below(merged.personas))
    return replace(merged, body=body, left_out=by_place((*merged.left_out, *left_out)))


def _bullets_below(personas: Sequence[Persona]) -> Mapping[tuple[str, int], int]:
    """For each heading, by path and line, the number of list items in its section of the source."""
    counts: dict[tuple[str, int], int] = {}
    for persona in personas:
        for node in walk(persona.body):
            if isinstance(node, Section) and node.title_span is not None:
                line = persona.source.line(node.title_span.start)
                counts[persona.source.path, line] = sum(isinstance(n, Item) for n in walk(node))
    return counts


def _tidied(
    section: MergedSection, bullets_below: Mapping[tuple[str, int], int]
) -> tuple[MergedSection, tuple[LeftOut, ...]]:
    """Return the section with all below it tidied, from the bottom up, and the headings that are left out."""
    content, sections, left_out = section.content, list[MergedSection](), list[LeftOut]()
    for child, titles in (_tidied(own, bullets_below) for own in section.sections):
        left_out.extend(titles)
        stray = _stray(section, child, bullets_below)
        if stray is None:
            sections.append(child)
        else:
            content = _with_stray(content, stray)
            left_out.extend(_title_entries(section, child))
    return replace(section, content=content, sections=tuple(sections)), tuple(left_out)


def _stray(
    parent: MergedSection, child: MergedSection, bullets_below: Mapping[tuple[str, int], int]
) -> PieceList | None:
    """Return the only bullet of `child`, if `parent` can take it."""
    if not parent.level or child.sections or len(child.content) != 1:
        return None
    (group,) = child.content
    if group.form not in {"bulleted", "task"} or len(group.pieces) != 1 or not _is_one_line(group):
        return None
    is_shared = len({origin.persona for origin in child.origins}) > 1
    is_rest = any(bullets_below.get((origin.path, origin.line), 0) > 1 for origin in child.origins)
    return group if is_rest and (parent.content or not is_shared) else None


def _title_entries(parent: MergedSection, child: MergedSection) -> Iterator[LeftOut]:
    reason = STRAY_REASON.format(title=parent.title)
    for o in child.origins:
        yield LeftOut(o.persona, o.path, o.line, o.end_line, child.title, reason)


def _with_stray(content: tuple[PieceList, ...], stray: PieceList) -> tuple[PieceList, ...]:
    """Append a bullet to the last list of its form, or as a list of its own."""
    at = next((i for i in reversed(range(len(content))) if content[i].form == stray.form), None)
    if at is None:
        return (*content, stray)
    joined = replace(content[at], pieces=(*content[at].pieces, *stray.pieces))
    return (*content[:at], joined, *content[at + 1 :])


def _is_one_line(group: PieceList) -> bool:
    (piece,) = group.pieces
    return not piece.children and all(o.line == o.end_line for o in piece.origins[:1])
