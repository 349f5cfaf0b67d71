"""Two personas compared by meaning, from a compilation of just these two, and the contract of the JSON.

Every bullet occurs in one finding, of the strongest relation: the other persona has it too, contradicts it,
has it as part of a broader bullet (or the other way round), or does not have it. Field names and meanings
are public (`personac-diff/1`). Lines count from 1; nothing depends on the machine.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

from personac.extraction.section_streams import placed_sections, section_streams
from personac.model import Compilation, Persona, SectionRef, Topic
from personac.report.differences import Change, FieldChange, field_changes, word_changes
from personac.report.measure_rows import BlockRow, block_rows
from personac.report.report_schema import Row

FindingKind = Literal["exact", "otherwise", "partly", "contradicts", "only a", "only b"]
KINDS: tuple[FindingKind, ...] = ("exact", "otherwise", "partly", "contradicts", "only a", "only b")
_Side = tuple[int, ...]  # bullets of one persona, by position


class SideRow(Row, frozen=True):
    """One of the two files: its size in bytes and the number of its bullets."""

    path: str
    name: str
    bytes: int
    bullets: int


class StatementRow(Row, frozen=True):
    """A bullet of one side, or a block kept whole (kind `block`)."""

    line: int
    end_line: int
    section: tuple[str, ...]
    kind: Literal["item", "task", "ordered", "paragraph", "block"]
    text: str


class FindingRow(Row, frozen=True):
    """How statements of the two sides relate.

    `exact`: the same words. `otherwise`: the same meaning in other words; `changes` mark the words of
    the closest pair. `partly`: the statement of the `broad` side ("a" or "b") includes the other, in the
    words of `reason`. `contradicts`: a contradiction, for the `reason`. `only a`, `only b`: on one side.
    `score` is the mean score of the cluster, or the score of the cover; 0 where nothing was scored.
    """

    kind: FindingKind
    section: int
    a: tuple[StatementRow, ...]
    b: tuple[StatementRow, ...]
    changes: tuple[Change, ...] = ()
    score: float = 0.0
    broad: Literal["a", "b", ""] = ""
    reason: str = ""


class SectionDiffRow(Row, frozen=True):
    """Matched sections of the two files; a title is None where that side has no such section.

    Titles of several sections of one side are joined by ` / `; text before the first section is in a
    section with empty titles. `counts` has a number for each kind of finding.
    """

    a: str | None
    b: str | None
    counts: dict[FindingKind, int]


class Comparison(Row, frozen=True):
    """Two personas compared by meaning: findings in the order of the sections, then of the lines.

    `counts` adds up the findings; `identical`: the two files have the same bytes.
    """

    schema: Literal["personac-diff/1"]
    a: SideRow
    b: SideRow
    identical: bool
    counts: dict[FindingKind, int]
    front_matter: tuple[FieldChange, ...]
    sections: tuple[SectionDiffRow, ...]
    findings: tuple[FindingRow, ...]

    @property
    def is_equivalent(self) -> bool:
        """Whether both sides have the same meaning throughout."""
        others = (self.counts[kind] for kind in KINDS if kind not in {"exact", "otherwise"})
        return not self.front_matter and not any(others)


def compare(compilation: Compilation, a: int, b: int) -> Comparison:
    """Compare the personas at positions `a` and `b`, the only two of `compilation`."""
    one, other = compilation.personas[a], compilation.personas[b]
    topics = tuple(_topics(compilation.outline))
    findings = _find_all(compilation, (one.id, other.id), topics)
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


def _find_all(
    compilation: Compilation, sides: tuple[str, str], topics: Sequence[Topic]
) -> tuple[FindingRow, ...]:
    """All findings on the two personas of `sides` (ids), by section, then by line in the first persona.

    Findings of the second alone are last.
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
        for position in range(len(self.compilation.bullets)):
            if position not in done:
                is_a = self._is_a(position)
                a, b = ((position,), ()) if is_a else ((), (position,))
                yield self._row("only a" if is_a else "only b", a, b)

    def _same(self, done: set[int]) -> Iterator[FindingRow]:
        for cluster in self.compilation.duplicates:
            a, b = self._split(cluster.members)
            if a and b:
                done.update(a, b)
                changes = self._changes(a, b)
                kind: FindingKind = "otherwise" if changes else "exact"
                yield self._row(kind, a, b, changes=changes, score=cluster.cohesion)

    def _contradictions(self, done: set[int]) -> Iterator[FindingRow]:
        for kept in self.compilation.apart:
            a, b = self._split((kept.pair.a, kept.pair.b))
            if kept.contradicts and a and b:
                done.update(a, b)
                yield self._row("contradicts", a, b, reason=kept.reason)

    def _partly(self, done: set[int]) -> Iterator[FindingRow]:
        """A broad bullet with the narrow ones of the other side, where no stronger relation is known."""
        narrows: dict[int, list[tuple[int, float, str]]] = defaultdict(list)
        for cover in self.compilation.covers:
            if cover.narrow not in done and self._is_a(cover.broad) is not self._is_a(cover.narrow):
                done.add(cover.narrow)
                narrows[cover.broad].append((cover.narrow, cover.score, cover.facet))
        for broad, covers in sorted(narrows.items()):
            done.add(broad)
            a, b = self._split((broad, *(position for position, _, _ in covers)))
            facets = "; ".join(dict.fromkeys(facet for _, _, facet in covers))
            score, side = min(score for _, score, _ in covers), "a" if self._is_a(broad) else "b"
            yield self._row("partly", a, b, score=score, broad=side, reason=facets)

    def _is_a(self, position: int) -> bool:
        return self.compilation.bullets[position].persona == self.sides[0]

    def _split(self, positions: Iterable[int]) -> tuple[_Side, _Side]:
        """The positions of each side, in order."""
        ordered = sorted(positions)
        return (tuple(i for i in ordered if self._is_a(i)), tuple(i for i in ordered if not self._is_a(i)))

    def _row(self, kind: FindingKind, a: _Side, b: _Side, **more: Any) -> FindingRow:  # noqa: ANN401 - its fields
        ours, theirs = (tuple(map(self._statement, side)) for side in (a, b))
        return FindingRow(kind, self.sections[(a or b)[0]], ours, theirs, **more)

    def _statement(self, position: int) -> StatementRow:
        bullet = self.compilation.bullets[position]
        return StatementRow(bullet.line, bullet.end_line, bullet.section, bullet.kind, bullet.text)

    def _changes(self, a: _Side, b: _Side) -> tuple[Change, ...]:
        """The words that differ in the closest pair, empty where both sides have the same texts."""
        one, other = ([self.compilation.bullets[i].text for i in side] for side in (a, b))
        if set(one) == set(other):
            return ()
        return min((word_changes(x, y) for x, y in product(one, other) if x != y), key=_size)


def _size(changes: Sequence[Change]) -> int:
    """The number of characters that differ; the first of the smallest is taken."""
    return sum(len(change.text) for change in changes if change.kind != "same")


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
