"""Find what covers what: a broad bullet that says, among other things, what a narrow one says.

They are not merged, since the narrow one may say more of its one thing; a
reviewer is told.
"""

from __future__ import annotations

from dataclasses import replace

from personac.config.schema import Rules
from personac.ir import Compilation
from personac.passes.matching.covers import CoverFinder
from personac.passes.matching.prepared import with_prepared
from personac.passes.matching.unit_guard import UnitGuard


def run(compilation: Compilation, rules: Rules) -> Compilation:
    """Fill `covers`, between clusters, ordered by narrow bullet and falling score."""
    compilation, prepared = with_prepared(compilation, rules)
    knowledge = prepared.knowledge
    owner, guard = compilation.cluster_of, UnitGuard(prepared)
    ends = zip(prepared.pairs.a, prepared.pairs.b, strict=True)
    pairs = ((a, b) for a, b in ends if owner[a] != owner[b])
    covers = CoverFinder(knowledge).among(prepared.bullets, pairs)
    allowed = tuple(cover for cover in covers if not guard.bar(*sorted((cover.broad, cover.narrow))))
    return replace(compilation, covers=allowed)
