"""Writes pieces of the sources one behind the other.

Two pieces that follow each other in one source keep what stands between them there: blank lines, indentation,
markers. Before any other piece stands what its surroundings ask for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from personac.emit.front_matter_lines import Chunk
from personac.emit.moved_text import LINE_END
from personac.model import Line, Origin, Persona
from personac.model.ast import Item, Node, Paragraph, Quote, Section, Verbatim, children
from personac.model.source import Span

_MARK = "\ufeff".encode()
_NEAR = 80  # bytes in which a blank line is looked for
_NO_LEAF = -2  # followed by nothing


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is copied as one piece: a title, a closing tag, the first paragraph of an item, a block.

    `span` is its place in the source of `persona`. `is_home` if it stands in the column that it has there.
    """

    persona: int
    span: Span
    text: str
    origins: tuple[Origin, ...]
    is_home: bool = True


@dataclass(frozen=True, slots=True)
class SourceLeaves:
    """The numbers of the leaves of each persona by their first byte; where the last of the first one ends."""

    numbers: tuple[Mapping[int, int], ...]
    tail: int | None

    @staticmethod
    def of(personas: Sequence[Persona]) -> SourceLeaves:
        """Number the leaves of personas; this reads all of them."""
        tail = max((span.end for span in leaf_spans(personas[0].body)), default=None)
        return SourceLeaves(tuple(_leaves(persona.body) for persona in personas), tail)


class PieceWriter:
    """Collects text, and remembers which piece of which source came last."""

    def __init__(self, personas: Sequence[Persona], leaves: SourceLeaves, front: Sequence[Chunk]) -> None:
        """Start with the front matter; `leaves` are those of the personas."""
        self.sources = [persona.source for persona in personas]
        self.is_alone = len(personas) == 1
        self._first = personas[0]
        self._leaves = leaves.numbers
        self._ends = [_start_of_body(persona, is_new=bool(front)) for persona in personas]
        self._tail = self._ends[0] if leaves.tail is None else leaves.tail
        self._chunks = list(front)
        self._last: tuple[int, int, int] | None = None  # persona, number of the leaf, its end
        self.pending = ""  # the marker of an item whose first block is yet to come

    def lines(self) -> tuple[Line, ...]:
        """Return everything as lines, with what stands behind the last piece."""
        last = _behind(self._first, self._tail) if self.is_alone else "\n"
        return _lines([*self._chunks, Chunk(last)])

    def leaf(self, leaf: Leaf, lead: str) -> None:
        """Write a piece, with `lead` before it if it does not follow the last piece in its source."""
        lead, self.pending = self.pending or lead, ""
        if leaf.is_home and self.follows(leaf.persona, leaf.span):
            end = self._last[2] if self._last else self._ends[leaf.persona]
            lead = self.own(self.sources[leaf.persona].data[end : leaf.span.start].decode("utf-8"))
        self.text(lead)
        self.text(leaf.text, leaf.origins)
        number = self._leaves[leaf.persona].get(leaf.span.start)
        self._last = (leaf.persona, _NO_LEAF if number is None else number, leaf.span.end)

    def insert(self, text: str, origins: tuple[Origin, ...]) -> None:
        """Write a line that is no piece of a source; no piece follows it there."""
        self.text(text, origins)
        self._last = (0, _NO_LEAF, 0)

    def gap_before(self, persona: int, span: Span) -> str:
        """Return what stands before a piece that follows nothing: a blank line if it has one there."""
        above = self.sources[persona].data[max(0, span.start - _NEAR) : span.start]
        return _gap(above[len(above.rstrip()) :])

    def gap_behind(self, persona: int, span: Span) -> str:
        """Return what stands behind a piece that nothing follows: a blank line if it has one there."""
        below = self.sources[persona].data[span.end : span.end + _NEAR]
        return _gap(below[: len(below) - len(below.lstrip())])

    def follows(self, persona: int, span: Span) -> bool:
        """Return whether a piece follows the last one in its source, too."""
        number = self._leaves[persona].get(span.start)
        if number is None:
            return False
        if self._last is None:
            gap = self.sources[persona].data[self._ends[persona] : span.start]
            return number == 0 and (self.is_alone or gap[:1] in (b"\n", b"\r"))
        return self._last[0] == persona and self._last[1] + 1 == number

    def text(self, text: str, origins: tuple[Origin, ...] = ()) -> None:
        """Write text that is no piece of a source."""
        self._chunks.append(Chunk(text, origins))

    def own(self, text: str) -> str:
        """Return text of a source; a persona that is alone keeps its line ends."""
        return text if self.is_alone else LINE_END.sub("\n", text)


def _gap(blanks: bytes) -> str:
    return "\n\n" if len(LINE_END.findall(blanks.decode())) > 1 else "\n"


def _behind(persona: Persona, offset: int) -> str:
    """Return what stands behind the last piece; in TOML only to the end of the body, with a line end."""
    source, is_toml = persona.source, persona.front_matter.syntax == "toml"
    rest = source.data[offset : persona.body.span.end if is_toml else None].decode("utf-8")
    return f"{rest}\n" if is_toml and not rest.endswith("\n") else rest


def _start_of_body(persona: Persona, *, is_new: bool) -> int:
    """Return where the body starts; behind a byte-order mark, if a new front matter takes its place."""
    span = persona.front_matter.span
    if span is not None:
        return span.end
    return len(_MARK) if is_new and persona.source.data.startswith(_MARK) else 0


def _leaves(body: Section) -> dict[int, int]:
    """Number what is copied as one piece, by the byte where it starts."""
    return {span.start: number for number, span in enumerate(leaf_spans(body))}


def leaf_spans(node: Node) -> Iterator[Span]:
    """Yield the places of what is copied as one piece."""
    match node:
        case Section(title_span=span):
            if span is not None:
                yield span
        case Paragraph(span=span) | Verbatim(span=span) | Quote(span=span):
            yield span
            return
    inside = children(node)
    if isinstance(node, Item) and not inside:
        yield node.span
    for child in inside:
        yield from leaf_spans(child)
    if isinstance(node, Section) and node.closing_span is not None:
        yield node.closing_span


def _lines(chunks: Sequence[Chunk]) -> tuple[Line, ...]:
    """Split what was written into lines; a line has the origins of the first piece with text on it."""
    lines: list[tuple[str, tuple[Origin, ...]]] = [("", ())]
    for chunk in chunks:
        for number, part in enumerate(chunk.text.split("\n")):
            if number:
                lines.append(("", ()))
            text, origins = lines[-1]
            is_text = bool(part.strip()) and not origins
            lines[-1] = (text + part, chunk.origins if is_text else origins)
    return tuple(Line(text, origins) for text, origins in lines)
