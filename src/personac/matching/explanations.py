"""Why two bullets were matched, and which pairs were nearly merged.

A score is a sum of weighted numbers, but a reviewer wants to see the features that contribute most, and
reasons in words: what two bullets have in common, and what only one of them says. Only few pairs are ever
displayed, so that each is explained on demand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

from personac.matching.classifier import Scores, contributions, near_from
from personac.matching.guards import alike
from personac.matching.prepared_bullets import Knowledge, Prepared
from personac.matching.tokenizer import NEAR, normal
from personac.matching.word_difference import WordDifference, difference, said
from personac.model import Bullet, Cluster, KeptApart, Matched, Pair, ScoredPair

SAME_WORDS = "the same words"
OTHER_HIDDEN = "other hidden parts: comments, raw tags, or targets of links"
_REASON = 0.3  # least contribution to the logit of a feature that is a reason
_MOST_REASONS = 2  # besides the words
_MOST_WORDS = 6  # named in one reason
_MOVES = 0.25  # least contribution to the logit, in either direction, of a displayed feature
_MOST_FEATURES = 6
_DECIMALS = 1  # a feature of many pairs moves a little when one bullet of the sources changes
_SAME_FACET = 0.5
_MOST_FACET_PAIRS = 100_000  # beyond, only facets of the same words count
_FEWEST_FACETS = 2
_MOST_NEAR_MISSES = 200


class _Reason(NamedTuple):
    """Reasons are displayed by falling `strength`, which is in [0, 1]."""

    text: str
    strength: float


class Explainer:
    """Explains the scores of likely pairs and of copies; other pairs have no explanation."""

    def __init__(self, prepared: Prepared, scores: Scores) -> None:
        """Explain `scores`, which are those of the candidates of `prepared`."""
        self.prepared = prepared
        self._scores = scores
        self._finder = ReasonFinder(prepared.knowledge)
        pairs, copies = prepared.candidates, prepared.copies
        likely = zip(pairs.i[scores.likely].tolist(), pairs.j[scores.likely].tolist(), strict=True)
        self._row = {Pair(copies[i][0], copies[j][0]): row for row, (i, j) in enumerate(likely)}

    def explain(self, scored: ScoredPair) -> ScoredPair:
        """Return the pair with its features and reasons; unchanged if it has reasons already."""
        if scored.reasons:
            return scored
        pair, first = scored.pair, self.prepared.first_of
        if first[pair.a] == first[pair.b]:
            return replace(scored, reasons=(SAME_WORDS,))
        row = self._row.get(pair)
        return scored if row is None else self._explained(scored, row)

    def _explained(self, scored: ScoredPair, row: int) -> ScoredPair:
        values = self._scores.features.of(row)
        added = contributions(values, self.prepared.knowledge.weights)
        moved = [name for name, part in added.items() if abs(part) >= _MOVES]
        moved.sort(key=lambda name: (-abs(added[name]), name))
        shown = {name: round(values[name], _DECIMALS) for name in sorted(moved[:_MOST_FEATURES])}
        a, b = (self.prepared.bullets[side] for side in (scored.pair.a, scored.pair.b))
        reasons = self._finder.reasons(a, b, added, scored.score)
        return replace(scored, features=MappingProxyType(shown), reasons=reasons)


@dataclass(frozen=True, slots=True, eq=False)
class ReasonFinder:
    """Finds what two bullets have in common, and what only one of them says."""

    knowledge: Knowledge

    def reasons(self, a: Bullet, b: Bullet, added: Mapping[str, float], score: float) -> tuple[str, ...]:
        """Return at most two reasons, strongest first, then what both, the first, and the second say.

        `added` are the contributions of features.
        """
        words = self.knowledge.words
        hidden = () if sorted(a.hidden) == sorted(b.hidden) else (OTHER_HIDDEN,)
        if sorted(words.stems(a.text)) == sorted(words.stems(b.text)):
            return (SAME_WORDS, *hidden)
        compared = difference(a.text, b.text, words)
        reasons = [*self._leads(a.lead, b.lead), *self._facets(a, b), *self._one_topic(compared)]
        reasons += self._features(a, b, added)
        reasons.sort(key=lambda reason: (-reason.strength, reason.text))
        shown = [reason.text for reason in reasons[:_MOST_REASONS]]
        if not shown and not compared.shared:
            shown = [f"similar on the whole ({score:.2f})"]
        return (*shown, *said(compared, _MOST_WORDS), *hidden)

    def _leads(self, a: str, b: str) -> list[_Reason]:
        left, right = set(self.knowledge.words.units(a)), set(self.knowledge.words.units(b))
        if a and normal(a) == normal(b):
            return [_Reason(f"same lead {_quoted(a)}", 1.0)]
        if left and left == right:
            return [_Reason(f"leads mean the same: {_quoted(a, b)}", 0.95)]
        return [_Reason(f"similar leads: {_quoted(a, b)}", 0.7)] if left & right else []

    def _facets(self, a: Bullet, b: Bullet) -> list[_Reason]:
        few, many = sorted((self._facet_units(a), self._facet_units(b)), key=len)
        if len(few) < _FEWEST_FACETS:
            return []
        same = frozenset(many)
        rest = many if len(few) * len(many) <= _MOST_FACET_PAIRS else ()
        shared = sum(
            facet in same or any(alike(facet, other) >= _SAME_FACET for other in rest) for facet in few
        )
        return [_Reason(f"{shared} of {len(few)} facets shared", 0.9 * shared / len(few))] if shared else []

    def _facet_units(self, bullet: Bullet) -> list[frozenset[str]]:
        words = self.knowledge.words
        return [units for units in (frozenset(words.units(facet)) for facet in bullet.facets) if units]

    def _one_topic(self, compared: WordDifference) -> list[_Reason]:
        """Name two related words, one of each bullet."""
        related = {topic: word for word in reversed(compared.only_b) for topic in self._topics(word)}
        named = (
            (one, related[topic])
            for one in compared.only_a
            for topic in sorted(self._topics(one))
            if topic in related
        )
        return [_Reason(f"words of one topic: {one} and {other}", 0.6) for one, other in islice(named, 1)]

    def _topics(self, text: str) -> set[str]:
        """Return the groups of related words that a word is part of."""
        words = self.knowledge.words
        return {topic for topic in words.topics(words.units(text)) if topic.startswith(NEAR)}

    def _features(self, a: Bullet, b: Bullet, added: Mapping[str, float]) -> Iterator[_Reason]:
        if added.get("characters", 0.0) > _REASON:
            yield _Reason("similar wording", 0.4)
        headings = self._shared_headings(a, b) if added.get("context", 0.0) > _REASON else ()
        if headings:
            yield _Reason(f"both stand under headings on {', '.join(headings)}", 0.5)

    def _shared_headings(self, a: Bullet, b: Bullet) -> tuple[str, ...]:
        """Return the words with content that the headings of both have."""
        words = self.knowledge.words
        filler = words.filler | words.title_filler
        shared = difference(" ".join(a.section), " ".join(b.section), words).shared
        return tuple(word for word in shared if not filler.issuperset(words.units(word)))


def _quoted(*texts: str) -> str:
    return " and ".join(
        f"\N{LEFT DOUBLE QUOTATION MARK}{text}\N{RIGHT DOUBLE QUOTATION MARK}" for text in texts
    )


class NearMisses(NamedTuple):
    """The score from which bullets are merged, and whether somebody keeps some bullets apart from others."""

    threshold: float
    is_decided: Callable[[Iterable[int], Iterable[int]], bool]


def near_misses(
    matched: Matched, clusters: Sequence[Cluster], explainer: Explainer, settings: NearMisses
) -> tuple[ScoredPair, ...]:
    """Return the pairs that were nearly merged into one of `clusters`, explained, highest score first.

    Two clusters may be near each other by many of their members; only their best pair is returned.
    Contradictions are left out: they are reported as such; and clusters that somebody keeps apart.
    """
    apart = {kept.pair: kept for kept in matched.apart}
    owner = {member: number for number, one in enumerate(clusters) for member in one.members}
    ranked = matched.scored.at_least(near_from(settings.threshold))
    near = sorted(ranked, key=lambda one: (-one.score, one.pair))
    pairs = (
        one for one in _best_pairs(near, owner)
        if not _contradicts(apart.get(one.pair))
        and not settings.is_decided(*(clusters[owner[end]].members for end in (one.pair.a, one.pair.b)))
    )  # fmt: skip
    return tuple(map(explainer.explain, islice(pairs, _MOST_NEAR_MISSES)))


def _contradicts(kept: KeptApart | None) -> bool:
    return kept is not None and kept.contradicts


def _best_pairs(near: Iterable[ScoredPair], owner: Mapping[int, int]) -> Iterator[ScoredPair]:
    seen: set[tuple[int, int]] = set()
    for scored in near:
        a, b = sorted((owner[scored.pair.a], owner[scored.pair.b]))
        if a != b and (a, b) not in seen:
            seen.add((a, b))
            yield scored
