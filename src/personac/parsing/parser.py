"""Pass: parse every source into front matter and section AST.

The personas are ordered by path, whatever the order of the files, and all later passes keep
this order. Determinism starts here.

A body is parsed in three steps: mistune parses blocks, which are located in the source (`markdown`,
`line_map`); their tokens become blocks of the AST (`blocks`); headings, label lines and prompt tags
(`prompt_tags`) divide them into sections (`sections`). For any input, spans are within bounds and nested,
siblings are in order, and between the leaves there is only white space, list markers, task boxes and quote
marks. Without `names`, only what is inside a prompt tag decides whether it is a section.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.input_kinds import DEEP_NESTING, NOT_UTF8
from personac.model import Persona
from personac.model.ast import ItemList, Paragraph, Section
from personac.model.personas import identify
from personac.model.source import BOM, Source, UndecodableError
from personac.parsing import markdown
from personac.parsing.blocks import read_blocks
from personac.parsing.front_matter import read_front_matter
from personac.parsing.line_map import LineMap
from personac.parsing.prompt_tags import NO_NAMES, TagNames
from personac.parsing.sections import build_sections
from personac.parsing.toml_agents import is_toml, read_toml_agent

_CONTROL = frozenset({"Cc", "Cs"})  # categories of characters
_TWO = 2  # paragraphs, and items: the text and what is behind it


def parse_all(
    sources: Iterable[Source], names: TagNames = NO_NAMES
) -> tuple[tuple[Persona, ...], tuple[Diagnostic, ...]]:
    """Return the personas, ordered by path, and the diagnostics.

    Raises `PersonacError` with every source that is not UTF-8 text, or TOML and no agent.
    """
    sources = sorted(sources, key=lambda source: source.path)
    _check_readable(sources)
    ids = identify([source.path for source in sources])
    parsed = [parse(source, persona_id, names) for source, persona_id in zip(sources, ids, strict=True)]
    personas = tuple(persona for persona, _ in parsed)
    return personas, tuple(diagnostic for _, diagnostics in parsed for diagnostic in diagnostics)


def parse(
    source: Source, persona_id: str, names: TagNames = NO_NAMES
) -> tuple[Persona, tuple[Diagnostic, ...]]:
    """Parse one source: TOML by its name, else markdown.

    Raises `UndecodableError` if it is not UTF-8 text, and `PersonacError` if it is TOML and no agent.
    """
    reading = read_toml_agent(source) if is_toml(source.path) else read_front_matter(source)
    if is_toml(source.path):  # the first line of the body may stand behind its key
        source = replace(source, body_start=source.byte_offset(reading.body_start))
    body, nested = _parsed(source, reading.body_start, reading.body_end, names)
    persona = Persona(persona_id, source, reading.front_matter, body)
    return persona, (*reading.diagnostics, *_too_deep(source, nested))


def parse_body(source: Source, start: int, end: int | None = None, names: TagNames = NO_NAMES) -> Section:
    """Parse the body of `source`, characters `start` to `end`, or to the end of the file.

    Returns the root section, whose span is the whole body. Any text is valid markdown. Raises
    `UndecodableError` if `source` is not UTF-8 text.
    """
    return _parsed(source, start, end, names)[0]


def is_running_text(text: str) -> bool:
    """Return whether a text is one paragraph, alone and as an item, without comments and tags.

    Hidden characters are reported elsewhere.
    """
    if any(map(_CONTROL.__contains__, map(unicodedata.category, text))):
        return False
    alone = parse_body(Source("", f"{text}\n\nx\n".encode()), 0)
    listed = parse_body(Source("", f"- {text}\n- x\n\nx\n".encode()), 0)
    if alone.sections or listed.sections or [type(block) for block in listed.blocks] != [ItemList, Paragraph]:
        return False
    items = [item for block in listed.blocks if isinstance(block, ItemList) for item in block.items]
    blocks = [*alone.blocks, *(block for item in items for block in item.blocks)]
    is_plain = all(isinstance(block, Paragraph) and not any(map(_is_part, block.hidden)) for block in blocks)
    return (
        is_plain and len(alone.blocks) == len(items) == _TWO and all(item.checked is None for item in items)
    )


def _is_part(hidden: str) -> bool:
    return hidden.startswith("<") and not hidden.startswith("<U+")


def _parsed(source: Source, start: int, end: int | None, names: TagNames) -> tuple[Section, Sequence[int]]:
    """Return the root section, and the characters where something is nested too deeply."""
    text = source.text[:end]
    document = markdown.parse(LineMap.of_body(text, start), names)
    span = source.span(start, len(text))
    return build_sections(source, span, read_blocks(source, document)), document.nested


def _too_deep(source: Source, nested: Sequence[int]) -> Iterator[Diagnostic]:
    """Yield one warning for all that is nested too deeply."""
    for place in nested[:1]:
        more = f", and in {len(nested) - 1} more places" if len(nested) > 1 else ""
        message = f"nested more than {markdown.MAX_NESTING} deep here{more}: kept as it is, and not compared"
        offset = source.byte_offset(place)
        yield source.diagnostic(offset, DEEP_NESTING, message, "write it as several lists")


def _check_readable(sources: Sequence[Source]) -> None:
    diagnostics = list[Diagnostic]()
    for source in sources:
        try:
            _ = read_toml_agent(source) if is_toml(source.path) else source.text
        except UndecodableError as error:
            diagnostics.append(_not_utf8(source, error))
        except PersonacError as error:
            diagnostics += error.diagnostics
    if diagnostics:
        raise PersonacError(*diagnostics)


def _not_utf8(source: Source, error: UndecodableError) -> Diagnostic:
    line = source.data.count(b"\n", 0, error.offset) + 1
    before = source.data[: error.offset].removeprefix(BOM).rpartition(b"\n")[2]
    column = len(before.decode("utf-8", "replace")) + 1
    return Diagnostic(NOT_UTF8, source.path, line, column, error.problem, error.hint)
