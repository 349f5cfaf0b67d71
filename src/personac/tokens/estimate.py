"""Estimate tokens without a vocabulary: the same number on every machine, in every version of Python.

Byte-pair encoders cut a text into words, digits, marks and line ends before
they look anything up, so counting those comes close. The weights were fitted
to `o200k_base` over 443 real agent files (bench/tokens.py measures the error;
docs/merging.md has the figures). The sum is exact over lines: a text weighs
what its lines weigh.
"""

from __future__ import annotations

import re

HUNDRED = 100  # weights are hundredths of a token, so that sums are whole numbers
_COMMON = 7  # letters that a word may have and mostly is one token
_DIGITS = 3  # digits in one token

_WORD = re.compile(r"[A-Z]*[a-z]+|[A-Z]+")
_NUMBER = re.compile(r"[0-9]+")
_MARKS = re.compile(r"[!-/:-@\[-`{-~]+")
_LINE_END = re.compile(r"[^\S\n]*\n\s*")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")

_A_WORD, _LETTER_MORE = 103, 4
_THREE_DIGITS = 160
_A_MARK, _MARK_MORE = 76, 31
_A_LINE_END = 102
_A_CHARACTER = 70


def weigh(text: str) -> int:
    """Return the estimated size of `text` in hundredths of a token."""
    words, marks = _WORD.findall(text), _MARKS.findall(text)
    return (
        len(words) * _A_WORD
        + sum(size - _COMMON for size in map(len, words) if size > _COMMON) * _LETTER_MORE
        + sum(-(-len(number) // _DIGITS) * _THREE_DIGITS for number in _NUMBER.findall(text))
        + len(marks) * (_A_MARK - _MARK_MORE)
        + sum(map(len, marks)) * _MARK_MORE
        + len(_LINE_END.findall(text)) * _A_LINE_END
        + len(_BEYOND_ASCII.findall(text)) * _A_CHARACTER
    )
