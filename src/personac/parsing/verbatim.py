"""The text of a block that is copied as a whole to another place.

In its file a block may depend on its surroundings: on the indentation of a list item, or on
the end of the file or item, which ends an unclosed fence or HTML block. Text that is moved has
to be dedented and closed.
"""

from __future__ import annotations

import re

from personac.model.ast import Block, Verbatim
from personac.model.source import Source

_LINE_END = re.compile(r"\r\n|\n|\r")
_TAB = 4  # columns from one tab stop to the next
_FENCE = re.compile(r"(?:`{3,}|~{3,})")
_RAW_TAG = re.compile(r"<(pre|script|style|textarea)(?=[\s>]|$)", re.IGNORECASE)
_HTML_ENDS = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">"))


def moved_text(source: Source, block: Block) -> str:
    """Return the block's lines, joined by LF, without the container's indentation, and closed."""
    first, *rest = _LINE_END.split(source.slice_text(block.span))
    columns = _column(source, block.span.start)
    text = "\n".join([first, *(_without_indentation(line, columns) for line in rest)])
    return _closed(text, block.kind) if isinstance(block, Verbatim) else text


def _column(source: Source, offset: int) -> int:
    """Return the column, counted from 0, of the byte at `offset`; tabs extend to tab stops."""
    start = max(source.data.rfind(b"\n", 0, offset), source.data.rfind(b"\r", 0, offset)) + 1
    before = source.data[start:offset].decode("utf-8").removeprefix("\ufeff")
    return len(before.expandtabs(_TAB))


def _without_indentation(line: str, columns: int) -> str:
    """Remove up to `columns` columns of white space; the rest of a split tab becomes spaces."""
    column = 0
    for index, char in enumerate(line):
        if column >= columns or char not in " \t":
            return " " * (column - columns) + line[index:]
        column += _TAB - column % _TAB if char == "\t" else 1
    return ""


def _closed(text: str, kind: str) -> str:
    if kind == "code":
        fence = _FENCE.match(text)
        return _closed_fence(text, fence[0]) if fence else text
    end = _html_end(text) if kind == "html" else ""
    return text if end.lower() in text.lower() else f"{text}\n{end}"


def _closed_fence(text: str, fence: str) -> str:
    _, *rest = text.split("\n")
    is_closed = rest and re.fullmatch(rf"\s*{fence[0]}{{{len(fence)},}}\s*", rest[-1])
    return text if is_closed else f"{text}\n{fence}"


def _html_end(text: str) -> str:
    """Return what ends an HTML block that can contain blank lines, or an empty string."""
    tag = _RAW_TAG.match(text)
    if tag is not None:
        return f"</{tag[1].lower()}>"
    return next((end for start, end in _HTML_ENDS if text.startswith(start)), "")
