"""Vary: write every persona as a diff from the canonical."""

from __future__ import annotations

from dataclasses import replace

from personac.backend.diff import Original
from personac.config.schema import Rules
from personac.ir import Compilation, Variant


def run(compilation: Compilation, _rules: Rules) -> Compilation:
    """Fill `variants`, one for each persona, in their order."""
    canonical = compilation.canonical
    if canonical is None:
        raise AssertionError
    original = Original(canonical.data, canonical.name)
    variants = tuple(
        Variant(persona.id, original.diff(persona.source.data)) for persona in compilation.personas
    )
    return replace(compilation, variants=variants)
