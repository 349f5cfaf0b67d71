"""Propose the pairs worth scoring, far fewer than all pairs.

Bullets that say the same word for word are linked to the first of them, and
only that one is compared further, so that copies are found at any number and
cost nothing.
"""

from __future__ import annotations

from dataclasses import replace

from personac.config.schema import Rules
from personac.ir import Compilation
from personac.passes.matching.prepared import with_prepared


def run(compilation: Compilation, rules: Rules) -> Compilation:
    """Fill `pairs`, sorted."""
    compilation, prepared = with_prepared(compilation, rules)
    return replace(compilation, pairs=prepared.all_pairs)
