r"""Place the examples that were taken out of the descriptions into the body.

A description is read by the agent that calls, in every session; its examples
are many words there. Moved, they stand at the end of the body under one title,
each once, and not where a body has the same example already.

Examples inside a description: found, taken out, and made fit to stand in a body.

Descriptions often end in `<example>` blocks. Many were written by tools that
escape line ends twice, so that the text holds `\n` as two characters; in a
body, line ends have to be line ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from textwrap import dedent

from personac.config.schema import Rules
from personac.ir import Compilation, MergedSection, MovedExample, Piece, PieceList
from personac.model.ast import Verbatim

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


_EXAMPLE = re.compile(r"<example>(?P<inside>(?:(?!</?example>).)*)</example>", re.DOTALL | re.IGNORECASE)
_WRAPPER = re.compile(r"</?examples>", re.IGNORECASE)
_ESCAPED_END = re.compile(r"\\r\\n|\\n")
_WORD = re.compile(r"\bexamples?\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:\n]|\\n")


@dataclass(frozen=True, slots=True)
class Described:
    """A description without its examples, and these, each as lines from tag to tag."""

    text: str
    examples: tuple[str, ...]


def split_examples(description: str) -> Described:
    """Take the examples out of `description`, and the words that announce them."""
    parts: list[str] = []
    examples: list[str] = []
    start = 0
    for match in _EXAMPLE.finditer(description):
        parts.append(_unannounced(description[start : match.start()]))
        examples.append(_laid_out(match["inside"]))
        start = match.end()
    if not examples:
        return Described(description, ())
    parts.append(_WRAPPER.sub("", description[start:]))
    texts = [text for part in parts if (text := _stripped(part))]
    joint = "\n\n" if any("\n" in text for text in texts) else " "
    return Described(joint.join(texts), tuple(examples))


def folded(text: str) -> str:
    """Return `text` with white space and escaped line ends folded, to compare examples."""
    return " ".join(_ESCAPED_END.sub(" ", text).split())


def _unannounced(text: str) -> str:
    """Take off the last sentence, or line, where it announces examples (`Examples:`)."""
    text = _stripped(_WRAPPER.sub("", text))
    if not text.endswith(":"):
        return text
    start = max((match.end() for match in _SENTENCE_END.finditer(text[:-1])), default=0)
    return text[:start] if _WORD.search(text[start:]) else text


def _stripped(text: str) -> str:
    """Return `text` without white space and escaped line ends around it."""
    while text != (shorter := text.strip().removesuffix("\\n").removeprefix("\\n")):
        text = shorter
    return text


def _laid_out(inside: str) -> str:
    if _ESCAPED_END.match(inside.lstrip(" ")):
        inside = _ESCAPED_END.sub("\n", inside).replace('\\"', '"').replace("\\'", "'")
    lines = [line.rstrip() for line in dedent(inside.replace("\r\n", "\n")).strip().splitlines()]
    return "\n".join(["<example>", *lines, "</example>"])
