"""The location of front matter: the lines of three dashes.

As for agent tools and python-frontmatter, front matter opens with `---` and closes with the next
line that is `---`; YAML's `...` does not close it. Front matter after blank lines, which these
tools silently skip, is located too, so that it can be read and reported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

_BEFORE = re.compile(r"[\s\ufeff\u200b\u2060]*")
_INVISIBLE = "\ufeff\u200b\u2060"
_LINE_END = r"(?:\r\n|\n|\r|\Z)"
_OPENING = re.compile(rf"---[^\S\r\n]*{_LINE_END}")
_CLOSING = re.compile(rf"(?:(?<=\n)|(?<=\r)(?!\n))(---[^\S\r\n]*){_LINE_END}")
KEY = r"""(?:"[^"\r\n]*"|'[^'\r\n]*'|<<|[\w$.][\w$./+-]*)"""
_KEY_LINE = re.compile(rf"[ \t]*{KEY}[ \t]*:(?=\s|\Z)")
_CONTINUATION = re.compile(r"[ \t]+\S|#|- ")
_BLANK_OR_COMMENT = re.compile(r"\s*(?:#|\Z)")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")


@dataclass(frozen=True, slots=True)
class Fences:
    """Character indices of the opening dashes, the text between the fences, and the body."""

    start: int
    inner_start: int
    inner_end: int
    end: int
    body_start: int


@dataclass(frozen=True, slots=True)
class Opening:
    """An opening line without a closing line; `keys_end` is the end of the lines that look like keys."""

    start: int
    keys_end: int


def find_fences(text: str) -> Fences | Opening | None:
    """Return the fences of the front matter of `text`, only its opening, or None.

    A line of dashes that is not followed by a key is a horizontal rule of the body if it is
    after blank lines, or if there is no other line of dashes.
    """
    start = visible_start(text)
    opening = _OPENING.match(text, start)
    if opening is None or text[:start].rpartition("\n")[2].rpartition("\r")[2].strip(_INVISIBLE):
        return None
    closing = _CLOSING.search(text, opening.end())
    if (start or closing is None) and not _opens_with_key(text, opening.end()):
        return None
    if closing is None:
        return Opening(start, _keys_end(text, opening.end()))
    return Fences(start, opening.end(), closing.start(), closing.end(1), closing.end())


def visible_start(text: str) -> int:
    """Return the index of the first visible character of `text`, or its length."""
    match = _BEFORE.match(text)
    return match.end() if match else 0


def _opens_with_key(text: str, index: int) -> bool:
    """Return whether the first line after `index` that is not blank or a comment is a key."""
    for line in _LINE.finditer(text, index):
        if not _BLANK_OR_COMMENT.match(line[0]):
            return _KEY_LINE.match(line[0]) is not None
    return False


def _keys_end(text: str, index: int) -> int:
    """Return the end of the lines after `index` that look like keys and values."""
    for line in takewhile(_is_key_or_value, _LINE.finditer(text, index)):
        index = line.start() + len(line[0].rstrip())
    return index


def _is_key_or_value(line: re.Match[str]) -> bool:
    return (_KEY_LINE.match(line[0]) or _CONTINUATION.match(line[0])) is not None
