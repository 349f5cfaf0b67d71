"""Choose among paragraphs of which the canonical wants one: and say what is left out.

Of the identity paragraphs the one nearest to the others is kept; of a list's
lead-ins the one of the persona that gives the list most. All others of their
kind are left out, each with its reason, unless their cluster is kept.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from personac.ir import Compilation, LeftOut, Topic
from personac.passes.place import Places, Running, TopicList
from personac.passes.roles import Roles
from personac.passes.sections import placed_sections

IDENTITY_REASON = "identity: another persona's introduction is kept"
LEAD_IN_REASON = "lead-in: another sentence introduces the merged list"
LABEL_REASON = "label: the heading above it introduces the list"
TITLE_REASON = "title: fewer than half of the personas have a document title"
IDLE_LEAD_IN_REASON = "lead-in: the items it introduces stand elsewhere"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What happens to the clusters of paragraphs.

    `running` stand where they are placed, `lead_ins` right above their list,
    `closings` at the end; the bullets of the others are `left_out`.
    """

    running: frozenset[int]
    lead_ins: Mapping[TopicList, int]
    closings: tuple[int, ...]
    left_out: tuple[LeftOut, ...]


def choose_texts(
    compilation: Compilation, roles: Roles, places: Places, *, keep_all_identities: bool
) -> Chosen:
    """Decide for every cluster of paragraphs."""
    owner = compilation.cluster_of
    reasons: dict[int, str] = {}
    if not keep_all_identities:
        reasons.update(_spare_identities(compilation, roles.identities))
    lead_ins = _lead_ins(compilation, roles, places)
    kept = set(lead_ins.values())
    for bullet, first in roles.lead_ins.items():
        if owner[bullet] not in kept:
            served = isinstance(places.of[owner[first]], TopicList)
            reasons.setdefault(owner[bullet], LEAD_IN_REASON if served else IDLE_LEAD_IN_REASON)
    reasons = {c: reason for c, reason in reasons.items() if _is_spare(compilation, c, roles)}
    closings = dict.fromkeys(owner[bullet] for bullet in roles.closings)
    ends = tuple(c for c in closings if c not in kept and c not in reasons)
    paragraphs = {c for c, place in places.of.items() if isinstance(place, Running)}
    running = paragraphs - kept - set(ends) - set(reasons)
    return Chosen(frozenset(running), lead_ins, ends, _left_out(compilation, reasons))


def spare_titles(compilation: Compilation, outline: Topic) -> Iterator[LeftOut]:
    """Yield the labels and document titles that the canonical has no section for."""
    for placed in placed_sections(compilation.personas):
        is_label = placed.section.kind == "label"
        if not placed.topical and placed.section.title_span and (is_label or not outline.title):
            reason = LABEL_REASON if is_label else TITLE_REASON
            source, span = compilation.personas[placed.ref.persona].source, placed.section.title_span
            lines = source.line(span.start), source.last_line(span)
            persona = compilation.personas[placed.ref.persona].id
            yield LeftOut(persona, source.path, *lines, placed.section.title, reason)


def _is_spare(compilation: Compilation, cluster: int, roles: Roles) -> bool:
    """Tell whether all members have a role; running text of one persona is kept."""
    members = compilation.clusters[cluster].members
    return all(member in roles.identities or member in roles.lead_ins for member in members)


def _spare_identities(compilation: Compilation, identities: Sequence[int]) -> dict[int, str]:
    owner = compilation.cluster_of
    clusters = dict.fromkeys(owner[bullet] for bullet in identities)
    if not clusters:
        return {}
    best = owner[_most_central(compilation, identities)]
    return {cluster: IDENTITY_REASON for cluster in clusters if cluster != best}


def _most_central(compilation: Compilation, bullets: Sequence[int]) -> int:
    """The bullet with the highest total score to the others; ties to the one that says most."""
    inside = set(bullets)
    totals: Counter[int] = Counter()
    for scored in compilation.scored:
        if scored.pair.a in inside and scored.pair.b in inside:
            totals[scored.pair.a] += round(scored.score * 10_000)
            totals[scored.pair.b] += round(scored.score * 10_000)
    return min(bullets, key=lambda i: (-totals[i], -len(compilation.bullets[i].stems), i))


def _lead_ins(compilation: Compilation, roles: Roles, places: Places) -> dict[TopicList, int]:
    """For each list of a topic the cluster of its lead-in, if it has one."""
    owner = compilation.cluster_of
    candidates: dict[TopicList, list[int]] = defaultdict(list)
    for bullet, first in sorted(roles.lead_ins.items()):
        place = places.of[owner[first]]
        if isinstance(place, TopicList):
            candidates[place].append(bullet)
    weight = _support(compilation, places)
    chosen: dict[TopicList, int] = {}
    for place, bullets in sorted(candidates.items()):
        persona = [compilation.bullets[bullet].persona for bullet in bullets]
        best = min(range(len(bullets)), key=lambda i: (-weight[place, persona[i]], bullets[i]))
        if owner[bullets[best]] not in chosen.values():
            chosen[place] = owner[bullets[best]]
    return chosen


def _support(compilation: Compilation, places: Places) -> Counter[tuple[object, str]]:
    """How many bullets each persona has in the clusters of each place."""
    return Counter(
        (places.of[number], compilation.bullets[member].persona)
        for number, cluster in enumerate(compilation.clusters)
        for member in cluster.members
    )


def _left_out(compilation: Compilation, reasons: Mapping[int, str]) -> tuple[LeftOut, ...]:
    found: Iterable[tuple[int, str]] = (
        (member, reason)
        for cluster, reason in reasons.items()
        for member in compilation.clusters[cluster].members
    )
    return tuple(_entry(compilation, bullet, reason) for bullet, reason in sorted(found))


def _entry(compilation: Compilation, bullet: int, reason: str) -> LeftOut:
    found = compilation.bullets[bullet]
    return LeftOut(found.persona, found.path, found.line, found.end_line, found.text, reason, found.id)
