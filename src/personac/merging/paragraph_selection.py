"""Choose among paragraphs of which the canonical wants one: and say what is left out.

Of the identity paragraphs the one nearest to the others is kept; of a list's
lead-ins the one of the persona that gives the list most, of a block's the
first. All others of their kind are left out, each with its reason, unless their
cluster is kept.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from personac.extraction.section_streams import Placed, Streams, distinct_sections
from personac.merging.cluster_placement import Places, Running
from personac.merging.list_groups import Slot
from personac.merging.paragraph_roles import Roles
from personac.model import LeftOut, MergedSection, Planned
from personac.model.ast import Paragraph
from personac.parsing.sections import label_title

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
