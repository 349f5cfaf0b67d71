"""The merged body as numbered parts that need each other, and the body cut down to some of them.

A bullet needs the heading above it and the bullet it is nested in. A list needs the sentence that
introduces it ("Never:" changes the meaning of what follows), and a text needs the link definition it
refers to. A heading or an introduction is worth nothing alone: it only serves others.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TypeVar

from personac.model import Merged, MergedSection, Origin, Persona, Piece, PieceList
from personac.model.ast import Item, Paragraph, Verbatim, announces
from personac.model.source import Source
from personac.references.labels import folded

_DEFINED = re.compile(r"^[ ]{0,3}\[([^\]]+)\]:", re.MULTILINE)
_REFERENCE = re.compile(r"\[([^\]]+)\]")
B = TypeVar("B")
_Label = tuple[str, str]  # the id of a persona, and a label that it defines


@dataclass(frozen=True, slots=True)
class Part:
    """A section's heading or a piece; `needs` are the numbers of the parts that it cannot do without.

    `serves` is true for what has no use alone: a heading, an introduction, a link definition.
    """

    content: MergedSection | Piece
    needs: frozenset[int]
    serves: bool

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Its places in the sources."""
        return self.content.origins

    @property
    def personas(self) -> frozenset[str]:
        """The ids of the personas that have it."""
        return frozenset(origin.persona for origin in self.content.origins)

    def text(self, personas: Sequence[Persona]) -> str:
        """The title, or the source text of the block, as one line."""
        if isinstance(self.content, MergedSection):
            return self.content.title
        source = personas[self.content.persona].source
        return " ".join(source.slice_text(self.content.block.span).split())


@dataclass(frozen=True, slots=True)
class _PieceBranch:
    """A piece with its number, and the branches below it, list by list."""

    number: int
    piece: Piece
    lists: tuple[_ListBranch, ...]


_ListBranch = tuple[PieceList, tuple[_PieceBranch, ...]]


@dataclass(frozen=True, slots=True)
class _SectionBranch:
    """A section with its heading's number, and the branches below it."""

    number: int
    section: MergedSection
    lists: tuple[_ListBranch, ...]
    sections: tuple[_SectionBranch, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """All parts of a body in its order; the root is the first."""

    all: tuple[Part, ...]
    root: _SectionBranch

    def closed(self, numbers: Iterable[int]) -> frozenset[int]:
        """Return `numbers` and all that they need."""
        start = frozenset(numbers)
        return start.union(*(self.all[number].needs for number in start))

    def body(self, kept: frozenset[int]) -> MergedSection:
        """Return the body with only the parts `kept`, which must be closed."""
        return _cut_section(self.root, kept)


def parts_of(merged: Merged) -> Parts:
    """Number the parts of the merged body, parents first, in the order of the body."""
    numbering = _Numbering([persona.source for persona in merged.personas])
    root = numbering.section(merged.body, frozenset())
    return Parts(tuple(numbering.with_definitions()), root)


Place = tuple[str, int, int]  # persona, line, last line


def place_of(origin: Origin) -> Place:
    """Return where an origin is."""
    return (origin.persona, origin.line, origin.end_line)


class BulletIndex:
    """The bullets of the sources by place."""

    def __init__(self, merged: Merged) -> None:
        """Index the bullets of `merged`."""
        self._clusters, self._owner = merged.clusters, merged.cluster_of
        self._bullets: dict[Place, list[int]] = defaultdict(list)
        for number, bullet in enumerate(merged.bullets):
            self._bullets[bullet.persona, bullet.line, bullet.end_line].append(number)

    def at(self, origin: Origin) -> tuple[int, ...]:
        """Return the bullets at an origin, by position; none for a block or a heading.

        Of several bullets on one line only those of the origin's cluster count, if there are any.
        """
        here = tuple(self._bullets.get(place_of(origin), ())) if origin.cluster else ()
        return tuple(n for n in here if self._clusters[self._owner[n]].id == origin.cluster) or here


def introduces(piece: Piece) -> bool:
    """Return whether a piece's own text ends with a colon."""
    block = piece.block
    if isinstance(block, Item):
        texts = [own.text for own in block.blocks if isinstance(own, Paragraph)]
        return bool(texts) and announces(texts[-1])
    return isinstance(block, Paragraph) and announces(block.text)


class _Numbering:
    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources
        self._parts: list[Part] = []

    def section(self, section: MergedSection, above: frozenset[int]) -> _SectionBranch:
        number = self._add(Part(section, above, serves=True))
        inside = above | {number}
        lists = tuple(self._lists(section.content, inside))
        below = tuple(self.section(child, inside) for child in section.sections)
        return _SectionBranch(number, section, lists, below)

    def _add(self, part: Part) -> int:
        self._parts.append(part)
        return len(self._parts) - 1

    def _lists(self, lists: Sequence[PieceList], above: frozenset[int]) -> Iterator[_ListBranch]:
        introduction: frozenset[int] = frozenset()
        for position, group in enumerate(lists):
            is_introduction = _introduces_next(lists, position)
            branches = tuple(
                self._piece(p, above | introduction, leads=is_introduction) for p in group.pieces
            )
            introduction = frozenset(b.number for b in branches) if is_introduction else frozenset()
            yield group, branches

    def _piece(self, piece: Piece, above: frozenset[int], *, leads: bool) -> _PieceBranch:
        serves = leads or _defines(piece) or bool(piece.children and introduces(piece))
        number = self._add(Part(piece, above, serves))
        return _PieceBranch(number, piece, tuple(self._lists(piece.children, above | {number})))

    def with_definitions(self) -> Iterator[Part]:
        """Yield the parts; a text also needs the link definitions it refers to."""
        defined: dict[_Label, int] = {}
        for number, part in enumerate(self._parts):
            if isinstance(part.content, Piece) and _defines(part.content):
                labels = [folded(label) for label in _DEFINED.findall(self._text(part.content))]
                for own in product(part.personas, labels):
                    defined.setdefault(own, number)
        for part in self._parts:
            used = self._used(part, defined) if defined else frozenset()
            closed = used.union(*(self._parts[number].needs for number in used))
            yield replace(part, needs=part.needs | closed)

    def _used(self, part: Part, defined: Mapping[_Label, int]) -> frozenset[int]:
        if isinstance(part.content, MergedSection) or _defines(part.content):
            return frozenset()
        kept = next((origin.persona for origin in part.origins), "")
        labels = {(kept, folded(label)) for label in _REFERENCE.findall(self._text(part.content))}
        return frozenset(defined[label] for label in labels if label in defined)

    def _text(self, piece: Piece) -> str:
        return self._sources[piece.persona].slice_text(piece.block.span)


def _introduces_next(lists: Sequence[PieceList], position: int) -> bool:
    """Return whether a text ends with a colon and something other than a text follows."""
    group = lists[position]
    if group.form is not None or position + 1 == len(lists) or not introduces(group.pieces[-1]):
        return False
    following = lists[position + 1]
    return following.form is not None or not isinstance(following.pieces[0].block, Paragraph)


def _defines(piece: Piece) -> bool:
    return isinstance(piece.block, Verbatim) and piece.block.kind == "definition"


def _near(branches: Sequence[B], kept: frozenset[int], first: Callable[[B], int]) -> Sequence[B]:
    """Return the branches that may have one of these parts, of few parts the last that begins before each."""
    if len(kept) >= len(branches):
        return branches
    places = {bisect_right(branches, number, key=first) - 1 for number in kept}
    return [branches[place] for place in sorted(places) if place >= 0]


def _number(branch: _SectionBranch | _PieceBranch) -> int:
    return branch.number


def _first_number(branch: _ListBranch) -> int:
    return branch[1][0].number


def _cut_section(branch: _SectionBranch, kept: frozenset[int]) -> MergedSection:
    sections = _near(branch.sections, kept, _number)
    below = tuple(_cut_section(child, kept) for child in sections if child.number in kept)
    content = tuple(_cut_lists(branch.lists, kept))
    section = replace(branch.section, content=content, sections=below)
    return section if branch.number in kept else replace(section, title="", heading=None)


def _cut_lists(lists: Sequence[_ListBranch], kept: frozenset[int]) -> Iterator[PieceList]:
    for group, branches in _near(lists, kept, _first_number):
        staying = [branch for branch in _near(branches, kept, _number) if branch.number in kept]
        pieces = tuple(replace(b.piece, children=tuple(_cut_lists(b.lists, kept))) for b in staying)
        if pieces:
            yield replace(group, pieces=pieces)
