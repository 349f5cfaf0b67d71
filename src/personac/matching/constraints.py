"""The constraints of clustering: which pairs guards keep separate, and why.

`guard` runs the guards on every pair near the threshold, clustering on pairs that meet through others,
`find_covers` on covers; they never run on pairs that are not alike. Two personas of which one says `always`
and the other `never`, or 200 ms and 500 ms, are a contradiction, which is reported: merging would hide it,
and so would keeping both silently. Inside one persona more has to agree (`own_contradictions`).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from personac.config.schema import Rules
from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.merge_kinds import CONTRADICTION
from personac.matching.average_linkage import Edge
from personac.matching.bullet_traits import Act, act_of
from personac.matching.classifier import Scores, near_from
from personac.matching.decisions import Decisions, decide
from personac.matching.explanations import Explainer
from personac.matching.guard_signals import Signs
from personac.matching.guards import Bar, bar
from personac.matching.own_contradictions import contradicts_in_one
from personac.matching.prepared_bullets import Prepared
from personac.model import Bullet, KeptApart, Pair, ScoredTable
from personac.model.decision_format import Decision

_ALIKE = 0.4  # least first-stage probability of bullets that may contradict each other
_SEPARATED_ACTS = ((Act.QUOTE, "an example prompt"), (Act.RELATION, "a line about other agents"))
_HINT = (
    "change one of them; if both are meant, decide so with `personac review`, or by a [[cannot_link]] in the "
    "rules that names the two: both end this warning"
)


@dataclass(frozen=True, eq=False)
class Evidence:
    """The input of clustering: scores with their explanations, the decisions of the rules, the guards.

    `alike` are the pairs with so many words in common that a difference may be a contradiction.
    """

    prepared: Prepared
    scored: ScoredTable
    explainer: Explainer
    decisions: Decisions
    guard: CopyGuard
    alike: frozenset[Edge] = frozenset()


def weigh(prepared: Prepared, scores: Scores) -> Evidence:
    """Prepare what clustering needs, but for the decisions."""
    probabilities = prepared.with_copies(scores.probability, 1.0)
    table = ScoredTable(prepared.all_pairs, array("d", probabilities.tobytes()))
    explainer = Explainer(prepared, scores)
    ends = zip(prepared.pairs.a, prepared.pairs.b, scores.likeness.tolist(), strict=True)
    alike = frozenset((a, b) for a, b, likeness in ends if likeness >= _ALIKE)
    return Evidence(prepared, table, explainer, Decisions(), CopyGuard(prepared), alike)


def add_decisions(evidence: Evidence, rules: Rules, decisions: Sequence[Decision]) -> Evidence:
    """Add what the rules and reviewers decided.

    Raises `PersonacError` if two rules exclude each other.
    """
    return replace(evidence, decisions=decide(evidence.prepared, rules, decisions))


def guard(evidence: Evidence, threshold: float) -> tuple[KeptApart, ...]:
    """Return the pairs near `threshold`, and those that are alike, that guards bar, ordered."""
    near = {(a, b): score for a, b, score in evidence.scored.edges_at_least(near_from(threshold))}
    edges = [(*edge, near.get(edge, 0.0)) for edge in sorted(near.keys() | evidence.alike)]
    return tuple(sorted(_kept_apart(evidence, edges, threshold), key=lambda kept: kept.pair))


def without_decided(evidence: Evidence, apart: Iterable[KeptApart]) -> Iterator[KeptApart]:
    """Yield pairs that guards bar, those that somebody decided about as no contradictions."""
    copies_of, first = evidence.prepared.copies_of, evidence.prepared.first_of
    for kept in apart:
        a, b = kept.pair.a, kept.pair.b
        is_asked = kept.contradicts and bool(evidence.decisions.group_of)
        if is_asked and (
            evidence.decisions.joins(a, b)
            or evidence.decisions.bars(copies_of[first[a]], copies_of[first[b]])
        ):
            yield KeptApart(Pair(*sorted((first[a], first[b]))), kept.reason)
        else:
            yield kept


def contradictions(apart: Iterable[KeptApart], bullets: Sequence[Bullet]) -> Iterator[Diagnostic]:
    """Yield a warning for every contradiction between two personas or within one."""
    for kept in apart:
        if kept.contradicts:
            a, b = bullets[kept.pair.a], bullets[kept.pair.b]
            message = f"{a.text!r} contradicts {b.text!r} of {b.path}:{b.line}: {kept.reason}"
            yield Diagnostic(CONTRADICTION, a.path, a.line, 1, message, _HINT)


def _kept_apart(
    evidence: Evidence, near: Iterable[tuple[int, int, float]], threshold: float
) -> Iterator[KeptApart]:
    first = evidence.prepared.first_of
    for a, b, probability in near:
        if first[a] == first[b] or not (bar := evidence.guard.bar(a, b)):
            continue
        is_alike = probability >= threshold or (a, b) in evidence.alike
        told = _contradicting_pair(a, b, evidence) if bar.contradicts and is_alike else None
        yield KeptApart(told or Pair(a, b), bar.reason, contradicts=told is not None)


def _contradicting_pair(a: int, b: int, evidence: Evidence) -> Pair | None:
    """Return the pair that contradicts each other: of two personas, or of one if it is certain."""
    across = _across_personas(a, b, evidence.prepared)
    return across or (Pair(a, b) if evidence.guard.contradicts_in_one(a, b) else None)


def _across_personas(a: int, b: int, prepared: Prepared) -> Pair | None:
    """Return the first copies of `a` and `b` that are of different personas."""
    bullets, (left, right) = prepared.bullets, (prepared.copies_of[a], prepared.copies_of[b])
    persona = bullets[right[0]].persona
    of_another = next((member for member in right if bullets[member].persona != persona), None)
    for member in left:
        other = right[0] if bullets[member].persona != persona else of_another
        if other is not None:
            return Pair(min(member, other), max(member, other))
    return None


class CopyGuard:
    """Runs the guards on groups of copies: a bar between two members is a bar between their groups.

    Copies may differ in marks, which guards read too. All different texts are read, so that the order of
    the copies does not matter; each is read at most once.
    """

    def __init__(self, prepared: Prepared) -> None:
        """Guard the bullets of `prepared`."""
        self._prepared = prepared
        self._reader = prepared.knowledge.signs
        self._quantities = prepared.knowledge.quantities
        self._read: dict[int, tuple[frozenset[Act], tuple[Signs, ...]]] = {}

    def bar(self, a: int, b: int) -> Bar | None:
        """Return why the copies of the first bullets `a` and `b` must not be merged, or None."""
        (acts, signs), (other_acts, other_signs) = self._signs(a), self._signs(b)
        if bar_of_acts := _different_acts(acts, other_acts):
            return bar_of_acts
        return next((one for x, y in product(signs, other_signs) if (one := self._bar(x, y))), None)

    def contradicts_in_one(self, a: int, b: int) -> bool:
        """Return whether bullets of one persona contradict each other for certain."""
        pairs = product(self._signs(a)[1], self._signs(b)[1])
        return any(contradicts_in_one(x, y, self._reader.data, self._quantities) for x, y in pairs)

    def _bar(self, a: Signs, b: Signs) -> Bar | None:
        return bar(a, b, self._reader.data, self._quantities)

    def _signs(self, first: int) -> tuple[frozenset[Act], tuple[Signs, ...]]:
        if first not in self._read:
            prepared = self._prepared
            copies = prepared.copies_of[first]
            members = [prepared.bullets[member] for member in copies]
            acts = {prepared.acts[prepared.number_of[first]], *map(act_of, members[1:])}
            scopes = [prepared.scopes[member] for member in copies]
            different = {
                (bullet.text, bullet.lead, scope.text): (bullet, scope)
                for bullet, scope in zip(reversed(members), reversed(scopes), strict=True)
            }
            signs = tuple(self._reader.read(*different[key]) for key in sorted(different))
            self._read[first] = frozenset(acts), signs
        return self._read[first]


def _different_acts(a: frozenset[Act], b: frozenset[Act]) -> Bar | None:
    """Bar an example prompt or a line about another agent from advice."""
    if a & b:
        return None
    return next((Bar(f"one is {name}") for act, name in _SEPARATED_ACTS if act in a | b), None)
