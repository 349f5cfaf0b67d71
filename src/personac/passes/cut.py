"""Cut the body down to some of its parts, and list what goes with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from personac.ir import LeftOut, Merged
from personac.passes.parts import Part, Parts
from personac.passes.roles import assign_roles
from personac.passes.sayings import Sayings, sayings_of
from personac.passes.streams import section_streams

EMPTY_REASON = "keep: what it introduces is left out"


def identity_parts(merged: Merged, parts: Parts) -> frozenset[int]:
    """The numbers of the parts that say who the agent is: they stay in every mode."""
    identities = assign_roles(merged.extracted, section_streams(merged.extracted)).identities
    places = {(merged.bullets[i].persona, merged.bullets[i].line) for i in identities}
    return frozenset(
        number
        for number, part in enumerate(parts.all)
        if any((origin.persona, origin.line) in places for origin in part.origins)
    )


def cut(merged: Merged, parts: Parts, kept: frozenset[int], reasons: Mapping[int, str]) -> Merged:
    """Return the merged with `kept` alone in its body, and all else left out.

    `kept` must be closed. `reasons` are those of the parts that stand for
    themselves; what serves others goes because they do.
    """
    sayings = sayings_of(merged, parts.all)
    said = frozenset[int]().union(*(sayings.own(parts.all[number]) for number in kept))
    gone = [(n, part) for n, part in enumerate(parts.all) if n not in kept]
    entries = [
        entry
        for number, part in gone
        for entry in _left_out(part, EMPTY_REASON if part.serves else reasons[number], sayings, said)
    ]
    left_out = dict.fromkeys((*merged.left_out, *entries))
    ordered = tuple(sorted(left_out, key=lambda entry: (entry.path, entry.line, entry.bullet)))
    return replace(merged, body=parts.body(kept), left_out=ordered)


def _left_out(part: Part, reason: str, sayings: Sayings, said: frozenset[int]) -> Iterator[LeftOut]:
    """Yield an entry for each bullet, or else each place, that no part that stays has."""
    merged = sayings.merged
    for origin in part.origins:
        lines = (origin.persona, origin.path, origin.line, origin.end_line)
        bullets = sayings.of(origin)
        for bullet in (merged.bullets[number] for number in bullets if number not in said):
            yield LeftOut(*lines, bullet.text, reason, bullet.id)
        if not bullets:
            yield LeftOut(*lines, part.text(merged.personas), reason)
