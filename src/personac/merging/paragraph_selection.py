"""Find the paragraphs with a role, and choose where the canonical needs only one of them.

| role | example | kept |
|---|---|---|
| identity | "You are a reviewer." | the one nearest to the others |
| lead-in of a list | "Before you finish, verify:" | that of the persona that gives most of the list |
| lead-in of a block | "Run this:" | the first |
| closing | the last paragraph, after a list | all, at the end |

The others are left out with a reason, unless a persona has them as running text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from personac.extraction.section_streams import Entry, Kept, Listed, Placed, Streams, Text, distinct_sections
from personac.merging.canonical_pieces import LABEL_REASON, left_out_members
from personac.merging.cluster_placement import Places, Running
from personac.merging.list_groups import Slot
from personac.model import Extracted, LeftOut, Planned
from personac.model.ast import Paragraph
from personac.parsing.sections import label_title

IDENTITY_REASON = "identity: another persona's introduction is kept"
LEAD_IN_REASON = "lead-in: another sentence introduces the merged list"
IDLE_LEAD_IN_REASON = "lead-in: the items it introduces are elsewhere"
_IDENTITY = re.compile(r"\W*(?:you(?:'re|\u2019re| are| act as)|act as|i am|as an? )\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Roles:
    """The paragraphs with a role, by the position of their bullet; each has one at most.

    `lead_ins` maps a lead-in to the first bullet of the list it introduces,
    `block_lead_ins` to the digest of the block.
    """

    identities: tuple[int, ...]
    lead_ins: Mapping[int, int]
    block_lead_ins: Mapping[int, str]
    closings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What happens to the clusters of paragraphs.

    `running` stay where they are placed, `lead_ins` go above their list, `block_lead_ins` above the
    block of a digest, `preludes` above the sections of a topic, `closings` to the end. The members of
    the others are `left_out`.
    """

    running: frozenset[int]
    lead_ins: Mapping[Slot, int]
    block_lead_ins: Mapping[str, int]
    closings: tuple[int, ...]
    left_out: tuple[LeftOut, ...]
    preludes: Mapping[int, int] = field(default_factory=dict)


def assign_roles(extracted: Extracted, streams: Streams) -> Roles:
    """Find the identities, lead-ins and closings of the personas that are not redundant."""
    documents = _documents(extracted, streams)
    identities = [bullet for entries in documents for bullet in _identity(extracted, entries)]
    introduced = [
        (one.bullet, other)
        for entries in streams.sections.values()
        for one, other in pairwise(entries)
        if isinstance(one, Text) and ends_with_colon(extracted, one) and one.bullet not in identities
    ]
    lists = {bullet: entry.bullets[0] for bullet, entry in introduced if isinstance(entry, Listed)}
    blocks = {bullet: entry.digest for bullet, entry in introduced if isinstance(entry, Kept)}
    closings = [bullet for entries in documents for bullet in _closing(entries, identities)]
    return Roles(tuple(identities), lists, blocks, tuple(closings))


def _documents(extracted: Extracted, streams: Streams) -> list[list[tuple[Placed, Entry]]]:
    """For each persona all entries in document order, with their sections."""
    documents: list[list[tuple[Placed, Entry]]] = [[] for _ in extracted.personas]
    for placed in distinct_sections(extracted):
        documents[placed.ref.persona].extend((placed, e) for e in streams.sections[placed.ref])
    return documents


def _identity(extracted: Extracted, entries: Sequence[tuple[Placed, Entry]]) -> Iterator[int]:
    """Yield the first paragraph if it describes who the agent is."""
    first = next((entry for _, entry in entries if isinstance(entry, Text)), None)
    if first is not None and _IDENTITY.match(extracted.bullets[first.bullet].text):
        yield first.bullet


def _closing(entries: Sequence[tuple[Placed, Entry]], identities: Sequence[int]) -> Iterator[int]:
    """Yield the last paragraph if it follows a list and is not all that its heading has."""
    if len(entries) < 2:  # noqa: PLR2004 - a body of one entry has no end apart from its start
        return
    (above, before), (section, last) = entries[-2:]
    is_behind = above is section or not section.section.title
    if is_behind and isinstance(last, Text) and isinstance(before, Listed) and last.bullet not in identities:
        yield last.bullet


def ends_with_colon(extracted: Extracted, text: Text) -> bool:
    """Return whether a paragraph announces something."""
    return extracted.bullets[text.bullet].text.endswith(":")


def reads_as_label(block: object) -> bool:
    """Return whether a paragraph right above a list would be parsed as the title of a section."""
    return isinstance(block, Paragraph) and label_title(block) is not None


def choose_texts(
    planned: Planned, streams: Streams, places: Places, roles: Roles, filled: Container[Slot]
) -> Chosen:
    """Decide what happens to every cluster of paragraphs; `filled` are the lists that have items.

    Preludes are chosen later, among the running texts: see `remnants`.
    """
    owner = planned.cluster_of
    reasons = _other_identities(planned, roles.identities)
    lead_ins = _lead_ins(planned, streams, places, roles, filled)
    blocks = _block_lead_ins(planned, roles, frozenset(lead_ins.values()))
    kept = {*lead_ins.values(), *blocks.values()}
    for bullet, first in sorted(roles.lead_ins.items()):
        reason = _lead_in_reason(streams, bullet, has_items=places.slots.of[first] in filled)
        reasons.setdefault(owner[bullet], reason)
    for bullet in sorted(roles.block_lead_ins):
        reasons.setdefault(owner[bullet], LEAD_IN_REASON)
    dropped = {c: reason for c, reason in reasons.items() if c not in kept and _has_roles(planned, c, roles)}
    closings = dict.fromkeys(owner[bullet] for bullet in roles.closings)
    ends = tuple(c for c in closings if c not in kept and c not in dropped)
    paragraphs = {c for c, place in places.of.items() if isinstance(place, Running)}
    running = paragraphs - kept - set(ends) - set(dropped)
    return Chosen(frozenset(running), lead_ins, blocks, ends, left_out_members(planned, dropped))


def _lead_in_reason(streams: Streams, bullet: int, *, has_items: bool) -> str:
    if reads_as_label(streams.nodes[bullet]):
        return LABEL_REASON
    return LEAD_IN_REASON if has_items else IDLE_LEAD_IN_REASON


def _has_roles(planned: Planned, cluster: int, roles: Roles) -> bool:
    """Return whether all members have a role: running text of any persona is kept."""
    with_role = {*roles.identities, *roles.lead_ins, *roles.block_lead_ins}
    return with_role.issuperset(planned.distinct_members(cluster))


def _other_identities(planned: Planned, identities: Sequence[int]) -> dict[int, str]:
    """Return the clusters of all identities but the most central one, with the reason."""
    owner = planned.cluster_of
    clusters = dict.fromkeys(owner[bullet] for bullet in identities)
    if not clusters:
        return {}
    best = owner[_most_central(planned, identities)]
    return {cluster: IDENTITY_REASON for cluster in clusters if cluster != best}


def _most_central(planned: Planned, bullets: Sequence[int]) -> int:
    """Return the bullet with the highest total score to the others; of equals the longest, then the first."""
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
    support = _support(planned, places)
    chosen: dict[Slot, int] = {}
    for slot, bullets in sorted(candidates.items()):
        persona = [planned.bullets[bullet].persona for bullet in bullets]
        best = min(range(len(bullets)), key=lambda i: (-support[slot, persona[i]], bullets[i]))
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
    """Count the bullets that each persona has in the clusters of each place."""
    return Counter(
        (place, planned.bullets[member].persona)
        for cluster, place in places.of.items()
        for member in planned.clusters[cluster].members
    )
