"""Frequencies and shares: "once a quarter" is "quarterly", and "four in five" is "80 %"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from personac.quantities import marks
from personac.quantities.bounds import Form, Place, Value
from personac.quantities.spellings import Spellings, any_of, decimal

_TIMES: Mapping[str, Fraction] = {"once": Fraction(1), "twice": Fraction(2), "thrice": Fraction(3)}
_NTH: Mapping[str, int] = {"other": 2, "second": 2, "third": 3, "fourth": 4}
_MONTH = 2_629_800  # seconds
_REACH = 40  # characters with the word behind a frequency
_PER = rf"\s(?:an?|per|each|every|in\san?|in\s{marks.ONE})\s"
_NO_ADVERBIAL = r"(?![\w'\u2019-]|\s(?:has|have|is|was|passes)\b)"
_WORD = re.compile(r"[a-z]+")
# "999 of 1,000" is a share, "2 of 3 reviewers" a quorum.
_WHOLES = frozenset(10**zeros for zeros in range(2, 7))
_SHORT = 1000  # parts of a percent
_FRACTION = r"(?<![\w/.])\d/[1-9]\d?(?=\sof\b)"
_OF = re.compile(r"\s(?:of|off)\b", re.IGNORECASE)
_DOUBLE = r"(?:(?<=\bat\s)|(?<=\bto\s)|(?<=\bthan\s))twice(?=\sthe\b)"


class FrequencyForms:
    """Reads frequencies; their base unit is once a second."""

    def __init__(self, table: Mapping[str, Any], spellings: Spellings) -> None:
        """Read data/quantities.toml."""
        self._units, self._numbers = spellings.units, spellings.numbers
        self._rates = {
            word: times / self._units.read(unit).scale for word, (times, unit) in table["frequencies"].items()
        }
        self.adverbs = frozenset(part for adverb in self._rates for part in adverb.split("-"))
        self._named: dict[Fraction, str] = {self._rates[word]: word for word in table["words"]["named"]}
        self._prepositions = frozenset(table["words"]["prepositions"])
        self._adverbials = frozenset(table["words"]["adverbials"])

    def forms(self) -> Iterator[Form]:
        """Yield the forms, special ones first."""
        unit, of_a = rf"(?P<unit>{marks.TIME})", r"(?:\san?)?"
        adverb = "(?P<adverb>once|twice|thrice)"
        times = rf"\b(?:{adverb}|(?P<n>{marks.NUMBER})\stimes){_PER}{unit}{_NO_ADVERBIAL}"
        part = rf"{marks.HALF}{of_a}|{marks.QUARTER}\sof\san?"
        count = rf"(?:(?P<n>{marks.NUMBER}|{part})|(?P<nth>other|fourth|{marks.NTH}))\s?"
        every = rf"\b(?:once\s)?(?:each|every)\s(?:{count})?{unit}(?![\w'\u2019-])"
        adverbs = rf"\b(?:{any_of(self._rates)})(?![\w-])"
        often = r"\b(?:twice|thrice)\b(?!\s(?:as|the)\b)"
        yield Form(adverbs, self._adverb, self.adverbs)
        yield Form(times, self._per, frozenset((*_TIMES, "times")), is_marked=True)
        yield Form(every, self._every, frozenset(("each", "every")), is_marked=True)
        yield Form(often, self._often, frozenset(("thrice", "twice")))

    def _adverb(self, place: Place) -> Value:
        rate = self._rates[place.group().lower()]
        return Value("frequency", (rate,), self._plain(rate), place.end)

    def _per(self, place: Place) -> Value:
        unit, adverb = self._units.read(place.group("unit")), place.group("adverb").lower()
        times = _TIMES[adverb] if adverb else self._numbers.value(place.group("n"))
        if times == 1 or (unit.scale / times) % _MONTH == 0:
            plain = self._plain(times / unit.scale)
        else:
            plain = f"{decimal(times)} times a {place.group('unit')}"
        return Value("frequency", (times / unit.scale,), plain, place.end)

    def _every(self, place: Place) -> Value | None:
        number, nth = place.group("n"), place.group("nth").lower()
        if not number and not nth and not self._is_adverbial(place):
            return None
        if nth and nth not in _NTH:
            return None
        unit = self._units.read(place.group("unit"))
        rate = 1 / (unit.scale * (_NTH[nth] if nth else self._count(number)))
        return Value("frequency", (rate,), self._plain(rate), place.end)

    def _count(self, number: str) -> Fraction:
        parts = self._numbers.parts.get(number.lower().partition(" ")[0])
        return Fraction(1, parts) if parts else self._numbers.value(number or "1")

    def _is_adverbial(self, place: Place) -> bool:
        """Return whether "every day" says how often, unlike in "of every day" and "every day counts"."""
        following = place.text[place.end : place.end + _REACH].lower()
        is_last = not following.startswith(" ") or self._adverbials.issuperset(following.split()[:1])
        return is_last and place.word_before not in self._prepositions

    def _often(self, place: Place) -> Value:
        adverb = place.group().lower()
        return Value("count of time", (_TIMES[adverb],), adverb, place.end)

    def _plain(self, rate: Fraction) -> str:
        if rate in self._named:
            return self._named[rate]
        if rate > 1:
            return f"at {self._units.spelled('frequency', (rate,))}"
        return "every " + self._units.spelled("time", (1 / rate,)).removeprefix("1 ")


class ShareForms:
    """Reads shares that are no percentages."""

    def __init__(self, words: Mapping[str, Any], spellings: Spellings) -> None:
        """Read the word lists of data/quantities.toml."""
        self._numbers, self._nouns = spellings.numbers, spellings.nouns
        self._ordinals, self._periods = frozenset(words["ordinals"]), frozenset(words["periods"])
        self._definite = frozenset(words["definite"])

    def forms(self) -> Iterator[Form]:
        """Yield the forms, special ones first."""
        number, part = marks.NUMBER, marks.part()
        of = rf"{part}(?=\s(?:of|off)\b(?!\san?{marks.UNIT_WORD}))|{marks.part('QP')}(?!\s(?:of|an?)\b)"
        proportion = (
            rf"(?P<x>{number})(?:\s(?P<of>in|out\sof|of)|\s(?P<noun>[a-z]+|{marks.UNIT_NAME})\sin)\s"
            rf"(?P<y>{number})(?![\w-]|\.\d)"
        )
        half = rf"\b{marks.HALF}(?=\s(?:all|its|our|the|their|your)\b)"
        yield Form(_FRACTION, self._fraction, has_digit=True)
        yield Form(proportion, self._proportion, frozenset(("in", "of")), is_marked=True)
        yield Form(rf"{of}|{half}", self._part, self._numbers.part_words, is_marked=True)
        yield Form(_DOUBLE, self._double, frozenset(("twice",)))

    def _fraction(self, place: Place) -> Value | None:
        share = Fraction(place.group())
        is_share = share < 1 and place.word_before not in self._definite
        return Value("share", (share,), percent(share), place.end) if is_share else None

    def _proportion(self, place: Place) -> Value | None:
        x, y = self._numbers.value(place.group("x")), self._numbers.value(place.group("y"))
        of, noun = place.group("of").lower(), place.group("noun").lower()
        if x >= y or (of == "of" and y not in _WHOLES) or not self._is_proportion(place, x, noun):
            return None
        plain = percent(x / y)
        if noun:
            plain += f" of {noun}s"
        elif self._nouns.counted(place.text, place.end, Fraction(2)):
            plain += " of"
        return Value("share", (x / y,), plain, place.end)

    def _is_proportion(self, place: Place, x: Fraction, noun: str) -> bool:
        """Return whether "one in ten" is a share, unlike in "one in ten seconds", "one bug in two places"."""
        if place.is_before_unit or place.word_before in self._definite:
            return False
        is_counted = self._nouns.counted(place.text, place.end, Fraction(2)) is not None
        return not noun or (x == 1 and not self._nouns.is_stop(noun) and not is_counted)

    def _part(self, place: Place) -> Value | None:
        words = _WORD.findall(place.group().lower())
        is_of = _OF.match(place.text, place.end) is not None
        is_half = words == ["half"]
        if not is_half and (len(words) == 1 or not (is_of or words[-1].endswith("s"))):
            return None
        is_sum = words == ["a", "half"] and place.word_before == "and"
        is_period = place.word_before in self._periods or place.before.strip().lower() in self._periods
        if is_sum or place.word_before in self._ordinals or (is_period and words[-1].startswith("quarter")):
            return None
        value = self._numbers.part_value(place.group())
        return Value("share", (value,), percent(value) + (" of" if is_half and not is_of else ""), place.end)

    def _double(self, place: Place) -> Value:
        return Value("share", (Fraction(2),), "200 % of", place.end)


def percent(share: Fraction) -> str:
    """Return a share as "80 %", or as "2/3" where the percentage has no end."""
    percentage = share * 100
    return f"{decimal(percentage)} %" if (percentage * _SHORT).denominator == 1 else decimal(share)
