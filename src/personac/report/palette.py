"""Colours of personas that everybody can tell apart, colour-blind or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# Okabe and Ito's, without black, which is the colour of text.
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
_SHAPES = 6


def persona_marks(personas: Sequence[str]) -> Mapping[str, tuple[str, int]]:
    """Return for each persona its colour and the number of its shape; no two share both until 42."""
    size = len(_COLOURS)
    return {name: (_COLOURS[at % size], at // size % _SHAPES) for at, name in enumerate(personas)}
