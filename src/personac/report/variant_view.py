"""Measure what became of each statement of a persona, from the origins of the canonical's lines alone.

So the pages agree with `personac explain`, which reads the same origins.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import NamedTuple, TypeVar

from personac.emit.provenance import MappedBlock as Unit
from personac.emit.provenance import MappedOrigin, map_provenance
from personac.emit.provenance import mapped_blocks as units
from personac.model import Compilation, Persona
from personac.report.block_rows import BlockRow, block_rows
from personac.report.field_changes import field_changes
from personac.report.model import BulletRow, LeftOutRow, PersonaRow, Report
from personac.report.variant import (
    CanonicalStatement,
    Fate,
    FieldPlaces,
    RenamedSection,
    Statement,
    VariantView,
)

Row = TypeVar("Row", BulletRow, BlockRow, LeftOutRow)
_MARKS = re.compile(r"\*\*|__|`")
_TOP_LEVEL = 2  # sections of the canonical start at ##


class LackLimits(NamedTuple):
    """The most statements that a page lists as lacking; where there are more, the `few` of most personas."""

    most: int = 2_500
    few: int = 200


LACK_LIMITS = LackLimits()


def view_variants(
    compilation: Compilation, report: Report, limits: LackLimits = LACK_LIMITS
) -> tuple[VariantView, ...]:
    """Return the view of each persona, in the order of the report."""
    viewer = _Viewer(compilation, report, limits)
    pairs = zip(compilation.personas, report.personas, strict=True)
    return tuple(viewer.view(persona, row) for persona, row in pairs)


class _Viewer:
    """Indexes shared by all views."""

    def __init__(self, compilation: Compilation, report: Report, limits: LackLimits) -> None:
        self._compilation, self._limits = compilation, limits
        self._lines = compilation.canonical.lines
        self._units = units(map_provenance(compilation.canonical))
        self._unit_at = _by_origin(self._units)
        self._bullets = _by_persona(report.bullets)
        self._left_out = {row.bullet: row for row in report.left_out if row.bullet}
        self._left_titles = _by_persona(row for row in report.left_out if not row.bullet)
        blocks = block_rows(compilation)
        self._blocks = _by_persona(blocks)
        self._texts = {(row.path, row.line): row.text for row in blocks}
        self._texts |= {(row.path, row.line): row.text for row in report.bullets}
        self._texts |= _completed(compilation)
        self._holders: dict[str, set[str]] = defaultdict(set)
        for row in blocks:
            self._holders[row.digest].add(row.persona)
        lines = ((row.digest, self._block_line(row)) for row in reversed(blocks))
        self._block_lines = {digest: line for digest, line in lines if line}
        self._canonical = tuple(self._canonical_statements())
        self._held = self._held_statements({(row.path, row.line): row.digest for row in blocks})
        self._by_spread = sorted(
            range(len(self._canonical)), key=lambda at: -len(self._canonical[at].personas)
        )
        self._headings = _headings(self._units)
        pairs = zip(compilation.bullets, compilation.cluster_of, strict=True)
        self._clusters = {bullet.id: compilation.clusters[owner].id for bullet, owner in pairs}

    def view(self, persona: Persona, row: PersonaRow) -> VariantView:
        held = self._held.get(persona.id, frozenset())
        statements = (
            *map(self._bullet, self._bullets.get(persona.id, ())),
            *map(self._block, self._blocks.get(persona.id, ())),
            *map(_left_title, self._left_titles.get(persona.id, ())),
        )
        return VariantView(
            persona=row,
            total=len(self._canonical),
            statements=tuple(sorted(statements, key=lambda statement: statement.source_line)),
            lacks=tuple(self._canonical[at] for at in self._lacking(held)),
            renamed=tuple(self._renamed(persona)),
            fields=tuple(self._fields(persona)),
            lacking=len(self._canonical) - len(held),
        )

    def _lacking(self, held: AbstractSet[int]) -> Sequence[int]:
        """The statements that a persona lacks, in order: all, or those of most personas."""
        if len(self._canonical) - len(held) <= self._limits.most:
            return [at for at in range(len(self._canonical)) if at not in held]
        return sorted(islice((at for at in self._by_spread if at not in held), self._limits.few))

    def _bullet(self, bullet: BulletRow) -> Statement:
        unit = self._unit_at.get((bullet.path, bullet.line, self._clusters[bullet.id]))
        unit = unit or self._unit_at.get((bullet.path, bullet.line, ""))
        if unit is None:
            left_out = self._left_out.get(bullet.id)
            reason = left_out.reason if left_out else ""
            return Statement("left out", bullet.section, bullet.line, bullet.text, reason=reason)
        text = self._text(unit)
        fate = _fate(bullet, unit, text)
        return Statement(fate, bullet.section, bullet.line, bullet.text, unit.first, text)

    def _block(self, row: BlockRow) -> Statement:
        fate: Fate = "alone" if self._holders[row.digest] == {row.persona} else "same"
        return Statement(fate, row.section, row.line, row.text, self._block_lines.get(row.digest, 0))

    def _block_line(self, row: BlockRow) -> int:
        unit = self._unit_at.get((row.path, row.line, ""))
        return unit.first if unit else 0

    def _canonical_statements(self) -> Iterator[CanonicalStatement]:
        section: tuple[str, ...] = ()
        for unit in self._units:
            if unit.is_heading:
                section = (*section[: self._depth(unit)], self._title(unit))
            elif not unit.is_field:
                personas = tuple(sorted({o.persona for o in unit.origins if o.relation != "covered"}))
                yield CanonicalStatement(section, unit.first, self._text(unit), personas)

    def _held_statements(self, digests: Mapping[tuple[str, int], str]) -> Mapping[str, AbstractSet[int]]:
        """For each persona the statements of the canonical that it has; a block may have many holders."""
        statements = (unit for unit in self._units if not unit.is_heading and not unit.is_field)
        held: dict[str, set[int]] = defaultdict(set)
        for at, unit in enumerate(statements):
            digest = digests.get(_place(unit.kept), "")
            for persona in {*(o.persona for o in unit.origins), *self._holders.get(digest, ())}:
                held[persona].add(at)
        return held

    def _text(self, unit: Unit) -> str:
        return self._texts.get(_place(unit.kept), self._lines[unit.first - 1].text.strip())

    def _title(self, unit: Unit) -> str:
        return self._lines[unit.first - 1].text.lstrip("#").strip()

    def _depth(self, unit: Unit) -> int:
        """The number of titles above a title: 0 at `#` and `##`."""
        text = self._lines[unit.first - 1].text
        return max(0, len(text) - len(text.lstrip("#")) - _TOP_LEVEL)

    def _renamed(self, persona: Persona) -> Iterator[RenamedSection]:
        left_out = {row.line for row in self._left_titles.get(persona.id, ())}
        titles = {line: title for line, title in _titles(persona).items() if line not in left_out}
        for unit, line in self._headings.get(persona.id, ()):
            title = titles.get(line, "")
            if title and title.casefold() != self._title(unit).casefold():
                yield RenamedSection(title, line, self._title(unit), unit.first)

    def _fields(self, persona: Persona) -> Iterator[FieldPlaces]:
        canonical = {field.key: field.value for field in self._compilation.fields}
        own = {e.key: persona.source.line(e.span.start) for e in persona.front_matter.entries}
        for change in field_changes(canonical, persona.front_matter.values):
            yield FieldPlaces(change, own.get(change.key, 0), self._field_line(change.key))

    def _field_line(self, key: str) -> int:
        for number, line in enumerate(self._lines[1:], start=2):
            if line.text == "---":
                break
            if line.text.startswith(f"{key}:"):
                return number
        return 0


def _headings(all_units: Iterable[Unit]) -> Mapping[str, Sequence[tuple[Unit, int]]]:
    """For each persona the headings that come from one of its titles, and the lines of the titles."""
    headings: dict[str, list[tuple[Unit, int]]] = defaultdict(list)
    for unit in all_units:
        for origin in unit.origins if unit.is_heading else ():
            headings[origin.persona].append((unit, origin.line))
    return headings


def _by_persona(rows: Iterable[Row]) -> Mapping[str, Sequence[Row]]:
    by_persona: dict[str, list[Row]] = {}
    for row in rows:
        by_persona.setdefault(row.persona, []).append(row)
    return by_persona


def _fate(bullet: BulletRow, unit: Unit, text: str) -> Fate:
    origin = next(o for o in unit.origins if _place(o) == (bullet.path, bullet.line))
    if origin.relation == "covered":
        return "covered"
    personas = {o.persona for o in unit.origins if o.relation != "covered"}
    if origin.relation == "kept":
        return "alone" if personas == {bullet.persona} else "same"
    return "same" if bullet.text == text else "otherwise"


def _by_origin(all_units: Iterable[Unit]) -> Mapping[tuple[str, int, str], Unit]:
    """Index the units by source line and cluster, and by source line alone; the first one counts."""
    by_origin: dict[tuple[str, int, str], Unit] = {}
    for unit in all_units:
        for origin in unit.origins:
            if origin.relation not in {"heading", "frontmatter"}:
                by_origin.setdefault((origin.path, origin.line, origin.cluster), unit)
                by_origin.setdefault((origin.path, origin.line, ""), unit)
    return by_origin


def _completed(compilation: Compilation) -> dict[tuple[str, int], str]:
    """The text of each bullet that the canonical completes from other sources, by its place."""
    bullets = compilation.bullets
    wordings = ((bullets[w.bullet], w.text) for w in compilation.wordings if w.text)
    return {(bullet.path, bullet.line): _MARKS.sub("", text) for bullet, text in wordings}


def _left_title(row: LeftOutRow) -> Statement:
    return Statement("left out", (), row.line, row.text, reason=row.reason)


def _place(origin: MappedOrigin) -> tuple[str, int]:
    return (origin.path, origin.line)


def _titles(persona: Persona) -> Mapping[int, str]:
    """The titles of a persona's sections by line."""
    titles: dict[int, str] = {}
    sections = [persona.body]
    while sections:
        section = sections.pop()
        sections.extend(section.sections)
        if section.title_span is not None:
            titles[persona.source.line(section.title_span.start)] = section.title
    return titles
