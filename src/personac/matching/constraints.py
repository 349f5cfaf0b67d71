"""Keep apart what must never be merged, and report advice that contradicts other advice.

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

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from types import MappingProxyType

from personac.diagnostics.merge_kinds import CONTRADICTION
from personac.diagnostics.model import Diagnostic
from personac.matching.bullet_traits import Act, act_of
from personac.matching.classifier import near_from
from personac.matching.constraints import Evidence
from personac.matching.guard_signals import Signs
from personac.matching.guards import Bar, bar
from personac.matching.prepared_bullets import Prepared
from personac.model import Bullet, KeptApart, Pair

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
