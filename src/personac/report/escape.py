"""Make text from a source harmless in the place where it is shown.

Persona files come from anywhere: they may hold terminal escapes, bidirectional
marks that reorder what a reviewer sees, or markup. A reviewer must see that
they are there, and they must do nothing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Patterns as text, compiled when first used: a build with nothing to do never uses them.
_LIST_OR_RULE = r"^([-=])|^(\d+)(?=\.)"
_BREAK = "&#8203;"  # a zero-width space ends what a forge would make a link, an issue or a mention of
_FORGE_LINK = r"(:(?=//)|@|#(?=\d)|\bwww(?=\.))"
_FORGE_SIGNS = ("@", "#", "://", "www.")  # without one of these nothing of that is there
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_MARKUP = {**_ENTITIES, **{ord(char): f"\\{char}" for char in "\\`*_{}[]()#+!|~"}}
_SELECTORS = ((0x180B, 0x180D), (0xFE00, 0xFE0D), (0xE0100, 0xE01EF))
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0").union(
    chr(code) for first, last in _SELECTORS for code in range(first, last + 1)
)
_NO_CHARACTER = frozenset("\ufffe\uffff\t")
_LONGEST = 300


def visible(text: str) -> str:
    """Replace control, bidirectional and other invisible characters by `<U+XXXX>`."""
    if text.isprintable() and (text.isascii() or _UNSEEN.isdisjoint(text)):
        return text
    return "".join(_named(char) if _is_hidden(char) else char for char in text)


def one_line(text: str) -> str:
    """Like `visible`, with line ends shown as well."""
    return visible(text).replace("\n", "<U+000A>")


def drawable(text: str) -> str:
    """Like `one_line`, also without the characters that XML cannot hold: for labels of graphs."""
    return "".join(_named(char) if char in _NO_CHARACTER else char for char in one_line(text))


@lru_cache(maxsize=2**12)  # pages ask for the same texts and places again and again
def markdown(text: str) -> str:
    """Escape text for one line of markdown, where it must not act as markup or HTML."""
    escaped = _inert(_flat(text).translate(_MARKUP))
    if escaped.startswith(("-", "=")) or escaped[:1].isdecimal():
        return re.sub(_LIST_OR_RULE, lambda found: f"{found[2] or ''}\\{found[1] or ''}", escaped)
    return escaped


def html(text: str) -> str:
    """Escape text for one line of an HTML block in markdown, where backslashes mean nothing."""
    return _inert(_flat(text).translate(_ENTITIES))


def _flat(text: str) -> str:
    return " ".join(visible(text).split())


def _inert(text: str) -> str:
    has_some = any(sign in text for sign in _FORGE_SIGNS)
    return re.sub(_FORGE_LINK, rf"\1{_BREAK}", text) if has_some else text


def shortened(text: str, longest: int = _LONGEST) -> str:
    """Cut text to `longest` characters, with an ellipsis where something is cut."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "\u2026"


@lru_cache(maxsize=2**12)  # texts are many, and characters few
def _is_hidden(char: str) -> bool:
    if char in "\t\n":
        return False
    return char in _UNSEEN or unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp", "Cs", "Co"}


def _named(char: str) -> str:
    return f"<U+{ord(char):04X}>"
