"""Why two bullets were matched: the features that moved the score, and reasons in words.

The score comes of weights on figures; a person who reviews a merge wants to
see what the two have in common. Few of all pairs are ever shown, so pairs are
explained one by one, when they are known to be among these.

Pairs that came near to being merged and were not: where a reviewer finds what the matcher missed.

Two clusters may be near each other through many of their members; their best
pair stands for all of them, so that the list stays readable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from personac.matching.classifier import Scores, contributions_of, near_from
from personac.matching.corpus_stats import Background
from personac.matching.fixed_point import Floats
from personac.matching.guards import alike
from personac.matching.prepared_bullets import Knowledge, Prepared
from personac.matching.tokenizer import NEAR, normal, tokens
from personac.model import Bullet, KeptApart, Matched, Pair, ScoredPair

SAME_WORDS = "the same words"
_FEATURES: Mapping[str, str] = {
    "characters": "similar wording",
    "context": "they stand under similar headings",
    "rank_worst": "each is the best match for the other in its file",
}
_ADDS = 0.3  # what a feature adds to the logit at least, to be a reason
_NEAREST = 0.7  # cosine from which two words are used alike
_MOST = 4
_MOVES = 0.25  # what a feature adds to the logit at least, to be shown
_MOST_FEATURES = 6
_SAME_FACET = 0.5


class _Reason(NamedTuple):
    """Told strongest first; `strength` is in [0, 1]."""

    text: str
    strength: float


class Explainer:
    """Explains the scores of likely pairs and of copies; of all others there is nothing to say."""

    def __init__(self, prepared: Prepared, scores: Scores) -> None:
        """Explain `scores`, which are those of the candidates of `prepared`."""
        self.prepared = prepared
        self._scores = scores
        self._finder = ReasonFinder(prepared.knowledge)
        pairs, units = prepared.candidates, prepared.units
        likely = zip(pairs.i[scores.likely].tolist(), pairs.j[scores.likely].tolist(), strict=True)
        self._row = {Pair(units[i][0], units[j][0]): row for row, (i, j) in enumerate(likely)}

    def explain(self, scored: ScoredPair) -> ScoredPair:
        """Return the pair with its features and reasons; as it is where it has reasons already."""
        if scored.reasons:
            return scored
        pair, first = scored.pair, self.prepared.first_of
        if first[pair.a] == first[pair.b]:
            return replace(scored, reasons=(SAME_WORDS,))
        row = self._row.get(pair)
        return scored if row is None else self._explained(scored, row)

    def _explained(self, scored: ScoredPair, row: int) -> ScoredPair:
        features = self._scores.features.of(row)
        values = dict(zip(features.names, features.values[0].tolist(), strict=True))
        added = contributions_of(values, self.prepared.knowledge.weights)
        moved = [name for name, part in added.items() if abs(part) >= _MOVES]
        moved.sort(key=lambda name: (-abs(added[name]), name))
        shown = {name: round(values[name], 4) for name in sorted(moved[:_MOST_FEATURES])}
        a, b = (self.prepared.bullets[side] for side in (scored.pair.a, scored.pair.b))
        reasons = self._finder.reasons(a, b, added, scored.score)
        return replace(scored, features=MappingProxyType(shown), reasons=reasons)


class ReasonFinder:
    """Finds what two bullets have in common."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Read bullets by `knowledge`."""
        self._words = knowledge.words
        self._background: Background = knowledge.background

    def reasons(self, a: Bullet, b: Bullet, added: Mapping[str, float], score: float) -> tuple[str, ...]:
        """Return at most four, strongest first; `added` is what each feature adds to the score."""
        strong = tuple(text for name, text in _FEATURES.items() if added.get(name, 0.0) > _ADDS)
        return self._find(a, b, strong) or (f"similar on the whole ({score:.2f})",)

    def _find(self, a: Bullet, b: Bullet, strong: Iterable[str]) -> tuple[str, ...]:
        if sorted(self._words.stems(a.text)) == sorted(self._words.stems(b.text)):
            return (SAME_WORDS,)
        found = [*self._leads(a.lead, b.lead), *self._facets(a, b), *self._shared(a.text, b.text)]
        found += [_Reason(text, 0.4) for text in strong]
        found.sort(key=lambda reason: (-reason.strength, reason.text))
        return tuple(reason.text for reason in found[:_MOST])

    def _leads(self, a: str, b: str) -> list[_Reason]:
        left, right = set(self._words.units(a)), set(self._words.units(b))
        if a and normal(a) == normal(b):
            return [
                _Reason(f"same lead \N{LEFT DOUBLE QUOTATION MARK}{a}\N{RIGHT DOUBLE QUOTATION MARK}", 1.0)
            ]
        if left and left == right:
            return [_Reason(f"leads mean the same: {_quoted(a, b)}", 0.95)]
        return [_Reason(f"similar leads: {_quoted(a, b)}", 0.7)] if left & right else []

    def _facets(self, a: Bullet, b: Bullet) -> list[_Reason]:
        left, right = self._facet_units(a), self._facet_units(b)
        few, many = sorted((left, right), key=len)
        if len(few) < len(("one", "other")):
            return []
        shared = sum(any(alike(facet, other) >= _SAME_FACET for other in many) for facet in few)
        return [_Reason(f"{shared} of {len(few)} facets shared", 0.9 * shared / len(few))] if shared else []

    def _facet_units(self, bullet: Bullet) -> list[frozenset[str]]:
        return [units for units in (frozenset(self._words.units(facet)) for facet in bullet.facets) if units]

    def _shared(self, a: str, b: str) -> list[_Reason]:
        words = self._words
        left, right = words.units(a), words.units(b)
        both = sorted(set(left) & set(right), key=lambda unit: (-self._background.stats(unit).idf, unit))
        written = {words.read(token)[0]: token for token in tokens(f"{a} {b}")}
        found: list[_Reason] = []
        if both:
            names = ", ".join(self._shown(unit, written) for unit in both[:4])
            fewer = min(len(set(left)), len(set(right)))
            found.append(_Reason(f"{len(both)} of {fewer} words shared: {names}", 0.85))
        topics = set(words.topics(left)) & set(words.topics(right))
        named = {topic for topic in topics if topic.startswith(NEAR) and topic.removeprefix(NEAR) not in both}
        if named:
            shown = ", ".join(self._shown(topic, {}) for topic in sorted(named)[:3])
            found.append(_Reason(f"words of one topic: {shown}", 0.6))
        return found + self._used_alike(set(left) - set(both), set(right) - set(both), written)

    def _used_alike(self, left: set[str], right: set[str], written: Mapping[str, str]) -> list[_Reason]:
        """The nearest two words, one of each bullet, by how agent files use them."""
        (rows, a), (columns, b) = self._known(left), self._known(right)
        if not rows or not columns:
            return []
        near = np.array(a) @ np.array(b).T
        x, y = divmod(int(near.argmax()), len(columns))
        if near[x, y] < _NEAREST:
            return []
        names = f"{self._shown(rows[x], written)} and {self._shown(columns[y], written)}"
        return [_Reason(f"used alike in agent files: {names}", 0.5)]

    def _shown(self, unit: str, written: Mapping[str, str]) -> str:
        """A unit as the bullets write it, or else as the rules do."""
        return written.get(unit) or self._words.names.get(unit, unit.removeprefix(NEAR).replace("_", " "))

    def _known(self, units: set[str]) -> tuple[list[str], list[Floats]]:
        """The units that have a vector, sorted, and their vectors."""
        found = [(unit, self._background.vector(unit)) for unit in sorted(units)]
        known = [(unit, vector) for unit, vector in found if vector is not None]
        return [unit for unit, _ in known], [vector for _, vector in known]


def _quoted(*texts: str) -> str:
    return " and ".join(
        f"\N{LEFT DOUBLE QUOTATION MARK}{text}\N{RIGHT DOUBLE QUOTATION MARK}" for text in texts
    )


_MOST_NEAR_MISSES = 200


def near_misses(matched: Matched, explainer: Explainer, threshold: float) -> tuple[ScoredPair, ...]:
    """Return the best pair of every two clusters that nearly met, highest score first, explained.

    Contradictions are reported elsewhere.
    """
    apart = {kept.pair: kept for kept in matched.apart}
    pairs = (one for one in _best_pairs(matched, threshold) if not _contradicts(apart.get(one.pair)))
    return tuple(map(explainer.explain, islice(pairs, _MOST_NEAR_MISSES)))


def _contradicts(kept: KeptApart | None) -> bool:
    return kept is not None and kept.contradicts


def _best_pairs(matched: Matched, threshold: float) -> Iterator[ScoredPair]:
    owner = matched.cluster_of
    near = sorted(matched.scored.at_least(near_from(threshold)), key=lambda one: (-one.score, one.pair))
    met: set[tuple[int, int]] = set()
    for scored in near:
        a, b = sorted((owner[scored.pair.a], owner[scored.pair.b]))
        if a != b and (a, b) not in met:
            met.add((a, b))
            yield scored
