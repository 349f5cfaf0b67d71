"""Marks for the numbers and units of a text, so that the patterns of quantities need no lists of words.

A marked text is in lower case and as long as its text. Each word that the tables know is an upper-case
letter, its kind, and as many X as it takes: "Wait twenty-five minutes" is "wait TXXXXX-OXXX MXXXXXX".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from personac.quantities.spellings import Spellings, Unit

_WORD = re.compile(r"\b[a-z]+\b")
_SYMBOL = re.compile(r"(?<![^\W\d])(?<!['\u2019])(?:[^\W\d_]{1,4}(?:/s|2)?|\u00b0(?:\s?[CF])?|%)(?!\w)")
# Not inside a name, a path or another number; a minus stands behind a blank. Longer ones are no quantities.
_DIGITS = re.compile(
    r"(?:(?<!\S)[-\u2212])?(?<![\w.,/#:@])"
    r"(?:\d{1,3}(?:,\d{3}){1,6}+(?:\.\d{1,18})?|\d{1,3}(?:\.\d{3}){2,6}+|"
    r"\d{1,18}+(?:\.\d{1,18}+)?(?:[eE][-\u2212]?\d{1,2})?)"
    r"(?![.,]?\d|/\d|:\d)(?:(?:[kKM]|bn)(?!\w))?"
)
_HYPHENS = ("-", "\u2212")
_IN_ONE = str.maketrans({"\u0130": "i"})  # the one letter that is longer in lower case

_SCALE = "SX*+"
_SMALL = r"(?:TX*+(?:[\s-][IO]X*+)?|[IOE]X*+)"
_LARGE = rf"(?:\s{_SCALE}){{1,3}}(?:\s(?:and\s)?{_SMALL}(?:\s{_SCALE}){{0,2}}){{0,4}}"
_AND_A_HALF = r"(?:\sand\sa\sHX*+(?!\s(?:of|an?)\b))?"
_APART = r"(?<![\w-])"

ONE = "IX*+"
HALF = "HX*+"
QUARTER = "QX*+"
NTH = "[MP]X*+"  # "second" is a unit too
SMALL = _APART + _SMALL
WORDS = rf"{_APART}(?:HX*+\sa\s{_SCALE}|(?:{_SMALL}(?:{_LARGE})?|an?{_LARGE}){_AND_A_HALF})"
DIGITS = rf"DX*+(?:\s{_SCALE})?"
HIGH_DIGITS = rf"[DG]X*+(?:\s{_SCALE})?"
NUMBER = rf"(?:{DIGITS}|{WORDS})"
TIME = "[QMC]X*+"
UNIT_NAME = "[QMU]X*+"
UNIT_WORD = rf"[\s-](?:(?:calendar|entire|full|whole)\s)?{UNIT_NAME}"
UNIT = rf"(?:{UNIT_WORD}|\s?[CY]X*+|\sZX*+)"


def part(kinds: str = "HQP") -> str:
    """Return the pattern of a fraction in words: "half", "a quarter", "two thirds"."""
    return rf"{_APART}(?:(?:{_SMALL}|an?)[\s-])?[{kinds}]X*+"


class Marker:
    """Marks the numbers and units of texts."""

    def __init__(self, spellings: Spellings) -> None:
        """Take the spellings of units and numbers."""
        symbols, words = _kinds(spellings.units.symbols, "CY"), _kinds(spellings.units.words, "MU")
        self._symbols, self._words = symbols, words | spellings.numbers.kinds
        self.words = frozenset(word.partition(" ")[0] for word in self._words)  # the first ones of spellings
        self._longer: dict[str, list[str]] = {}  # by their first word, the longest first
        for word in sorted(words, key=lambda word: (-len(word), word)):
            first, *rest = re.split("[ -]", word)
            if rest:
                self._longer.setdefault(first, []).append(word)

    def marked(self, text: str) -> str:
        """Return `text` with marks, as long as it is."""
        plain = text.translate(_IN_ONE).lower()
        marked = list(plain)
        for start, end, kind in (*self._marks_of_symbols(text), *self._marks_of_words(plain)):
            marked[start:end] = kind + "X" * (end - start - 1)
        for number in _DIGITS.finditer(text):
            start, end = number.span()
            is_behind_hyphen = text[max(0, start - 1) : start] in _HYPHENS
            marked[start:end] = ("G" if is_behind_hyphen else "D") + "X" * (end - start - 1)
        return "".join(marked)

    def _marks_of_symbols(self, text: str) -> Iterator[tuple[int, int, str]]:
        for match in _SYMBOL.finditer(text):
            start, end = match.span()
            kind = self._symbols.get(match[0])
            if kind:
                yield start, end, kind
            elif f" {match[0]}" in self._symbols and text[end : end + 1] != "/":
                yield start, end, "Z"

    def _marks_of_words(self, plain: str) -> Iterator[tuple[int, int, str]]:
        done = 0
        for match in _WORD.finditer(plain):
            start, word = match.start(), match[0]
            longer = self._longer.get(word, ()) if start >= done else ()
            word = next((unit for unit in longer if _is_at(unit, plain, start)), word)
            if start >= done and word in self._words:
                done = start + len(word)
                yield start, done, self._words[word]


def _kinds(units: Mapping[str, Unit], kinds: str) -> dict[str, str]:
    """Return the kinds of spellings, the first of `kinds` for those of time."""
    return {spelling: kinds[unit.dimension != "time"] for spelling, unit in units.items()}


def _is_at(word: str, text: str, start: int) -> bool:
    end = start + len(word)
    return text.startswith(word, start) and not text[end : end + 1].isalnum()
