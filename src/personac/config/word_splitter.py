"""Splitting of text into the words that are compared.

Technical terms contain marks that ordinary tokenizers drop: `C++`, `C#`, `.NET`, `Node.js`,
`CI/CD`, `p95`, `99.9%`, `1.2.3`. Without the marks, different things would compare as equal,
so they are part of the word here.
"""

from __future__ import annotations

import re
import unicodedata

_WORD = r"[^\W_]"
_TOKEN = re.compile(
    rf"""
    (?<![\w.])\.{_WORD}+(?:\.{_WORD}+)*              # .net, .env.local
  | (?<!\w)[^\W\d_]{{1,2}}/[^\W\d_]{{1,2}}(?![\w/])  # ci/cd, i/o, a/b
  | (?<!\w)\d{{1,3}}(?:,\d{{3}})+(?![,\w])           # 10,000
  | (?<!\w)[^\W\d_]&[^\W\d_](?!\w)                   # q&a, r&d
  | (?<!\w)[^\W\d_]\#(?!\w)                          # c#, f#
  | (?<!\w){_WORD}+\+\+                              # c++, notepad++
  | {_WORD}+(?:(?:[.']|_+){_WORD}+)*%?               # words, node.js, 1.2.3, user_id, don't, 99.9%
  | (?<=\s)&(?=\s)                                   # the word "and"
    """,
    re.VERBOSE,
)
_APOSTROPHES_AND_INVISIBLES = str.maketrans(
    {
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{MODIFIER LETTER APOSTROPHE}": "'",
        "\N{SOFT HYPHEN}": None,
        "\N{ZERO WIDTH SPACE}": None,
        "\N{ZERO WIDTH NON-JOINER}": None,
        "\N{ZERO WIDTH JOINER}": None,
        "\N{WORD JOINER}": None,
        "\N{ZERO WIDTH NO-BREAK SPACE}": None,
        "\N{VARIATION SELECTOR-16}": None,
    }
)


def tokens(text: str) -> tuple[str, ...]:
    """Return the words of `text`: folded, in order, without punctuation.

    The result does not depend on case or on Unicode compatibility forms. Splitting the
    joined words again gives the same words.
    """
    if is_plain(text):
        return tuple(text.lower().split())
    return tuple(map(_plain, _TOKEN.findall(fold(text))))


def is_plain(text: str) -> bool:
    """Return whether `text` has only ASCII letters, digits and spaces, and can be split at the spaces."""
    return text.isascii() and text.replace(" ", "").isalnum()


def fold(text: str) -> str:
    """Return `text` without differences of case and of Unicode compatibility forms."""
    if text.isascii():
        return text.lower()
    visible = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES_AND_INVISIBLES)
    return unicodedata.normalize("NFKC", visible.casefold())


def _plain(word: str) -> str:
    return "and" if word == "&" else word.replace(",", "")
