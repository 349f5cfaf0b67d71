"""The closed catalogue of diagnostics: every kind, by its code.

`personac explain PC101` prints an entry. A code never changes its meaning: PC0xx is about
files, PC1xx about front matter, PC3xx about rules, PC4xx about matching and merging,
PC5xx about outputs, PC6xx about reports, PC7xx about reviews, and PC8xx
about scans.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import ModuleType

from personac.diagnostics import (
    engine_kinds,
    front_matter_kinds,
    input_kinds,
    merge_kinds,
    output_kinds,
    review_kinds,
    scan_kinds,
)
from personac.diagnostics.diagnostic import Kind

_AREAS = (input_kinds, front_matter_kinds, merge_kinds, output_kinds, review_kinds, scan_kinds, engine_kinds)


def all_kinds() -> tuple[Kind, ...]:
    """Return every kind, ordered by code."""
    return tuple(sorted((kind for area in _AREAS for kind in _kinds(area)), key=lambda kind: kind.code))


def kinds_by_code() -> Mapping[str, Kind]:
    """Return every kind by its code, as in `PC101`."""
    return {kind.code: kind for kind in all_kinds()}


def front_matter_codes() -> frozenset[str]:
    """Return the codes of the kinds about front matter."""
    return frozenset(kind.code for kind in _kinds(front_matter_kinds))


def _kinds(area: ModuleType) -> Iterator[Kind]:
    return (value for value in vars(area).values() if isinstance(value, Kind))
