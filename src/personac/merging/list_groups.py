"""Group the lists of the sources that become one list of the canonical.

Lists are grouped within a holder: a topic, or the bullet of a cluster. Lists that share clusters are joined,
those that share most first; lists of different forms only if half of the shorter one is shared, since
steps are not made of advice. The others are joined by form and number. Two lists of one section are never
joined, because their author divided them.
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
    """What contains lists: a topic, by its id, or a bullet, by its cluster's position."""

    kind: Literal["topic", "bullet"]
    number: int


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One list of the canonical, named by the first bullet of its first list in the sources."""

    holder: Holder
    first: int


@dataclass(frozen=True, slots=True)
class SourceList:
    """A list of a source: its stream, its form, and its number among the lists of that form in the stream."""

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
    """`of` maps the first bullet of a source's list to its slot; `forms` has the form of each slot."""

    of: Mapping[int, Slot]
    forms: Mapping[Slot, ListForm]

    def form_of(self, slot: Slot) -> ListForm:
        """Return the form of a slot; a displaced nested list has the form it had where it was nested."""
        return self.forms.get(slot) or self.forms[self.of[slot.first]]


def form_slots(cluster_of: Sequence[int], lists: Mapping[Holder, Sequence[SourceList]]) -> Slots:
    """Group the lists of every holder; `cluster_of` gives the cluster of each bullet."""
    of: dict[int, Slot] = {}
    forms: dict[Slot, ListForm] = {}
    for holder, source_lists in sorted(lists.items()):
        for group in _Grouping(cluster_of, source_lists).groups():
            slot = Slot(holder, min(own.first for own in group))
            of.update((own.first, slot) for own in group)
            forms[slot] = _form(group)
    return Slots(of, forms)


def _form(group: Iterable[SourceList]) -> ListForm:
    """Return the form of most bullets; a plain list with tasks of any source becomes a list of tasks."""
    votes: Counter[ListForm] = Counter()
    for own in group:
        votes[own.form] += len(own.listed.bullets)
    forms: tuple[ListForm, ...] = ("ordered", "task") if votes["task"] else ("ordered", "bulleted")
    return max(forms, key=lambda form: votes[form])  # a tie goes to the first


class _Grouping:
    """The lists of one holder, joined step by step."""

    def __init__(self, cluster_of: Sequence[int], lists: Sequence[SourceList]) -> None:
        self._lists = lists
        self._clusters = [frozenset(cluster_of[bullet] for bullet in own.listed.bullets) for own in lists]
        self._group = list(range(len(lists)))

    def groups(self) -> list[list[SourceList]]:
        for a, b in self._by_shared_clusters():
            self._join(a, b)
        for a, b in self._by_number():
            self._join(a, b)
        groups: dict[int, list[SourceList]] = {}
        for number, own in zip(self._group, self._lists, strict=True):
            groups.setdefault(number, []).append(own)
        return list(groups.values())

    def _by_shared_clusters(self) -> list[tuple[int, int]]:
        ranked = []
        for a, b in self._candidates():
            shared = len(self._clusters[a] & self._clusters[b])
            shorter = min(len(self._clusters[a]), len(self._clusters[b]))
            if self._lists[a].form == self._lists[b].form or shared * 2 >= shorter:
                ranked.append((-shared, a, b))
        return [(a, b) for _, a, b in sorted(ranked)]

    def _candidates(self) -> list[tuple[int, int]]:
        """Return the pairs of lists that share a cluster."""
        lists_of: dict[int, list[int]] = {}
        for number, clusters in enumerate(self._clusters):
            for cluster in clusters:
                lists_of.setdefault(cluster, []).append(number)
        return sorted({pair for own in lists_of.values() for pair in combinations(own, 2)})

    def _by_number(self) -> list[tuple[int, int]]:
        """Return each list with the first one of its form and number."""
        first: dict[tuple[ListForm, int], int] = {}
        pairs = []
        for number, own in enumerate(self._lists):
            earlier = first.setdefault((own.form, own.nth), number)
            if earlier != number:
                pairs.append((earlier, number))
        return pairs

    def _join(self, a: int, b: int) -> None:
        one, other = sorted((self._group[a], self._group[b]))
        if one != other and self._streams(one).isdisjoint(self._streams(other)):
            self._group = [one if group == other else group for group in self._group]

    def _streams(self, group: int) -> set[int]:
        return {own.stream for own, number in zip(self._lists, self._group, strict=True) if number == group}
