"""Conversion of a body's blocks to its tree of sections, and the titles of sections.

Headings nest by level; a skipped level just nests. A label line and the list directly below it
are a section one level below that of the heading. It ends with the list, or with the lists,
code, tables and rules that follow the list directly. Text after that belongs to the surrounding
section; but as the blocks of a section precede its subsections, such text opens a label section
without a title, up to the next label line, tag or heading.

A prompt tag is a section of the one around it, one level below, and so is what follows it there. Headings
inside a tag end with it; a heading above it does not.

A label line is a short paragraph directly above a list that only names it; a longer lead-in or
a sentence has content of its own and remains a paragraph. Titles are compared between files, so
their numbering and decoration are removed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from personac.model.ast import Block, ItemList, Paragraph, Quote, Section, Verbatim, plain_text
from personac.model.source import Span
from personac.parsing.blocks import BodyNode, Heading, Tag

if TYPE_CHECKING:
    from collections.abc import Iterable

    from personac.model.source import Source


Row = list[Block | Tag]
_Content = tuple[tuple[Block, ...], tuple[Section, ...]]

MAX_LINES_TO_LIST = 2  # from a label line to its list: at most one blank line between them
# In real agent files nearly every label of up to five words names its list
# ("Common pitfalls to avoid:"); of those with six, three in four are lead-ins.
MAX_LABEL_WORDS = 5

_NUMBERING = re.compile(
    r"""(?: \(?\d{1,3}[a-z]?[.)]               # 1.  2)  (3)  0a.
          | \d{1,3}(?:\.\d{1,3})+[.)]?         # 1.2  1.2.  1.2.3)
          | \d{1,3}(?::|\s[-\u2013\u2014])     # 1:  1 -
        )\s+""",
    re.VERBOSE,
)
_KEYCAP = re.compile("[0-9#*]\N{VARIATION SELECTOR-16}?\N{COMBINING ENCLOSING KEYCAP}")
_DECORATION = frozenset(("Cf", "Me", "Mn", "Sk", "So"))
_BULLETS = frozenset("\N{BULLET}\N{MIDDLE DOT}")
_COLONS = ":\N{FULLWIDTH COLON}"
_PARENTHESIS = re.compile(r"\([^()]*\)")
_SENTENCE = re.compile("[.,;!?](?=\\s|$)|[\u3001\u3002\uff01\uff0c\uff1b\uff1f]")


@dataclass(slots=True)
class _Label:
    """A label line, or None, and the blocks that belong to it."""

    title: str
    title_span: Span | None
    blocks: list[Block] = field(default_factory=list)

    def section(self, level: int) -> Section:
        """Return the section."""
        start = (self.title_span or self.blocks[0].span).start
        span = Span(start, self.blocks[-1].span.end)
        return Section(span, "label", level, self.title, self.title_span, tuple(self.blocks), ())


def build_sections(source: Source, span: Span, nodes: Iterable[BodyNode]) -> Section:
    """Return the root section, which has `span`, of a body's headings, tags and blocks in order."""
    blocks, sections = _divided(source, nodes, 0)
    return Section(span, "root", 0, "", None, blocks, sections)


def _divided(source: Source, nodes: Iterable[BodyNode], level: int) -> _Content:
    """Divide what is in the body or in a tag of `level` into blocks and sections."""
    top: Row = []
    parts: deque[tuple[Heading, Row]] = deque()
    for node in nodes:
        if isinstance(node, Heading):
            parts.append((node, []))
        else:
            (parts[-1][1] if parts else top).append(node)
    blocks, sections = _split_row(source, top, level + 1)
    return blocks, sections + _nested(source, parts, 0)


def _nested(source: Source, parts: deque[tuple[Heading, Row]], level: int) -> tuple[Section, ...]:
    """Remove the sections deeper than `level` from the front of `parts`, and return them."""
    sections: list[Section] = []
    while parts and parts[0][0].level > level:
        heading, row = parts.popleft()
        blocks, above = _split_row(source, row, heading.level + 1)
        subsections = above + _nested(source, parts, heading.level)
        last = (heading, *blocks[-1:], *subsections[-1:])[-1]
        title = clean_title(plain_text(heading.inlines))
        span = Span(heading.span.start, last.span.end)
        sections.append(Section(span, "heading", heading.level, title, heading.span, blocks, subsections))
    return tuple(sections)


def _split_row(source: Source, row: Row, level: int) -> _Content:
    """Split what is below a heading into its own blocks, and its label sections and tags of `level`."""
    own: list[Block] = []
    parts: list[_Label | Tag] = []
    for node, below in zip_longest(row, row[1:]):
        if isinstance(node, Tag):
            parts.append(node)
            continue
        title = _title_of(source, node, below)
        last = parts[-1] if parts else None
        if title is not None:
            parts.append(_Label(title, node.span))
        elif isinstance(last, Tag) or (last and last.title_span is not None and _is_text(node)):
            parts.append(_Label("", None, [node]))
        else:
            (last.blocks if last else own).append(node)
    sections = (_tag(source, part, level) if isinstance(part, Tag) else part.section(level) for part in parts)
    return tuple(own), tuple(sections)


def _tag(source: Source, tag: Tag, level: int) -> Section:
    blocks, sections = _divided(source, tag.nodes, level)
    return Section(tag.span, "tag", level, tag.title, tag.opening, blocks, sections, tag.closing)


def _title_of(source: Source, block: Block, below: Block | Tag | None) -> str | None:
    """Return the title of `block` if it is a label line directly above a list."""
    if not isinstance(block, Paragraph) or not isinstance(below, ItemList):
        return None
    first, last = source.line(block.span.start), source.last_line(block.span)
    if first != last or source.line(below.span.start) - last > MAX_LINES_TO_LIST:
        return None
    return label_title(block)


def _is_text(block: Block) -> bool:
    """Return whether a block after a label's list is text, which does not belong to the list."""
    return isinstance(block, Paragraph | Quote) or (isinstance(block, Verbatim) and block.kind == "html")


def clean_title(text: str) -> str:
    """Return `text` without a leading number, emoji or bullet, and without a trailing colon.

    A title that consists of nothing else is not changed.
    """
    plain = " ".join(text.split()).rstrip(_COLONS).rstrip()
    start = 0
    while (end := _mark_end(plain, start)) > start:
        start = end
    return plain[start:] or plain


def label_title(paragraph: Paragraph) -> str | None:
    """Return the title of `paragraph`, which is directly above a list; None if it is a lead-in.

    A label ends with a colon or is one bold run, has at most `MAX_LABEL_WORDS` words, and no
    sentence punctuation outside parentheses.
    """
    text = paragraph.text
    bold = [inline.kind for inline in paragraph.inlines] == ["strong"]
    if not bold and not text.endswith(tuple(_COLONS)):
        return None
    title = clean_title(text)
    words = sum(any(map(str.isalnum, word)) for word in title.split())
    if not 1 <= words <= MAX_LABEL_WORDS or _SENTENCE.search(_PARENTHESIS.sub("", title)):
        return None
    return title


def _mark_end(title: str, start: int) -> int:
    """Return where the text behind a mark at `start` begins; `start` if there is no mark."""
    mark = _KEYCAP.match(title, start) or _NUMBERING.match(title, start)
    end = mark.end() if mark else start + (start < len(title) and _is_decoration(title[start]))
    while start < end < len(title) and title[end].isspace():
        end += 1
    return end


def _is_decoration(character: str) -> bool:
    """Return whether a leading character is an emoji, an arrow or a bullet."""
    category = unicodedata.category(character)
    is_arrow = category == "Sm" and not character.isascii()
    return category in _DECORATION or is_arrow or character in _BULLETS
