"""Quantities with their bounds: "no more than three", "3 or fewer" and "<= 3" are at most 3."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from personac.quantities import marks
from personac.quantities.spellings import any_of

Bound = Literal["", "most", "least", "below", "above"]
_NEGATED: Mapping[Bound, Bound] = {"above": "most", "below": "least"}
_CLAUSE = re.compile(r"[.;:!?,]\s")
_WORD = re.compile(r"[a-z']+")
_SIGN = re.compile(r"[<>=\u2264\u2265]+\s?$")
_OPENING = "([{*_\"'\u201c\u2018"
_NAMED = ("version", "standard")  # their bounds follow and stay
_LONGEST = 4  # words of a bound
_REACH = 40  # characters that hold a bound
_CLAUSE_REACH = 300  # characters that hold a clause
_FOLLOWING = re.compile(r"(?: [a-z]+\.?){1,3}", re.IGNORECASE)
_CLOSED = re.compile(r"\s*(?:$|[.,;:)!?\u2013\u2014])|\s(?P<word>\w+)")


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """A quantity in a text: `low` and `high`, equal for one value, are in the base unit of its dimension."""

    start: int
    end: int
    dimension: str
    low: Fraction
    high: Fraction
    bound: Bound
    text: str


@dataclass(frozen=True, slots=True, order=True)
class Reading:
    """A quantity, its plain spelling, and the counted noun that follows it."""

    quantity: Quantity
    plain: str
    tail: str

    def moved(self, by: int) -> Reading:
        """Return it as read in a longer text, where it stands this many characters further on."""
        own = self.quantity
        return replace(self, quantity=replace(own, start=own.start + by, end=own.end + by)) if by else self


@dataclass(frozen=True, slots=True)
class Value:
    """What a form says: a dimension, the ends of a range, and their plain spelling without a bound."""

    dimension: str
    ends: tuple[Fraction, ...]
    plain: str
    end: int  # in the text
    after: str = ""  # the bound that follows
    noun_end: int = 0  # in the text, of the counted noun


@dataclass(frozen=True, slots=True)
class Place:
    """A match of a form in a text, and the bound before it."""

    text: str
    marked: str
    match: re.Match[str]
    start: int  # of the bound
    before: str
    is_limit: bool  # the bound is more than a preposition: not "within"

    @property
    def end(self) -> int:
        """The end of the match."""
        return self.match.end()

    @property
    def word_before(self) -> str:
        """The word before the quantity, with nothing between but a blank."""
        words = self.text[max(0, self.start - _REACH) : self.start].split(" ")
        return words[-2].lower().strip(_OPENING) if len(words) > 1 and not words[-1] else ""

    @property
    def is_before_unit(self) -> bool:
        """Whether a unit follows."""
        return re.compile(marks.UNIT).match(self.marked, self.end) is not None

    def group(self, name: str | int = 0) -> str:
        """Return the text of a group, which is empty if the group is not part of the match."""
        start, end = self.match.span(name)
        return self.text[start:end] if start >= 0 else ""


Read = Callable[[Place], Value | None]


@dataclass(frozen=True)
class Form:
    """One way to write quantities: a pattern, compiled when a text with what the form needs is read."""

    source: str  # in lower case with marks if `is_marked`
    read: Read | None = None  # None protects what matches
    needs: frozenset[str] = frozenset()  # one of these words, if there are any
    is_marked: bool = False
    has_digit: bool = False  # it needs a digit

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, for marked texts or for texts."""
        return re.compile(self.source, 0 if self.is_marked else re.IGNORECASE)


class Bounds:
    """The bounds of quantities in their spellings."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        """Read data/quantities.toml."""
        bounds = table["bounds"]
        kept = _inverted(bounds["kept"])
        self._before = _inverted({"above": ["over"]}) | _inverted(bounds["before"]) | kept
        self._after, self._kept = _inverted(bounds["after"]), frozenset(kept)
        self._plain: dict[str, str] = {bound: words[0] for bound, words in bounds["before"].items()}
        self._verbs_of_over = frozenset(bounds["verbs_of_over"])
        self._negations = frozenset(table["turning"]["negations"])
        self._stops = frozenset(table["words"]["stops"])
        near = any_of(word for word in self._after if word.startswith(("or ", "and ")))
        self.near = rf"(?:\s(?:{near})\b(?!\sthan\b)|\+(?!\w))"

    def place(self, text: str, marked: str, rest: str, match: re.Match[str]) -> Place:
        """Return a match with the bound before it in the rest of a text, which no other form has read."""
        start = match.start()
        before = self._spelling_before(rest[max(0, start - _REACH) : start])
        is_limit = bool(before) and _key(before) not in self._kept
        return Place(text, marked, match, start - len(before), before, is_limit)

    def after(self, text: str, end: int) -> str:
        """Return the bound that follows at `end`, or an empty string."""
        near = re.compile(self.near, re.IGNORECASE).match(text, end)
        if near:
            return near[0]
        following = _FOLLOWING.match(text, end)
        words = following[0].split(" ")[1:] if following else []
        for size in range(len(words), 0, -1):
            spelling = " " + " ".join(words[:size])
            for bound in (spelling, spelling.removesuffix(".")):
                if _key(bound) in self._after and self._is_closed(text, end + len(bound)):
                    return bound
        return ""

    def _is_closed(self, text: str, end: int) -> bool:
        """Return whether a bound ends here, unlike in "5 minimum wages"."""
        closed = _CLOSED.match(text, end)
        return closed is not None and (closed["word"] is None or closed["word"].lower() in self._stops)

    def reading(self, place: Place, value: Value) -> Reading:
        """Return a value with its bound, in one spelling."""
        text, start, plain = place.text, place.start, value.plain
        is_open = not place.before and not value.noun_end and not value.dimension.startswith(_NAMED)
        behind = value.after or (self.after(text, value.end) if is_open else "")
        before, after = _key(place.before), _key(behind)
        bound: Bound = self._before[before] if before else self._after.get(after, "")
        if before in self._kept:
            plain = f"{place.before}{plain}"
        elif bound == "most" and value.dimension == "time" and place.word_before == "in":
            start, plain = start - len("in "), f"within {plain}"
        elif bound:
            plain = f"{self._plain_bound(bound, value.dimension)} {plain}"
            start -= len("at ") * (plain.startswith("at ") and place.word_before == "at")
        if text[start].isupper():
            plain = plain[0].upper() + plain[1:]
        end = value.end + (len(behind) if not before else 0)
        meant = self._turned(text[max(0, start - _CLAUSE_REACH) : start], bound)
        low, high = value.ends[0], value.ends[-1]
        quantity = Quantity(start, end, value.dimension, low, high, meant, text[start:end])
        return Reading(quantity, plain, text[end : max(value.noun_end, end)])

    def _spelling_before(self, text: str) -> str:
        sign = _SIGN.search(text)
        if sign and _key(sign[0]) in self._before:
            return sign[0]
        words = text.split(" ")
        if len(words) < 2 or words[-1]:  # noqa: PLR2004 - a word and the blank behind it
            return ""
        for size in range(min(_LONGEST, len(words) - 1), 0, -1):
            spelling = " ".join(words[-size - 1 :]).lstrip(_OPENING)
            if _key(spelling) in self._before and (_key(spelling) != "over" or self._is_bound_over(words)):
                return spelling
        return ""

    def _is_bound_over(self, words: list[str]) -> bool:
        return words[-3:-2] != [] and words[-3].lower() in self._verbs_of_over

    def _plain_bound(self, bound: Bound, dimension: str) -> str:
        if dimension.startswith("temperature") and bound in ("below", "above"):
            return bound
        return self._plain[bound]

    def _turned(self, before: str, bound: Bound) -> Bound:
        """Return what a bound means behind a negation: "no file has more than 300 lines"."""
        clause = _CLAUSE.split(before)[-1].lower()
        if bound and not self._negations.isdisjoint(_WORD.findall(clause)):
            return _NEGATED.get(bound, "")
        return bound


def _inverted(spellings: Mapping[Bound, list[str]]) -> dict[str, Bound]:
    return {word: bound for bound, words in spellings.items() for word in words}


def _key(spelling: str) -> str:
    return " ".join(spelling.lower().split())
