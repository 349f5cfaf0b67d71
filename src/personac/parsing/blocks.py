"""Conversion of located tokens to the blocks of the section AST, and of inline tokens to runs of text.

Spans are trimmed of white space at both ends, so that a parent whose last line is also a child's last
line ends where the child does; only indented code keeps the indentation of its first line. Content
without a visible character (a line of no-break spaces) becomes no block.

Later passes compare words and look for leads, so inline markup is flattened: the outermost markup
determines the kind of a run. Images are replaced by their alternative text, line ends by spaces;
struck-out text is kept. HTML markup is dropped (`<br>` is a break); any other tag, as in
`src/<module>/` or `Promise<Response>`, is a placeholder and kept as text.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from personac.model.ast import (
    Block,
    Inline,
    InlineKind,
    Item,
    ItemList,
    Paragraph,
    Quote,
    Verbatim,
    VerbatimKind,
)
from personac.model.source import Span
from personac.parsing.hidden_characters import hidden_code_points
from personac.parsing.hidden_parts import hidden_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from personac.model.source import Source
    from personac.parsing.block_rules import Token
    from personac.parsing.line_map import LineMap
    from personac.parsing.markdown import Document
    from personac.parsing.prompt_tags import PromptTag

_BOX = re.compile(r"\[([ xX])\](?:\s+|$)")
_PARAGRAPHS = frozenset(("block_text", "paragraph"))
_VERBATIM: Mapping[str, VerbatimKind] = {
    "block_code": "code",
    "block_html": "html",
    "definition": "definition",
    "nested": "nested",
    "table": "table",
    "thematic_break": "break",
}
_KINDS: Mapping[str, InlineKind] = {
    "codespan": "code",
    "emphasis": "emphasis",
    "linebreak": "break",
    "link": "link",
    "strong": "strong",
}
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});")
_MARKUP = re.compile(
    r"""a|abbr|b|bdi|bdo|big|center|cite|code|del|details|dfn|div|em|font|i|img|ins|kbd|mark|p|q|s
    |samp|small|span|strike|strong|sub|summary|sup|tt|u|var|wbr""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading at the top level of the body; inside a quote or an item it is a paragraph."""

    span: Span
    level: int
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """A prompt tag with structure inside: `opening` and `closing` are the tags themselves."""

    span: Span
    title: str
    opening: Span
    closing: Span
    nodes: tuple[BodyNode, ...]


BodyNode = Block | Heading | Tag


def read_blocks(source: Source, document: Document) -> tuple[BodyNode, ...]:
    """Return the headings, tags and blocks of a body in the order of the file."""
    return tuple(_Reader(source, document).body(document.tokens, document.lines))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Converts tokens to nodes; `lines` is always the text from which a token was parsed."""

    source: Source
    document: Document

    def body(self, tokens: Iterable[Token], lines: LineMap) -> Iterator[BodyNode]:
        for token in tokens:
            if token["type"] == "heading":
                span = self._span(*_extent(token, lines), lines)
                yield Heading(span, token["attrs"]["level"], self._inlines(token["text"]))
            elif token["type"] == "prompt_tag":
                yield self._tag(token, lines)
            else:
                yield from self._blocks([token], lines)

    def _tag(self, token: Token, lines: LineMap) -> Tag:
        tag: PromptTag = token["tag"]
        opening, closing = (
            self._span(*_extent({"start": start, "end": end}, lines), lines)
            for start, end in ((tag.start, tag.inside), (tag.closing, tag.end))
        )
        nodes = tuple(self.body(token["children"], token["lines"]))
        return Tag(Span(opening.start, closing.end), tag.title, opening, closing, nodes)

    def _blocks(self, tokens: Iterable[Token], lines: LineMap) -> tuple[Block, ...]:
        extents = ((token, *_extent(token, lines)) for token in tokens)
        return tuple(self._block(*extent, lines) for extent in extents if extent[1] < extent[2])

    def _block(self, token: Token, start: int, end: int, lines: LineMap) -> Block:
        span = self._span(start, end, lines)
        match token["type"]:
            case "paragraph" | "block_text":
                return self._paragraph(span, lines.text[start:end])
            case "heading":
                return self._paragraph(span, token["text"])
            case "list":
                items = (self._item(item, lines) for item in token["children"])
                return ItemList(span, token["attrs"]["ordered"], tuple(items))
            case "block_quote":
                return Quote(span, self._blocks(token["children"], token["lines"]))
            case kind:
                return Verbatim(span, _VERBATIM[kind])

    def _item(self, token: Token, lines: LineMap) -> Item:
        span = self._span(*_extent(token, lines), lines)
        inside: LineMap = token["lines"]
        checked, tokens = _without_box(token["children"], inside)
        return Item(span, token["marker"], checked, self._blocks(tokens, inside))

    def _paragraph(self, span: Span, text: str) -> Paragraph:
        tokens = self.document.inline(text)
        return Paragraph(span, flatten(tokens), (*hidden_parts(tokens), *hidden_code_points(text)))

    def _inlines(self, text: str) -> tuple[Inline, ...]:
        return flatten(self.document.inline(text))

    def _span(self, start: int, end: int, lines: LineMap) -> Span:
        # The last character is visible, so its location is exact; the next one may be clamped.
        return self.source.span(lines.to_source(start), lines.to_source(end - 1) + 1)


def _extent(token: Token, lines: LineMap) -> tuple[int, int]:
    """Return the start and end of a token's text without surrounding white space."""
    start: int = token["start"]
    text = lines.text[start : token["end"]]
    indentation = 0 if token.get("style") == "indent" else len(text) - len(text.lstrip())
    return start + indentation, start + len(text.rstrip())


def _without_box(tokens: list[Token], lines: LineMap) -> tuple[bool | None, list[Token]]:
    """Return the state of the task box at the start of an item, and the tokens after the box."""
    if not tokens or tokens[0]["type"] not in _PARAGRAPHS:
        return None, tokens
    start, end = _extent(tokens[0], lines)
    box = _BOX.match(lines.text[start:end])
    if box is None:
        return None, tokens
    return box[1] != " ", [tokens[0] | {"start": start + box.end()}, *tokens[1:]]


def flatten(tokens: Iterable[Token]) -> tuple[Inline, ...]:
    """Return the runs of mistune's inline tokens; adjacent text is joined to one run."""
    runs: list[Inline] = []
    for kind, group in groupby(map(_inline, tokens), key=attrgetter("kind")):
        if kind == "text":
            text = "".join(inline.text for inline in group)
            runs.extend([Inline("text", text)] if text else [])
        else:
            runs.extend(group)
    return tuple(runs)


def _inline(token: Token) -> Inline:
    return Inline(_kind(token), _text(token))


def _kind(token: Token) -> InlineKind:
    if token["type"] == "inline_html" and _tag(token["raw"]) == "br":
        return "break"
    return _KINDS.get(token["type"], "text")


def _text(token: Token) -> str:
    match token["type"]:
        case "text":
            return _ENTITY.sub(lambda entity: html.unescape(entity[0]), token["raw"])
        case "codespan":
            return str(token["raw"])
        case "softbreak":
            return " "
        case "linebreak":
            return "\n"
        case "inline_html":
            return _text_of_html(token["raw"])
        case _:  # strong, emphasis, link, image, strikethrough
            return "".join(map(_text, token["children"]))


def _text_of_html(raw: str) -> str:
    tag = _tag(raw)
    if tag == "br":
        return "\n"
    return "" if not tag or _MARKUP.fullmatch(tag) else raw


def _tag(raw: str) -> str:
    """Return the name of a tag in lower case, or an empty string for a comment and the like."""
    match = _TAG.match(raw)
    return match[1].lower() if match else ""
