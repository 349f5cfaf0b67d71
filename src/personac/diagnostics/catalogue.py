"""The closed catalogue of diagnostics: every kind, by its code.

`personac explain PC101` prints an entry. A code never changes its meaning: PC0xx is about
files, PC1xx about front matter, PC3xx about rules, PC4xx about matching and merging,
PC5xx about outputs, and PC6xx about reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from itertools import takewhile

from personac.diagnostics import front_matter_kinds, input_kinds, merge_kinds, output_kinds
from personac.diagnostics.diagnostic import Kind

_SIMILAR = 0.7
_MOST_SIMILAR = 3
_AREAS = (input_kinds, front_matter_kinds, merge_kinds, output_kinds)


def all_kinds() -> tuple[Kind, ...]:
    """Return every kind, ordered by code."""
    kinds = (value for area in _AREAS for value in vars(area).values() if isinstance(value, Kind))
    return tuple(sorted(kinds, key=lambda kind: kind.code))


def kinds_by_code() -> Mapping[str, Kind]:
    """Return every kind by its code, as in `PC101`."""
    return {kind.code: kind for kind in all_kinds()}


def similar_codes(word: str) -> tuple[str, ...]:
    """Return the codes that `word` may be meant to be: by itself, or by the name of a kind; at most three."""
    kinds, code = kinds_by_code(), word.upper()
    if code in kinds:
        return (code,)
    near = get_close_matches(code, kinds, len(kinds), _SIMILAR)
    near.sort(key=lambda other: -_same_digits(code, other))  # PC113 is near PC111, not near PC413
    named = {kind.slug: kind.code for kind in kinds.values()}
    by_name = (named[slug] for slug in get_close_matches(word.lower(), named, _MOST_SIMILAR, _SIMILAR))
    return tuple(near[:_MOST_SIMILAR] or by_name)


def _same_digits(one: str, other: str) -> int:
    """Return how many characters two codes have in common at their start."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
