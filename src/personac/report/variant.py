"""One persona beside the canonical: what became of each of its statements, and what it lacks.

All of it follows from the origins of the canonical's lines, so that the pages agree with
`personac explain`, which reads the same origins.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal, NamedTuple

from personac.emit.provenance import MappedBlock, MappedOrigin, map_provenance, mapped_blocks
from personac.extraction.section_streams import placed_sections
from personac.model import Compilation, Persona
from personac.parsing.prompt_tags import opening_tag
from personac.report.differences import FieldChange, field_changes
from personac.report.measure_rows import BlockRow, block_rows
from personac.report.open_titles import OpenTitles
from personac.report.report_schema import BulletRow, PersonaRow, Report

Fate = Literal["alone", "same", "otherwise", "covered", "left out"]
_Place = tuple[str, int]
_MARKS = re.compile(r"\*\*|__|`")
_TOP_LEVEL = 2  # sections of the canonical start at ##


@dataclass(frozen=True, slots=True)
class Statement:
    """A bullet or block of a persona and its fate; `line` is its line in the canonical, 0 for none.

    `canonical` is the text of the canonical there, `reason` why it was left out.
    """

    fate: Fate
    section: tuple[str, ...]
    source_line: int
    text: str
    line: int = 0
    canonical: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CanonicalStatement:
    """A bullet or block of the canonical: its titles (outermost first), line, text, and personas."""

    section: tuple[str, ...]
    line: int
    text: str
    personas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldPlaces:
    """A key that differs (`a` is the canonical's value), and its lines on both sides, 0 for none."""

    change: FieldChange
    source_line: int
    line: int


@dataclass(frozen=True, slots=True)
class VariantView:
    """Everything on the page of one persona, in the order of its file; `lacks` in the canonical's order.

    `lacking` is the number of statements that this persona lacks and two others or more have; of many
    `lacks` lists only those of most personas. `others` are the personas that alone say what it lacks.
    `renamed` are titles.
    """

    persona: PersonaRow
    statements: tuple[Statement, ...]
    lacks: tuple[CanonicalStatement, ...]
    renamed: tuple[Statement, ...]
    fields: tuple[FieldPlaces, ...]
    lacking: int
    others: tuple[str, ...]

    def of(self, fate: Fate) -> tuple[Statement, ...]:
        """Return the statements of one fate."""
        return tuple(statement for statement in self.statements if statement.fate == fate)


class LackLimits(NamedTuple):
    """The most statements that a page lists as lacking; where there are more, the `few` of most personas."""

    most: int = 60
    few: int = 40


LACK_LIMITS = LackLimits()


def view_variants(
    compilation: Compilation, report: Report, limits: LackLimits = LACK_LIMITS
) -> tuple[VariantView, ...]:
    """Return the view of each persona, in the order of the report."""
    rows = block_rows(compilation)
    canonical = _read_canonical(compilation, report, rows)
    holders = _holders(rows)
    statements = _statements(compilation, report, canonical, rows)
    offered, held = tuple(canonical.statements()), _held(canonical, rows, holders)
    spread = Counter(at for own in held.values() for at in own)
    by_spread = sorted((at for at in spread if spread[at] > 1), key=lambda at: (-spread[at], at))
    alone = {persona: sum(spread[at] == 1 for at in own) for persona, own in held.items()}
    renamed = _renamed(compilation, report, canonical)

    def view(persona: Persona, row: PersonaRow) -> VariantView:
        own = held.get(persona.id, frozenset())
        lacking = [at for at in by_spread if at not in own]
        listed = sorted(lacking[: limits.few] if len(lacking) > limits.most else lacking)
        return VariantView(
            persona=row,
            statements=tuple(sorted(statements[persona.id], key=lambda one: one.source_line)),
            lacks=tuple(offered[at] for at in listed),
            renamed=tuple(renamed[persona.id]),
            fields=tuple(_fields(persona, compilation, canonical)),
            lacking=len(lacking),
            others=tuple(sorted(other for other in alone if alone[other] and other != persona.id)),
        )

    return tuple(map(view, compilation.personas, report.personas))


@dataclass(frozen=True, slots=True)
class _Canonical:
    """The canonical in blocks, and the texts of sources, or those that complete them, by their places."""

    lines: tuple[str, ...]
    blocks: tuple[MappedBlock, ...]
    texts: Mapping[_Place, str]
    relations: Mapping[tuple[int, str, int], str]
    """What became of the first origin of a block at a place."""

    def text(self, block: MappedBlock) -> str:
        return self.texts.get(_place(block.kept), self.lines[block.first - 1].strip())

    def title(self, block: MappedBlock) -> str:
        line = self.lines[block.first - 1]
        tag = opening_tag(line)
        return tag.title if tag else line.lstrip("#").strip()

    def content(self) -> Iterator[MappedBlock]:
        """The blocks that are neither titles nor front matter: the statements."""
        return (block for block in self.blocks if not block.is_heading and not block.is_field)

    def statements(self) -> Iterator[CanonicalStatement]:
        titles = OpenTitles()
        for block in self.blocks:
            first, last = self.lines[block.first - 1], self.lines[block.last - 1]
            is_heading = block.is_heading and not titles.open_tag(first)
            if not block.is_heading and not block.is_field:
                owners = tuple(sorted(_owners(block)))
                yield CanonicalStatement(titles.path, block.first, self.text(block), owners)
            if not titles.close_tag(last) and is_heading:
                text = first.lstrip("#")
                level = max(1, len(first) - len(text) - _TOP_LEVEL + 1)  # 1 at `#` and `##`
                titles.open_heading(level, text.strip())


def _read_canonical(compilation: Compilation, report: Report, rows: Iterable[BlockRow]) -> _Canonical:
    texts = {(row.path, row.line): row.text for row in rows}
    texts |= {(row.path, row.line): row.text for row in report.bullets}
    for wording in compilation.wordings:
        if wording.text:  # completed from other sources
            bullet = compilation.bullets[wording.bullet]
            texts[bullet.path, bullet.line] = _MARKS.sub("", wording.text)
    lines = tuple(line.text for line in compilation.canonical.lines)
    blocks = mapped_blocks(map_provenance(compilation.canonical))
    relations: dict[tuple[int, str, int], str] = {}
    for block in blocks:
        for origin in block.origins:
            relations.setdefault((block.first, *_place(origin)), origin.relation)
    return _Canonical(lines, blocks, texts, relations)


def _place(origin: MappedOrigin) -> _Place:
    return (origin.path, origin.line)


def _owners(block: MappedBlock) -> set[str]:
    return {origin.persona for origin in block.origins if origin.relation != "covered"}


def _holders(rows: Iterable[BlockRow]) -> Mapping[str, AbstractSet[str]]:
    """The personas that have a block kept whole, by its digest."""
    holders: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        holders[row.digest].add(row.persona)
    return holders


def _statements(
    compilation: Compilation, report: Report, canonical: _Canonical, rows: Sequence[BlockRow]
) -> Mapping[str, list[Statement]]:
    """The statements of each persona: bullets, blocks kept whole, and titles that were left out."""
    block_at, holders = _by_origin(canonical.blocks), _holders(rows)
    reasons = {row.bullet: row.reason for row in report.left_out}
    statements: dict[str, list[Statement]] = defaultdict(list)
    for position, bullet in enumerate(report.bullets):
        cluster = compilation.clusters[compilation.cluster_of[position]].id
        block = block_at.get((bullet.path, bullet.line, cluster))
        block = block or block_at.get((bullet.path, bullet.line, ""))
        reason = reasons.get(bullet.id, "")
        statements[bullet.persona].append(_bullet(bullet, block, canonical, reason))
    lines: dict[str, int] = {}
    for row in rows:
        if (row.path, row.line, "") in block_at:
            lines.setdefault(row.digest, block_at[row.path, row.line, ""].first)
    for row in rows:
        fate: Fate = "alone" if holders[row.digest] == {row.persona} else "same"
        own = Statement(fate, row.section, row.line, row.text, lines.get(row.digest, 0))
        statements[row.persona].append(own)
    for left_out in report.left_out:
        if not left_out.bullet:
            title = Statement("left out", (), left_out.line, left_out.text, reason=left_out.reason)
            statements[left_out.persona].append(title)
    return statements


def _by_origin(blocks: Iterable[MappedBlock]) -> Mapping[tuple[str, int, str], MappedBlock]:
    """Index by source line and cluster, and by source line alone; the first block counts."""
    by_origin: dict[tuple[str, int, str], MappedBlock] = {}
    for block in blocks:
        for origin in block.origins:
            if origin.relation not in {"heading", "frontmatter"}:
                by_origin.setdefault((origin.path, origin.line, origin.cluster), block)
                by_origin.setdefault((origin.path, origin.line, ""), block)
    return by_origin


def _bullet(bullet: BulletRow, block: MappedBlock | None, canonical: _Canonical, reason: str) -> Statement:
    if block is None:
        return Statement("left out", bullet.section, bullet.line, bullet.text, reason=reason)
    text = canonical.text(block)
    fate = _fate(bullet, block, canonical)
    return Statement(fate, bullet.section, bullet.line, bullet.text, block.first, text)


def _fate(bullet: BulletRow, block: MappedBlock, canonical: _Canonical) -> Fate:
    relation = canonical.relations[block.first, bullet.path, bullet.line]
    if relation == "covered":
        return "covered"
    if relation == "kept":
        return "alone" if _owners(block) == {bullet.persona} else "same"
    return "same" if bullet.text == canonical.text(block) else "otherwise"


def _held(
    canonical: _Canonical, rows: Iterable[BlockRow], holders: Mapping[str, AbstractSet[str]]
) -> Mapping[str, AbstractSet[int]]:
    """For each persona the statements of the canonical that it has; a block may have many holders."""
    digests = {(row.path, row.line): row.digest for row in rows}
    held: dict[str, set[int]] = defaultdict(set)
    for at, block in enumerate(canonical.content()):
        digest = digests.get(_place(block.kept), "")
        for persona in {*(origin.persona for origin in block.origins), *holders.get(digest, ())}:
            held[persona].add(at)
    return held


def _renamed(
    compilation: Compilation, report: Report, canonical: _Canonical
) -> Mapping[str, list[Statement]]:
    left_out = {(row.path, row.line) for row in report.left_out if not row.bullet}
    titles: dict[_Place, str] = {}
    for placed in placed_sections(compilation.personas):
        source, span = compilation.personas[placed.ref.persona].source, placed.section.title_span
        if span is not None and (source.path, source.line(span.start)) not in left_out:
            titles[source.path, source.line(span.start)] = placed.section.title
    renamed: dict[str, list[Statement]] = defaultdict(list)
    for block in canonical.blocks:
        for origin in block.origins if block.is_heading else ():
            title, now = titles.get(_place(origin), ""), canonical.title(block)
            if title and title.casefold() != now.casefold():
                renamed[origin.persona].append(
                    Statement("otherwise", (), origin.line, title, block.first, now)
                )
    return renamed


def _fields(persona: Persona, compilation: Compilation, canonical: _Canonical) -> Iterator[FieldPlaces]:
    values = {field.key: field.value for field in compilation.fields}
    own = {e.key: persona.source.line(e.span.start) for e in persona.front_matter.entries}
    changes = list(field_changes(values, persona.front_matter.values))
    lines = _field_lines({change.key for change in changes}, canonical.lines)
    for change in changes:
        yield FieldPlaces(change, own.get(change.key, 0), lines.get(change.key, 0))


def _field_lines(keys: AbstractSet[str], lines: Sequence[str]) -> Mapping[str, int]:
    """Return the line of the canonical on which each key that it has begins."""
    first = lines.index("---") + 1 if "---" in lines else len(lines)
    longest, found = max(map(len, keys), default=0), dict[str, int]()
    for number, line in enumerate(lines[first:], start=first + 1):
        if line == "---":
            break
        for colon in re.finditer(":", line[: longest + 1]):
            if line[: colon.start()] in keys:
                found.setdefault(line[: colon.start()], number)
    return found
