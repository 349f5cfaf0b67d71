"""From the blocks of a body in a row to its tree of sections.

Headings nest by level; a skipped level just nests. A label line and the list
right below it are a section one level below the heading's, which ends with the
list: the lists, code, tables and rules that follow it at once still go with
it, but text that follows does not. A section holds its blocks before its
subsections, so such text, which speaks for the section around, opens a label
section without a title; it lasts until the next label line or heading.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from personac.model.ast import Block, ItemList, Paragraph, Quote, Section, Verbatim, plain_text
from personac.model.source import Span
from personac.parsing.blocks import Heading
from personac.parsing.titles import clean_title, label_title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from personac.model.source import Source


Row = list[Block]

MAX_LINES_TO_LIST = 2  # from a label line to its list: one blank line between them at most


@dataclass(slots=True)
class _Label:
    """A label line, or none, and the blocks that go with it."""

    title: str
    title_span: Span | None
    blocks: Row = field(default_factory=list)

    def section(self, level: int) -> Section:
        """Return the finished section."""
        start = (self.title_span or self.blocks[0].span).start
        span = Span(start, self.blocks[-1].span.end)
        return Section(span, "label", level, self.title, self.title_span, tuple(self.blocks), ())


def build_sections(source: Source, span: Span, nodes: Iterable[Block | Heading]) -> Section:
    """Return the root section, which has `span`, of a body's headings and blocks in order."""
    top: Row = []
    parts: deque[tuple[Heading, Row]] = deque()
    for node in nodes:
        if isinstance(node, Heading):
            parts.append((node, []))
        else:
            (parts[-1][1] if parts else top).append(node)
    blocks, labels = _split_labels(source, top, 1)
    return Section(span, "root", 0, "", None, blocks, labels + _nested(source, parts, 0))


def _nested(source: Source, parts: deque[tuple[Heading, Row]], level: int) -> tuple[Section, ...]:
    """Take the sections that are deeper than `level` off the front of `parts`."""
    sections: list[Section] = []
    while parts and parts[0][0].level > level:
        heading, row = parts.popleft()
        blocks, labels = _split_labels(source, row, heading.level + 1)
        subsections = labels + _nested(source, parts, heading.level)
        last = (heading, *blocks[-1:], *subsections[-1:])[-1]
        title = clean_title(plain_text(heading.inlines))
        span = Span(heading.span.start, last.span.end)
        sections.append(Section(span, "heading", heading.level, title, heading.span, blocks, subsections))
    return tuple(sections)


def _split_labels(source: Source, row: Row, level: int) -> tuple[tuple[Block, ...], tuple[Section, ...]]:
    """Split the blocks below a heading into its own and its label sections of `level`."""
    own: Row = []
    labels: list[_Label] = []
    for block, below in zip_longest(row, row[1:]):
        title = _title_of(source, block, below)
        if title is not None:
            labels.append(_Label(title, block.span))
        elif labels and labels[-1].title_span is not None and _speaks_for_itself(block):
            labels.append(_Label("", None, [block]))
        else:
            (labels[-1].blocks if labels else own).append(block)
    return tuple(own), tuple(label.section(level) for label in labels)


def _title_of(source: Source, block: Block, below: Block | None) -> str | None:
    """Return the title of a label line right above a list, at most one blank line between."""
    if not isinstance(block, Paragraph) or not isinstance(below, ItemList):
        return None
    first, last = source.line(block.span.start), source.last_line(block.span)
    if first != last or source.line(below.span.start) - last > MAX_LINES_TO_LIST:
        return None
    return label_title(block)


def _speaks_for_itself(block: Block) -> bool:
    """Tell whether a block behind a label's list is text, which does not go with the list."""
    return isinstance(block, Paragraph | Quote) or (isinstance(block, Verbatim) and block.kind == "html")
