"""Keep apart what must never be merged, and tell of advice that contradicts other advice.

Two personas that say almost the same, one `always` and one `never`, or 200 ms
and 500 ms, are what a reviewer has to see first: merging would hide it, and so
would keeping both without a word. Guards are asked about every pair that comes
near to being merged; what meets through others, `cluster` asks about, and what
one bullet covers, `cover`. Nobody asks what keeps apart two that are not alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from personac.config.schema import Rules
from personac.cores import shared, slices
from personac.diagnostics.merge_kinds import CONTRADICTION
from personac.diagnostics.model import Diagnostic
from personac.heap import give_back_after
from personac.ir import Compilation, KeptApart, Pair, edges_at_least
from personac.passes.matching.decide import Decisions, decide
from personac.passes.matching.guards import Bar
from personac.passes.matching.near import near_from
from personac.passes.matching.prepared import Prepared, with_prepared
from personac.passes.matching.unit_guard import UnitGuard

_BLOCK = 256  # pairs at once
_WORTH_A_COPY = 2  # blocks
_HINT = (
    "let one of them give way; where both are meant, a [[cannot_link]] in the rules that names the two "
    "keeps them apart without this warning"
)


def run(compilation: Compilation, rules: Rules) -> Compilation:
    """Fill `apart`, ordered by pair, and warn of contradictions across personas."""
    compilation, prepared = with_prepared(compilation, rules)
    give_back_after(len(prepared.bullets))  # the views that scoring has given up
    decisions, threshold = decide(prepared, rules), rules.matching.threshold
    near = edges_at_least(compilation.scored, near_from(threshold))
    apart = tuple(sorted(_kept_apart(prepared, decisions, near, threshold), key=lambda found: found.pair))
    warnings = (_warning(found, prepared) for found in apart if found.contradicts)
    return replace(compilation, apart=apart, diagnostics=(*compilation.diagnostics, *warnings))


def _kept_apart(
    prepared: Prepared, decisions: Decisions, near: Iterable[tuple[int, int, float]], threshold: float
) -> Iterator[KeptApart]:
    first = prepared.first_of
    asked = [edge for edge in near if first[edge[0]] != first[edge[1]] and not decisions.joins(*edge[:2])]
    for (a, b, score), found in zip(asked, _bars(prepared, asked), strict=True):
        if found is None:
            continue
        is_alike = score >= threshold and (a, b) not in decisions.apart
        across = _across(a, b, prepared) if found.contradicts and is_alike else None
        yield KeptApart(across or Pair(a, b), found.reason, contradicts=across is not None)


def _bars(prepared: Prepared, edges: Sequence[tuple[int, int, float]]) -> Iterator[Bar | None]:
    """Yield for each of `edges` what bars it."""
    guard = UnitGuard(prepared)

    def of(part: slice) -> list[Bar | None]:
        return [guard.bar(a, b) for a, b, _ in edges[part]]

    return chain.from_iterable(shared(of, slices(len(edges), _BLOCK), least=_WORTH_A_COPY))


def _across(a: int, b: int, prepared: Prepared) -> Pair | None:
    """Return the first two bullets of the units that are of different personas."""
    bullets, (left, right) = prepared.bullets, (prepared.unit_of[a], prepared.unit_of[b])
    head = bullets[right[0]].persona
    other = next((member for member in right if bullets[member].persona != head), None)
    for member in left:
        found = right[0] if bullets[member].persona != head else other
        if found is not None:
            return Pair(min(member, found), max(member, found))
    return None


def _warning(found: KeptApart, prepared: Prepared) -> Diagnostic:
    a, b = prepared.bullets[found.pair.a], prepared.bullets[found.pair.b]
    message = f"{a.text!r} contradicts {b.text!r} of {b.path}:{b.line}: {found.reason}"
    return Diagnostic(CONTRADICTION, a.path, a.line, 1, message, _HINT)
