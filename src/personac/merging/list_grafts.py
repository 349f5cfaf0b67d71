"""Puts the lists and items of a persona into the canonical.

An item that is there already is merged. A new one stands behind what its predecessor became, or before what
its successor became. Items keep their order: where two that are merged stand in another order in the
canonical, only those of the longest run in order determine places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from personac.merging.canonical_tree import LEAD_IN_REASON, SAID_REASON, CanonicalTree
from personac.merging.documents import NONE, Node, titles_of
from personac.merging.procedures import longest_rising


class ListGrafts:
    """Merges the lists of one persona; `anchored` are the bullets whose order agrees with the canonical."""

    def __init__(self, canonical: CanonicalTree, tree: Node) -> None:
        """Compare the order of a persona with that of the canonical."""
        self._c = canonical
        canonical.places.begin()
        self._anchored = _in_order(canonical, tree)

    def graft(self, own: Node, lead: Node | None) -> list[Node]:
        """Merge a list into its list of the canonical, or return what of it is to be inserted, in order."""
        home = self._c.list_for(own)
        homes = self._c.lists_for(own)
        if len({id(one) for one in homes}) > 1:
            return self._scatter(own, lead, homes)
        if home is not None:
            is_said = lead is not None and self._c.lead_ins.is_said(lead.text, titles_of(home.section))
            self._c.give_up(lead, SAID_REASON if is_said else LEAD_IN_REASON)
            self.weave(own, home)
            return []
        new = [item for item in own.below if self._c.is_new(item)]
        for item in own.below:
            self.settle(item)
        return self._left(own, lead, new)

    def _left(self, own: Node, lead: Node | None, new: list[Node]) -> list[Node]:
        own.replace_below(new)
        if not new:
            self._c.give_up(lead, LEAD_IN_REASON)
            return []
        return [own] if lead is None else [lead, own]

    def _scatter(self, own: Node, lead: Node | None, homes: Sequence[Node | None]) -> list[Node]:
        """Put each item of a list into the list of its own that it goes into."""
        new = []
        for item, home in zip(list(own.below), homes, strict=True):
            is_new = self._c.is_new(item)
            self.settle(item)
            if is_new and not (home is not None and self._moves(item, home)):
                new.append(item)
        return self._left(own, lead, new)

    def _moves(self, item: Node, home: Node) -> bool:
        """Put an item into a list, unless it would stand out of order there; return whether it does."""
        if self._merge_same(item, home):
            return True
        place = self._place_by_source(item, home)
        if self._c.places.is_misplaced(item, home, place):
            return False
        home.insert(place, item)
        self._c.adopt(item)
        return True

    def _place_by_source(self, item: Node, home: Node) -> int:
        """Return the place behind the items that its source has before it, else before those behind it."""
        before = self._c.places.last_before(item.bullet, home, "any")
        if before is not None:
            return home.below.index(before) + 1
        first = self._c.places.first_in(home)
        return len(home.below) if first is None else home.below.index(first)

    def weave(self, own: Node, home: Node) -> None:
        """Put the items of a list into one of the canonical."""
        last: Node | None = None
        anchors = [self._anchor(item) for item in own.below]
        for at, item in enumerate(own.below):
            there = anchors[at]
            if there is not None and there.parent is home:
                last = there
            is_new = self._c.is_new(item)
            self.settle(item)
            if is_new and not self._merge_same(item, home):
                place = _place_in(home, last, anchors[at + 1 :])
                home.insert(max(place, self._behind_own(item, home)), item)
                self._c.adopt(item)
                last = item

    def _behind_own(self, item: Node, home: Node) -> int:
        """Return the place behind the items of its persona in a list that its source has before it."""
        last = self._c.places.last_before(item.bullet, home, "own")
        return 0 if last is None else home.below.index(last) + 1

    def _merge_same(self, item: Node, home: Node) -> bool:
        """Merge an item with one of the same words in its list, but no step out of its order."""
        same = self._same_in(home, item)
        if same is None:
            return False
        if self._c.step_of(item) != self._c.procedure(home):
            return False
        self.merge(item, same)
        return True

    def _same_in(self, home: Node, item: Node) -> Node | None:
        """Return the item of a list with the same words as a new one: in one list they say the same."""
        return next(iter(self._c.same_in(home, item)), None)

    def settle(self, node: Node) -> None:
        """Merge what is there already; what is new keeps only new things below it."""
        there = self._c.there(node)
        if self._c.is_narrow(node):
            self._c.cover(node)
        elif there is not None:
            self.merge(node, there)
        else:
            self._prune(node)

    def _prune(self, node: Node) -> None:
        """Merge what is below a new node and there already."""
        staying = [below for below in node.below if self._c.is_new(below)]
        for below in node.below:
            self.settle(below)
        is_text = node.bullet != NONE  # whose paragraphs are its own text
        kept = set(map(id, staying))
        node.replace_below([n for n in node.below if id(n) in kept or (is_text and n.is_paragraph)])

    def merge(self, own: Node, there: Node) -> None:
        """Merge a node into one that says the same, and put what stands below it there, too."""
        if own.bullet == NONE:
            there.copies.append((own.persona, own.ast))
        elif own.bullet in self._anchored and self._c.places.agree(own.bullet, there):
            self._c.take_in(there, own.bullet)
        else:
            there.moved.append(own.bullet)
        for node in own.below:
            if not node.is_paragraph:  # a paragraph of an item is part of its text
                self._merge_below(node, there)

    def _merge_below(self, node: Node, there: Node) -> None:
        home = there.list_like(node)
        if home is not None:
            self.weave(node, home)
            return
        is_new = self._c.is_new(node)
        self.settle(node)
        if is_new:
            there.insert(len(there.blocks), node)
            self._c.adopt(node)

    def _anchor(self, item: Node) -> Node | None:
        there = self._c.there(item) if item.bullet in self._anchored else None
        return there if there is not None and there.parent is not None and there.parent.is_list else None


def _place_in(home: Node, last: Node | None, following: Iterable[Node | None]) -> int:
    if last is not None:
        return home.below.index(last) + 1
    behind = next((node for node in following if node is not None and node.parent is home), None)
    return len(home.below) if behind is None else home.below.index(behind)


def _in_order(canonical: CanonicalTree, tree: Node) -> frozenset[int]:
    """Return the bullets that are merged where they keep the order of their source in every section."""
    runs: dict[int, list[tuple[Node, int]]] = defaultdict(list)
    for node in tree.walk():
        there = canonical.there(node) if node.bullet != NONE else None
        if there is not None:
            runs[id(there.section)].append((there, node.bullet))
    return frozenset(bullet for run in runs.values() for bullet in _rising(run))


def _rising(run: Sequence[tuple[Node, int]]) -> Iterator[int]:
    """Yield the bullets of the longest run of nodes of one section that is in its order."""
    for at in longest_rising([node.rank for node, _ in run]):
        yield run[at][1]
