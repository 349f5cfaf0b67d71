"""Find what covers what: a broad bullet that says, among other things, what a narrow one says.

They are not merged, since the narrow one may say more of its one thing; a
reviewer is told.
"""

from __future__ import annotations

from dataclasses import replace

from personac.ir import Compilation
from personac.passes.matching.covers import CoverFinder
from personac.passes.matching.prepared import with_prepared
from personac.rules.model import Rules


def run(compilation: Compilation, rules: Rules) -> Compilation:
    """Fill `covers`, between clusters, ordered by narrow bullet and falling score."""
    compilation, prepared = with_prepared(compilation, rules)
    owner, first = compilation.cluster_of, prepared.first_of
    apart = {frozenset((first[kept.pair.a], first[kept.pair.b])) for kept in compilation.apart}
    pairs = (p for p in prepared.pairs if owner[p.a] != owner[p.b] and frozenset((p.a, p.b)) not in apart)
    return replace(compilation, covers=CoverFinder(prepared.knowledge).among(prepared.bullets, pairs))
