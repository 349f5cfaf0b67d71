"""Which lists of the sources are one list of the canonical.

A holder is what lists stand in: a topic, or the bullet that a cluster gives.
The lists of its sections, or of its members' items, are brought together
where they share clusters, most shared first; lists of different forms only if
half of the shorter one is shared, since steps are not made of advice. The rest
meet by form and number; where a check list has boxes, its plain lists get them.
Two lists of one section never become one: that is how their author divided them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from personac.extraction.section_streams import Listed
from personac.model import ListForm


@dataclass(frozen=True, slots=True, order=True)
class Holder:
    """What lists stand in: a topic, by its id, or a bullet, by its cluster's position."""

    kind: Literal["topic", "bullet"]
    number: int


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One list of the canonical, named by the first bullet of its first list in the sources."""

    holder: Holder
    first: int


@dataclass(frozen=True, slots=True)
class SourceList:
    """A list of a source: the stream it stands in, its form, and its number among those of its form there."""

    stream: int
    listed: Listed
    form: ListForm
    nth: int

    @property
    def first(self) -> int:
        """The first bullet, which names the list."""
        return self.listed.bullets[0]


@dataclass(frozen=True, slots=True)
class Slots:
    """`of[list]` is the slot of the list whose first bullet is `list`; `forms[slot]` its form."""

    of: Mapping[int, Slot]
    forms: Mapping[Slot, ListForm]

    def form_of(self, slot: Slot) -> ListForm:
        """Return the form of a slot; that of a nested list that came to stand by itself is its own."""
        return self.forms.get(slot) or self.forms[self.of[slot.first]]


def form_slots(cluster_of: Sequence[int], lists: Mapping[Holder, Sequence[SourceList]]) -> Slots:
    """Group the lists of every holder; `cluster_of` gives the cluster of each bullet."""
    of: dict[int, Slot] = {}
    forms: dict[Slot, ListForm] = {}
    for holder, own in sorted(lists.items()):
        for group in _Grouping(cluster_of, own).groups():
            slot = Slot(holder, min(found.first for found in group))
            of.update((found.first, slot) for found in group)
            forms[slot] = _form(group)
    return Slots(of, forms)


def _form(group: Iterable[SourceList]) -> ListForm:
    """The form that most bullets have; but what any source checks off stays a list of tasks."""
    votes: Counter[ListForm] = Counter()
    for found in group:
        votes[found.form] += len(found.listed.bullets)
    forms: tuple[ListForm, ...] = ("ordered", "task") if votes["task"] else ("ordered", "bulleted")
    return max(forms, key=lambda form: votes[form])  # a tie goes to the first


class _Grouping:
    """The lists of one holder, brought together step by step."""

    def __init__(self, cluster_of: Sequence[int], lists: Sequence[SourceList]) -> None:
        self._lists = lists
        self._clusters = [frozenset(cluster_of[bullet] for bullet in found.listed.bullets) for found in lists]
        self._group = list(range(len(lists)))

    def groups(self) -> list[list[SourceList]]:
        for a, b in self._by_shared_clusters():
            self._join(a, b)
        for a, b in self._by_number():
            self._join(a, b)
        found: dict[int, list[SourceList]] = {}
        for number, own in zip(self._group, self._lists, strict=True):
            found.setdefault(number, []).append(own)
        return list(found.values())

    def _by_shared_clusters(self) -> list[tuple[int, int]]:
        ranked = []
        for a, b in self._candidates():
            shared = len(self._clusters[a] & self._clusters[b])
            shorter = min(len(self._clusters[a]), len(self._clusters[b]))
            if self._lists[a].form == self._lists[b].form or shared * 2 >= shorter:
                ranked.append((-shared, a, b))
        return [(a, b) for _, a, b in sorted(ranked)]

    def _candidates(self) -> list[tuple[int, int]]:
        """Pairs of lists that share a cluster."""
        holders: dict[int, list[int]] = {}
        for number, clusters in enumerate(self._clusters):
            for cluster in clusters:
                holders.setdefault(cluster, []).append(number)
        return sorted({pair for found in holders.values() for pair in combinations(found, 2)})

    def _by_number(self) -> list[tuple[int, int]]:
        """Each list with the first one of its form and number."""
        first: dict[tuple[ListForm, int], int] = {}
        pairs = []
        for number, found in enumerate(self._lists):
            earlier = first.setdefault((found.form, found.nth), number)
            if earlier != number:
                pairs.append((earlier, number))
        return pairs

    def _join(self, a: int, b: int) -> None:
        one, other = sorted((self._group[a], self._group[b]))
        if one != other and self._streams(one).isdisjoint(self._streams(other)):
            self._group = [one if group == other else group for group in self._group]

    def _streams(self, group: int) -> set[int]:
        return {own.stream for own, number in zip(self._lists, self._group, strict=True) if number == group}
