"""What the stages of a scan found about its personas: what they have in common, and how alike they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise

from personac.config.schema import Scan
from personac.scan.families import Link, Pair, Shared, components_of, likenesses, pair_of
from personac.scan.reading import NO_BODY
from personac.scan.scanned_personas import Scanned

_FEWEST_WORDS = 10  # of a near copy
_DIGITS = 4


@dataclass(frozen=True)
class Evidence:
    """What the stages found: the personas, their links and relations, and the settings of the rules."""

    personas: Mapping[int, Scanned]
    links: Sequence[Link]
    relations: Sequence[tuple[int, int, int, float]]
    rules: Scan

    @cached_property
    def shared(self) -> Shared:
        """The shares that two personas say in common."""
        return Shared.of(self.links, self.personas, self.rules.copies)

    @cached_property
    def likeness(self) -> Mapping[Pair, float]:
        """The likeness of each pair that has one, sorted."""
        return likenesses(self.shared, self.relations, self.personas, self.rules.same_name)

    @cached_property
    def copies(self) -> tuple[tuple[int, ...], ...]:
        """The groups of near copies, and of those with the same body."""
        return components_of(self.near)

    @cached_property
    def _group_of(self) -> Mapping[int, int]:
        return {one: number for number, copies in enumerate(self.copies) for one in copies}

    def alike(self, one: int, other: int) -> float:
        """Return the likeness of two personas; of many copies not all pairs were compared."""
        if one == other:
            return 1.0
        found = self.likeness.get(pair_of(one, other), 0.0)
        is_copied = one in self._group_of and self._group_of[one] == self._group_of.get(other)
        return max(found, self.rules.copies) if is_copied else found

    def mean_likeness(self, members: Sequence[int]) -> float:
        """Return the mean likeness of all pairs of two members or more."""
        pairs = list(combinations(sorted(members), 2))
        return round(sum(self.alike(*pair) for pair in pairs) / len(pairs), _DIGITS)

    @cached_property
    def near(self) -> tuple[Pair, ...]:
        """Pairs that are near copies; of many with the same body each with the next one."""
        by_body = defaultdict(list)
        for one in self.personas.values():
            if one.body != NO_BODY:
                by_body[one.body].append(one.content)
        same = [pair for own in by_body.values() for pair in pairwise(sorted(own))]
        return tuple(sorted({*same, *filter(self._is_near, self.shared.shares)}))

    @cached_property
    def _near(self) -> frozenset[Pair]:
        return frozenset(self.near)

    def are_near(self, pair: Pair) -> bool:
        """Return whether two personas are near copies, or have the same body."""
        bodies = {self.personas[one].body for one in pair}
        return pair in self._near or (len(bodies) == 1 and NO_BODY not in bodies)

    def _is_near(self, pair: Pair) -> bool:
        fewest = min(self.personas[one].words for one in pair)
        return fewest >= _FEWEST_WORDS and self.shared.mutual(pair) >= self.rules.copies
