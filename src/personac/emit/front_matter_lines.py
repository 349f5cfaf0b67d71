"""The front matter of the canonical as lines, each with its origins.

An entry that is taken whole from a source is copied as written, with its comments, if it alone still parses
to its value: `version: 1.10` keeps its zero. PyYAML writes everything else, so that a strict parser reads
it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import yaml

from personac.model import Line, Merged, MergedField, Origin, Persona
from personac.model.source import Source, Span
from personac.parsing.fences import visible_text
from personac.parsing.yaml_reader import YAML_ERRORS

_LINE_END = re.compile(r"\r\n|\n|\r")
_CLOSING = re.compile(r"(?:\A|(?<=[\r\n]))---")
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


@dataclass(frozen=True, slots=True)
class Chunk:
    """Text of the canonical, which may contain line ends, and where it is from."""

    text: str
    origins: tuple[Origin, ...] = ()


def front_matter_chunks(merged: Merged) -> tuple[Chunk, ...]:
    """Return the front matter, without the line end behind it; that of a persona alone is as written.

    TOML is written anew as YAML.
    """
    if len(merged.personas) == 1 and merged.personas[0].front_matter.syntax == "toml":
        return tuple(_instead_of_toml(merged.personas[0], merged.fields))
    if len(merged.personas) == 1:
        return tuple(_as_written(merged.personas[0], merged.fields))
    return _new(merged.fields)


def _new(fields: Sequence[MergedField]) -> tuple[Chunk, ...]:
    lines = (line for field in fields for line in field_lines(field))
    return (Chunk("---\n"), *(Chunk(f"{line.text}\n", line.origins) for line in lines), Chunk("---"))


def _instead_of_toml(persona: Persona, fields: Sequence[MergedField]) -> Iterator[Chunk]:
    """Yield a front matter with the line ends of the file; the body begins on a line of its own."""
    line_end, span = _line_end(persona.source), persona.front_matter.span
    for chunk in _new(fields) if fields else ():
        yield Chunk(chunk.text.replace("\n", line_end), chunk.origins)
    if fields and span and persona.source.data[span.end : span.end + 1] not in (b"\r", b"\n"):
        yield Chunk(line_end)


def _line_end(source: Source) -> str:
    """Return the first line end of a file."""
    first = _LINE_END.search(source.text)
    return first[0] if first else "\n"


def _as_written(persona: Persona, fields: Sequence[MergedField]) -> Iterator[Chunk]:
    """Yield the front matter of one persona, in which only what rules have changed is written anew."""
    front, source = persona.front_matter, persona.source
    line_end = _line_end(source)
    known = {entry.key for entry in front.entries}
    added = [
        Chunk(f"{line.text}{line_end}", line.origins)
        for field in fields
        if field.key not in known
        for line in field_lines(field)
    ]
    if front.span is None:
        yield from (Chunk(f"---{line_end}"), *added, Chunk(f"---{line_end}")) if added else ()
        return
    yield _before(persona, front.span.start)
    if not front.entries and added:
        yield from _new(fields)
        return
    chunks, end = _entries_as_written(persona, fields, line_end)
    yield from chunks
    yield from _with_added(_text(source, end, front.span.end), added, line_end)


def _before(persona: Persona, end: int) -> Chunk:
    """Return what is above the front matter, which begins at the byte `end`."""
    source, text = persona.source, _text(persona.source, 0, end)
    lines = 1, source.last_line(Span(0, end))
    origins = (Origin(persona.id, source.path, *lines, "frontmatter"),)
    return Chunk(text, origins if visible_text(text) else ())


def _entries_as_written(
    persona: Persona, fields: Sequence[MergedField], line_end: str
) -> tuple[list[Chunk], int]:
    """Return the entries of the canonical with the text above each, and where the last one ends."""
    source, entries = persona.source, persona.front_matter.entries
    by_key, last_of = {field.key: field for field in fields}, {entry.key: entry for entry in entries}
    chunks, end = list[Chunk](), persona.front_matter.start
    for entry in entries:
        field = by_key.get(entry.key)
        if field and (field.value == entry.value or entry is not last_of[entry.key]):
            chunks.append(Chunk(_text(source, end, entry.span.start)))
            end = entry.span.end
            chunks.append(Chunk(_text(source, entry.span.start, end), field.origins))
            continue
        chunks.append(Chunk(_text(source, end, entry.start)))
        end = entry.end if field else _behind_line(source, entry.end)
        lines = field_lines(field) if field else ()
        chunks.append(Chunk(line_end.join(line.text for line in lines), field.origins if field else ()))
    return chunks, end


def _with_added(rest: str, added: Sequence[Chunk], line_end: str) -> Iterator[Chunk]:
    """Yield the rest of a front matter, with what is added above its closing line, or at its end."""
    closing = _CLOSING.search(rest)
    at = closing.start() if closing else len(rest)
    yield Chunk(rest[:at])
    if added and closing is None:
        yield Chunk(line_end)
        *added, last = added
        yield from (*added, Chunk(last.text.removesuffix(line_end), last.origins))
    else:
        yield from added
    yield Chunk(rest[at:])


def _text(source: Source, start: int, end: int) -> str:
    return source.data[start:end].decode("utf-8")


def _behind_line(source: Source, offset: int) -> int:
    """Return where the line after that of `offset` begins."""
    return source.data.find(b"\n", offset) + 1 or len(source.data)


def field_lines(field: MergedField) -> tuple[Line, ...]:
    """Return the entry's lines, each with the field's origins."""
    lines = [line.rstrip() for line in _LINE_END.split(field.written)]
    comments = list(takewhile(lambda line: line.startswith("#"), lines))
    written = "\n".join(lines[len(comments) :])
    is_escaped = "\n" not in written and isinstance(field.value, str) and "\n" in field.value
    text = written if not is_escaped and _parses_to(written, field) else _dump(field)
    return tuple(Line(line, field.origins) for line in (*comments, *text.split("\n")))


def _parses_to(written: str, field: MergedField) -> bool:
    if not written or written.startswith((" ", "\t")):
        return False
    try:
        parsed = yaml.safe_load(f"{written}\n")
    except YAML_ERRORS:
        return False
    # The key need not be text (`1:`); only a copy preserves such a key.
    return isinstance(parsed, dict) and list(parsed.values()) == [field.value]


def _dump(field: MergedField) -> str:
    text: str = yaml.dump(
        {field.key: field.value}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH
    )
    return text.rstrip("\n")
