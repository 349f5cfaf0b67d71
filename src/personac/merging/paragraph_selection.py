"""Paragraphs with a part to play: identity, lead-ins, closings.

An agent says "You are ..." once, so of the sources' identity paragraphs one
is kept. A lead-in ("Before you finish, verify:") introduces one list or one
block, so each of these keeps one. A closing paragraph ends the file, so it goes
to the end.

Choose among paragraphs of which the canonical wants one: and say what is left out.

Of the identity paragraphs the one nearest to the others is kept; of a list's
lead-ins the one of the persona that gives the list most, of a block's the
first. All others of their kind are left out, each with its reason, unless their
cluster is kept.

Texts that introduce the sections below them.

"You will look at every change in these ways:" with a subsection for each way
makes sense right above the first of them and nowhere else. Where the merge has
put that section somewhere else, the sentence is left out, with the reason.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from personac.extraction.placed_sections import Placed, distinct_sections
from personac.extraction.section_streams import Entry, Kept, Listed, Streams, Text
from personac.merging.cluster_placement import Places, Running, topics
from personac.merging.list_groups import Slot
from personac.model import Extracted, LeftOut, MergedSection, Planned, SectionRef, Topic
from personac.model.ast import Paragraph
from personac.parsing.sections import label_title

_IDENTITY = re.compile(r"\W*(?:you(?:'re|\u2019re| are| act as)|act as|i am|as an? )\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Roles:
    """Bullets, by position, that stand for more than their text.

    `lead_ins` maps a lead-in to the first bullet of the list it introduces,
    `block_lead_ins` to the digest of the block.
    """

    identities: tuple[int, ...]
    lead_ins: Mapping[int, int]
    block_lead_ins: Mapping[int, str]
    closings: tuple[int, ...]


def assign_roles(extracted: Extracted, streams: Streams) -> Roles:
    """Find the paragraphs with a role, each with one at most."""
    by_persona = _document_streams(extracted, streams)
    identities = [i for entries in by_persona for i in _identity(extracted, entries)]
    introduced = [
        (one.bullet, other)
        for entries in streams.sections.values()
        for one, other in pairwise(entries)
        if isinstance(one, Text) and _introduces(extracted, one) and one.bullet not in identities
    ]
    lists = {bullet: entry.bullets[0] for bullet, entry in introduced if isinstance(entry, Listed)}
    blocks = {bullet: entry.digest for bullet, entry in introduced if isinstance(entry, Kept)}
    closings = [i for entries in by_persona for i in _closing(entries, identities)]
    return Roles(tuple(identities), lists, blocks, tuple(closings))


def _document_streams(extracted: Extracted, streams: Streams) -> list[list[tuple[Placed, Entry]]]:
    """For each persona all entries in document order, with their sections."""
    found: list[list[tuple[Placed, Entry]]] = [[] for _ in extracted.personas]
    for placed in distinct_sections(extracted):
        found[placed.ref.persona].extend((placed, e) for e in streams.sections[placed.ref])
    return found


def _identity(extracted: Extracted, entries: Sequence[tuple[Placed, Entry]]) -> Iterator[int]:
    """The first paragraph, where it says who the agent is."""
    first = next((entry for _, entry in entries if isinstance(entry, Text)), None)
    if first is not None and _IDENTITY.match(extracted.bullets[first.bullet].text):
        yield first.bullet


def _closing(entries: Sequence[tuple[Placed, Entry]], identities: Sequence[int]) -> Iterator[int]:
    """The last paragraph, where it stands behind a list and is not all that its heading has."""
    if len(entries) < 2:  # noqa: PLR2004 - a body of one entry has no end apart from its start
        return
    (above, before), (section, last) = entries[-2:]
    is_behind = above is section or not section.section.title
    if is_behind and isinstance(last, Text) and isinstance(before, Listed) and last.bullet not in identities:
        yield last.bullet


def _introduces(extracted: Extracted, text: Text) -> bool:
    return extracted.bullets[text.bullet].text.endswith(":")


IDENTITY_REASON = "identity: another persona's introduction is kept"
LEAD_IN_REASON = "lead-in: another sentence introduces the merged list"
LABEL_REASON = "label: the heading above it introduces the list"
IDLE_TITLE_REASON = "title: what stood under it stands elsewhere"
TITLE_REASON = "title: fewer than half of the personas have a document title"
IDLE_LEAD_IN_REASON = "lead-in: the items it introduces stand elsewhere"
IDLE_PRELUDE_REASON = "lead-in: the sections it introduces stand elsewhere"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What happens to the clusters of paragraphs.

    `running` stand where they are placed, `lead_ins` right above their list,
    `block_lead_ins` above the block of a digest, `preludes` above the sections
    of a topic, `closings` at the end; the bullets of the others are `left_out`.
    """

    running: frozenset[int]
    lead_ins: Mapping[Slot, int]
    block_lead_ins: Mapping[str, int]
    closings: tuple[int, ...]
    left_out: tuple[LeftOut, ...]
    preludes: Mapping[int, int] = field(default_factory=dict)


def choose_texts(
    planned: Planned,
    streams: Streams,
    places: Places,
    roles: Roles,
    filled: Container[Slot],
) -> Chosen:
    """Decide for every cluster of paragraphs; `filled` are the lists that have items."""
    owner = planned.cluster_of
    reasons = _spare_identities(planned, roles.identities)
    lead_ins = _lead_ins(planned, streams, places, roles, filled)
    blocks = _block_lead_ins(planned, roles, frozenset(lead_ins.values()))
    kept = {*lead_ins.values(), *blocks.values()}
    for bullet, first in sorted(roles.lead_ins.items()):
        reason = _lead_in_reason(streams, bullet, is_served=places.slots.of[first] in filled)
        reasons.setdefault(owner[bullet], reason)
    for bullet in sorted(roles.block_lead_ins):
        reasons.setdefault(owner[bullet], LEAD_IN_REASON)
    spare = {c: reason for c, reason in reasons.items() if c not in kept and _is_spare(planned, c, roles)}
    closings = dict.fromkeys(owner[bullet] for bullet in roles.closings)
    ends = tuple(c for c in closings if c not in kept and c not in spare)
    paragraphs = {c for c, place in places.of.items() if isinstance(place, Running)}
    running = paragraphs - kept - set(ends) - set(spare)
    return Chosen(frozenset(running), lead_ins, blocks, ends, left_out_entries(planned, spare))


def reads_as_label(block: object) -> bool:
    """Tell whether a paragraph, right above a list, would be read as the title of a section."""
    return isinstance(block, Paragraph) and label_title(block) is not None


def _lead_in_reason(streams: Streams, bullet: int, *, is_served: bool) -> str:
    if reads_as_label(streams.nodes[bullet]):
        return LABEL_REASON
    return LEAD_IN_REASON if is_served else IDLE_LEAD_IN_REASON


def spare_titles(planned: Planned, body: MergedSection) -> Iterator[LeftOut]:
    """Yield the labels and titles that the canonical has no section for."""
    known = set(_headings(body))
    for placed in distinct_sections(planned.extracted):
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


def _headings(body: MergedSection) -> Iterator[tuple[str, int]]:
    """Yield path and line of every title that a section of the canonical stands for."""
    yield from ((origin.path, origin.line) for origin in body.origins)
    for section in body.sections:
        yield from _headings(section)


def _is_spare(planned: Planned, cluster: int, roles: Roles) -> bool:
    """Tell whether all members have a role; running text of one persona is kept."""
    played = {*roles.identities, *roles.lead_ins, *roles.block_lead_ins}
    voices = (m for m in planned.clusters[cluster].members if m not in planned.repeats)
    return played.issuperset(voices)


def _spare_identities(planned: Planned, identities: Sequence[int]) -> dict[int, str]:
    owner = planned.cluster_of
    clusters = dict.fromkeys(owner[bullet] for bullet in identities)
    if not clusters:
        return {}
    best = owner[_most_central(planned, identities)]
    return {cluster: IDENTITY_REASON for cluster in clusters if cluster != best}


def _most_central(planned: Planned, bullets: Sequence[int]) -> int:
    """The bullet with the highest total score to the others; ties to the one that says most."""
    inside = set(bullets)
    totals: Counter[int] = Counter()
    home = [0 if bullet in inside else ~bullet for bullet in range(len(planned.bullets))]
    for a, b, score in planned.scored.edges_among(home):
        totals[a] += round(score * 10_000)
        totals[b] += round(score * 10_000)
    return min(bullets, key=lambda i: (-totals[i], -len(planned.bullets[i].stems), i))


def _lead_ins(
    planned: Planned, streams: Streams, places: Places, roles: Roles, filled: Container[Slot]
) -> dict[Slot, int]:
    """For each list of a topic the cluster of its lead-in, if it has one."""
    owner = planned.cluster_of
    candidates: dict[Slot, list[int]] = defaultdict(list)
    for bullet, first in sorted(roles.lead_ins.items()):
        slot = places.slots.of[first]
        if slot in filled and not reads_as_label(streams.nodes[bullet]):
            candidates[slot].append(bullet)
    weight = _support(planned, places)
    chosen: dict[Slot, int] = {}
    for slot, bullets in sorted(candidates.items()):
        persona = [planned.bullets[bullet].persona for bullet in bullets]
        best = min(range(len(bullets)), key=lambda i: (-weight[slot, persona[i]], bullets[i]))
        if owner[bullets[best]] not in chosen.values():
            chosen[slot] = owner[bullets[best]]
    return chosen


def _block_lead_ins(planned: Planned, roles: Roles, taken: Container[int]) -> dict[str, int]:
    """For the digest of each block the cluster of its first lead-in that introduces nothing else."""
    chosen: dict[str, int] = {}
    for bullet, digest in sorted(roles.block_lead_ins.items()):
        cluster = planned.cluster_of[bullet]
        if cluster not in taken and cluster not in chosen.values():
            chosen.setdefault(digest, cluster)
    return chosen


def _support(planned: Planned, places: Places) -> Counter[tuple[object, str]]:
    """How many bullets each persona has in the clusters of each place."""
    return Counter(
        (place, planned.bullets[member].persona)
        for cluster, place in places.of.items()
        for member in planned.clusters[cluster].members
    )


def left_out_entries(planned: Planned, reasons: Mapping[int, str]) -> tuple[LeftOut, ...]:
    """Return what is left out of the clusters in `reasons`, ordered by bullet."""
    found: Iterable[tuple[int, str]] = (
        (member, reason)
        for cluster, reason in reasons.items()
        for member in planned.clusters[cluster].members
    )
    return tuple(_entry(planned, bullet, reason) for bullet, reason in sorted(found))


def _entry(planned: Planned, bullet: int, reason: str) -> LeftOut:
    found = planned.bullets[bullet]
    return LeftOut(found.persona, found.path, found.line, found.end_line, found.text, reason, found.id)


def choose_preludes(
    planned: Planned, streams: Streams, places: Places, chosen: Chosen, filled: Sequence[Slot]
) -> Chosen:
    """Take the preludes from the texts that run; a topic keeps the one that its first section follows."""
    nodes = {topic.id: topic for topic in topics(planned.outline)}
    topic_of = {ref: topic.id for topic in nodes.values() for ref in topic.sections}
    said = {slot.holder.number for slot in filled if slot.holder.kind == "topic"}
    said |= {place.topic for c in chosen.running if isinstance(place := places.of[c], Running)}
    introduced = _introduced(planned, streams, chosen, topic_of)
    kept: dict[int, int] = {}
    for cluster, targets in sorted(introduced.items(), key=lambda item: (-len(item[1]), item[0])):
        place = places.of[cluster]
        if isinstance(place, Running) and _first_below(nodes[place.topic], said - {place.topic}) in targets:
            kept.setdefault(place.topic, cluster)
    spare = dict.fromkeys(introduced.keys() - kept.values(), IDLE_PRELUDE_REASON)
    return replace(
        chosen,
        running=chosen.running - introduced.keys(),
        preludes=kept,
        left_out=(*chosen.left_out, *left_out_entries(planned, spare)),
    )


def _introduced(
    planned: Planned, streams: Streams, chosen: Chosen, topic_of: Mapping[SectionRef, int]
) -> Mapping[int, Sequence[int]]:
    """For each running cluster that is nothing but preludes the topics of the sections that follow them."""
    found: dict[int, list[int]] = defaultdict(list)
    preludes = dict(_preludes(planned, streams, topic_of))
    for bullet, target in preludes.items():
        found[planned.cluster_of[bullet]].append(target)
    voices = {c: _voices(planned, c) for c in found}
    return {c: own for c, own in found.items() if c in chosen.running and preludes.keys() >= voices[c]}


def _preludes(
    planned: Planned, streams: Streams, topic_of: Mapping[SectionRef, int]
) -> Iterator[tuple[int, int]]:
    for ref, entries in streams.sections.items():
        below = SectionRef(ref.persona, (*ref.path, 0))
        last = entries[-1] if entries else None
        is_other = below in topic_of and topic_of[below] != topic_of[ref]
        if is_other and isinstance(last, Text) and planned.bullets[last.bullet].text.endswith(":"):
            yield last.bullet, topic_of[below]


def _voices(planned: Planned, cluster: int) -> set[int]:
    return {m for m in planned.clusters[cluster].members if m not in planned.repeats}


def _first_below(topic: Topic, said: Container[int]) -> int | None:
    """Return the first topic right below that is said, or has one below it that is."""
    return next((child.id for child in topic.children if any(t.id in said for t in topics(child))), None)
