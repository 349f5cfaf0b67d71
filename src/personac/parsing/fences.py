"""Where a front matter begins and ends: the lines of three dashes.

As agent tools and python-frontmatter have it, a front matter opens with `---`
and closes with the next line that is `---`; YAML's `...` closes none. What
they skip without a word, a front matter behind blank lines, is found here too,
so that it can be read and warned of.
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
    """Character indices: the opening dashes, what stands between, and the body behind."""

    start: int
    inner_start: int
    inner_end: int
    end: int
    body_start: int


@dataclass(frozen=True, slots=True)
class Opening:
    """An opening line that no other closes; `keys_end` is where what looks like keys ends."""

    start: int
    keys_end: int


def find_fences(text: str) -> Fences | Opening | None:
    """Return the fences of the front matter of `text`, its opening alone, or None.

    A line of dashes that opens no keys is a horizontal rule of the body: behind
    blank lines, and where no other line of dashes follows.
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
    """Return the index of the first character of `text` that can be seen, or its length."""
    match = _BEFORE.match(text)
    return match.end() if match else 0


def _opens_with_key(text: str, index: int) -> bool:
    """Tell whether a key is the first thing behind `index` that is neither blank nor a comment."""
    for line in _LINE.finditer(text, index):
        if not _BLANK_OR_COMMENT.match(line[0]):
            return _KEY_LINE.match(line[0]) is not None
    return False


def _keys_end(text: str, index: int) -> int:
    """Return where the lines behind `index` that look like keys and their values end."""
    for line in takewhile(_is_key_or_value, _LINE.finditer(text, index)):
        index = line.start() + len(line[0].rstrip())
    return index


def _is_key_or_value(line: re.Match[str]) -> bool:
    return (_KEY_LINE.match(line[0]) or _CONTINUATION.match(line[0])) is not None
