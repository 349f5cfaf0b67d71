"""Where things stand in the canonical while it grows: which of two comes first, found without walking it.

Every node of a section has a rank, which rises in the order of the text. Ranks are far apart, so that a new
node mostly finds one between its neighbours. What the persona that is put in has in a section or a list is
known in that order, too.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import inf
from typing import Literal

from personac.merging.documents import NONE, Node

Holds = Literal["own", "merged", "any"]
_GAP = 1 << 256  # between ranks: this many bits are halved before all nodes of a section are ranked anew


def _rank(node: Node) -> int:
    return node.rank


class Places:
    """The ranks of the nodes of the canonical, and the bullets of the persona that is put in."""

    def __init__(self, root: Node) -> None:
        """Rank the nodes of the trunk."""
        self._ranked: dict[int, list[Node]] = defaultdict(list)  # for each section its nodes in order
        self._row_of: dict[tuple[int, Holds], _Row] = {}
        for section in [node for node in root.walk() if node.is_section]:
            self._ranked[id(section)] = list(section.walk_own())[1:]
            self._rank_anew(section)

    def begin(self) -> None:
        """Forget the bullets of the persona before."""
        self._row_of = {}

    def add(self, node: Node) -> None:
        """Rank a node that was inserted, and all below it."""
        if node.parent is None or node.section is node:
            return
        nodes, ranked = list(node.walk()), self._ranked[id(node.section)]
        before = node.parent.below.index(node)
        low = self._rank_before(node.parent, before)
        at = bisect_right(ranked, low, key=_rank)
        high = ranked[at].rank if at < len(ranked) else low + _GAP * (len(nodes) + 1)
        ranked[at:at] = nodes
        step = (high - low) // (len(nodes) + 1)
        for number, own in enumerate(nodes, 1):
            own.rank = low + number * step
        if not step:
            self._rank_anew(node.section)

    def _rank_anew(self, section: Node) -> None:
        for number, node in enumerate(self._ranked[id(section)], 1):
            node.rank = number * _GAP

    def _rank_before(self, parent: Node, at: int) -> int:
        """Return the rank of the last node before a place."""
        if not at:
            return 0 if parent.is_section else parent.rank
        node = parent.below[at - 1]
        while node.below:
            node = node.below[-1]
        return node.rank

    def note(self, node: Node, bullet: int) -> None:
        """Note that a bullet of the persona has its place in a node: its own, or one that is merged."""
        holds: Holds = "own" if bullet == node.bullet else "merged"
        for around in self._around(node, bullet):
            self._row(around, holds).add(node, bullet)
            if bullet != NONE:
                self._row(around, "any").add(node, bullet)

    def forget(self, node: Node, bullet: int) -> None:
        """Forget a merged bullet that gives up its place."""
        for around in self._around(node, bullet):
            self._row(around, "merged").remove(node, bullet)
            self._row(around, "any").remove(node, bullet)

    @staticmethod
    def _around(node: Node, bullet: int) -> Iterator[Node]:
        """Yield the list of a node, and its section, where an item without text has no place."""
        if node.parent is not None and node.parent.is_list:
            yield node.parent
        if bullet != NONE:
            yield node.section

    def agree(self, bullet: int, node: Node) -> bool:
        """Return whether a bullet is in the order of its source at the place of a node."""
        return self._row(node.section, "any").agrees(bullet, node.rank - 1, node.rank)

    def contradicting(self, item: Node) -> Sequence[tuple[Node, int]]:
        """Return the merged bullets that stand on the wrong side of a new item in its section."""
        row, rank = self._row(item.section, "merged"), item.rank
        if row.agrees(item.bullet, rank - 1, rank):
            return ()
        placed = zip(row.nodes, row.bullets, strict=True)
        return [(n, b) for n, b in placed if n is not item and (b < item.bullet) != (n.rank < rank)]

    def is_misplaced(self, item: Node, home: Node, at: int) -> bool:
        """Return whether an item would stand on the wrong side of another of its persona in its section."""
        rank = self._rank_before(home, at)
        return not self._row(home.section, "own").agrees(item.bullet, rank, rank)

    def last_before(self, bullet: int, around: Node, holds: Holds) -> Node | None:
        """Return the last node in a section or a list with a bullet that its source has before another."""
        row = self._row(around, holds)
        placed = zip(reversed(row.nodes), reversed(row.bullets), strict=True)
        return next((node for node, own in placed if own < bullet), None)

    def first_in(self, around: Node) -> Node | None:
        """Return the first node in a list with a bullet of the persona."""
        return next(iter(self._row(around, "any").nodes), None)

    def _row(self, around: Node, holds: Holds) -> _Row:
        return self._row_of.setdefault((id(around), holds), _Row())


class _Row:
    """Nodes in their order, and a bullet of each; `rises` if the bullets are in order, too."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.bullets: list[int] = []
        self._rises = True

    def add(self, node: Node, bullet: int) -> None:
        at = bisect_right(self.nodes, node.rank, key=_rank)
        self._rises &= self._fits(bullet, at, at)
        self.nodes.insert(at, node)
        self.bullets.insert(at, bullet)

    def remove(self, node: Node, bullet: int) -> None:
        at = self.bullets.index(bullet, bisect_left(self.nodes, node.rank, key=_rank))
        del self.nodes[at], self.bullets[at]

    def agrees(self, bullet: int, low: int, high: int) -> bool:
        """Return whether the bullets up to rank `low` are before another, and those above `high` behind."""
        start, end = (bisect_right(self.nodes, rank, key=_rank) for rank in (low, high))
        if self._rises:
            return self._fits(bullet, start, end)
        return max(self.bullets[:start], default=NONE) < bullet < min(self.bullets[end:], default=inf)

    def _fits(self, bullet: int, start: int, end: int) -> bool:
        """Return whether a bullet is between those right before `start` and right from `end`."""
        before, behind = self.bullets[start - 1 : start] if start else (), self.bullets[end : end + 1]
        return all(own < bullet for own in before) and all(own > bullet for own in behind)
