"""Guards held between units: what bars one bullet of a unit bars the unit.

The bullets of a unit are the same word for word but for marks, which guards
read too; so every different one of them is looked at, and which one happens to
come first never matters.
"""

from __future__ import annotations

from itertools import product
from types import MappingProxyType

from personac.passes.matching.acts import Act, act_of
from personac.passes.matching.guard_signs import Signs
from personac.passes.matching.guards import Bar, bar
from personac.passes.matching.prepared import Prepared

_ALONE = MappingProxyType({act: frozenset((act,)) for act in Act})
_APART = ((Act.QUOTE, "an example prompt"), (Act.RELATION, "a line about other agents"))


class UnitGuard:
    """Judges pairs of units, named by their first bullets."""

    def __init__(self, prepared: Prepared) -> None:
        """Judge the units of `prepared`; a unit is read when it is first asked about."""
        self._prepared = prepared
        self._reader = prepared.knowledge.signs
        self._acts: dict[int, frozenset[Act]] = {}
        self._signs: dict[int, tuple[Signs, ...]] = {}

    def bar(self, a: int, b: int) -> Bar | None:
        """Return why the units of the first bullets `a` and `b` must not be merged, or None."""
        for unit in (a, b):
            if unit not in self._signs:
                self._read(unit)
        found = _different_acts(self._acts[a], self._acts[b])
        if found:
            return found
        guards = self._prepared.knowledge.guards
        signs = product(self._signs[a], self._signs[b])
        return next((found for x, y in signs if (found := bar(x, y, guards))), None)

    def _read(self, unit: int) -> None:
        members = [self._prepared.bullets[member] for member in self._prepared.unit_of[unit]]
        differing = {(bullet.text, bullet.lead): bullet for bullet in reversed(members)}
        first = self._prepared.acts[self._prepared.number_of[unit]]
        others = frozenset(map(act_of, members[1:]))
        self._acts[unit] = others | _ALONE[first] if others else _ALONE[first]
        self._signs[unit] = tuple(
            self._reader.read(bullet) for _, bullet in sorted(differing.items(), key=lambda item: item[0])
        )


def _different_acts(a: frozenset[Act], b: frozenset[Act]) -> Bar | None:
    """A quoted example or a line about another agent is never merged with advice."""
    if a & b:
        return None
    return next((Bar(f"one is {name}") for act, name in _APART if act in a | b), None)
