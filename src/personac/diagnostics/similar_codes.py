"""What a mistyped code may be meant to be."""

from __future__ import annotations

from difflib import SequenceMatcher, get_close_matches
from itertools import takewhile

from personac.diagnostics.catalogue import kinds_by_code

_SIMILAR = 0.7
_MOST_SIMILAR = 3


def similar_codes(word: str) -> tuple[str, ...]:
    """Return the codes that `word` may be meant to be: by itself, or by the name of a kind; at most three."""
    kinds, code = kinds_by_code(), word.upper()
    if code in kinds:
        return (code,)
    near = get_close_matches(code, kinds, len(kinds), _SIMILAR)
    # PC113 is as near to PC413 as to PC111, which is meant more often.
    near.sort(key=lambda other: (-_ratio(code, other), -_same_digits(code, other)))
    named = {kind.slug: kind.code for kind in kinds.values()}
    by_name = (named[slug] for slug in get_close_matches(word.lower(), named, _MOST_SIMILAR, _SIMILAR))
    return tuple(near[:_MOST_SIMILAR] or by_name)


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _same_digits(one: str, other: str) -> int:
    """Return how many characters two codes have in common at their start."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
