"""The body of a persona: from its text to the section AST.

Three steps, each in a module of its own: mistune parses blocks, which are
placed in the source (markdown, line_map); placed tokens become blocks
(blocks, inlines); headings and label lines make sections of them (sections).
Whatever the input, spans are in bounds and nested, siblings stand in order,
and between the leaves stand only white space, list markers, task boxes and
quote marks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from personac.parsing import markdown
from personac.parsing.blocks import read_blocks
from personac.parsing.line_map import LineMap
from personac.parsing.sections import build_sections

if TYPE_CHECKING:
    from personac.model.ast import Section
    from personac.model.source import Source


def parse_body(source: Source, start: int) -> Section:
    """Parse the body of `source`, which begins at character `start` of its text.

    Returns the root section, which spans the whole body. No input is refused:
    every text is markdown. Raises `UndecodableError` where `source` is no text.
    """
    document = markdown.parse(LineMap.of_body(source.text, start))
    span = source.span(start, len(source.text))
    return build_sections(source, span, read_blocks(source, document))
