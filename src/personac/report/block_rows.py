"""Blocks that are kept whole (code, tables, quotes) as rows: they have content, too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from personac.extraction.placed_sections import placed_sections
from personac.extraction.section_streams import Entry, Kept, Listed, Streams, section_streams
from personac.model import Compilation, SectionRef
from personac.model.ast import Block, Section, Verbatim

_NAMES = {"code": "code", "table": "table", "html": "tagged text", "definition": "link definition"}


@dataclass(frozen=True, slots=True)
class BlockRow:
    """One block: its place, its kind and first line in words, and a digest of its content."""

    persona: str
    path: str
    line: int
    end_line: int
    section: tuple[str, ...]
    text: str
    digest: str
    ref: SectionRef


def block_rows(compilation: Compilation) -> tuple[BlockRow, ...]:
    """List the blocks of all personas, in the order of the personas and of their files."""
    streams = section_streams(compilation, of_all=True)
    rows = [
        _row(compilation, kept, placed.ref)
        for placed in placed_sections(compilation.personas)
        for kept in _kept(streams, streams.sections[placed.ref])
    ]
    numbers = compilation.number_of
    return tuple(sorted(rows, key=lambda row: (numbers[row.persona], row.line, row.end_line, row.digest)))


def _kept(streams: Streams, entries: Sequence[Entry]) -> Iterator[Kept]:
    for entry in entries:
        if isinstance(entry, Kept):
            yield entry
        elif isinstance(entry, Listed):
            for bullet in entry.bullets:
                yield from _kept(streams, streams.inside[bullet])


def _titles(compilation: Compilation, ref: SectionRef) -> tuple[str, ...]:
    section: Section = compilation.personas[ref.persona].body
    titles: list[str] = []
    for index in ref.path:
        section = section.sections[index]
        titles += [section.title] if section.title else []
    return tuple(titles)


def _row(compilation: Compilation, kept: Kept, ref: SectionRef) -> BlockRow:
    persona = compilation.personas[kept.persona]
    source, span = persona.source, kept.block.span
    line, end_line = source.line(span.start), source.last_line(span)
    size = "" if line == end_line else f" of {end_line - line + 1} lines"
    text = f"{_name(kept.block)}{size}: {source.slice_text(span).strip().splitlines()[0]}"
    section = _titles(compilation, ref)
    return BlockRow(persona.id, source.path, line, end_line, section, text, kept.digest, ref)


def _name(block: Block) -> str:
    if isinstance(block, Verbatim):
        return _NAMES.get(block.kind, block.kind)
    return type(block).__name__.lower()
