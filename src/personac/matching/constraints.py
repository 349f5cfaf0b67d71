"""Turn the decisions a user wrote into rules into pairs of bullets.

`[[must_link]]` and `[[cannot_link]]` name bullets by their text, which is what
survives edits, and mean every bullet of that normal form. A decision that no
bullet answers to is told, since it has gone stale; two decisions that cannot
both hold end the run, since guessing which one is meant could lose advice.

Score the proposed pairs: how likely a careful editor would keep one of the two.

Features are kept, and so can be shown, of pairs that have a chance to be merged,
directly or through others; the great many that have none keep their score.

Keep apart what must never be merged, and report advice that contradicts other advice.

Two personas that say almost the same, one `always` and one `never`, or 200 ms
and 500 ms, are what a reviewer has to see first: merging would hide it, and so
would keeping both silently. Guards run here on every pair that is nearly merged;
`cluster` runs them on what meets through others, `covers` on what one bullet
covers. They never run on pairs that are not alike.

Guards held between units: what bars one bullet of a unit bars the unit.

The bullets of a unit are the same word for word but for marks, which guards
read too; so every different one of them is looked at, and which one happens to
come first never matters.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from types import MappingProxyType

from personac.config.schema import Link, Rules
from personac.diagnostics.merge_kinds import CONFLICTING_DECISIONS, CONTRADICTION, STALE_DECISION
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.matching.average_linkage import Edge
from personac.matching.bullet_traits import Act, act_of
from personac.matching.candidates import Key, exact_key
from personac.matching.classifier import FLOOR, near_from, score_pairs
from personac.matching.explanations import Explainer
from personac.matching.feature_inputs import Views
from personac.matching.guard_signals import Signs
from personac.matching.guards import Bar, bar
from personac.matching.prepared_bullets import Prepared
from personac.model import Bullet, KeptApart, Pair, ScoredTable
from personac.model.graphs import components


@dataclass(frozen=True, slots=True)
class Decisions:
    """Pairs of bullets (a < b) that a rule joins or keeps apart.

    `group_of` names for each bullet the group that the rules make it part of,
    through others too; bullets of one unit are always of one group.
    """

    together: frozenset[Edge] = frozenset()
    apart: frozenset[Edge] = frozenset()
    group_of: tuple[int, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    def joins(self, a: int, b: int) -> bool:
        """Tell whether the rules make two bullets one."""
        return self.group_of[a] == self.group_of[b]


def decide(prepared: Prepared, rules: Rules) -> Decisions:
    """Resolve the rules' links against the prepared bullets.

    Raises `PersonacError` where a cannot-link pair is also linked.
    """
    resolver = _Resolver(prepared)
    together = frozenset(edge for link in rules.must_link for edge in resolver.edges(link))
    apart = frozenset(edge for link in rules.cannot_link for edge in resolver.edges(link))
    group_of = _groups(prepared, together)
    _refuse_conflicts(prepared, group_of, apart)
    links = (*rules.must_link, *rules.cannot_link)
    return Decisions(
        together, apart, group_of, tuple(found for link in links for found in resolver.stale(link))
    )


class _Resolver:
    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._bullets = prepared.bullets
        self._words = prepared.knowledge.words

    @cached_property
    def _by_key(self) -> dict[Key, list[int]]:
        """The bullets by what they say word for word, for few builds have decisions at all."""
        found: dict[Key, list[int]] = {}
        for unit in self._prepared.units:
            key = exact_key(self._bullets[unit[0]].text, self._words)
            found.setdefault(key, []).extend(unit)
        return found

    def edges(self, link: Link) -> Iterator[Edge]:
        """Yield the pairs between bullets of different texts of one link."""
        for one, other in combinations([self._named(link, text) for text in link.texts], 2):
            for a, b in product(one, other):
                if a != b and self._bullets[a].is_paragraph is self._bullets[b].is_paragraph:
                    yield (min(a, b), max(a, b))

    def stale(self, link: Link) -> Iterator[Diagnostic]:
        for text in link.texts:
            if not self._named(link, text):
                message = f"no bullet says {text!r}, which a decision in the rules names"
                hint = "the bullet was edited or removed: update the decision's text, or drop it"
                yield Diagnostic(STALE_DECISION, "rules", 0, 0, message, hint)

    def _named(self, link: Link, text: str) -> list[int]:
        found = self._by_key.get(exact_key(text, self._words), [])
        return [i for i in found if not link.personas or self._bullets[i].persona in link.personas]


def _groups(prepared: Prepared, together: Iterable[Edge]) -> tuple[int, ...]:
    """Bullets of one unit are one, so what joins one of them joins all."""
    first = prepared.first_of
    links = [(first[a], first[b]) for a, b in together]
    nodes = {node for link in links for node in link}
    group = {node: names[0] for names in components(nodes, links) for node in names}
    return tuple(group.get(node, node) for node in first)


def _refuse_conflicts(prepared: Prepared, group_of: tuple[int, ...], apart: Iterable[Edge]) -> None:
    for a, b in sorted(apart):
        if group_of[a] == group_of[b]:
            one, other = prepared.bullets[a].text, prepared.bullets[b].text
            message = f"rules join and keep apart {one!r} and {other!r}"
            hint = "drop one of the [[must_link]] and [[cannot_link]] decisions"
            raise PersonacError(Diagnostic(CONFLICTING_DECISIONS, "rules", 0, 0, message, hint))


_CHANCE = 0.5  # of the threshold: what is below is hardly merged through others either


@dataclass(frozen=True, eq=False)
class Evidence:
    """What clustering goes by: the scores and what explains them, and the decisions of users."""

    prepared: Prepared
    scored: ScoredTable
    explainer: Explainer
    decisions: Decisions


def score(prepared: Prepared, views: Views, rules: Rules) -> Evidence:
    """Score the pairs of `prepared`. Raises `PersonacError` where two decisions cannot both hold."""
    likely = max(rules.matching.threshold * _CHANCE, FLOOR)
    scores = score_pairs(views, prepared.candidates, prepared.knowledge.weights, likely)
    chances = prepared.with_copies(scores.chance, 1.0)
    table = ScoredTable(prepared.all_pairs, array("d", chances.tobytes()))
    return Evidence(prepared, table, Explainer(prepared, scores), decide(prepared, rules))


_HINT = (
    "let one of them give way; where both are meant, a [[cannot_link]] in the rules that names the two "
    "keeps them apart without this warning"
)


def guard(evidence: Evidence, threshold: float) -> tuple[KeptApart, ...]:
    """Return the pairs near `threshold` that guards bar, ordered."""
    near = evidence.scored.edges_at_least(near_from(threshold))
    return tuple(sorted(_kept_apart(evidence, near, threshold), key=lambda kept: kept.pair))


def contradictions(apart: Iterable[KeptApart], bullets: Sequence[Bullet]) -> Iterator[Diagnostic]:
    """Yield a warning for every contradiction across personas."""
    for kept in apart:
        if kept.contradicts:
            a, b = bullets[kept.pair.a], bullets[kept.pair.b]
            message = f"{a.text!r} contradicts {b.text!r} of {b.path}:{b.line}: {kept.reason}"
            yield Diagnostic(CONTRADICTION, a.path, a.line, 1, message, _HINT)


def _kept_apart(
    evidence: Evidence, near: Iterable[tuple[int, int, float]], threshold: float
) -> Iterator[KeptApart]:
    prepared, decisions = evidence.prepared, evidence.decisions
    first, unit_guard = prepared.first_of, UnitGuard(prepared)
    for a, b, score in near:
        bar = None if first[a] == first[b] or decisions.joins(a, b) else unit_guard.bar(a, b)
        if bar is None:
            continue
        is_alike = score >= threshold and (a, b) not in decisions.apart
        across = _across(a, b, prepared) if bar.contradicts and is_alike else None
        yield KeptApart(across or Pair(a, b), bar.reason, contradicts=across is not None)


def _across(a: int, b: int, prepared: Prepared) -> Pair | None:
    """Return the first two bullets of the units that are of different personas."""
    bullets, (left, right) = prepared.bullets, (prepared.unit_of[a], prepared.unit_of[b])
    head = bullets[right[0]].persona
    of_another = next((member for member in right if bullets[member].persona != head), None)
    for member in left:
        other = right[0] if bullets[member].persona != head else of_another
        if other is not None:
            return Pair(min(member, other), max(member, other))
    return None


_ALONE = MappingProxyType({act: frozenset((act,)) for act in Act})
_APART = ((Act.QUOTE, "an example prompt"), (Act.RELATION, "a line about other agents"))


class UnitGuard:
    """Judges pairs of units, named by their first bullets."""

    def __init__(self, prepared: Prepared) -> None:
        """Judge the units of `prepared`; a unit is read when it is first asked about."""
        self._prepared = prepared
        self._reader = prepared.knowledge.signs
        self._acts: dict[int, frozenset[Act]] = {}
        self._signs: dict[int, tuple[Signs, ...]] = {}

    def bar(self, a: int, b: int) -> Bar | None:
        """Return why the units of the first bullets `a` and `b` must not be merged, or None."""
        for unit in (a, b):
            if unit not in self._signs:
                self._read(unit)
        found = _different_acts(self._acts[a], self._acts[b])
        if found:
            return found
        guards = self._prepared.knowledge.guards
        signs = product(self._signs[a], self._signs[b])
        return next((found for x, y in signs if (found := bar(x, y, guards))), None)

    def _read(self, unit: int) -> None:
        members = [self._prepared.bullets[member] for member in self._prepared.unit_of[unit]]
        differing = {(bullet.text, bullet.lead): bullet for bullet in reversed(members)}
        first = self._prepared.acts[self._prepared.number_of[unit]]
        others = frozenset(map(act_of, members[1:]))
        self._acts[unit] = others | _ALONE[first] if others else _ALONE[first]
        self._signs[unit] = tuple(
            self._reader.read(bullet) for _, bullet in sorted(differing.items(), key=lambda item: item[0])
        )


def _different_acts(a: frozenset[Act], b: frozenset[Act]) -> Bar | None:
    """A quoted example or a line about another agent is never merged with advice."""
    if a & b:
        return None
    return next((Bar(f"one is {name}") for act, name in _APART if act in a | b), None)
