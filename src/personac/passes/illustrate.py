"""Place the examples that were taken out of the descriptions into the body.

A description is read by the agent that calls, in every session; its examples
are many words there. Moved, they stand at the end of the body under one title,
each once, and not where a body has the same example already.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from personac.config.schema import Rules
from personac.ir import Compilation, MergedSection, MovedExample, Piece, PieceList
from personac.model.ast import Verbatim
from personac.passes.front_matter.examples import folded

TITLE = "Examples"


def run(compilation: Compilation, _rules: Rules) -> Compilation:
    """Add `examples` to `body`."""
    if compilation.body is None:
        raise AssertionError
    groups = tuple(_group(example) for example in _new(compilation))
    return replace(compilation, body=_with_examples(compilation.body, groups)) if groups else compilation


def _new(compilation: Compilation) -> Iterator[MovedExample]:
    """Yield each example once, with all its origins, unless a body has it."""
    if not compilation.examples:
        return
    bodies = [folded(persona.source.slice_text(persona.body.span)) for persona in compilation.personas]
    by_text: dict[str, MovedExample] = {}
    for example in compilation.examples:
        key = folded(example.text)
        first = by_text.get(key)
        by_text[key] = replace(first, origins=(*first.origins, *example.origins)) if first else example
    for key, example in by_text.items():
        if not any(key in body for body in bodies):
            yield example


def _group(example: MovedExample) -> PieceList:
    block = Verbatim(example.span, "html")
    return PieceList(None, (Piece(example.persona, block, example.origins, text=example.text),))


def _with_examples(body: MergedSection, groups: tuple[PieceList, ...]) -> MergedSection:
    """Put `groups` into the section that has the title, or else into a new one at the end."""
    origins = tuple(dict.fromkeys(o for group in groups for piece in group.pieces for o in piece.origins))
    for number, section in enumerate(body.sections):
        if section.title.casefold() == TITLE.casefold():
            grown = replace(section, content=(*section.content, *groups))
            return replace(body, sections=(*body.sections[:number], grown, *body.sections[number + 1 :]))
    return replace(body, sections=(*body.sections, MergedSection(1, TITLE, origins, groups, ())))
