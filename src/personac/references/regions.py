"""The texts of a persona in which references count: paragraphs, titles, definitions, tables, HTML.

A reference is a link, a label (`[docs]`, `[^1]`), a number of a step, or a path. Code has none: blocks of it
are no regions, and code spans are masked.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

from personac.model import Persona
from personac.model.ast import Item, ItemList, Node, Paragraph, Section, Verbatim, children
from personac.model.source import Source, Span

RegionKind = Literal["text", "heading", "tag", "definition", "table", "html"]

_KINDS: dict[str, RegionKind] = {
    "definition": "definition",
    "table": "table",
    "html": "html",
    "nested": "text",
}
_RUN = re.compile(r"(?<!\\)`+")
_FENCED = re.compile(r"^[ \t]*(`{3,}|~{3,})[^\n]*\n(?:(?![ \t]*\1)[^\n]*\n)*[^\n]*", re.MULTILINE)
_MASK = "\x1a"  # no letter, no mark, no white space


@dataclass(frozen=True, slots=True)
class Numbered:
    """A numbered list: the line of each item, by its number.

    `section` is the number of the heading or tag above it; `is_inner` if it is inside another numbered list.
    """

    lines: Mapping[int, int]
    section: int
    is_inner: bool


@dataclass(frozen=True, slots=True)
class Region:
    """Text at `span`, which begins on `line`; `masked` has the same length, without its code.

    `around` are the numbered lists that it stands in, the innermost first, `section` is the number of the
    heading or tag above it.
    """

    kind: RegionKind
    span: Span
    line: int
    text: str
    masked: str
    around: tuple[Numbered, ...]
    section: int


@dataclass(frozen=True, eq=False)
class PersonaText:
    """The regions of a persona in their order, and its numbered lists."""

    persona: Persona
    regions: tuple[Region, ...]
    lists: tuple[Numbered, ...]

    @cached_property
    def by_line(self) -> Mapping[int, Region]:
        """The regions by the line where they begin."""
        return {region.line: region for region in reversed(self.regions)}


def read_text(persona: Persona) -> PersonaText:
    """Return the text of a persona."""
    walk = _Walk(persona.source)
    regions = tuple(walk.node(persona.body, (), 0))
    return PersonaText(persona, regions, tuple(walk.lists))


class _Walk:
    """Walks through one persona, and collects its numbered lists."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._sections = 0
        self.lists: list[Numbered] = []

    def node(self, node: Node, around: tuple[Numbered, ...], section: int) -> Iterator[Region]:
        if isinstance(node, Section) and node.kind in {"heading", "tag"}:
            self._sections += 1
            section = self._sections
        if isinstance(node, ItemList) and node.ordered:
            lines = (self._source.line(item.span.start) for item in node.items)
            numbered = dict(zip(_numbers(node.items), lines, strict=True))
            self.lists.append(Numbered(numbered, section, is_inner=bool(around)))
            around = (self.lists[-1], *around)
        for kind, span in _own_spans(node):
            text = self._source.slice_text(span)
            yield Region(kind, span, self._source.line(span.start), text, masked(text), around, section)
        for child in children(node):
            yield from self.node(child, around, section)


def _own_spans(node: Node) -> Iterator[tuple[RegionKind, Span]]:
    match node:
        case Section(title_span=span, kind=kind) if span is not None:
            yield "tag" if kind == "tag" else "heading", span
        case Paragraph(span=span):
            yield "text", span
        case Verbatim(span=span, kind=kind) if kind in _KINDS:
            yield _KINDS[kind], span


def _numbers(items: Sequence[Item]) -> Sequence[int]:
    """Return the numbers of items as a reader counts them: as written if they rise, else from the first."""
    written = [int(re.sub(r"\D", "", item.marker)) for item in items]
    rises = all(one < other for one, other in pairwise(written))
    return written if rises else range(written[0], written[0] + len(written))


def masked(text: str) -> str:
    """Return a text of the same length in which code spans and fenced code are masked."""
    if "`" not in text and "~~~" not in text:
        return text
    text = _FENCED.sub(lambda match: _hidden(match[0]), text)
    return spliced(text, ((start, end, _hidden(text[start:end])) for start, end in _code_spans(text)))


def _hidden(code: str) -> str:
    return re.sub(r"[^\n]", _MASK, code)


def spliced(text: str, parts: Iterable[tuple[int, int, str]]) -> str:
    """Return a text with new text from the start to the end of each part; they are in order and apart."""
    texts, done = list[str](), 0
    for start, end, new in parts:
        texts += [text[done:start], new]
        done = end
    return "".join([*texts, text[done:]])


def _code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each code span: two runs of as many backticks."""
    runs = [(match.start(), match.end()) for match in _RUN.finditer(text)]
    closing: defaultdict[int, deque[int]] = defaultdict(deque)
    for at, (start, end) in enumerate(runs):
        closing[end - start].append(at)
    done = 0
    for start, end in runs:
        same = closing[end - start]
        same.popleft()
        if start >= done and same:
            done = runs[same[0]][1]
            yield start, done
