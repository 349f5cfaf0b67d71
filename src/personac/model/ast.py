"""The section AST: the body of a persona as a tree, with the span of each node.

A body is a tree of sections; a section contains blocks and then its subsections. Spans are
exact: `source.slice(node.span)` is that node's markdown, without the white space around it
(indented code keeps the indentation of its first line). Blocks whose content is not parsed
(code, tables, HTML and prompt tags, rules, link definitions) are `Verbatim`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from personac.model.source import Span

InlineKind = Literal["text", "strong", "emphasis", "code", "link", "break"]
VerbatimKind = Literal["code", "table", "html", "break", "definition"]
SectionKind = Literal["root", "heading", "label"]


@dataclass(frozen=True, slots=True)
class Inline:
    """A run of text as displayed, and the markup that applies to it."""

    kind: InlineKind
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; also a heading inside a quote or an item, whose `span` includes its marks."""

    span: Span
    inlines: tuple[Inline, ...]

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
    directly above a list, `root` for the body itself. `level` is 0 for the root,
    1-6 for headings, and one more than the surrounding section for labels.
    `title` is plain text without numbering marks, emoji, closing hashes or
    colon; `title_span` covers the heading or label line(s), None for the root.

    A label section ends with its list, or with the lists, code, tables, rules and link
    definitions that follow it directly. Text after that (paragraph, quote, HTML) belongs to
    the surrounding section. As the blocks of a section precede its subsections, such text
    opens a label section with the title "" and no `title_span`, up to the next label line
    or heading.
    """

    span: Span
    kind: SectionKind
    level: int
    title: str
    title_span: Span | None
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]


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


def plain_text(inlines: tuple[Inline, ...]) -> str:
    """Return the displayed text of inline runs, with white space folded."""
    return " ".join("".join(inline.text for inline in inlines).split())
