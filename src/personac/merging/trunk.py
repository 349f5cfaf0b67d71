"""Which persona is the trunk, and in which order the others are put into it."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.merge_kinds import UNKNOWN_TRUNK
from personac.model import Matched


@dataclass(frozen=True, slots=True)
class Order:
    """The numbers of the personas that are not redundant, the trunk first, and what is wrong in the rules."""

    personas: tuple[int, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def order_of(matched: Matched, trunk: str) -> Order:
    """Order the personas by how many bullets of others are merged with theirs; of equals the first one.

    `trunk` is the id that the rules name, or empty.
    """
    covered = dict.fromkeys((matched.number_of[persona.id] for persona in matched.distinct), 0)
    for number in range(len(matched.clusters)):
        members = matched.distinct_members(number)
        authors = [matched.number_of[matched.bullets[member].persona] for member in members]
        for persona in set(authors):
            covered[persona] += len(members) - authors.count(persona)
    ranked = sorted(covered, key=lambda number: (-covered[number], number))
    if trunk and trunk not in {persona.id for persona in matched.distinct}:
        return Order(tuple(ranked), (_unknown(matched, trunk),))
    ranked.sort(key=lambda number: bool(trunk) and matched.personas[number].id != trunk)
    return Order(tuple(ranked))


def _unknown(matched: Matched, trunk: str) -> Diagnostic:
    if trunk in matched.redundant:
        message = f"[merge] trunk names {trunk!r}, which only repeats other personas and is left aside"
        return Diagnostic(UNKNOWN_TRUNK, "rules", 0, 0, message, "name another persona")
    message = f"[merge] trunk names {trunk!r}, but no persona has that id"
    near = get_close_matches(trunk, sorted(matched.number_of), n=1)
    hint = f"did you mean {near[0]!r}?" if near else "give the id of a persona: the stem of its file"
    return Diagnostic(UNKNOWN_TRUNK, "rules", 0, 0, message, hint)
