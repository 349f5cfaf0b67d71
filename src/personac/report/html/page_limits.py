"""How much of a very large report the page shows; report.json has everything."""

from __future__ import annotations

from typing import NamedTuple


class PageLimits(NamedTuple):
    """The most entries of each part of the page."""

    clusters: int = 5_000
    """Cards of clusters."""
    pairs: int = 2_000
    """Cards of each other kind."""
    members: int = 60
    """Bullets on a card."""
    entries: int = 12_000
    """Bullets of sources; the personas that do not fit are summed up."""
    lines: int = 10_000
    """Lines of the canonical."""
    personas: int = 60
    """Personas in their heat map; of more the `closest` are shown."""
    closest: int = 40
    sections: int = 24
    """Sections in their heat map."""


PAGE_LIMITS = PageLimits()
