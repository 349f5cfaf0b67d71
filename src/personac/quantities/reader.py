"""The quantities of bullets: read, rewritten in one spelling, and compared."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from itertools import product
from typing import Any

from personac.quantities.bounds import Bounds, Form, Quantity, Reading
from personac.quantities.counts import NumberForms
from personac.quantities.marks import Marker
from personac.quantities.names import NameForms
from personac.quantities.rates import FrequencyForms, ShareForms
from personac.quantities.spellings import Spellings

__all__ = ["Quantity", "QuantityReader", "load_quantity_reader"]

_WORD = re.compile(r"[a-z]+(?:'t)?")
_DIGIT = re.compile(r"\d")
_GAP = "\0"  # stands for what has been read, and matches no form
_MOST = 100  # quantities of a text that are compared
_WINDOW = re.compile(r"(?:.{1,8000}(?!\S)|.{1,8000})", re.DOTALL)  # read at once: each reading copies it
_UPPER = frozenset(("most", "below"))
_STRICT = frozenset((("most", "least"), ("below", "above")))
_MONTH = 2_419_200  # seconds; from here on calendars differ by days
_LEEWAY = 50  # a fiftieth: 30 days are a month, 52 weeks a year


class QuantityReader:
    """Reads quantities by the table of data/quantities.toml."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        """Read the table; patterns are compiled when a text needs them."""
        spellings = Spellings(table)
        self._bounds = Bounds(table)
        self._marker = Marker(spellings)
        frequencies = FrequencyForms(table, spellings)
        self._forms: tuple[Form, ...] = (
            *NameForms(table, spellings).forms(),
            *frequencies.forms(),
            *ShareForms(table["words"], spellings).forms(),
            *NumberForms(table["words"], spellings, self._bounds).forms(),
        )
        self._triggers = self._marker.words.union(
            ("twice", "thrice"), frequencies.adverbs, table["words"]["triggers"]
        )
        turning = table["turning"]
        self._turning = frozenset(turning["negations"]) | frozenset(turning["conditions"])

    def quantities_of(self, text: str) -> tuple[Quantity, ...]:
        """Return the quantities of `text` in order of place."""
        return tuple(reading.quantity for reading in self._read(text))

    def with_plain_quantities(self, text: str) -> str:
        """Return `text` with one spelling for each quantity and bound; `text` itself if it has none."""
        parts, position = [], 0
        for reading in self._read(text):
            if reading.quantity.start < position:
                continue
            parts += [text[position : reading.quantity.start], reading.plain]
            position = reading.quantity.end
        return "".join([*parts, text[position:]]) if parts else text

    def difference(self, a: str, b: str) -> tuple[str, str] | None:
        """Return the spellings of the first quantities that cannot both be meant, or None.

        Values differ if each text has one that the other lacks, in a dimension that both have. Bounds
        differ if one value is the most in one text and the least in the other.
        """
        ones = self._read(a)[:_MOST]
        others = self._read(b)[:_MOST] if ones else ()
        dimensions = {one.quantity.dimension for one in others}
        for dimension in dict.fromkeys(one.quantity.dimension for one in ones):
            if dimension in dimensions:
                pair = self._differing(_of(ones, dimension), _of(others, dimension), f"{a} {b}")
                if pair:
                    return _shown(pair[0]), _shown(pair[1])
        return None

    def _read(self, text: str) -> Sequence[Reading]:
        windows = ((match.start(), match[0]) for match in _WINDOW.finditer(text))
        return [reading.moved(start) for start, part in windows for reading in self._read_window(part)]

    def _read_window(self, text: str) -> Sequence[Reading]:
        words = frozenset(_WORD.findall(text.lower()))
        has_digit = _DIGIT.search(text) is not None
        if not has_digit and self._triggers.isdisjoint(words):
            return ()
        scan = _Scan(text, self._marker.marked(text))
        for form in self._forms:
            if (has_digit or not form.has_digit) and not (form.needs and form.needs.isdisjoint(words)):
                self._read_form(scan, form)
        return sorted(scan.readings)

    def _read_form(self, scan: _Scan, form: Form) -> None:
        """Add what one form reads, and hide it from the forms that follow."""
        for match in form.pattern.finditer(scan.marked_rest if form.is_marked else scan.rest):
            start, end = match.span()
            if form.read:
                place = self._bounds.place(scan.text, scan.marked, scan.rest, match)
                value = form.read(place)
                if value is None:
                    continue
                scan.readings.append(self._bounds.reading(place, value))
                start, end = scan.readings[-1].quantity.start, scan.readings[-1].quantity.end
            scan.hide(start, end)

    def _differing(
        self, ones: Sequence[Reading], others: Sequence[Reading], texts: str
    ) -> tuple[Reading, Reading] | None:
        own, their = _without_match(ones, others), _without_match(others, ones)
        is_turned = not self._turning.isdisjoint(_WORD.findall(texts.lower()))
        if own and their and not (is_turned and _are_one_and_two(own[0].quantity, their[0].quantity)):
            return own[0], their[0]
        for one, other in product(ones, others):
            if _are_opposite(one.quantity, other.quantity, is_turned=is_turned):
                return one, other
        return None


class _Scan:
    """A text, and what the forms have read of it."""

    def __init__(self, text: str, marked: str) -> None:
        self.text, self.marked = text, marked
        self.rest, self.marked_rest = text, marked
        self.readings: list[Reading] = []

    def hide(self, start: int, end: int) -> None:
        """Put a gap in the rests."""
        gap = _GAP * (end - start)
        self.rest = self.rest[:start] + gap + self.rest[end:]
        self.marked_rest = self.marked_rest[:start] + gap + self.marked_rest[end:]


def load_quantity_reader() -> QuantityReader:
    """Load the reader of the package's table."""
    table = files("personac.quantities").joinpath("data", "quantities.toml").read_text("utf-8")
    return QuantityReader(tomllib.loads(table))


def _of(readings: Iterable[Reading], dimension: str) -> list[Reading]:
    return [reading for reading in readings if reading.quantity.dimension == dimension]


def _without_match(ones: Iterable[Reading], others: Iterable[Reading]) -> list[Reading]:
    return [one for one in ones if not any(_agree(one.quantity, other.quantity) for other in others)]


def _agree(x: Quantity, y: Quantity) -> bool:
    """Return whether two quantities of one dimension can mean the same."""
    if x.dimension.startswith(("version", "standard")) or x.low == x.high or y.low == y.high:
        return _covers(x, y) or _covers(y, x) or _near(x, y)
    return (x.low, x.high) == (y.low, y.high) or _near(x, y)


def _covers(x: Quantity, y: Quantity) -> bool:
    return x.low <= y.low and y.high <= x.high


def _near(x: Quantity, y: Quantity) -> bool:
    """Return whether periods, or their rates, differ only by the lengths of months: 90 days, a quarter."""
    are_months = {"time": min(x.low, y.low) >= _MONTH, "frequency": max(x.high, y.high) * _MONTH <= 1}
    if not are_months.get(x.dimension, False):
        return False
    return all(abs(u - v) * _LEEWAY <= max(u, v) for u, v in ((x.low, y.low), (x.high, y.high)))


def _are_one_and_two(x: Quantity, y: Quantity) -> bool:
    """Return whether these are one thing and two things: "never two at once" asks for one."""
    return x.dimension.startswith("count") and {x.low, y.low} == {1, 2} and not x.bound and not y.bound


def _are_opposite(x: Quantity, y: Quantity, *, is_turned: bool) -> bool:
    """Return whether one value is a limit from above and from below.

    "At most 30" and "more than 30" say the same where one of them says what to do about the rest.
    """
    if (x.low, x.high) != (y.low, y.high) or not x.bound or not y.bound:
        return False
    if (x.bound, y.bound) in _STRICT or (y.bound, x.bound) in _STRICT:
        return True
    return not is_turned and (x.bound in _UPPER) is not (y.bound in _UPPER)


def _shown(reading: Reading) -> str:
    return reading.plain + reading.tail
