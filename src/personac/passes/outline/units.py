"""Units: sections that are one from the start, since their titles are the same.

All further work is on units, not on sections: a thousand personas have a few
hundred titles. A persona that repeats a title in several places means several
sections, which are told apart by where they stand; so are titles that say too
little to be known by ("Overview" under another heading is another overview).
A role counts once on the way down: "Skills" below "Expertise" is a part of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from personac.ir import SectionRef
from personac.passes.outline.reading import Title, TitleReader
from personac.passes.sections import Placed, introducing_label

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """Sections of one title, by position, and the persona of each.

    `titles` has what the title and the labels that introduce the sections say.
    """

    sections: tuple[int, ...]
    owners: tuple[int, ...]
    personas: frozenset[int]
    titles: tuple[Title, ...]


def units_of(topical: Sequence[Placed], reader: TitleReader) -> tuple[Unit, ...]:
    """Group `topical` sections into units, ordered by first section."""
    paths = _paths(topical)
    titles = _titles(topical, reader)
    first: dict[tuple[int, str], Path] = {}
    found: dict[tuple[str, Path], list[int]] = defaultdict(list)
    for i, placed in enumerate(topical):
        path = paths[placed.ref]
        own = path[-1]
        is_first = first.setdefault((placed.ref.persona, own), path) == path
        is_known = len(path) == 1 or not titles[placed.ref][0].says_little
        found[own, () if is_first and is_known else path[:-1] if is_first else path].append(i)
    return tuple(sorted((_unit(topical, own, titles) for own in found.values()), key=lambda u: u.sections))


def plain(title: str) -> str:
    """Return `title` without case and doubled blanks: siblings never share that."""
    return " ".join(title.casefold().split())


def _paths(topical: Sequence[Placed]) -> Mapping[SectionRef, Path]:
    paths: dict[SectionRef, Path] = {}
    for placed in topical:
        above = paths[placed.parent] if placed.parent else ()
        paths[placed.ref] = (*above, plain(placed.section.title))
    return paths


def _unit(
    topical: Sequence[Placed], own: Sequence[int], titles: Mapping[SectionRef, tuple[Title, ...]]
) -> Unit:
    distinct = dict.fromkeys(title for i in own for title in titles[topical[i].ref])
    owners = tuple(topical[i].ref.persona for i in own)
    return Unit(tuple(own), owners, frozenset(owners), tuple(distinct))


def _titles(topical: Sequence[Placed], reader: TitleReader) -> Mapping[SectionRef, tuple[Title, ...]]:
    """For each section what its title says, and the label that introduces it."""
    found: dict[SectionRef, tuple[Title, ...]] = {}
    roles: dict[SectionRef, frozenset[str]] = {}
    for placed in topical:
        label = introducing_label(placed.section)
        texts = (placed.section.title,) if label is None else (placed.section.title, label.title)
        above = roles[placed.parent] if placed.parent else frozenset()
        read = [reader.read(text) for text in texts]
        found[placed.ref] = tuple(title.without_role() if title.kind in above else title for title in read)
        roles[placed.ref] = above | {read[0].kind} - {""}
    return found
