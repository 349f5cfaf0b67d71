"""The canonical as markdown lines, each with its origins.

Text is copied from the sources, never rendered from an AST: only the start of a line changes (markers,
indentation), because a bullet may move to another depth. Copied lines that would have another meaning at
their new place are indented far enough to be plain text.

A front-matter entry that is taken whole from a source is copied as written, if it alone still parses to its
value: `version: 1.10` keeps its zero. PyYAML writes everything else, so that a strict parser reads it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from personac.model import Canonical, Line, ListForm, Merged, MergedField, MergedSection, Piece, PieceList
from personac.model.ast import Item, Paragraph, moved_text
from personac.model.source import Source

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
_SEPARATOR = Line("<!-- -->")  # ends a list or an indented code block
_FENCE = Line("---")


def emit(merged: Merged) -> Canonical:
    """Return the canonical as lines."""
    sources = [persona.source for persona in merged.personas]
    fields = (line for field in merged.fields for line in field_lines(field))
    return Canonical(merged.name, (_FENCE, *fields, _FENCE, *_Emitter(sources).body(merged.body)))


@dataclass(frozen=True, slots=True)
class _Previous:
    """What comes before a block among its siblings: a list with its marker, or indented code."""

    form: ListForm | None = None
    marker: int = 0
    is_code: bool = False

    def other_marker(self, form: ListForm) -> int:
        """Return the marker that starts a new list here: neighbouring lists of one marker would be one."""
        is_same = self.form is not None and _MARKERS[self.form] == _MARKERS[form]
        return 1 - self.marker if is_same else 0


@dataclass(frozen=True, slots=True)
class _Emitter:
    sources: Sequence[Source]

    def body(self, root: MergedSection) -> tuple[Line, ...]:
        return tuple(line for block in self._section(root) for line in (_BLANK, *block))

    def _section(self, section: MergedSection) -> Iterator[tuple[Line, ...]]:
        if section.title:
            level = min(_DEEPEST, section.level + _TOP_LEVEL - 1)
            yield (Line(f"{'#' * level} {section.title}", section.origins),)
        yield from self._content(section.content)
        for child in section.sections:
            yield from self._section(child)

    def _content(self, content: Sequence[PieceList]) -> Iterator[tuple[Line, ...]]:
        previous = _Previous()
        for group in content:
            if group.form is not None:
                previous = _Previous(group.form, previous.other_marker(group.form))
                yield tuple(self._list(group, previous.marker))
                continue
            is_code = _is_indented_code(self._text(group.pieces[0]))
            if is_code and (previous.form or previous.is_code):
                yield (_SEPARATOR,)  # or the code would continue the list's last item, or that code
            previous = _Previous(is_code=is_code)
            yield from (tuple(self._piece(piece)) for piece in group.pieces)

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
    """Return whether the last line makes a heading of an item's text, and is not text itself."""
    return bool(_UNDERLINE.fullmatch(line)) and not paragraph.text.endswith(line)


def _continuation(line: str) -> str:
    """Return a line of running text, indented where it would start a block."""
    text = _trimmed(line)
    return f"    {text}" if _STARTS_A_BLOCK.match(text.rstrip()) else text


def _trimmed(line: str) -> str:
    """Return the line without surrounding white space, except the blanks of a hard line break."""
    return f"{line.strip()}  " if line.endswith("  ") else line.strip()


def _box(piece: Piece) -> str:
    """Return the box of an item: in a list of tasks every item has one."""
    return "[x] " if isinstance(piece.block, Item) and piece.block.checked else "[ ] "


def _is_task(piece: Piece) -> bool:
    return isinstance(piece.block, Item) and piece.block.checked is not None


def _is_loose(piece: Piece) -> bool:
    """Return whether an item needs blank lines: it has blocks other than one text and a list."""
    texts = sum(isinstance(b, Paragraph) for b in piece.block.blocks) if isinstance(piece.block, Item) else 1
    return texts > 1 or any(group.form is None for group in piece.children)


def _separated(blocks: Sequence[Sequence[Line]], piece: Piece) -> Iterator[Sequence[Line]]:
    for number, block in enumerate(blocks):
        if number and _is_loose(piece):
            yield (_BLANK,)
        yield block


def _is_indented_code(text: str) -> bool:
    return text.startswith(("    ", "\t"))


_LINE_BREAKS = re.compile("[\n\r\x85\u2028\u2029]")
# A block turns other line ends into LF, and needs `...` after an empty last line.
_UNFIT_FOR_BLOCK = re.compile(r"[\r\x85\u2028\u2029]|\n\n\Z|\A\n\Z")
_LONGEST_LINE = 80  # characters of text that are written on one line
_WIDTH = 100  # columns
_NUMBER_IN_YAML_1_2 = re.compile(r"[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?|0o[0-7]+|0x[\da-fA-F]+")
_TEXT_TAG = "tag:yaml.org,2002:str"


class _Dumper(yaml.SafeDumper):
    """Writes sequences below their key, long and awkward text as a block, and never an alias."""

    def represent_data(self, data: Any) -> yaml.Node:  # noqa: ANN401 - PyYAML's own signature
        if isinstance(data, str):
            return self.represent_scalar(_TEXT_TAG, data, style=self._style(data))
        return super().represent_data(data)

    def _style(self, text: str) -> str | None:
        """Return the most readable style, None where PyYAML may choose; what fits no block is quoted."""
        if _LINE_BREAKS.search(text):
            return '"' if _UNFIT_FOR_BLOCK.search(text) else "|"
        if _NUMBER_IN_YAML_1_2.fullmatch(text):
            return "'"
        if len(text) > _LONGEST_LINE and " " in text and not text[0].isspace() and "\t" not in text:
            return ">"  # text that starts with white space would not be folded back
        is_awkward = "'" in text and not self.analyze_scalar(text).allow_block_plain
        return "|" if is_awkward else None

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, _data: Any) -> bool:  # noqa: ANN401 - PyYAML's own signature
        return True


def field_lines(field: MergedField) -> tuple[Line, ...]:
    """Return the entry's lines, each with the field's origins."""
    written = "\n".join(line.rstrip() for line in _LINE_END.split(field.written))
    is_escaped = "\n" not in written and isinstance(field.value, str) and "\n" in field.value
    text = written if not is_escaped and _parses_to(written, field) else _dump(field)
    return tuple(Line(line, field.origins) for line in text.split("\n"))


def _parses_to(written: str, field: MergedField) -> bool:
    if not written or written.startswith((" ", "\t")):
        return False
    try:
        parsed = yaml.safe_load(f"{written}\n")
    except (yaml.YAMLError, ValueError, RecursionError):
        return False
    # The key need not be text (`1:`); only a copy preserves such a key.
    return isinstance(parsed, dict) and list(parsed.values()) == [field.value]


def _dump(field: MergedField) -> str:
    text: str = yaml.dump(
        {field.key: field.value}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH
    )
    return text.rstrip("\n")
