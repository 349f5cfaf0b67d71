"""Make text from a source harmless in the place where it is shown.

Persona files come from anywhere: they may hold terminal escapes, bidirectional
marks that reorder what a reviewer sees, or markup. A reviewer must see that
they are there, and they must do nothing.
"""

from __future__ import annotations

import re
import unicodedata

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|~])")
_LONGEST = 300


def visible(text: str) -> str:
    """Replace control, bidirectional and other invisible characters by `<U+XXXX>`."""
    return "".join(_named(char) if _is_hidden(char) else char for char in text)


def markdown(text: str) -> str:
    """Escape text for one line of markdown, where it must not act as markup or HTML."""
    flat = " ".join(visible(text).split())
    escaped = _MARKUP.sub(r"\\\1", flat.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    return escaped.replace("://", ":&#8203;//").replace("@", "&#64;")


def shortened(text: str, longest: int = _LONGEST) -> str:
    """Cut text to `longest` characters, with an ellipsis where something is cut."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "\u2026"


def _is_hidden(char: str) -> bool:
    return char not in "\t\n" and unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp", "Cs", "Co"}


def _named(char: str) -> str:
    return f"<U+{ord(char):04X}>"
