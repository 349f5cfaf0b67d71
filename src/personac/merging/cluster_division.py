"""Divides clusters so that lists stay whole and no name is lost.

Members of a cluster stay together in one list. The wording of the list that has the place of an item speaks
for members elsewhere only if their list is said elsewhere as a whole, or has sentences and mostly stays. A
name or a number that the kept wording lacks keeps two bullets apart, unless both are lists of nouns, which
are completed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from personac.extraction.noun_lists import names_in, noun_list
from personac.matching.clustering import choose_representative
from personac.merging.departures import Leaving, departures
from personac.merging.documents import NONE
from personac.merging.procedures import part_of
from personac.merging.whole_lists import ListPlan, Lists
from personac.model import Cluster

_SHORT = 5  # words of a term
_WORD = re.compile(r"[^\W_][\w.+#/-]*")


class Division(NamedTuple):
    """The divided clusters; for each compound that is said in parts a bullet that says some of them; lists.

    `lists` has for each item the number of its list in the canonical.
    """

    clusters: tuple[Cluster, ...]
    in_parts: Mapping[int, int]
    lists: Mapping[int, int]


def divided_clusters(plan: ListPlan, lists: Lists, *, with_parts: bool) -> Division:
    """Divide the clusters where an item would leave a gap in its list or lose a name."""
    divider = _Divider(plan, lists, with_parts=with_parts)
    clusters = [part for cluster in plan.whole.matched.clusters for part in divider.parts(cluster)]
    left = divider.departures
    ordered = tuple(sorted(clusters, key=lambda one: one.members))
    return Division(ordered, left.in_parts, left.group_of)


class _Split(NamedTuple):
    """The members of a cluster in the list that has its place, those that may go, and the others by list."""

    staying: tuple[int, ...]
    leaving: tuple[int, ...]
    others: tuple[tuple[int, ...], ...]


class _Divider:
    """Divides clusters; an item has its place in the list of the first persona in order."""

    def __init__(self, plan: ListPlan, lists: Lists, *, with_parts: bool) -> None:
        self._matched, self._words = plan.whole.matched, plan.lead_ins.words
        self._lists = lists
        self._rank = plan.rank
        self._splits = {cluster.id: self._split(cluster) for cluster in self._matched.clusters}
        self._places = {m: split.staying[0] for split in self._splits.values() for m in split.leaving}
        leaving = Leaving(self._places, self._lets_go)
        self.departures = departures(plan, lists, leaving, with_parts=with_parts)

    def _lets_go(self, items: Sequence[int]) -> bool:
        """Return whether a list has sentences and mostly stays."""
        bullets = [self._matched.bullets[item] for item in items]
        terms = sum(bool(bullet.lead) or len(_WORD.findall(bullet.text)) <= _SHORT for bullet in bullets)
        is_open = terms * 2 <= len(items) and all(bullet.kind != "ordered" for bullet in bullets)
        return is_open and sum(item in self._places for item in items) * 2 < len(items)

    def parts(self, cluster: Cluster) -> Iterator[Cluster]:
        """Yield the parts of a cluster, each with the wording of its list."""
        split = self._splits[cluster.id]
        going = tuple(member for member in split.leaving if member in self.departures.going)
        held = self._by_list(member for member in split.leaving if member not in going)
        groups = [(split.staying, going), *((own, ()) for own in (*split.others, *held))]
        for own, more in groups:
            for members, chosen in self._without_losses(cluster, own, more):
                yield part_of(self._matched, cluster, self._with_repeats(cluster, members), chosen)

    def _split(self, cluster: Cluster) -> _Split:
        members = [m for m in cluster.members if m not in self._matched.repeats] or list(cluster.members)
        groups = self._by_list(members)
        first = min(members, key=lambda member: (self._rank_of(member), member))
        staying = next(own for own in groups if first in own)
        wording = choose_representative(self._matched.bullets, staying, self._with_repeats(cluster, staying))
        apart = [own for own in groups if own is not staying]
        leaving = tuple(m for own in apart for m in own if self._may_leave(m, wording))
        others = [tuple(m for m in own if m not in leaving) for own in apart]
        return _Split(staying, leaving, tuple(filter(None, others)))

    def _may_leave(self, bullet: int, wording: int) -> bool:
        """Return whether a wording in another list says enough of a bullet."""
        own = self._words.core(self._matched.bullets[bullet].text)
        kept = frozenset(self._words.units(self._matched.bullets[wording].text))
        return not self._loses(bullet, wording) and len(own & kept) * 2 >= len(own)

    def _rank_of(self, bullet: int) -> int:
        return self._rank.get(self._matched.bullets[bullet].persona, len(self._rank))

    def _by_list(self, members: Iterable[int]) -> list[tuple[int, ...]]:
        groups: dict[int, list[int]] = defaultdict(list)
        for member in members:
            groups[self._lists.group_of.get(member, NONE)].append(member)
        return [tuple(own) for own in groups.values()]

    def _without_losses(
        self, cluster: Cluster, members: tuple[int, ...], going: tuple[int, ...]
    ) -> Iterator[tuple[tuple[int, ...], int]]:
        """Yield members and a wording that loses no name of them, then the same for the others."""
        while members:
            voters = self._with_repeats(cluster, members)
            chosen = choose_representative(self._matched.bullets, members, voters)
            lost = tuple(member for member in members if self._loses(member, chosen))
            said = (*(member for member in members if member not in lost), *going)
            yield tuple(sorted(said)), chosen
            members, going = lost, ()

    def _loses(self, bullet: int, wording: int) -> bool:
        """Return whether a wording lacks a name, a number or a noun of a bullet, which no completion adds."""
        own, kept = self._matched.bullets[bullet].text, self._matched.bullets[wording].text
        nouns = noun_list(own)
        if bullet == wording or (nouns and noun_list(kept)):
            return False
        known = frozenset(self._words.units(kept))
        named = [frozenset(self._words.units(name)) for name in names_in(own)]
        facets = [self._words.core(part) for part in nouns.parts] if nouns else []
        return any(not known.issuperset(units) for units in (*named, *facets))

    def _with_repeats(self, cluster: Cluster, members: tuple[int, ...]) -> tuple[int, ...]:
        repeats = self._matched.repeats
        return tuple(m for m in cluster.members if repeats.get(m, m) in members or m in members)
