"""Plain numbers: measures with a unit, amounts of money, counts of a noun, decimals that are shares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from personac.quantities import marks
from personac.quantities.bounds import Bounds, Form, Place, Value
from personac.quantities.rates import percent
from personac.quantities.spellings import Spellings, Unit, decimal

_WORD = re.compile(r"[a-z]+")
_DIGIT = re.compile(r"\d")
_OF_A = re.compile(r"(?:\sof)?\san?$", re.IGNORECASE)
_ARTICLES = ("a", "an")
_YEARS = range(1900, 2101)
_REACH = 80  # characters with the words next to a decimal
_NEAR = 4  # words before a decimal that may say that it is a share
_OPEN = " .,;)"  # behind the last word of a phrase


class NumberForms:
    """Reads numbers in digits and in words, one value or a range."""

    def __init__(self, words: Mapping[str, Any], spellings: Spellings, bounds: Bounds) -> None:
        """Read the word lists of data/quantities.toml."""
        self._bounds = bounds
        self._units, self._numbers, self._nouns = spellings.units, spellings.numbers, spellings.nouns
        self._labels, self._definite, self._spans, self._shares, self._no_shares = (
            frozenset(words[name]) for name in ("labels", "definite", "spans", "shares", "no_shares")
        )

    def forms(self) -> Iterator[Form]:
        """Yield the one form."""
        unit, number = marks.UNIT, marks.NUMBER
        whole = rf"(?:{marks.part()}(?:\sof)?\san?|\b{marks.HALF}|\ban?)(?={marks.UNIT_WORD})"
        between = rf"(?:(?P<between>\bbetween\s)(?={number}(?:{unit})?\sand\s(?:[DG]|{marks.WORDS})))?"
        choice = r"(?(low_unit)(?!)|(?(currency)(?!)|\sor\s))"
        to = rf"(?(between)\sand\s|(?P<to>\s?[-\u2013]\s?|\sto\s|{choice}))"
        high = rf"[$\u20ac\u00a3]?(?P<high>{marks.HIGH_DIGITS}|{marks.WORDS})"
        yield Form(
            rf"{between}(?P<currency>[$\u20ac\u00a3])?(?P<low>{whole}|{number})"
            rf"(?:(?P<low_unit>{unit})?{to}{high})?(?P<near>{self._bounds.near})?"
            rf"(?:(?P<unit>{unit})(?P<more>\sand\sa\s{marks.HALF})?(?P<owner>['\u2019]s?(?!\w))?|(?!\w))",
            self._number,
            is_marked=True,
        )

    def _number(self, place: Place) -> Value | None:
        unit_text = place.group("currency") or place.group("unit")
        unit = self._units.read(unit_text) if unit_text else None
        ends = self._ends(place, unit)
        if not ends:
            return None
        return self._measure(place, unit, ends) if unit else self._bare(place, ends)

    def _ends(self, place: Place, unit: Unit | None) -> tuple[Fraction, ...]:
        """Return the ends of a range, or the one value, in the base unit; nothing for "5 or 20"."""
        scale = unit.scale if unit else Fraction(1)
        low_scale = self._units.read(place.group("low_unit")).scale if place.group("low_unit") else scale
        low = self._low(place.group("low")) * low_scale
        if not place.group("high"):
            return (low + scale / 2,) if place.group("more") else (low,)
        high = self._numbers.value(place.group("high")) * scale
        is_choice = place.group("to").strip().lower() == "or" and high - low != scale
        return (low, high) if low < high and not is_choice else ()

    def _low(self, text: str) -> Fraction:
        part = _OF_A.sub("", text.lower())
        if part in _ARTICLES:
            return Fraction(1)
        is_part = " and a " not in part and not self._numbers.part_words.isdisjoint(_WORD.findall(part)[-1:])
        return self._numbers.part_value(part) if is_part else self._numbers.value(text)

    def _measure(self, place: Place, unit: Unit, ends: tuple[Fraction, ...]) -> Value | None:
        if not self._is_measure(place, unit):
            return None
        low, is_adjective = place.group("low"), place.group("unit").startswith("-")
        plain = self._adjective(low, unit, ends) if is_adjective else self._units.spelled(unit, ends)
        if place.group("owner"):
            plain += "'" if plain.endswith("s") else "'s"
        near = place.group("near")
        return Value(unit.dimension, ends, plain, place.end - len(near), near)

    def _adjective(self, low: str, unit: Unit, ends: tuple[Fraction, ...]) -> str:
        """Return what stands before a noun, in its own unit if possible: "14-day", "a 30-minute"."""
        is_whole = all((end / unit.scale).denominator == 1 for end in ends)
        own = unit if is_whole and unit.parts else self._units.best(unit, ends)
        article = "a " if low.lower().startswith("a ") else ""
        return f"{article}{' to '.join(decimal(end / own.scale) for end in ends)}-{own.one}"

    def _is_measure(self, place: Place, unit: Unit) -> bool:
        """Return whether "for a week" measures, unlike "a week of talks", "half a day", "a second try"."""
        low = place.group("low").lower()
        if low not in _ARTICLES:
            return not (low.startswith("half") and unit.one == "day")
        if unit.one == "second" and self._nouns.follows(place.text, place.end):
            return False
        return bool(place.before or place.group("more")) or place.word_before in self._spans

    def _bare(self, place: Place, ends: tuple[Fraction, ...]) -> Value | None:
        text = place.text
        if place.word_before in self._labels:
            return None
        near = place.group("near") or self._bounds.after(text, place.end)
        end = place.end - len(place.group("near"))
        noun = self._nouns.counted(text, end + len(near), ends[-1])
        late = "" if place.before or near or not noun else self._bounds.after(text, noun[1])
        if not self._is_count(place, noun, is_bound=place.is_limit or bool(near or late)):
            return None
        if self._is_share(place, ends):
            return Value("share", ends, " to ".join(map(percent, ends)), end, near)
        return self._count(place, ends, noun, (end, near, late))

    def _count(
        self,
        place: Place,
        ends: tuple[Fraction, ...],
        noun: tuple[str, int] | None,
        around: tuple[int, str, str],
    ) -> Value:
        end, near, late = around
        dimension, noun_end = (f"count of {noun[0]}", noun[1]) if noun else ("count", 0)
        plain = " to ".join(map(decimal, ends))
        is_digits = not noun and _DIGIT.search(place.group("low")) is not None
        is_known = len(ends) == 1 and (ends[0] == 1 or is_digits)
        if is_known and not (place.is_limit or near or late):
            plain = place.text[place.match.start() : end]  # "one" reads better, and 2.0 may be a version
        if late:
            return Value(dimension, ends, plain + place.text[end:noun_end], noun_end, late)
        return Value(dimension, ends, plain, end, near, noun_end)

    def _is_count(self, place: Place, noun: tuple[str, int] | None, *, is_bound: bool) -> bool:
        """Return whether a number counts, unlike a year, "two-factor", "the two" and "one" as a pronoun."""
        low, behind = place.group("low").lower(), place.text[place.end : place.end + _REACH]
        if _DIGIT.search(low):
            is_year = low.isdigit() and int(low) in _YEARS and not self._nouns.follows(behind, 0)
            return is_bound or noun is not None or not is_year
        if behind.startswith("-"):
            return False
        if noun is None:
            is_last = place.word_before in {"of", "to"} and not behind.strip(_OPEN)
            return is_bound or (low != "one" and is_last)
        is_pronoun = low == "one" and noun[0] == "time"
        return is_bound or (place.word_before not in self._definite and not is_pronoun)

    def _is_share(self, place: Place, ends: tuple[Fraction, ...]) -> bool:
        if ends[-1] > 1 or ends[0].denominator == 1:
            return False
        start, end = place.match.start(), place.end
        before, behind = place.text[max(0, start - _REACH) : start], place.text[end : end + _REACH]
        near = set(_WORD.findall(before.lower())[-_NEAR:])
        near.update(_WORD.findall(behind.lower())[: behind.startswith(" ")])
        return not near.isdisjoint(self._shares) and near.isdisjoint(self._no_shares)
