"""Fit the body into a budget: of what says most, as much as the emitted agent has room for.

The size is that of the canonical as it will be emitted, front matter and
headings included, by the counter that the report names. Prices of parts are
differences of such sizes. Those of an encoder do not quite add up (what stands
side by side may share a token), so each choice is weighed as a whole: what
room is left is filled further, and what is too much is taken back, the last
choice first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from personac.diagnostics.merge_kinds import BUDGET_TOO_SMALL
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.merging.body_parts import Parts, parts_of
from personac.merging.max_coverage import Offers, best_choice, greedy
from personac.merging.selection import Sayings, cut, identity_parts, sayings_of
from personac.model import Canonical, Merged, MergedSection
from personac.tokens.token_counter import HUNDRED, Counter

Emit = Callable[[Merged], Canonical]


class Scale:
    """Weighs bodies as they will be emitted, in hundredths of a token."""

    def __init__(self, emit: Emit, counter: Counter) -> None:
        """Weigh what `emit` makes by `counter`."""
        self._emit = emit
        self.counter = counter

    def weigh(self, merged: Merged, body: MergedSection) -> int:
        """The size of the canonical with this body."""
        canonical = self._emit(replace(merged, body=body))
        return self.counter.weigh(canonical.data.decode("utf-8"))


def fit(merged: Merged, budget: int, scale: Scale) -> Merged:
    """Keep what says most within `budget` tokens; all of it, where it fits.

    Raises `PersonacError` where even what stays in every mode is too large.
    """
    parts, room = parts_of(merged), budget * HUNDRED
    everything = frozenset(range(len(parts.all)))
    if scale.weigh(merged, parts.body(everything)) <= room:
        return merged
    start = parts.closed(identity_parts(merged, parts))
    least = scale.weigh(merged, parts.body(start))
    if least > room:
        raise PersonacError(_too_small(budget, -(-least // HUNDRED), scale.counter.name))
    sayings = sayings_of(merged, parts.all)
    kept = _Fitter(merged, parts, sayings, scale, room).kept(start)
    return cut(merged, parts, kept, _reasons(parts, sayings, kept, budget))


def _too_small(budget: int, least: int, tokenizer: str) -> Diagnostic:
    message = f"{budget} tokens do not hold the front matter and who the agent is: {least} do ({tokenizer})"
    hint = f"give {least} or more: `budget` under [keep] in rules/, or --budget"
    return Diagnostic(BUDGET_TOO_SMALL, "rules", 0, 0, message, hint)


def _reasons(parts: Parts, sayings: Sayings, kept: frozenset[int], budget: int) -> Mapping[int, str]:
    said = frozenset[int]().union(*(sayings.all(parts.all[number]) for number in kept))
    return {
        number: f"budget: a broader bullet that stays says it, and {budget} tokens hold no more"
        if sayings.own(part) <= said
        else f"budget: {budget} tokens hold what says more for its size"
        for number, part in enumerate(parts.all)
    }


@dataclass(frozen=True, slots=True)
class _Fitter:
    """Chooses parts of one body; `room` is in hundredths of a token."""

    merged: Merged
    parts: Parts
    sayings: Sayings
    scale: Scale
    room: int
    weighed: dict[frozenset[int], int] = field(default_factory=dict)

    def kept(self, start: frozenset[int]) -> frozenset[int]:
        """The parts that stay: the best choice by all they say, then what fits besides."""
        eligible = [n for n, part in enumerate(self.parts.all) if not part.serves]
        prices = [self._price(number) for number in range(len(self.parts.all))]
        needs = [part.needs for part in self.parts.all]
        says = [self.sayings.all(part) for part in self.parts.all]
        weights = {atom: self._weight(atom) for atom in frozenset[int]().union(*says)}
        telling = Offers(says, weights, prices, needs, eligible)
        wording = replace(telling, says=[self.sayings.own(part) for part in self.parts.all])
        order = best_choice(telling, start, self.room - self._size(start))
        for offers in (telling, wording):
            order = self._filled(offers, start, order)
        return start.union(order)

    def _weight(self, atom: int) -> int:
        """What a bullet or block of a source weighs there: its size, as the price of a part is one."""
        return max(1, self.scale.counter.weigh(self.sayings.text(atom)))

    def _filled(self, offers: Offers, start: frozenset[int], order: tuple[int, ...]) -> tuple[int, ...]:
        """Add to `order` until nothing fits into the room that is left in fact."""
        while True:
            order = self._fitting(start, order)
            room = self.room - self._size(start.union(order))
            longer = self._fitting(start, (*order, *greedy(offers, start.union(order), room)))
            if len(longer) <= len(order):
                return order
            order = longer

    def _fitting(self, start: frozenset[int], order: tuple[int, ...]) -> tuple[int, ...]:
        """Take back the last choices, and what served them alone, until the rest fits."""
        while order and self._size(start.union(order)) > self.room:
            order = order[:-1]
            while order and self.parts.all[order[-1]].serves:
                order = order[:-1]
        return order

    def _size(self, numbers: frozenset[int]) -> int:
        return self.scale.weigh(self.merged, self.parts.body(numbers))

    def _price(self, number: int) -> int:
        """What a part adds to the size of what it needs; 1 at the least."""
        needs = self.parts.all[number].needs
        return max(1, self._bare(needs | {number}) - self._bare(needs))

    def _bare(self, numbers: frozenset[int]) -> int:
        """The size without the front matter."""
        if numbers not in self.weighed:
            bare = replace(self.merged, fields=())
            self.weighed[numbers] = self.scale.weigh(bare, self.parts.body(numbers))
        return self.weighed[numbers]
