"""What the guards know of words (data/guards.toml): opposites, contrasts, acts, what forbids or demands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from personac.passes.matching.resources import read_table
from personac.passes.matching.words import Words

_SCHEMA = "personac-guards/1"
Sides = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class GuardData:
    """Word lists as units; `opposites` and `contrasts` hold both orders of each pair."""

    opposites: Sides
    contrasts: Sides
    opposed: frozenset[str]
    acts: frozenset[str]
    forbid: frozenset[str]
    demand: frozenset[str]
    absence: frozenset[str]
    words: Words


def load_guard_data(words: Words) -> GuardData:
    """Read the lists as `words` reads texts."""
    table = read_table("guards.toml", _SCHEMA)
    opposites, contrasts = _sides(table["opposites"], words), _sides(table["contrasts"], words)
    acts = frozenset(unit for act in table["acts"] for unit in words.read(act))
    forbid, demand, absence = (
        frozenset(words.stem(word) for word in table[name]) for name in ("forbid", "demand", "absence")
    )
    opposed = frozenset(one for one, _ in opposites | contrasts)
    return GuardData(opposites, contrasts, opposed, acts, forbid, demand, absence, words)


def _sides(pairs: Iterable[tuple[str, str]], words: Words) -> Sides:
    found = [tuple("_".join(words.read(side)) for side in pair) for pair in pairs]
    return frozenset(pair for a, b in found for pair in ((a, b), (b, a)))
