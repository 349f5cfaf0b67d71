"""Tell what became of everything a persona says, from what the canonical's lines say of their origins.

Nothing else decides: what is told here is what `personac explain` tells of the same line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import TypeVar

from personac.emit.provenance import MappedBlock as Unit
from personac.emit.provenance import MappedOrigin, map_provenance
from personac.emit.provenance import mapped_blocks as units
from personac.ir import Canonical, Compilation, Persona
from personac.report.blocks import BlockRow, block_rows
from personac.report.field_changes import field_changes
from personac.report.model import BulletRow, LeftOutRow, PersonaRow, Report
from personac.report.variant import Fate, FieldPlaces, Lacking, Renamed, Saying, VariantView

Row = TypeVar("Row", BulletRow, BlockRow, LeftOutRow)
_Key = tuple[str, int, str]
_MARKS = re.compile(r"\*\*|__|`")
_MOST_LACKING = 2_500  # things that a page lists; where there are more nobody reads them
_FEW_LACKING = 200  # of these, then: those that most of the others say
_TOP_LEVEL = 2  # sections of the canonical start at ##


def view_variants(compilation: Compilation, report: Report) -> tuple[VariantView, ...]:
    """Return the view of each persona, in the order of the report."""
    if compilation.canonical is None:
        raise AssertionError
    viewer = _Viewer(compilation, report, compilation.canonical)
    pairs = zip(compilation.personas, report.personas, strict=True)
    return tuple(viewer.view(persona, row) for persona, row in pairs)


class _Viewer:
    """Everything that all views need, indexed once."""

    def __init__(self, compilation: Compilation, report: Report, canonical: Canonical) -> None:
        self._compilation = compilation
        self._canonical = canonical
        self._units = units(map_provenance(canonical))
        self._bullets = _by_persona(report.bullets)
        self._left_out = {row.bullet: row for row in report.left_out if row.bullet}
        self._spare = _by_persona(row for row in report.left_out if not row.bullet)
        blocks = block_rows(compilation)
        self._blocks = _by_persona(blocks)
        bullets = {(b.path, b.line): b.text for b in report.bullets}
        self._texts = {**_block_texts(blocks), **bullets, **_completed(compilation)}
        self._unit_at = _by_origin(self._units)
        self._digests = {(row.path, row.line): row.digest for row in blocks}
        self._holders: dict[str, set[str]] = {}
        for row in blocks:
            self._holders.setdefault(row.digest, set()).add(row.persona)
        lines = ((row.digest, self._block_line(row)) for row in reversed(blocks))
        self._block_lines = {digest: line for digest, line in lines if line}
        self._said_there = tuple(self._all_said())
        self._has = self._holdings()
        self._headings = self._headings_of()
        self._widest = _widest(self._said_there)
        pairs = zip(compilation.bullets, compilation.cluster_of, strict=True)
        self._cluster_ids = {bullet.id: compilation.clusters[owner].id for bullet, owner in pairs}

    def view(self, persona: Persona, row: PersonaRow) -> VariantView:
        found = [*self._said(persona.id), *self._kept_blocks(persona.id), *self._spared(persona.id)]
        has = self._has.get(persona.id, frozenset())
        return VariantView(
            persona=row,
            total=len(self._said_there),
            sayings=tuple(sorted(found, key=lambda saying: saying.source_line)),
            lacks=tuple(self._said_there[at] for at in self._lacking(has)),
            renamed=tuple(self._renamed(persona)),
            fields=tuple(self._fields(persona)),
            lacking=len(self._said_there) - len(has),
        )

    def _lacking(self, has: AbstractSet[int]) -> Iterator[int]:
        """Yield what the canonical says and a persona does not, in order: all, or what most personas say."""
        if len(self._said_there) - len(has) <= _MOST_LACKING:
            return (at for at in range(len(self._said_there)) if at not in has)
        widest = islice((at for at in self._widest if at not in has), _FEW_LACKING)
        return iter(sorted(widest))

    def _said(self, persona: str) -> Iterator[Saying]:
        for bullet in self._bullets.get(persona, ()):
            unit = self._unit_of(bullet)
            yield self._unplaced(bullet) if unit is None else self._placed(bullet, unit)

    def _unit_of(self, bullet: BulletRow) -> Unit | None:
        exact = self._unit_at.get((bullet.path, bullet.line, self._cluster_ids[bullet.id]))
        return exact or self._unit_at.get((bullet.path, bullet.line, ""))

    def _unplaced(self, bullet: BulletRow) -> Saying:
        row = self._left_out.get(bullet.id)
        return Saying("left out", bullet.section, bullet.line, bullet.text, reason=row.reason if row else "")

    def _placed(self, bullet: BulletRow, unit: Unit) -> Saying:
        text = self._text(unit)
        fate = _fate(bullet, unit, text)
        return Saying(fate, bullet.section, bullet.line, bullet.text, unit.first, text)

    def _kept_blocks(self, persona: str) -> Iterator[Saying]:
        for row in self._blocks.get(persona, ()):
            fate: Fate = "alone" if self._holders[row.digest] == {persona} else "same"
            yield Saying(fate, row.section, row.line, row.text, self._block_lines.get(row.digest, 0))

    def _block_line(self, row: BlockRow) -> int:
        unit = self._unit_at.get((row.path, row.line, ""))
        return unit.first if unit else 0

    def _spared(self, persona: str) -> Iterator[Saying]:
        """Titles and labels that the canonical has no section for."""
        return map(_left_out, self._spare.get(persona, ()))

    def _all_said(self) -> Iterator[Lacking]:
        """Everything that the canonical says, as it is told to a persona that lacks it."""
        section: tuple[str, ...] = ()
        for unit in self._units:
            if unit.is_heading:
                section = (*section[: self._depth(unit)], self._title(unit))
            elif not unit.is_field:
                others = tuple(sorted({o.persona for o in unit.origins if o.relation != "covered"}))
                yield Lacking(section, unit.first, self._text(unit), others)

    def _holdings(self) -> Mapping[str, AbstractSet[int]]:
        """For each persona which of all that is said it says; one copy of a block has several holders."""
        said = (unit for unit in self._units if not unit.is_heading and not unit.is_field)
        found: dict[str, set[int]] = {}
        for at, unit in enumerate(said):
            digest = self._digests.get(_place(unit.kept), "")
            for persona in {*(o.persona for o in unit.origins), *self._holders.get(digest, ())}:
                found.setdefault(persona, set()).add(at)
        return found

    def _headings_of(self) -> Mapping[str, Sequence[tuple[Unit, int]]]:
        """For each persona the headings of the canonical that have a title of its own, and its lines."""
        found: dict[str, list[tuple[Unit, int]]] = {}
        for unit in self._units:
            for origin in unit.origins if unit.is_heading else ():
                found.setdefault(origin.persona, []).append((unit, origin.line))
        return found

    def _text(self, unit: Unit) -> str:
        return self._texts.get(_place(unit.kept), self._canonical.lines[unit.first - 1].text.strip())

    def _title(self, unit: Unit) -> str:
        return self._canonical.lines[unit.first - 1].text.lstrip("#").strip()

    def _depth(self, unit: Unit) -> int:
        """How many titles a title stands under: none at `#` and `##`."""
        text = self._canonical.lines[unit.first - 1].text
        return max(0, len(text) - len(text.lstrip("#")) - _TOP_LEVEL)

    def _renamed(self, persona: Persona) -> Iterator[Renamed]:
        spare = {row.line for row in self._spare.get(persona.id, ())}
        titles = {line: title for line, title in _titles(persona).items() if line not in spare}
        for unit, line in self._headings.get(persona.id, ()):
            title = titles.get(line, "")
            if title and title.casefold() != self._title(unit).casefold():
                yield Renamed(title, line, self._title(unit), unit.first)

    def _fields(self, persona: Persona) -> Iterator[FieldPlaces]:
        canonical = {field.key: field.value for field in self._compilation.fields}
        own = {e.key: persona.source.line(e.span.start) for e in persona.front_matter.entries}
        for change in field_changes(canonical, persona.front_matter.values):
            yield FieldPlaces(change, own.get(change.key, 0), self._field_line(change.key))

    def _field_line(self, key: str) -> int:
        for number, line in enumerate(self._canonical.lines[1:], start=2):
            if line.text == "---":
                break
            if line.text.startswith(f"{key}:"):
                return number
        return 0


def _by_persona(rows: Iterable[Row]) -> Mapping[str, Sequence[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.persona, []).append(row)
    return found


def _widest(said: Sequence[Lacking]) -> Sequence[int]:
    """The places of all that is said, what most personas say first."""
    return sorted(range(len(said)), key=lambda at: -len(said[at].personas))


def _fate(bullet: BulletRow, unit: Unit, text: str) -> Fate:
    origin = next(o for o in unit.origins if _place(o) == (bullet.path, bullet.line))
    if origin.relation == "covered":
        return "covered"
    sayers = {o.persona for o in unit.origins if o.relation != "covered"}
    if origin.relation == "kept":
        return "alone" if sayers == {bullet.persona} else "same"
    return "same" if bullet.text == text else "otherwise"


def _by_origin(found: tuple[Unit, ...]) -> Mapping[_Key, Unit]:
    """Index the units by source line and cluster, and by source line alone; the first one counts."""
    by_origin: dict[_Key, Unit] = {}
    for unit in found:
        for origin in unit.origins:
            if origin.relation not in {"heading", "frontmatter"}:
                by_origin.setdefault((origin.path, origin.line, origin.cluster), unit)
                by_origin.setdefault((origin.path, origin.line, ""), unit)
    return by_origin


def _block_texts(rows: tuple[BlockRow, ...]) -> dict[tuple[str, int], str]:
    return {(row.path, row.line): row.text for row in rows}


def _completed(compilation: Compilation) -> dict[tuple[str, int], str]:
    """By its place every bullet that the canonical gives completed, as a reader sees it there."""
    bullets = compilation.bullets
    wordings = ((bullets[w.bullet], w.text) for w in compilation.wordings if w.text)
    return {(bullet.path, bullet.line): _MARKS.sub("", text) for bullet, text in wordings}


def _left_out(row: LeftOutRow) -> Saying:
    return Saying("left out", (), row.line, row.text, reason=row.reason)


def _place(origin: MappedOrigin) -> tuple[str, int]:
    return (origin.path, origin.line)


def _titles(persona: Persona) -> Mapping[int, str]:
    """For each line that has a section's title the title."""
    found: dict[int, str] = {}
    sections = [persona.body]
    while sections:
        section = sections.pop()
        sections.extend(section.sections)
        if section.title_span is not None:
            found[persona.source.line(section.title_span.start)] = section.title
    return found
