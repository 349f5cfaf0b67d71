r"""Pass: move the examples out of the descriptions into the body.

The calling agent reads every description in every session, and `<example>` blocks make it long. Each moved
example is put once at the end of the body, in a section "Examples", unless a body already has it.

Many descriptions were written by tools that escape line ends twice, so that the text contains the two
characters `\n`; in a body these become line ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import dedent

from personac.model import MergedSection, MovedExample, Origin, Persona, Piece, PieceList
from personac.model.ast import Verbatim

TITLE = "Examples"
_TOP = 2  # the level of a heading at the top

_EXAMPLE = re.compile(r"<example>(?P<inside>(?:(?!</?example>).)*)</example>", re.DOTALL | re.IGNORECASE)
_WRAPPER = re.compile(r"</?examples>", re.IGNORECASE)
_ESCAPED_END = re.compile(r"\\r\\n|\\n")
_ENDS = re.compile(r"(?:\s|\\n)*")
_ANNOUNCING_WORD = re.compile(r"\bexamples?\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:\n]|\\n")


def new_examples(examples: Sequence[MovedExample], personas: Sequence[Persona]) -> tuple[MovedExample, ...]:
    """Return each example once, with all its origins, without those that a body already has."""
    by_text: dict[str, list[MovedExample]] = {}
    for example in examples:
        by_text.setdefault(normalised(example.text), []).append(example)
    if not by_text:
        return ()
    bodies = (normalised(persona.source.slice_text(persona.body.span)) for persona in personas)
    present = {example[0] for body in bodies for example in _EXAMPLE.finditer(body)}
    return tuple(
        replace(same[0], origins=tuple(origin for example in same for origin in example.origins))
        for text, same in by_text.items()
        if text not in present
    )


def with_examples(body: MergedSection, examples: Sequence[MovedExample]) -> MergedSection:
    """Append the examples to the section titled "Examples", or to a new one at the end."""
    if not examples:
        return body
    lists = tuple(_as_list(example) for example in examples)
    for number, section in enumerate(body.sections):
        if section.title.casefold() == TITLE.casefold():
            longer = replace(section, content=(*section.content, *lists))
            return replace(body, sections=(*body.sections[:number], longer, *body.sections[number + 1 :]))
    levels = (s.level for s in body.sections if s.heading and s.heading.kind == "heading")
    new = MergedSection(next(levels, _TOP), TITLE, _origins(examples), lists, ())
    return replace(body, sections=(*body.sections, new))


def _as_list(example: MovedExample) -> PieceList:
    block = Verbatim(example.span, "html")
    return PieceList(None, (Piece(example.persona, block, example.origins, text=example.text),))


def _origins(examples: Sequence[MovedExample]) -> tuple[Origin, ...]:
    return tuple(dict.fromkeys(origin for example in examples for origin in example.origins))


@dataclass(frozen=True, slots=True)
class Description:
    """A description without its examples, and these, each as lines from tag to tag."""

    text: str
    examples: tuple[str, ...]


def split_examples(description: str) -> Description:
    """Separate the examples from `description`, and drop the words that announce them."""
    parts: list[str] = []
    examples: list[str] = []
    start = 0
    for match in _EXAMPLE.finditer(description):
        parts.append(_without_announcement(description[start : match.start()]))
        examples.append(_as_lines(match["inside"]))
        start = match.end()
    if not examples:
        return Description(description, ())
    parts.append(_WRAPPER.sub("", description[start:]))
    texts = [text for part in parts if (text := _stripped(part))]
    separator = "\n\n" if any("\n" in text for text in texts) else " "
    return Description(separator.join(texts), tuple(examples))


def normalised(text: str) -> str:
    """Return `text` with runs of white space and escaped line ends as one space, for comparison."""
    return " ".join(_ESCAPED_END.sub(" ", text).split())


def _without_announcement(text: str) -> str:
    """Remove the last sentence or line if it announces examples (`Examples:`)."""
    text = _stripped(_WRAPPER.sub("", text))
    if not text.endswith(":"):
        return text
    start = max((match.end() for match in _SENTENCE_END.finditer(text[:-1])), default=0)
    return text[:start] if _ANNOUNCING_WORD.search(text[start:]) else text


def _stripped(text: str) -> str:
    """Return `text` without white space and escaped line ends around it."""
    found = _ENDS.match(text)
    start, end = found.end() if found else 0, len(text)
    while end > start and (text[end - 1].isspace() or text.endswith("\\n", start, end)):
        end -= 1 if text[end - 1].isspace() else 2
    return text[start:end]


def _as_lines(inside: str) -> str:
    if _ESCAPED_END.match(inside.lstrip(" ")):
        inside = _ESCAPED_END.sub("\n", inside).replace('\\"', '"').replace("\\'", "'")
    lines = [line.rstrip() for line in dedent(inside.replace("\r\n", "\n")).strip().splitlines()]
    return "\n".join(["<example>", *lines, "</example>"])
