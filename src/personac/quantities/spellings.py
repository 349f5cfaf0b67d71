"""What the spellings of units, numbers and counted nouns mean, by the table of data/quantities.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[a-z]+")
_HALF = Fraction(1, 2)
_THOUSAND = 1000
_DECIMALS = 6  # of a number that is written as a decimal
_NOUN = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_LONGEST = 4  # words of a counted noun with its adjectives
_SHORTEST = 4  # letters of a plural
_IES, _ES = "ies", ("ses", "xes", "ches", "shes")
_SUFFIXES: Mapping[str, int] = {"k": 1000, "K": 1000, "M": 1_000_000, "bn": 1_000_000_000}


def any_of(spellings: Iterable[str]) -> str:
    """Return a pattern of the spellings, the longest first, without a group."""
    ordered = sorted(set(spellings), key=lambda text: (-len(text), text))
    return "|".join(re.escape(text).replace(r"\ ", r"\s") for text in ordered)


def decimal(value: Fraction) -> str:
    """Return a number in digits: "1500", "0.25"; "2/3" if it has no short decimal."""
    if value.denominator == 1:
        return str(value.numerator)
    if (value * 10**_DECIMALS).denominator == 1:
        return f"{float(value):.{_DECIMALS}f}".rstrip("0")
    return f"{value.numerator}/{value.denominator}"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure: `scale` is its size in the base unit of its dimension."""

    dimension: str
    scale: Fraction
    one: str
    many: str
    parts: int  # a plain spelling has whole multiples of 1/parts; 0 if it never has this unit

    def spelled(self, value: Fraction) -> str:
        """Return a value of the base unit in this unit: "15 minutes"."""
        number = value / self.scale
        return f"{decimal(number)} {self.one if number == 1 else self.many}"

    def fits(self, value: Fraction) -> bool:
        """Return whether a value of the base unit has a short spelling in this unit."""
        number = value / self.scale
        return self.parts > 0 and number >= 1 and (number * self.parts).denominator == 1


class Units:
    """The units of measure, by symbol and by word."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        """Read the units of data/quantities.toml."""
        self.symbols: dict[str, Unit] = {}  # a blank in front says that it stands apart from its number
        self.words: dict[str, Unit] = {}
        self._of: dict[str, list[Unit]] = {}
        for dimension, scale, one, many, parts, symbols, words in table["units"]:
            unit = Unit(dimension, Fraction(scale), one, many, parts)
            self.symbols.update(dict.fromkeys(symbols, unit))
            self.words.update((spelling, unit) for word in words for spelling in _singular_and_plural(word))
            self._of.setdefault(dimension, []).append(unit)

    def read(self, spelling: str) -> Unit:
        """Return the unit of a spelling, with what may stand before it: "-minute", " full days"."""
        if spelling in self.symbols:
            return self.symbols[spelling]
        plain = " ".join(spelling.replace("-", " ").split())
        known = self.symbols.get(plain) or self.words.get(plain.lower())
        return known or self.read(plain.partition(" ")[2])  # without its filler

    def best(self, used: Unit | str, ends: Sequence[Fraction]) -> Unit:
        """Return the largest unit that fits all values, else the one used, or the smallest."""
        own = self._of[used if isinstance(used, str) else used.dimension]
        default = own[-1] if isinstance(used, str) or not used.parts else used
        return next((unit for unit in own if all(map(unit.fits, ends))), default)

    def spelled(self, used: Unit | str, ends: Sequence[Fraction]) -> str:
        """Return a value, or the ends of a range, in the largest unit that fits, else in the one used."""
        unit = self.best(used, ends)
        return " to ".join([*(decimal(end / unit.scale) for end in ends[:-1]), unit.spelled(ends[-1])])


def _singular_and_plural(word: str) -> tuple[str, str]:
    """Return both forms of a unit: "frame per second" becomes "frames per second"."""
    first, blank, rest = word.partition(" per ")
    return word, f"{first}s{blank}{rest}"


class Numbers:
    """The values of numbers in digits and in words."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        """Read the numbers of data/quantities.toml."""
        ones, tens = table["ones"], table["tens"]
        self.parts: Mapping[str, int] = table["parts"]
        self._scales: Mapping[str, int] = table["scales"]
        self._small = {word: value for value, word in enumerate(ones, 1)}
        self._small |= {word: 10 * value for value, word in enumerate(tens, 2)}
        self.words = self._small.keys() | self._scales.keys()
        self.part_words = frozenset(word + end for word in self.parts for end in ("", "s"))
        self.kinds = self._kinds(ones, tens)

    def _kinds(self, ones: Sequence[str], tens: Sequence[str]) -> dict[str, str]:
        """Return the kind of each word for `marks.Marker`."""
        kinds = dict.fromkeys(self.part_words, "P") | dict.fromkeys(self._scales, "S")
        kinds |= dict.fromkeys(ones, "E") | dict.fromkeys(ones[1:9], "O") | dict.fromkeys(tens, "T")
        return kinds | {"one": "I", "half": "H", "quarter": "Q", "quarters": "Q"}

    def value(self, text: str) -> Fraction:
        """Return the value of a text that matches one of the patterns."""
        if not _DIGIT.search(text):
            return self._spelled(text.lower())
        number, _, scale = text.strip().replace("\N{MINUS SIGN}", "-").partition(" ")
        for suffix, factor in _SUFFIXES.items():
            if number.endswith(suffix):
                return _in_digits(number.removesuffix(suffix)) * factor
        return _in_digits(number) * self._scales.get(scale.lower(), 1)

    def part_value(self, text: str) -> Fraction:
        """Return the value of a fraction in words: "three quarters"."""
        *count, part = _LETTERS.findall(text.lower())
        size = self.parts.get(part) or self.parts[part.removesuffix("s")]
        return (self._spelled(" ".join(count)) or 1) / Fraction(size)

    def _spelled(self, text: str) -> Fraction:
        total, current = Fraction(0), Fraction(0)
        for word in _LETTERS.findall(text):
            if word in self._scales:
                current = (current or 1) * Fraction(self._scales[word])
                if self._scales[word] >= _THOUSAND:
                    total, current = total + current, Fraction(0)
            elif word in self._small or word == "half":
                current += self._small.get(word, _HALF)
        return total + current


def _in_digits(text: str) -> Fraction:
    plain = re.sub(r",(?=\d{3})", "", text)
    return Fraction(plain.replace(".", "") if plain.count(".") > 1 else plain)


class Nouns:
    """Finds what a number counts."""

    def __init__(self, words: Mapping[str, Any], part_words: frozenset[str]) -> None:
        """Read the word lists of data/quantities.toml; words of fractions are never counted."""
        self._stops = frozenset(words["stops"]) | part_words
        self._plurals = frozenset(words["plurals"])

    def counted(self, text: str, start: int, number: Fraction) -> tuple[str, int] | None:
        """Return the stem and the end of the noun that is counted by a number that ends at `start`."""
        words: list[tuple[str, int]] = []
        while len(words) < _LONGEST and text[start : start + 1] in {" ", "-"}:
            word = _NOUN.match(text, start + 1)
            if word is None or word[0].lower() in self._stops:
                break
            start = word.end()
            words.append((word[0].lower(), start))
            if self._is_plural(word[0].lower()):  # behind "one" it is the verb
                return words[-2] if number == 1 and len(words) > 1 else (_stem(words[-1][0]), start)
        return words[-1] if words and number == 1 else None

    def follows(self, text: str, start: int) -> bool:
        """Return whether a word that can be a noun follows at `start`."""
        word = _NOUN.match(text, start + 1) if text[start : start + 1] == " " else None
        return word is not None and word[0].lower() not in self._stops

    def is_stop(self, word: str) -> bool:
        """Return whether a word ends the noun before it."""
        return word in self._stops

    def _is_plural(self, word: str) -> bool:
        return word in self._plurals or (len(word) >= _SHORTEST and word[-1] == "s" and word[-2] not in "isu")


class Spellings:
    """The units, numbers and nouns."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        """Read data/quantities.toml."""
        self.units = Units(table)
        self.numbers = Numbers(table["numbers"])
        self.nouns = Nouns(table["words"], self.numbers.part_words)


def _stem(noun: str) -> str:
    if noun.endswith(_IES):
        return noun.removesuffix(_IES) + "y"
    return noun.removesuffix("es") if noun.endswith(_ES) else noun.removesuffix("s")
