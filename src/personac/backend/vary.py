"""Vary: write every persona as a diff from the canonical."""

from __future__ import annotations

from collections.abc import Iterable

from personac.backend.diff import Original
from personac.ir import Canonical, Persona, Variant


def vary(personas: Iterable[Persona], canonical: Canonical) -> tuple[Variant, ...]:
    """Return a variant for each persona, in their order."""
    original = Original(canonical.data, canonical.name)
    return tuple(Variant(persona.id, original.diff(persona.source.data)) for persona in personas)
