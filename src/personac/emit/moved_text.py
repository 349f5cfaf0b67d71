"""Text of a source for another place: headings of another level, paragraphs and blocks in another column."""

from __future__ import annotations

import re

from personac.model.ast import Block, Item, Paragraph, moved_text
from personac.model.source import Source

LINE_END = re.compile(r"\r\n|\n|\r")
_DEEPEST = 6
_ATX = re.compile(r"#{1,6}(?=[ \t]|$)")
_UNDERLINE = re.compile(r"=+|-+")
_STARTS_A_BLOCK = re.compile(
    r"""  \#{1,6}(?:\s|$) | > | < | \| | ``` | ~~~
        | (?:[-+*]|\d+[.)])(?:\s|$)  # an item
        | (?:(?:[*]\s*){3,}|(?:_\s*){3,}|=+)$  # a rule, or the line under a heading
        | [-:|][-:|\s]*$  # the delimiters of a table, a rule, or the line under a heading
    """,
    re.VERBOSE,
)


def heading_marks(level: int) -> str:
    """Return the hashes of a heading."""
    return "#" * min(_DEEPEST, max(level, 1))


def with_level(text: str, own: int, level: int, title: str) -> str:
    """Return a heading as written, with the marks of another level or another title if it has these."""
    if own == level and not title:
        return text
    if title:
        return f"{heading_marks(level)} {title}"
    if _ATX.match(text):
        return _ATX.sub(heading_marks(level), text, count=1)
    *lines, _ = LINE_END.split(text)
    return f"{heading_marks(level)} {' '.join(line.strip() for line in lines)}"


def indented(text: str, column: int) -> str:
    """Indent all lines but the first and blank ones."""
    first, *rest = text.split("\n")
    return "\n".join([first, *(f"{' ' * column}{line}" if line else "" for line in rest)])


def moved(source: Source, block: Block | Item) -> str:
    """Return a block as it is written in column 0."""
    if isinstance(block, Item):
        raise TypeError
    return paragraph_text(source, block) if isinstance(block, Paragraph) else moved_text(source, block)


def paragraph_text(source: Source, paragraph: Paragraph) -> str:
    """Return running text without the indentation of its lines."""
    first, *rest = LINE_END.split(source.slice_text(paragraph.span))
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
