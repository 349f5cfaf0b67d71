"""The section AST: the body of a persona as a tree, with the span of each node.

A body is a tree of sections; a section contains blocks and then its subsections. Spans are
exact: `source.slice(node.span)` is that node's markdown, without the white space around it
(indented code keeps the indentation of its first line). Blocks whose content is not parsed
(code, tables, HTML and prompt tags with data, rules, link definitions) are `Verbatim`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from personac.model.source import Source, Span

InlineKind = Literal["text", "strong", "emphasis", "code", "link", "break"]
VerbatimKind = Literal["code", "table", "html", "break", "definition"]
SectionKind = Literal["root", "heading", "label", "tag"]

_LINE_END = re.compile(r"\r\n|\n|\r")
_TAB = 4  # columns from one tab stop to the next
_FENCE = re.compile(r"(?:`{3,}|~{3,})")
_RAW_TAG = re.compile(r"<(pre|script|style|textarea)(?=[\s>]|$)", re.IGNORECASE)
_HTML_ENDS = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">"))


@dataclass(frozen=True, slots=True)
class Inline:
    """A run of text as displayed, and the markup that applies to it."""

    kind: InlineKind
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; also a heading inside a quote or an item, whose `span` includes its marks.

    `hidden` is what it holds and a reader does not see: comments, raw tags, targets of links and images.
    """

    span: Span
    inlines: tuple[Inline, ...]
    hidden: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text without markup, with white space folded."""
        return plain_text(self.inlines)


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A block whose content is not parsed: code, table, HTML, rule, link definition."""

    span: Span
    kind: VerbatimKind


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quote; it is copied as a whole, but its blocks are parsed."""

    span: Span
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A list item: `marker` as written (`-`, `2.`), `checked` for task items."""

    span: Span
    marker: str
    checked: bool | None
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list of items of one marker family."""

    span: Span
    ordered: bool
    items: tuple[Item, ...]


Block = Paragraph | ItemList | Verbatim | Quote


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the body under one title.

    `kind` is `heading` for ATX and setext headings, `label` for a label line
    directly above a list, `tag` for a prompt tag, `root` for the body itself. `level` is 0
    for the root, 1-6 for headings, and one more than the surrounding section for others.
    `title` is plain text without numbering marks, emoji, closing hashes or
    colon, that of a tag the words of its name; `title_span` covers the heading or label
    line(s) or the opening tag, None for the root. `closing_span` covers the closing tag.

    A label section ends with its list, or with the lists, code, tables, rules and link
    definitions that follow it directly. Text after that (paragraph, quote, HTML) belongs to
    the surrounding section, and so do blocks after a tag. As the blocks of a section precede
    its subsections, they open a label section with the title "" and no `title_span`, up to
    the next label line, tag or heading. Headings inside a tag end with it.
    """

    span: Span
    kind: SectionKind
    level: int
    title: str
    title_span: Span | None
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    closing_span: Span | None = None


Node = Section | Block | Item


def children(node: Node) -> tuple[Node, ...]:
    """Return the child nodes of `node`, in the order of the file."""
    match node:
        case Section(blocks=blocks, sections=sections):
            return (*blocks, *sections)
        case ItemList(items=items):
            return items
        case Quote(blocks=blocks) | Item(blocks=blocks):
            return blocks
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield `node` and all its descendants, parents first."""
    yield node
    for child in children(node):
        yield from walk(child)


def is_loose(source: Source, block: ItemList) -> bool:
    """Return whether a blank line stands between the first two items of a list, or inside its only one."""
    if len(block.items) == 1:
        inner = block.items[0].blocks
        return len(inner) > 1 and _has_blank_line(source, inner[0].span.end, inner[1].span.start)
    return _has_blank_line(source, block.items[0].span.end, block.items[1].span.start)


def _has_blank_line(source: Source, start: int, end: int) -> bool:
    return len(_LINE_END.findall(source.data[start:end].decode("utf-8"))) > 1


def announces(text: str) -> bool:
    """Return whether a text ends with a colon: it announces what follows it."""
    return text.endswith((":", "\uff1a"))


def plain_text(inlines: tuple[Inline, ...]) -> str:
    """Return the displayed text of inline runs, with white space folded."""
    return " ".join("".join(inline.text for inline in inlines).split())


def moved_text(source: Source, block: Block) -> str:
    """Return the text of a block that is copied as a whole to another place, its lines joined by LF.

    In its file a block may depend on its surroundings: on the indentation of a list item, or on the
    end of the file or item, which ends an unclosed fence or HTML block. So it is dedented and closed.
    """
    first, *rest = _LINE_END.split(source.slice_text(block.span))
    columns = column_of(source, block.span.start)
    text = "\n".join([first, *(_without_indentation(line, columns) for line in rest)])
    return closed_text(text, block.kind) if isinstance(block, Verbatim) else text


def column_of(source: Source, offset: int) -> int:
    """Return the column, counted from 0, of the byte at `offset` of a body; tabs extend to tab stops."""
    start = max(source.line_start(offset), source.body_start)
    before = source.data[start:offset].decode("utf-8").removeprefix("\ufeff")
    return len(before.expandtabs(_TAB))


def _without_indentation(line: str, columns: int) -> str:
    """Remove up to `columns` columns of white space; the rest of a split tab becomes spaces."""
    column = 0
    for index, char in enumerate(line):
        if column >= columns or char not in " \t":
            return " " * (column - columns) + line[index:]
        column += _TAB - column % _TAB if char == "\t" else 1
    return ""


def closed_text(text: str, kind: str) -> str:
    """Return code or HTML with the end that it lacks where the file or an item ends it."""
    if kind == "code":
        fence = _FENCE.match(text)
        return _closed_fence(text, fence[0]) if fence else text
    end = _html_end(text) if kind == "html" else ""
    return text if end.lower() in text.lower() else f"{text}\n{end}"


def _closed_fence(text: str, fence: str) -> str:
    _, *rest = text.split("\n")
    is_closed = rest and re.fullmatch(rf"\s*{fence[0]}{{{len(fence)},}}\s*", rest[-1])
    return text if is_closed else f"{text}\n{fence}"


def _html_end(text: str) -> str:
    """Return what ends an HTML block that can contain blank lines, or an empty string."""
    tag = _RAW_TAG.match(text)
    if tag is not None:
        return f"</{tag[1].lower()}>"
    return next((end for start, end in _HTML_ENDS if text.startswith(start)), "")
