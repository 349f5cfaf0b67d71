"""What is numbered and not counted: versions, standards, percentiles, ratios; and what no form may read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import chain
from typing import Any

from personac.quantities import marks
from personac.quantities.bounds import Form, Place, Value
from personac.quantities.spellings import Spellings, any_of, decimal

_REACH = 20  # characters before the first word of a sentence
_PLACE = 10_000  # more than the numbers of one place of a version
_PROTECTED = (
    r"`[^`]*`|\b\w+://\S+|\bCVE-[\d-]+|\d{4}-\d\d(?:-\d\d)?\b"
    r"|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|\b\d{1,2}:\d\d\b|\b\d{1,2}\s?(?:am|pm|o'clock)\b"
    r"|\b\d+(?:\.\d+){3,}\b|(?<=\w)-\d+-\d+|\b(?:19|20)\d0s\b"
)
_RATIO = r"(?<![\w.:])(?P<x>\d{1,9}(?:\.\d{1,9})?):(?P<y>\d)(?![\w:])"
_MORE = re.compile(r"\s?[-\u2013]|\s(?:to|or|and)\s\d|\s(?:at|max|min)")
_PERCENTILE = r"\bp(?P<p>\d\d(?:\.\d{1,9})?)\b|\b(?P<nth>\d\d(?:\.\d{1,9})?)(?:st|nd|rd|th)[\s-]percentile\b"
_NAME = r"(?<![\w.@/$+#])(?P<name>(?-i:[A-Z]|[a-z]{1,2}[A-Z]|\.N)[\w+#]*(?:\.js)?|[a-z]{2,}(?=-))(?:\sv?|-)"


class NameForms:
    """Reads fixed phrases, versions, standards, percentiles and ratios."""

    def __init__(self, table: Mapping[str, Any], spellings: Spellings) -> None:
        """Read data/quantities.toml."""
        words = table["words"]
        self._phrases: Mapping[str, tuple[str, Any, str]] = table["phrases"]
        self._numbers, self._nouns = spellings.numbers, spellings.nouns
        no_names = (words["labels"], words["stops"], words["no_names"], self._numbers.words)
        self._no_names = frozenset(chain.from_iterable(no_names))
        self._later = rf"(?P<later>\s(?:{any_of(words['later'])})(?!\w)|\+)?"
        self._places = rf"(?P<number>\d{{1,9}}(?:\.\d{{1,9}}){{0,4}}(?:\.x)?){self._later}(?![\w%]|[.,:/-]\d)"
        self._standards, self._glued, self._months = words["standards"], words["glued"], words["months"]

    def forms(self) -> Iterator[Form]:
        """Yield the forms, special ones first."""
        number = rf"(?P<number>\d[\d.:-]{{0,30}}(?<![.:-])){self._later}(?!\w)"
        standard = rf"\b(?P<name>(?-i:{any_of(self._standards)}))[\s-]?{number}"
        glued = rf"(?<![\w.])(?P<name>(?-i:{any_of(self._glued)})){self._places}"
        spelled_ratio = rf"(?P<x>{marks.SMALL})\sto\s(?P<y>{marks.ONE})"
        month = rf"(?:{any_of(self._months)})"
        yield Form(rf"{_PROTECTED}|\b{month}\s\d{{1,2}}\b|\b\d{{1,2}}\.?\s{month}\b")
        yield Form(rf"(?<!\w)(?:{any_of(self._phrases)})(?!\w)", self._phrase)
        yield Form(_PERCENTILE, self._percentile, frozenset(("p", "percentile")), has_digit=True)
        yield Form(r"(?<!\S)/(?P<n>\d{1,3})(?![\w/.])", self._prefix, has_digit=True)
        yield Form(standard, self._standard, _first_words(self._standards), has_digit=True)
        yield Form(glued, self._glued_version, _first_words(self._glued), has_digit=True)
        yield Form(_NAME + self._places, self._version, has_digit=True)
        yield Form(_RATIO, self._ratio, has_digit=True)
        yield Form(spelled_ratio, self._ratio, frozenset(("contrast", "odds", "ratio")), is_marked=True)

    def _phrase(self, place: Place) -> Value:
        dimension, value, plain = self._phrases[" ".join(place.group().lower().split())]
        return Value(dimension, (Fraction(value),), plain, place.end)

    def _percentile(self, place: Place) -> Value:
        number = place.group("p") or place.group("nth")
        return Value("percentile", (Fraction(number),), f"p{number}", place.end)

    def _prefix(self, place: Place) -> Value:
        return Value("prefix", (Fraction(place.group("n")),), place.group(), place.end)

    def _standard(self, place: Place) -> Value:
        return _numbered(f"standard {place.group('name').partition('/')[0]}", place)

    def _glued_version(self, place: Place) -> Value:
        return _numbered(f"version of {place.group('name').strip('/ ').lower()}", place)

    def _version(self, place: Place) -> Value | None:
        name, start = place.group("name"), place.match.start()
        if name.lower() in self._no_names or place.is_before_unit:
            return None
        is_common_word = (
            name.istitle() and "." not in place.group("number") and _starts_sentence(place.text, start)
        )
        if is_common_word and self._is_counted(place.text, place.end):
            return None
        return _numbered(f"version of {name.lower().removesuffix('.js')}", place)

    def _is_counted(self, text: str, end: int) -> bool:
        """Return whether a number behind a first word is no version: "Send 3 reminders", "Wait 3 to 5"."""
        return bool(_MORE.match(text, end) or self._nouns.counted(text, end, Fraction(2)))

    def _ratio(self, place: Place) -> Value | None:
        x, y = self._numbers.value(place.group("x")), self._numbers.value(place.group("y"))
        return Value("ratio", (x / y,), f"{decimal(x)}:{y}", place.end) if y else None


def _numbered(dimension: str, place: Place) -> Value:
    """Return a version as the range of all versions that it names: 3 is 3.0 to 3.9999."""
    low, width = Fraction(0), Fraction(_PLACE)
    for number in re.findall(r"\d+", place.group("number")):
        width /= _PLACE
        low += int(number) * width
    plain = place.text[place.match.start() : place.match.end("number")]
    if place.group("later"):
        plain += " or newer"
    return Value(dimension, (low, low + width * (1 - Fraction(1, _PLACE))), plain, place.end)


def _first_words(names: Iterable[str]) -> frozenset[str]:
    return frozenset(re.findall("[a-z]+", name.lower())[0] for name in names)


def _starts_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - _REACH) : start].rstrip("*_ ")
    return not before or before[-1] in ".:!?-"
