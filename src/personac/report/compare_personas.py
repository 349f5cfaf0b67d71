"""Compare two personas by meaning, from a compilation of just these two.

Every bullet occurs in one finding, of the strongest relation: the other persona has it too, contradicts it,
has it as part of a broader bullet (or the other way round), or does not have it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from personac.extraction.placed_sections import placed_sections
from personac.extraction.section_streams import section_streams
from personac.model import Bullet, Compilation, Persona, SectionRef, Topic
from personac.report.block_rows import BlockRow, block_rows
from personac.report.comparison import (
    KINDS,
    ChangeRow,
    Comparison,
    FindingKind,
    FindingRow,
    SectionDiffRow,
    SideRow,
    StatementRow,
)
from personac.report.field_changes import field_changes
from personac.report.word_diff import word_changes

_Side = tuple[int, ...]  # bullets of one persona, by position


def compare(compilation: Compilation, a: int, b: int) -> Comparison:
    """Compare the personas at positions `a` and `b`, the only two of `compilation`."""
    one, other = compilation.personas[a], compilation.personas[b]
    topics = tuple(_topics(compilation.outline))
    findings = find_all(compilation, (one.id, other.id), topics)
    return Comparison(
        schema="personac-diff/1",
        a=_side(one, compilation),
        b=_side(other, compilation),
        identical=one.source.data == other.source.data,
        counts=_counts(findings),
        front_matter=field_changes(one.front_matter.values, other.front_matter.values),
        sections=tuple(_sections(compilation, topics, (a, b), findings)),
        findings=findings,
    )


def _topics(topic: Topic) -> Iterator[Topic]:
    yield topic
    for child in topic.children:
        yield from _topics(child)


def _side(persona: Persona, compilation: Compilation) -> SideRow:
    source = persona.source
    bullets = sum(bullet.persona == persona.id for bullet in compilation.bullets)
    return SideRow(source.path, persona.name, len(source.data), bullets)


def _counts(findings: Iterable[FindingRow]) -> dict[FindingKind, int]:
    counts = Counter(finding.kind for finding in findings)
    return {kind: counts[kind] for kind in KINDS}


def _sections(
    compilation: Compilation, topics: Sequence[Topic], sides: tuple[int, int], findings: Sequence[FindingRow]
) -> Iterator[SectionDiffRow]:
    titles = {p.ref: p.section.title for p in placed_sections(compilation.personas) if p.topical}
    for number, topic in enumerate(topics):
        a, b = (_title(topic, side, titles) if number else "" for side in sides)
        yield SectionDiffRow(a, b, _counts(finding for finding in findings if finding.section == number))


def _title(topic: Topic, persona: int, titles: Mapping[SectionRef, str]) -> str | None:
    """The titles of a topic in one persona, None where it has none."""
    own = dict.fromkeys(titles[ref] for ref in topic.sections if ref.persona == persona and ref in titles)
    return " / ".join(own) or None


def find_all(
    compilation: Compilation, sides: tuple[str, str], topics: Sequence[Topic]
) -> tuple[FindingRow, ...]:
    """Return all findings on the two personas of `sides` (ids).

    Ordered by section (a number in `topics`), then by the line in the first persona; findings of the
    second alone are last.
    """
    section_of = {ref: number for number, topic in enumerate(topics) for ref in topic.sections}
    refs = section_streams(compilation, of_all=True).section_of()
    finder = _Finder(compilation, sides, {bullet: section_of[ref] for bullet, ref in refs.items()})
    rows = [*finder.bullets(), *_blocks(block_rows(compilation), sides, section_of)]
    return tuple(sorted(rows, key=_order))


def _order(row: FindingRow) -> tuple[int, bool, int, int]:
    a, b = ((side[0].line if side else 0) for side in (row.a, row.b))
    return (row.section, not row.a, a, b)


@dataclass(frozen=True, slots=True)
class _Finder:
    """Finds relations of bullets; `sections` numbers the section of each bullet."""

    compilation: Compilation
    sides: tuple[str, str]
    sections: Mapping[int, int]

    def bullets(self) -> Iterator[FindingRow]:
        done: set[int] = set()
        yield from self._same(done)
        yield from self._contradictions(done)
        yield from self._partly(done)
        for position, bullet in enumerate(self.compilation.bullets):
            if position not in done:
                is_a = bullet.persona == self.sides[0]
                a, b = ((position,), ()) if is_a else ((), (position,))
                yield self._row("only a" if is_a else "only b", a, b)

    def _same(self, done: set[int]) -> Iterator[FindingRow]:
        for cluster in self.compilation.clusters:
            a, b = (self._of(side, cluster.members) for side in self.sides)
            if a and b:
                done.update(a, b)
                changes = self._changes(a, b)
                kind = "otherwise" if changes else "exact"
                yield self._row(kind, a, b, changes=changes, score=cluster.cohesion)

    def _contradictions(self, done: set[int]) -> Iterator[FindingRow]:
        for kept in self.compilation.apart:
            pair = (kept.pair.a, kept.pair.b)
            a, b = (self._of(side, pair) for side in self.sides)
            if kept.contradicts and a and b:
                done.update(pair)
                yield self._row("contradicts", a, b, reason=kept.reason)

    def _partly(self, done: set[int]) -> Iterator[FindingRow]:
        """A broad bullet with the narrow ones of the other side, where no stronger relation is known."""
        narrows: dict[int, list[tuple[int, float, str]]] = defaultdict(list)
        for cover in self.compilation.covers:
            sides = {self.compilation.bullets[i].persona for i in (cover.broad, cover.narrow)}
            if cover.narrow not in done and len(sides) > 1:
                done.add(cover.narrow)
                narrows[cover.broad].append((cover.narrow, cover.score, cover.facet))
        for broad, covers in sorted(narrows.items()):
            done.add(broad)
            own, narrow = (broad,), tuple(sorted(position for position, _, _ in covers))
            is_a = self.compilation.bullets[broad].persona == self.sides[0]
            facets = "; ".join(dict.fromkeys(facet for _, _, facet in covers))
            a, b = (own, narrow) if is_a else (narrow, own)
            score = min(score for _, score, _ in covers)
            yield self._row("partly", a, b, score=score, broad="a" if is_a else "b", reason=facets)

    def _of(self, side: str, positions: Sequence[int]) -> _Side:
        return tuple(sorted(i for i in positions if self.compilation.bullets[i].persona == side))

    def _row(self, kind: str, a: _Side, b: _Side, **more: object) -> FindingRow:
        sides = (tuple(_bullet(self.compilation.bullets[i]) for i in side) for side in (a, b))
        return FindingRow(kind, self.sections[(a or b)[0]], *sides, **more)  # type: ignore[arg-type]

    def _changes(self, a: _Side, b: _Side) -> tuple[ChangeRow, ...]:
        """The words that differ in the closest pair, empty where both sides have the same texts."""
        one, other = ([self.compilation.bullets[i].text for i in side] for side in (a, b))
        if set(one) == set(other):
            return ()
        pairs = [(x, y) for x, y in product(one, other) if x != y]
        changes = [tuple(ChangeRow(c.kind, c.text) for c in word_changes(x, y)) for x, y in pairs]
        return min(changes, key=_size)


def _size(changes: Sequence[ChangeRow]) -> int:
    """The number of characters that differ; the first of the smallest is taken."""
    return sum(len(change.text) for change in changes if change.kind != "same")


def _bullet(bullet: Bullet) -> StatementRow:
    return StatementRow(bullet.line, bullet.end_line, bullet.section, bullet.kind, bullet.text)


def _blocks(
    rows: Sequence[BlockRow], sides: tuple[str, str], section_of: Mapping[SectionRef, int]
) -> Iterator[FindingRow]:
    """Blocks kept whole: equal content on both sides is one finding."""
    by_digest: dict[str, tuple[list[BlockRow], list[BlockRow]]] = defaultdict(lambda: ([], []))
    for row in rows:
        by_digest[row.digest][sides.index(row.persona)].append(row)
    for a, b in by_digest.values():
        kind: FindingKind = "exact" if a and b else "only a" if a else "only b"
        section = section_of[(a or b)[0].ref]
        yield FindingRow(kind, section, tuple(map(_block, a)), tuple(map(_block, b)))


def _block(row: BlockRow) -> StatementRow:
    return StatementRow(row.line, row.end_line, row.section, "block", row.text)
