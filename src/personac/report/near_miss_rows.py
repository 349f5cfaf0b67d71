"""Near misses: two bullets that look alike and were not merged, with what decided about their clusters.

The score of a pair does not decide alone: clusters are joined by the mean of all their pairs, and a guard,
or one pair that is too unlike, keeps them apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple

from personac.matching.clustering import MERGEABLE
from personac.model import Compilation, Pair
from personac.report.report_schema import NearMissRow

_DECIMALS = 4
_OTHERWISE = "the clusters of the two, all members taken together, score lower"


class Thresholds(NamedTuple):
    """The score from which bullets are merged, and that for two bullets of one persona."""

    merge: float
    within: float = 0.0


class _Decided(NamedTuple):
    mean: float
    pairs: int
    reason: str


@dataclass(frozen=True)
class _Decider:
    compilation: Compilation
    thresholds: Thresholds

    @cached_property
    def reasons(self) -> Mapping[Pair, str]:
        return {kept.pair: kept.reason for kept in self.compilation.apart}

    @cached_property
    def scores(self) -> Mapping[tuple[str, str], float]:
        """The scores of pairs of the clusters in question, by their texts: copies are scored once."""
        owner, texts = self.compilation.duplicate_of, [row.text for row in self.compilation.bullets]
        near = {owner[at] for one in self.compilation.near_misses for at in (one.pair.a, one.pair.b)}
        home = [0 if number in near else number + 1 for number in owner]
        among = ((one, other, score) for one, other, score in self.compilation.scored.edges_among(home))
        return {_key(texts[a], texts[b]): score for a, b, score in among if not home[a]}

    def decided(self, pair: Pair) -> _Decided:
        """Return the mean of the two clusters, the number of their pairs, and what kept them apart."""
        one, other = (self._members(bullet) for bullet in (pair.a, pair.b))
        edges = list(product(one, other))
        scores = [self._score(a, b) for a, b in edges]
        mean = round(sum(scores) / len(scores), _DECIMALS)
        reason = self.reasons.get(pair) or self._barred(edges) or self._of_scores(pair, scores)
        return _Decided(mean, len(edges), reason)

    def _members(self, bullet: int) -> Sequence[int]:
        return self.compilation.duplicates[self.compilation.duplicate_of[bullet]].members

    def _score(self, a: int, b: int) -> float:
        return self.scores.get(_key(self.compilation.bullets[a].text, self.compilation.bullets[b].text), 0.0)

    def _barred(self, edges: Sequence[tuple[int, int]]) -> str:
        for a, b in edges:
            reason = self.reasons.get(Pair(min(a, b), max(a, b)))
            if reason:
                places = " and ".join(map(self._place, (a, b)))
                return f"others of their clusters, {places}, must stay apart: {reason}"
        return ""

    def _of_scores(self, pair: Pair, scores: Sequence[float]) -> str:
        mean, lowest, (least, within) = sum(scores) / len(scores), min(scores), self.thresholds
        if mean < least:
            return f"the mean of all {len(scores)} pairs of the two clusters is {mean:.2f}, under {least:.2f}"
        if lowest < least * MERGEABLE:
            low = f"in one cluster no pair may score under {least * MERGEABLE:.2f}"
            return f"{low}, and the lowest of their {len(scores)} pairs scores {lowest:.2f}"
        one, other = (self.compilation.bullets[bullet].persona for bullet in (pair.a, pair.b))
        if one == other and max(scores) < within:
            return f"both are of one persona, where {within:.2f} is needed"
        return _OTHERWISE

    def _place(self, bullet: int) -> str:
        row = self.compilation.bullets[bullet]
        return f"{row.path}:{row.line}"


def near_miss_rows(compilation: Compilation, thresholds: Thresholds) -> Iterator[NearMissRow]:
    """Yield the near misses; `apart` is why one that scores enough was not merged."""
    decider = _Decider(compilation, thresholds)
    for scored in compilation.near_misses:
        a, b = (compilation.bullets[position].id for position in (scored.pair.a, scored.pair.b))
        mean, pairs, reason = decider.decided(scored.pair)
        is_low = scored.score < thresholds.merge and scored.pair not in decider.reasons
        apart = "" if is_low else reason
        yield NearMissRow(a, b, scored.score, scored.reasons, apart, mean, pairs)


def _key(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)
