"""Keep what the rules ask for: what enough personas say, and no more than a budget holds.

Who the agent is stays in every mode. What goes is listed in `left_out` with a
reason that names the number it fell short of.

Support comes first: a bullet or block stays where at least `min_support`
personas say it. The budget then chooses among what is left (see `fit`).

Cut the body down to some of its parts, and list what goes with the reason.

What each part of the body says: which bullets and blocks of the sources it stands for.

A part stands for the bullets of its origins, and says besides what its wording
covers: a broad bullet whose facet says what a narrow one says. A block that is
kept whole stands for the equal block of each persona that has one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from personac.config.schema import Keep
from personac.diagnostics.merge_kinds import NOTHING_SHARED, SUPPORT_TOO_HIGH
from personac.diagnostics.model import Diagnostic, Kind
from personac.extraction.section_streams import section_streams
from personac.merging.body_parts import Part, Parts, parts_of
from personac.merging.budget_fit import Emit, Scale, fit
from personac.merging.paragraph_selection import assign_roles
from personac.model import LeftOut, Merged, Origin
from personac.tokens.token_counter import counter

_HINT = "lower `min_support` under [keep] in rules/, or --min-support"


def keep(merged: Merged, settings: Keep, emit: Emit) -> Merged:
    """Cut the body down, list what goes as left out, and choose the tokenizer.

    `emit` makes the canonical, which has to fit a budget: it is called once for every price of a
    part. Raises `PersonacError` where a budget cannot hold even what stays in every mode, or the
    tokenizer that the rules name is not installed.
    """
    count = counter(settings.tokenizer)
    merged = replace(merged, tokenizer=count.name)
    support = least_support(settings)
    if support > 1:
        merged = _supported(merged, support)
    if settings.budget:
        merged = fit(merged, settings.budget, Scale(emit, count))
    return merged


def least_support(settings: Keep) -> int:
    """How many personas must say what stays."""
    return max(settings.min_support, 2 if settings.mode == "shared" else 1)


def _supported(merged: Merged, asked: int) -> Merged:
    """Keep what `asked` personas say, or all of them where they are fewer."""
    personas = len(merged.personas)
    least = min(asked, personas)
    parts = parts_of(merged)
    enough = {n for n, part in enumerate(parts.all) if not part.serves and len(part.personas) >= least}
    reasons = {
        number: f"keep: said by {len(part.personas)} of {personas} personas, {least} are asked for"
        for number, part in enumerate(parts.all)
    }
    kept = parts.closed(enough | identity_parts(merged, parts))
    told = tuple(_told(asked, personas, is_empty=len(parts.all) > 1 and not enough))
    found = cut(merged, parts, kept, reasons)
    return replace(found, diagnostics=(*found.diagnostics, *told))


def _told(asked: int, personas: int, *, is_empty: bool) -> Iterator[Diagnostic]:
    if asked > personas > 1:
        yield _finding(SUPPORT_TOO_HIGH, f"{asked} personas are asked to say it, and there are {personas}")
    if is_empty:
        yield _finding(NOTHING_SHARED, f"nothing is said by {min(asked, personas)} of {personas} personas")


def _finding(kind: Kind, message: str) -> Diagnostic:
    return Diagnostic(kind, "rules", 0, 0, message, _HINT)


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


Place = tuple[str, int, int]  # persona, line, last line


@dataclass(frozen=True, slots=True)
class Sayings:
    """At each place the bullets, for each bullet all that its wording covers, and numbers for blocks."""

    merged: Merged
    bullets: Mapping[Place, tuple[int, ...]]
    covered: Mapping[int, frozenset[int]]
    blocks: Mapping[Place, int]
    texts: tuple[str, ...]

    def own(self, part: Part) -> frozenset[int]:
        """The bullets and blocks that the part stands for, as numbers."""
        return frozenset(number for origin in part.origins for number in self._of(origin))

    def all(self, part: Part) -> frozenset[int]:
        """Those, and the bullets that the wording covers."""
        own = self.own(part)
        return own.union(*(self.covered.get(number, frozenset()) for number in self.worded(part)))

    def worded(self, part: Part) -> tuple[int, ...]:
        """The bullets whose wording stands in the canonical."""
        kept = (origin for origin in part.origins if origin.relation == "kept")
        return tuple(number for origin in kept for number in self._of(origin))

    def text(self, number: int) -> str:
        """The text of a bullet or block, as its source has it."""
        bullets = self.merged.bullets
        if number < len(bullets):
            return bullets[number].text
        return self.texts[number - len(bullets)]

    def of(self, origin: Origin) -> tuple[int, ...]:
        """The positions of the bullets at an origin; none for a block or a heading."""
        here = self.bullets.get(_place(origin), ()) if origin.cluster else ()
        clusters, owner = self.merged.clusters, self.merged.cluster_of
        return tuple(n for n in here if clusters[owner[n]].id == origin.cluster) or here

    def _of(self, origin: Origin) -> tuple[int, ...]:
        if origin.relation == "heading":
            return ()
        return self.of(origin) or (self.blocks[_place(origin)],)


def sayings_of(merged: Merged, parts: tuple[Part, ...]) -> Sayings:
    """Read off the merged what its parts say; blocks are numbered behind the bullets."""
    bullets: dict[Place, list[int]] = defaultdict(list)
    for position, bullet in enumerate(merged.bullets):
        bullets[bullet.persona, bullet.line, bullet.end_line].append(position)
    places = {_place(origin): part.text(merged.personas) for part in parts for origin in part.origins}
    blocks = {place: number for number, place in enumerate(places, start=len(merged.bullets))}
    found = {place: tuple(positions) for place, positions in bullets.items()}
    return Sayings(merged, found, _covered(merged), blocks, tuple(places.values()))


def _covered(merged: Merged) -> Mapping[int, frozenset[int]]:
    """For the wording of a cluster the members of the clusters that it covers.

    Another member's facet counts only if the wording has that facet too.
    """
    found: dict[int, set[int]] = defaultdict(set)
    for cover in merged.covers:
        wording = merged.clusters[merged.cluster_of[cover.broad]].representative
        if cover.facet in merged.bullets[wording].facets:
            narrow = merged.clusters[merged.cluster_of[cover.narrow]]
            found[wording].update(narrow.members)
    return {wording: frozenset(members) for wording, members in found.items()}


def _place(origin: Origin) -> Place:
    return (origin.persona, origin.line, origin.end_line)
