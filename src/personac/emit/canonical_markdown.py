"""Emit the canonical: markdown lines, each with the places it came from.

Text is copied from the sources, never rendered from an AST: only what leads a
line changes (markers, indentation), because a bullet may move to another
depth. Copied lines that would mean something else at their new place are
indented so far that they cannot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from personac.emit.front_matter_yaml import field_lines
from personac.frontend.verbatim import moved_text
from personac.ir import Canonical, Compilation, Line, ListForm, MergedSection, Piece, PieceList
from personac.nodes import Item, Paragraph
from personac.rules.model import Rules
from personac.source import Source

_TOP_LEVEL = 2  # sections start at ##; # is the document's title
_DEEPEST = 6
_STARTS_A_BLOCK = re.compile(
    r"""  \#{1,6}(?:\s|$) | > | < | \| | ``` | ~~~
        | (?:[-+*]|\d+[.)])(?:\s|$)  # an item
        | (?:(?:[*]\s*){3,}|(?:_\s*){3,}|=+)$  # a rule, or the line under a heading
        | [-:|][-:|\s]*$  # the delimiters of a table, a rule, or the line under a heading
    """,
    re.VERBOSE,
)
_UNDERLINE = re.compile(r"=+|-+")
_LINE_END = re.compile(r"\r\n|\n|\r")
_MARKERS: dict[ListForm, tuple[str, str]] = {
    "bulleted": ("-", "*"),
    "ordered": ("{}.", "{})"),
    "task": ("-", "*"),
}
_BLANK = Line("")


def run(compilation: Compilation, _rules: Rules) -> Compilation:
    """Fill `canonical`."""
    if compilation.body is None:
        raise AssertionError
    sources = [persona.source for persona in compilation.personas]
    front = [line for field in compilation.fields for line in field_lines(field)]
    body = _Emitter(sources).body(compilation.body)
    lines = (Line("---"), *front, Line("---"), *body)
    return replace(compilation, canonical=Canonical(compilation.name, lines))


@dataclass(frozen=True, slots=True)
class _Emitter:
    sources: Sequence[Source]

    def body(self, root: MergedSection) -> tuple[Line, ...]:
        blocks = list(self._section(root))
        return tuple(line for block in blocks for line in (_BLANK, *block))

    def _section(self, section: MergedSection) -> Iterator[tuple[Line, ...]]:
        if section.title:
            level = min(_DEEPEST, section.level + _TOP_LEVEL - 1)
            yield (Line(f"{'#' * level} {section.title}", section.origins),)
        yield from self._content(section.content)
        for child in section.sections:
            yield from self._section(child)

    def _content(self, content: Sequence[PieceList]) -> Iterator[tuple[Line, ...]]:
        before: tuple[ListForm | None, int] = (None, 0)
        is_behind_code = False
        for group in content:
            if group.form is None:
                is_code = _is_indented_code(self._text(group.pieces[0]))
                if is_code and (before[0] or is_behind_code):
                    yield (Line("<!-- -->"),)  # or the code would continue the list's last item, or that code
                before, is_behind_code = (None, 0), is_code
                yield from (tuple(self._piece(piece)) for piece in group.pieces)
            else:
                alternate = 1 - before[1] if _same_markers(before[0], group.form) else 0
                before, is_behind_code = (group.form, alternate), False
                yield tuple(self._list(group, alternate))

    def _list(self, group: PieceList, alternate: int) -> Iterator[Line]:
        marker = _MARKERS[group.form or "bulleted"][alternate]
        has_boxes = group.form == "task" or sum(map(_is_task, group.pieces)) * 2 > len(group.pieces)
        loose = any(_is_loose(piece) for piece in group.pieces)
        for number, piece in enumerate(group.pieces, start=1):
            if loose and number > 1:
                yield _BLANK
            yield from self._item(piece, marker.format(number), _box(piece) if has_boxes else "")

    def _item(self, piece: Piece, marker: str, box: str) -> Iterator[Line]:
        indent = " " * (len(marker) + 1)
        blocks = [self._piece(piece), *([*b] for b in self._content(piece.children))]
        lines = [line for block in _separated(blocks, piece) for line in block]
        first, *rest = lines
        yield Line(f"{marker} {box}{first.text}", first.origins)
        yield from (Line(f"{indent}{line.text}" if line.text else "", line.origins) for line in rest)

    def _piece(self, piece: Piece) -> list[Line]:
        texts = self._text(piece).split("\n")
        return [Line(text, piece.origins if text else ()) for text in texts]

    def _text(self, piece: Piece) -> str:
        if piece.text:
            return piece.text
        source = self.sources[piece.persona]
        match piece.block:
            case Item(blocks=blocks):
                own = [block for block in blocks if isinstance(block, Paragraph)]
                return "\n\n".join(_paragraph(source, block) for block in own)
            case Paragraph() as paragraph:
                return _paragraph(source, paragraph)
            case block:
                return moved_text(source, block)


def _paragraph(source: Source, paragraph: Paragraph) -> str:
    first, *rest = _LINE_END.split(source.slice_text(paragraph.span))
    underline = rest.pop().strip() if rest and _is_underline(rest[-1].strip(), paragraph) else None
    lines = [_trimmed(first), *(_continuation(line) for line in rest)]
    return "\n".join(lines if underline is None else [*lines, underline])


def _is_underline(line: str, paragraph: Paragraph) -> bool:
    """Tell whether the last line makes a heading of an item's text, and is no text itself."""
    return bool(_UNDERLINE.fullmatch(line)) and not paragraph.text.endswith(line)


def _continuation(line: str) -> str:
    """A line of running text, kept from starting a block where it now stands."""
    text = _trimmed(line)
    return f"    {text}" if _STARTS_A_BLOCK.match(text.rstrip()) else text


def _trimmed(line: str) -> str:
    """The line without white space around it, but for the blanks that make a hard line break."""
    return f"{line.strip()}  " if line.endswith("  ") else line.strip()


def _box(piece: Piece) -> str:
    """In a list of tasks every item has a box."""
    return "[x] " if isinstance(piece.block, Item) and piece.block.checked else "[ ] "


def _is_task(piece: Piece) -> bool:
    return isinstance(piece.block, Item) and piece.block.checked is not None


def _is_loose(piece: Piece) -> bool:
    """An item of several blocks, other than text and a list, needs blank lines."""
    texts = sum(isinstance(b, Paragraph) for b in piece.block.blocks) if isinstance(piece.block, Item) else 1
    return texts > 1 or any(group.form is None for group in piece.children)


def _separated(blocks: Sequence[Sequence[Line]], piece: Piece) -> Iterator[Sequence[Line]]:
    for number, block in enumerate(blocks):
        if number and _is_loose(piece):
            yield (_BLANK,)
        yield block


def _same_markers(one: ListForm | None, other: ListForm) -> bool:
    return one is not None and _MARKERS[one] == _MARKERS[other]


def _is_indented_code(text: str) -> bool:
    return text.startswith(("    ", "\t"))
