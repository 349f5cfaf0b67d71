"""Keep apart what must never be merged, and tell of advice that contradicts other advice.

Two personas that say almost the same, one `always` and one `never`, or 200 ms
and 500 ms, are what a reviewer has to see first: merging would hide it, and so
would keeping both without a word.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace
from itertools import product

from personac.diagnostics.kinds import CONTRADICTION
from personac.diagnostics.model import Diagnostic
from personac.ir import Compilation, KeptApart, Pair
from personac.passes.matching.decide import Decisions, decide
from personac.passes.matching.prepared import Prepared, with_prepared
from personac.passes.matching.unit_guard import UnitGuard
from personac.rules.model import Rules

_HINT = (
    "let one of them give way; where both are meant, a [[cannot_link]] in the rules that names the two "
    "keeps them apart without this warning"
)


def run(compilation: Compilation, rules: Rules) -> Compilation:
    """Fill `apart`, ordered by pair, and warn of contradictions across personas."""
    compilation, prepared = with_prepared(compilation, rules)
    decisions, threshold = decide(prepared, rules), rules.matching.threshold
    alike = {scored.pair for scored in compilation.scored if scored.score >= threshold}
    apart = tuple(sorted(_kept_apart(prepared, decisions, alike), key=lambda found: found.pair))
    warnings = (_warning(found, prepared) for found in apart if found.contradicts)
    return replace(compilation, apart=apart, diagnostics=(*compilation.diagnostics, *warnings))


def _kept_apart(prepared: Prepared, decisions: Decisions, alike: Container[Pair]) -> Iterator[KeptApart]:
    guard = UnitGuard(prepared)
    for pair in prepared.pairs:
        found = None if decisions.joins(pair.a, pair.b) else guard.bar(pair.a, pair.b)
        if found is None:
            continue
        across = _across(pair, prepared)
        if found.contradicts and pair in alike and across and (pair.a, pair.b) not in decisions.apart:
            yield KeptApart(across, found.reason, contradicts=True)
        else:
            yield KeptApart(pair, found.reason)


def _across(pair: Pair, prepared: Prepared) -> Pair | None:
    """Return the first two bullets of the units that are of different personas."""
    units = product(prepared.unit_of[pair.a], prepared.unit_of[pair.b])
    bullets = prepared.bullets
    found = (Pair(*sorted(two)) for two in units if bullets[two[0]].persona != bullets[two[1]].persona)
    return next(found, None)


def _warning(found: KeptApart, prepared: Prepared) -> Diagnostic:
    a, b = prepared.bullets[found.pair.a], prepared.bullets[found.pair.b]
    message = f"{a.text!r} contradicts {b.text!r} of {b.path}:{b.line}: {found.reason}"
    return Diagnostic(CONTRADICTION, a.path, a.line, 1, message, _HINT)
