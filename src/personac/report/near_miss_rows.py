"""Near misses: two bullets that look alike and were not merged, with what decided about their clusters.

The score of a pair does not decide alone: clusters are joined by the mean of all their pairs, and a guard,
or one pair that is too unlike, keeps them apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple

from personac.matching.clustering import MERGEABLE
from personac.model import Compilation, KeptApart, Pair, ScoredPair
from personac.report.report_schema import Decider, NearMissRow

_DECIMALS = 2  # of scores, which all move a little when one bullet of the sources changes
_OTHERWISE = "the clusters of the two, all members taken together, score lower"


class Thresholds(NamedTuple):
    """The score from which bullets are merged, and that for two bullets of one persona."""

    merge: float
    within: float = 0.0


class _Reason(NamedTuple):
    by: Decider
    text: str


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
        among = self.compilation.scored.edges_among(home)
        scores = {_key(texts[a], texts[b]): score for a, b, score in among if not home[a]}
        own = ((one.pair, one.score) for one in self.compilation.near_misses)
        return scores | {_key(texts[pair.a], texts[pair.b]): score for pair, score in own}

    @cached_property
    def barred(self) -> Mapping[tuple[int, int], KeptApart]:
        """The first pair that must stay apart of every two clusters with one."""
        owner = self.compilation.duplicate_of
        barred: dict[tuple[int, int], KeptApart] = {}
        for kept in self.compilation.apart:
            one, other = sorted((owner[kept.pair.a], owner[kept.pair.b]))
            barred.setdefault((one, other), kept)
        return barred

    def row(self, near: ScoredPair) -> NearMissRow:
        """Return the row of a near miss, with the mean of the two clusters and what kept them apart."""
        one, other = (self._texts(bullet) for bullet in (near.pair.a, near.pair.b))
        # Copies are counted, not compared: a cluster may have hundreds.
        scores = Counter[float]()
        for (x, times), (y, more) in product(one.items(), other.items()):
            scores[self.scores.get(_key(x, y), 0.0)] += times * more
        reason = self._reason(near, scores)
        a, b = (self.compilation.bullets[position].id for position in (near.pair.a, near.pair.b))
        mean = round(_mean(scores), _DECIMALS)
        score = round(near.score, _DECIMALS)
        return NearMissRow(a, b, score, near.reasons, reason.text, reason.by, mean, scores.total())

    def _reason(self, near: ScoredPair, scores: Counter[float]) -> _Reason:
        """The text is empty where the score is too low by itself."""
        direct = self.reasons.get(near.pair)
        if direct:
            return _Reason("guard", direct)
        if near.score < self.thresholds.merge:
            return _Reason("score", "")
        barred = self._barred(near.pair)
        return _Reason("guard", barred) if barred else self._of_scores(near.pair, scores)

    def _texts(self, bullet: int) -> Counter[str]:
        members = self.compilation.duplicates[self.compilation.duplicate_of[bullet]].members
        return Counter(self.compilation.bullets[member].text for member in members)

    def _barred(self, pair: Pair) -> str:
        owner = self.compilation.duplicate_of
        one, other = sorted((owner[pair.a], owner[pair.b]))
        kept = self.barred.get((one, other))
        if kept is None:
            return ""
        places = " and ".join(map(self._place, (kept.pair.a, kept.pair.b)))
        return f"others of their clusters, {places}, must stay apart: {kept.reason}"

    def _of_scores(self, pair: Pair, scores: Counter[float]) -> _Reason:
        mean, lowest, (least, within) = _mean(scores), min(scores), self.thresholds
        one, other = (self.compilation.bullets[bullet].persona for bullet in (pair.a, pair.b))
        if least <= mean and lowest < least * MERGEABLE:
            low = f"in one cluster no pair may score under {least * MERGEABLE:.2f}"
            return _Reason("lowest", f"{low}, and one of these {scores.total()} pairs scores {lowest:.2f}")
        if least <= mean and one == other and max(scores) < within:
            return _Reason("persona", f"both are of one persona, where {within:.2f} is needed")
        if mean < least:
            pairs = f"all {scores.total()} pairs of the two clusters"
            return _Reason("mean", f"the mean of {pairs} is {mean:.2f}, under {least:.2f}")
        return _Reason("mean", _OTHERWISE)

    def _place(self, bullet: int) -> str:
        row = self.compilation.bullets[bullet]
        return f"{row.path}:{row.line}"


def near_miss_rows(compilation: Compilation, thresholds: Thresholds) -> Iterator[NearMissRow]:
    """Return the near misses in the order of their bullets.

    `apart` is why one that scores enough was not merged.
    """
    decider = _Decider(compilation, thresholds)
    pairs = sorted(compilation.near_misses, key=lambda one: (one.pair.a, one.pair.b))
    return map(decider.row, pairs)


def _mean(scores: Counter[float]) -> float:
    return sum(score * times for score, times in scores.items()) / scores.total()


def _key(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)
