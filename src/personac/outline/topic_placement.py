"""The parent of each topic, and the order of the topics of one level.

A `##` in one file is a `###` in another, so personas vote. A persona that has both sections and does not put
one under the other votes against it; one without the upper section has no vote, so a flat file does not
flatten the others. A topic that is always between others which go under one section follows them.

The order is a consensus of the sources' orders. Where no source orders two topics, the role decides as an
editor would (identity first, closing last), then the average position in the files, then the first
appearance.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from personac.extraction.section_streams import Placed
from personac.model import SectionRef
from personac.outline.consensus_order import consensus
from personac.outline.outline_rules import ROOT, leads_to
from personac.outline.titles import TOPIC

Rank = tuple[int, float, int]
DEEPEST = 5  # below the root, as markdown has six levels and the first is the document's
_LEAST_SHARE = 3  # at least one persona in three has to put a topic there
_LEAST_RUN = 2  # at least two neighbours have to go under a section for a topic to follow
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Grouped:
    """The sections of all personas and the topic of each.

    `groups` has the sections of each topic, none if only the rules have it; `roles` its role, or "".
    """

    topical: Sequence[Placed]
    groups: Sequence[tuple[int, ...]]
    owner: Mapping[SectionRef, int]
    roles: Sequence[str]


def parents_of(
    grouped: Grouped, fixed: Mapping[int, int], gather: AbstractSet[str], top: AbstractSet[str]
) -> dict[int, int]:
    """Return for each topic the one above it, or ROOT, without cycles.

    `fixed` has precedence. Topics of a role in `gather` attract topics between theirs; labels of a role in
    `top` belong to the top.
    """
    votes = _Votes(grouped, top)
    parents = dict(fixed)
    for number in range(len(grouped.groups)):
        if number not in fixed:
            ranked = votes.ranked(number)
            parents[number] = next((p for p in ranked if not leads_to(p, number, parents)), ROOT)
    for number, parent in sorted(_followers(grouped, parents, votes, gather).items()):
        if number not in fixed and not leads_to(parent, number, parents):
            parents[number] = parent
    return _not_too_deep(parents)


class _Votes:
    """For each topic and persona the topic above it."""

    def __init__(self, grouped: Grouped, top: AbstractSet[str]) -> None:
        self._grouped = grouped
        above = {p.ref: p.parent for p in grouped.topical}
        self._has: dict[int, set[int]] = defaultdict(set)
        self.of: list[dict[int, int]] = [{} for _ in grouped.groups]
        for placed in grouped.topical:
            own = grouped.owner[placed.ref]
            self._has[placed.ref.persona].add(own)
            is_top = placed.section.kind == "label" and grouped.roles[own] in top
            parent = ROOT if is_top else self._above(placed, own, above)
            self.of[own].setdefault(placed.ref.persona, parent)

    def _above(self, placed: Placed, own: int, above: Mapping[SectionRef, SectionRef | None]) -> int:
        parent = placed.parent
        while parent is not None and self._grouped.owner[parent] == own:
            parent = above[parent]
        return ROOT if parent is None else self._grouped.owner[parent]

    def ranked(self, number: int) -> list[int]:
        """Return the possible parents of `number`, best first: net votes, votes, the first topic."""
        votes = self.of[number]
        given = Counter(parent for parent in votes.values() if parent != ROOT)
        net = {p: count - self._against(p, votes) for p, count in given.items()}
        return sorted(
            (p for p in given if net[p] > 0 and self._is_enough(number, given[p], len(votes))),
            key=lambda p: (-net[p], -given[p], p),
        )

    def _against(self, parent: int, votes: Mapping[int, int]) -> int:
        return sum(parent in self._has[persona] and voted != parent for persona, voted in votes.items())

    def _is_enough(self, number: int, given: int, count: int) -> bool:
        """Require a third of the topic's personas, of a topic with a role more than half."""
        return given * 2 > count if self._grouped.roles[number] else given * _LEAST_SHARE >= count


def _followers(
    grouped: Grouped, parents: Mapping[int, int], votes: _Votes, gather: AbstractSet[str]
) -> dict[int, int]:
    """For topics that are at the top in every persona the section that their neighbours go under."""
    candidates: dict[int, Counter[int]] = defaultdict(Counter)
    for run in _runs(grouped):
        moved = [parents[number] if parents[number] != ROOT else None for number in run]
        homes = Counter(p for p in moved if p is not None and grouped.roles[p] in gather)
        for at, number in enumerate(run):
            near = [p for p in (*reversed(moved[:at]), *moved[at + 1 :]) if p is not None]
            if moved[at] is None and near and homes[near[0]] >= _LEAST_RUN and number not in homes:
                candidates[number][near[0]] += 1
    return {
        number: min(homes, key=lambda p: (-homes[p], p))
        for number, homes in candidates.items()
        if set(votes.of[number].values()) == {ROOT} and sum(homes.values()) == len(votes.of[number])
    }


def _runs(grouped: Grouped) -> Iterator[list[int]]:
    """Yield, for each persona, the adjacent topics without a role at its top."""
    before: tuple[int, bool] | None = None
    run: list[int] = []
    for placed in grouped.topical:
        if placed.parent is not None:
            continue
        number = grouped.owner[placed.ref]
        here = (placed.ref.persona, not grouped.roles[number])
        if here != before:
            yield run
            run = []
        before = here
        run = [*run, number] if here[1] else []
    yield run


def _not_too_deep(parents: Mapping[int, int]) -> dict[int, int]:
    """Raise topics that are deeper than headings go to the deepest level."""
    lifted = dict(parents)
    depths: dict[int, int] = {ROOT: 0}
    for number in sorted(parents, key=lambda n: (_depth(n, parents), n)):
        while depths[lifted[number]] >= DEEPEST:
            lifted[number] = lifted[lifted[number]]
        depths[number] = depths[lifted[number]] + 1
    return lifted


def _depth(number: int, parents: Mapping[int, int]) -> int:
    depth = 0
    while number != ROOT:
        number, depth = parents[number], depth + 1
    return depth


def sibling_order(
    grouped: Grouped, parents: Mapping[int, int], fixed: Sequence[int], role_order: Sequence[str]
) -> dict[int, tuple[int, ...]]:
    """Return for each topic, and ROOT, the topics right below it, in order."""
    sequences: dict[int, dict[int, dict[int, None]]] = defaultdict(lambda: defaultdict(dict))
    for placed in grouped.topical:
        number = grouped.owner[placed.ref]
        sequences[parents[number]][placed.ref.persona].setdefault(number)
    below: dict[int, list[int]] = defaultdict(list)
    for number in sorted(parents):
        below[parents[number]].append(number)
    ranks = _ranks(grouped, parents, role_order)
    order: dict[int, tuple[int, ...]] = {}
    for parent, children in below.items():
        own = [list(sequences[parent][p]) for p in sorted(sequences[parent])]
        lone = [[child] for child in children]
        kept = [number for number in fixed if parents[number] == parent]
        order[parent] = consensus([*own, *lone], kept, ranks.__getitem__)
    return order


def _ranks(grouped: Grouped, parents: Mapping[int, int], role_order: Sequence[str]) -> dict[int, Rank]:
    """For each topic the rank of its role, its mean position in the files (0 to 1), and its number."""
    places: dict[int, dict[int, float]] = defaultdict(dict)
    size: dict[int, int] = defaultdict(int)
    seen: dict[int, int] = defaultdict(int)
    for placed in grouped.topical:
        size[placed.ref.persona] += 1
    for placed in grouped.topical:
        persona = placed.ref.persona
        number, place = grouped.owner[placed.ref], seen[persona] / size[persona]
        seen[persona] += 1
        while number != ROOT and persona not in places[number]:
            places[number][persona] = place
            number = parents[number]
    role_rank = {role: at for at, role in enumerate(role_order)}
    topic = role_rank.get(TOPIC, len(role_rank))
    return {
        number: (role_rank.get(grouped.roles[number], topic), _mean(places[number].values()), number)
        for number in sorted(parents)
    }


def _mean(places: Collection[float]) -> float:
    return round(sum(places) / len(places), _DECIMALS) if places else 1.0
