"""Text that is safe to show: what a source contains is visible, and has no effect on the reader's tools.

Persona files come from anywhere: they may contain terminal escapes, bidirectional marks that reorder
what a reviewer sees, or markup. A build with nothing to do imports this module, so it imports little.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from personac.diagnostics.diagnostic import Diagnostic

# Patterns as text, compiled on first use: a build with nothing to do never uses them.
_LIST_OR_RULE = r"^([-=])|^(\d+)(?=\.)"
_BREAK = "&#8203;"  # a zero-width space stops a forge from making a link, an issue or a mention
_FORGE_LINK = r"(:(?=//)|@|#(?=\d)|\bwww(?=\.))"
_FORGE_SIGNS = ("@", "#", "://", "www.")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_MARKUP = {**_ENTITIES, **{ord(char): f"\\{char}" for char in "\\`*_{}[]()#+!|~"}}
_VARIANTS = frozenset("\ufe0e\ufe0f")  # as text or as a picture; behind anything but a symbol unseen
_LONE_VARIANT = (
    r"(?<![\u00a9\u00ae\u203c-\u205f\u2070-\u27ff\u2801-\u3163\u3165-\u3299\U0001f000-\U0001faff])"
    r"[\ufe0e\ufe0f](?!\u20e3)"
)
_SELECTORS = ((0x180B, 0x180D), (0xFE00, 0xFE0D), (0xE0100, 0xE01EF))
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0").union(
    chr(code) for first, last in _SELECTORS for code in range(first, last + 1)
)
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs", "Co"})
_NOT_IN_XML = frozenset("\ufffe\uffff\t")
_LONGEST = 300


def visible(text: str) -> str:
    """Replace control, bidirectional and other invisible characters by `<U+XXXX>`."""
    if text.isascii() and text.isprintable():
        return text
    if not _VARIANTS.isdisjoint(text):
        text = re.sub(_LONE_VARIANT, lambda match: _code_point(match[0]), text)
    if text.isprintable() and _UNSEEN.isdisjoint(text):
        return text
    return "".join(_code_point(char) if _is_hidden(char) else char for char in text)


def one_line(text: str) -> str:
    """Like `visible`, with line ends replaced as well."""
    return visible(text).replace("\n", "<U+000A>")


def drawable(text: str) -> str:
    """Like `one_line`, also without the characters that XML cannot contain: for labels of graphs."""
    return "".join(_code_point(char) if char in _NOT_IN_XML else char for char in one_line(text))


def flat(text: str) -> str:
    """Like `visible`, on one line: runs of white space become one space."""
    return visible(" ".join(text.split()))


def markdown(text: str) -> str:
    """Escape text for one line of markdown, where it must not act as markup or HTML."""
    escaped = _inert(" ".join(visible(text).split()).translate(_MARKUP))
    if escaped.startswith(("-", "=")) or escaped[:1].isdecimal():
        return re.sub(_LIST_OR_RULE, lambda match: f"{match[2] or ''}\\{match[1] or ''}", escaped)
    return escaped


def html(text: str) -> str:
    """Escape text for one line of an HTML block in markdown, where backslashes mean nothing."""
    return _inert(" ".join(visible(text).split()).translate(_ENTITIES))


def shortened(text: str, longest: int = _LONGEST) -> str:
    """Cut text to `longest` characters, with an ellipsis where something is cut."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "\u2026"


def count(number: int, noun: str) -> str:
    """Return a number and its noun, as in `1 bullet`, `2 bullets`."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


def percent(share: float) -> str:
    """Return a share as whole percent."""
    return f"{share:.0%}"


def render_diagnostics_text(diagnostics: Iterable[Diagnostic]) -> str:
    """Render as compilers do, ordered by place, each with its hint below; empty where there is none."""
    return "".join(_diagnostic(one) for one in sorted(diagnostics, key=lambda one: one.sort_key))


def _diagnostic(one: Diagnostic) -> str:
    path = one_line(one.path)
    place = f"{path}:{one.line}:{one.column}" if one.line else path
    hints = (f"    hint: {line}" for line in one.hint.splitlines())
    lines = (f"{place}: {one.severity}[{one.code}]: {one.message}", *hints)
    return "".join(f"{visible(line)}\n" for line in lines)


def _inert(text: str) -> str:
    is_link = any(sign in text for sign in _FORGE_SIGNS)
    return re.sub(_FORGE_LINK, rf"\1{_BREAK}", text) if is_link else text


def _is_hidden(char: str) -> bool:
    if char.isprintable() or char in "\t\n":
        return char in _UNSEEN
    return unicodedata.category(char) in _HIDDEN_CATEGORIES


def _code_point(char: str) -> str:
    return f"<U+{ord(char):04X}>"
