r"""Examples inside a description: found, taken out, and made fit to stand in a body.

Descriptions often end in `<example>` blocks. Many were written by tools that
escape line ends twice, so that the text holds `\n` as two characters; in a
body, line ends have to be line ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from textwrap import dedent

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
