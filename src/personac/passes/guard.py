"""Keep apart what must never be merged, and report advice that contradicts other advice.

Two personas that say almost the same, one `always` and one `never`, or 200 ms
and 500 ms, are what a reviewer has to see first: merging would hide it, and so
would keeping both silently. Guards run here on every pair that is nearly merged;
`cluster` runs them on what meets through others, `covers` on what one bullet
covers. They never run on pairs that are not alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from personac.diagnostics.merge_kinds import CONTRADICTION
from personac.diagnostics.model import Diagnostic
from personac.ir import Bullet, KeptApart, Pair
from personac.passes.matching.near import near_from
from personac.passes.matching.prepared import Prepared
from personac.passes.matching.unit_guard import UnitGuard
from personac.passes.score import Evidence

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
