"""The choice of parts that covers most of the sources within a budget.

The size is that of the emitted canonical, front matter and headings included, by the counter that the
report names. The price of a part is a difference of such sizes. Prices by an encoder do not quite add up
(neighbours may share a token), so each choice is weighed as a whole: remaining room is filled, and excess
is removed, the last choice first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from personac.merging.body_parts import BulletIndex, Part, Parts, Place, place_of
from personac.merging.max_coverage import Offers, best_choice, greedy
from personac.model import Canonical, Merged, MergedSection, Origin
from personac.tokens import Counter

Emit = Callable[[Merged], Canonical]


class Scale:
    """Weighs bodies as they will be emitted, in hundredths of a token."""

    def __init__(self, emit: Emit, counter: Counter) -> None:
        """Weigh what `emit` makes by `counter`."""
        self._emit = emit
        self.counter = counter

    def weigh(self, merged: Merged, body: MergedSection) -> int:
        """Return the size of the canonical with this body."""
        canonical = self._emit(replace(merged, body=body))
        return self.counter.weigh(canonical.data.decode("utf-8"))


@dataclass(frozen=True, slots=True)
class Contents:
    """The bullets and blocks of the sources that each part stands for, as numbers.

    A part stands for the bullets at its origins, and covers besides what its wording does: a broad bullet
    has a facet for a narrow one. Blocks are numbered after the bullets.
    """

    merged: Merged
    bullets: BulletIndex
    covered: Mapping[int, frozenset[int]]
    blocks: Mapping[Place, int]
    block_texts: tuple[str, ...]

    def own(self, part: Part) -> frozenset[int]:
        """Return the bullets and blocks at the origins of a part."""
        return frozenset(self._numbers(o for o in part.origins if o.relation != "heading"))

    def all(self, part: Part) -> frozenset[int]:
        """Return those and the bullets that the wording covers."""
        worded = self._numbers(o for o in part.origins if o.relation == "kept")
        return self.own(part).union(*(self.covered.get(number, frozenset()) for number in worded))

    def _numbers(self, origins: Iterable[Origin]) -> Iterator[int]:
        for origin in origins:
            yield from self.bullets.at(origin) or (self.blocks[place_of(origin)],)

    def text(self, number: int) -> str:
        """Return the text of a bullet or block in its source."""
        bullets = self.merged.bullets
        return bullets[number].text if number < len(bullets) else self.block_texts[number - len(bullets)]


def contents_of(merged: Merged, parts: Iterable[Part]) -> Contents:
    """Index what the parts stand for."""
    texts = {place_of(origin): part.text(merged.personas) for part in parts for origin in part.origins}
    blocks = {place: number for number, place in enumerate(texts, start=len(merged.bullets))}
    return Contents(merged, BulletIndex(merged), _covered(merged), blocks, tuple(texts.values()))


def _covered(merged: Merged) -> Mapping[int, frozenset[int]]:
    """For the wording of a cluster the members of the clusters that it covers.

    A cover by another member's facet counts only if the wording has that facet too.
    """
    covered: dict[int, set[int]] = defaultdict(set)
    for cover in merged.covers:
        wording = merged.clusters[merged.cluster_of[cover.broad]].representative
        if cover.facet in merged.bullets[wording].facets:
            covered[wording].update(merged.clusters[merged.cluster_of[cover.narrow]].members)
    return {wording: frozenset(members) for wording, members in covered.items()}


class BudgetFit:
    """Chooses parts of one body; `room` is in hundredths of a token."""

    def __init__(self, merged: Merged, parts: Parts, contents: Contents, scale: Scale, room: int) -> None:
        """Choose among `parts`, the parts of the body of `merged`."""
        self._merged, self._parts, self._contents = merged, parts, contents
        self._scale, self._room = scale, room
        self._sizes: dict[frozenset[int], int] = {}

    def kept(self, start: frozenset[int]) -> frozenset[int]:
        """Return `start`, the best choice by all that parts cover, and what fits besides."""
        parts = self._parts.all
        eligible = [n for n, part in enumerate(parts) if not part.serves]
        prices = [self._price(number) for number in range(len(parts))]
        needs = [part.needs for part in parts]
        covers = [self._contents.all(part) for part in parts]
        weights = {atom: self._weight(atom) for atom in frozenset[int]().union(*covers)}
        by_cover = Offers(covers, weights, prices, needs, eligible)
        by_wording = replace(by_cover, covers=[self._contents.own(part) for part in parts])
        order = best_choice(by_cover, start, self._room - self._size(start))
        for offers in (by_cover, by_wording):
            order = self._filled(offers, start, order)
        return start.union(order)

    def _weight(self, atom: int) -> int:
        """Return the size of a bullet or block in its source, in the unit of prices."""
        return max(1, self._scale.counter.weigh(self._contents.text(atom)))

    def _filled(self, offers: Offers, start: frozenset[int], order: tuple[int, ...]) -> tuple[int, ...]:
        """Add to `order` until nothing fits into the remaining room."""
        while True:
            order = self._fitting(start, order)
            room = self._room - self._size(start.union(order))
            longer = self._fitting(start, (*order, *greedy(offers, start.union(order), room)))
            if len(longer) <= len(order):
                return order
            order = longer

    def _fitting(self, start: frozenset[int], order: tuple[int, ...]) -> tuple[int, ...]:
        """Remove the last choices, and what served only them, until the rest fits."""
        while order and self._size(start.union(order)) > self._room:
            order = order[:-1]
            while order and self._parts.all[order[-1]].serves:
                order = order[:-1]
        return order

    def _size(self, numbers: frozenset[int]) -> int:
        return self._scale.weigh(self._merged, self._parts.body(numbers))

    def _price(self, number: int) -> int:
        """Return what a part adds to the size of what it needs; at least 1."""
        needs = self._parts.all[number].needs
        return max(1, self._bare_size(needs | {number}) - self._bare_size(needs))

    def _bare_size(self, numbers: frozenset[int]) -> int:
        """Return the size without the front matter."""
        if numbers not in self._sizes:
            bare = replace(self._merged, fields=())
            self._sizes[numbers] = self._scale.weigh(bare, self._parts.body(numbers))
        return self._sizes[numbers]
