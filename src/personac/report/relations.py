"""What two personas have to do with each other, thing by thing.

Every bullet is told of once, by the strongest thing that can be said of it:
that the other persona says it too, that it contradicts what the other says,
that one says it among other things, or that only one says it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from personac.ir import Bullet, Compilation, SectionRef
from personac.passes.streams import section_streams
from personac.report.blocks import BlockRow, block_rows
from personac.report.comparison import ChangeRow, FindingRow, SaidRow
from personac.report.word_diff import word_changes

_Side = tuple[int, ...]  # bullets of one persona, by position


def find_all(
    compilation: Compilation, sides: tuple[str, str], section_of: Mapping[SectionRef, int]
) -> tuple[FindingRow, ...]:
    """Compare the two personas of `sides` (ids).

    `section_of` numbers the sections. The findings are ordered by section, then by the line in the
    first persona, those of the second alone behind them.
    """
    finder = _Finder(compilation, sides, section_of)
    rows = [*finder.bullets(), *_blocks(block_rows(compilation), sides, section_of)]
    return tuple(sorted(rows, key=_order))


def _order(row: FindingRow) -> tuple[int, bool, int, int]:
    a, b = ((said[0].line if said else 0) for said in (row.a, row.b))
    return (row.section, not row.a, a, b)


@dataclass(frozen=True, slots=True)
class _Finder:
    compilation: Compilation
    sides: tuple[str, str]
    section_of: Mapping[SectionRef, int]
    refs: dict[int, SectionRef] = field(default_factory=dict)
    told: set[int] = field(default_factory=set)

    def bullets(self) -> Iterator[FindingRow]:
        self.refs.update(section_streams(self.compilation.extracted, of_all=True).section_of())
        yield from self._same()
        yield from self._contradictions()
        yield from self._partly()
        for position, bullet in enumerate(self.compilation.bullets):
            if position not in self.told:
                is_a = bullet.persona == self.sides[0]
                a, b = ((position,), ()) if is_a else ((), (position,))
                yield self._row("only a" if is_a else "only b", a, b)

    def _same(self) -> Iterator[FindingRow]:
        for cluster in self.compilation.clusters:
            a, b = (self._of(side, cluster.members) for side in self.sides)
            if a and b:
                self.told.update(a, b)
                changes = self._changes(a, b)
                kind = "otherwise" if changes else "exact"
                yield self._row(kind, a, b, changes=changes, score=cluster.cohesion)

    def _contradictions(self) -> Iterator[FindingRow]:
        for found in self.compilation.apart:
            pair = (found.pair.a, found.pair.b)
            a, b = (self._of(side, pair) for side in self.sides)
            if found.contradicts and a and b:
                self.told.update(pair)
                yield self._row("contradicts", a, b, reason=found.reason)

    def _partly(self) -> Iterator[FindingRow]:
        """A broad bullet with the narrow ones of the other side, that nothing better is told of."""
        narrows: dict[int, list[tuple[int, float, str]]] = defaultdict(list)
        for cover in self.compilation.covers:
            sides = {self.compilation.bullets[i].persona for i in (cover.broad, cover.narrow)}
            if cover.narrow not in self.told and len(sides) > 1:
                self.told.add(cover.narrow)
                narrows[cover.broad].append((cover.narrow, cover.score, cover.facet))
        for broad, found in sorted(narrows.items()):
            self.told.add(broad)
            own, narrow = (broad,), tuple(sorted(position for position, _, _ in found))
            is_a = self.compilation.bullets[broad].persona == self.sides[0]
            facets = "; ".join(dict.fromkeys(facet for _, _, facet in found))
            a, b = (own, narrow) if is_a else (narrow, own)
            score = min(score for _, score, _ in found)
            yield self._row("partly", a, b, score=score, broad="a" if is_a else "b", reason=facets)

    def _of(self, side: str, positions: Sequence[int]) -> _Side:
        return tuple(sorted(i for i in positions if self.compilation.bullets[i].persona == side))

    def _row(self, kind: str, a: _Side, b: _Side, **more: object) -> FindingRow:
        section = self.section_of[self.refs[(a or b)[0]]]
        sides = (tuple(_said(self.compilation.bullets[i]) for i in side) for side in (a, b))
        return FindingRow(kind, section, *sides, **more)  # type: ignore[arg-type]

    def _changes(self, a: _Side, b: _Side) -> tuple[ChangeRow, ...]:
        """The words that differ in the two that differ least, if any of them do."""
        one, other = ([self.compilation.bullets[i].text for i in side] for side in (a, b))
        if set(one) == set(other):
            return ()
        pairs = [(x, y) for x, y in product(one, other) if x != y]
        changes = [tuple(ChangeRow(c.kind, c.text) for c in word_changes(x, y)) for x, y in pairs]
        return min(changes, key=_size)


def _size(changes: Sequence[ChangeRow]) -> int:
    """How much differs; the first of the least is taken."""
    return sum(len(change.text) for change in changes if change.kind != "same")


def _said(bullet: Bullet) -> SaidRow:
    return SaidRow(bullet.line, bullet.end_line, bullet.section, bullet.kind, bullet.text)


def _blocks(
    rows: Sequence[BlockRow], sides: tuple[str, str], section_of: Mapping[SectionRef, int]
) -> Iterator[FindingRow]:
    """Blocks carried along whole: equal content on both sides is one finding."""
    by_digest: dict[str, tuple[list[BlockRow], list[BlockRow]]] = defaultdict(lambda: ([], []))
    for row in rows:
        by_digest[row.digest][sides.index(row.persona)].append(row)
    for a, b in by_digest.values():
        kind = "exact" if a and b else "only a" if a else "only b"
        section = section_of[(a or b)[0].ref]
        yield FindingRow(kind, section, *(tuple(map(_said_block, side)) for side in (a, b)))  # type: ignore[arg-type]


def _said_block(row: BlockRow) -> SaidRow:
    return SaidRow(row.line, row.end_line, row.section, "block", row.text)
