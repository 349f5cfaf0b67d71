"""The signs that guards look at: what a bullet names, counts, demands and forbids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from personac.ir import Bullet
from personac.passes.matching.background import Background
from personac.passes.matching.grid import Floats
from personac.passes.matching.guard_data import GuardData
from personac.passes.matching.heads import head_text
from personac.passes.matching.words import Words, plain, tokens

Values = Mapping[str, frozenset[str]]
_UNITS = (
    r"%|percent|ms|milliseconds?|secs?|seconds?|s|mins?|minutes?|hours?|hrs?|h|days?|weeks?|months?|quarters?"
    r"|years?|[kmgt]i?b|fps|rpm|rps|qps|px|rem|x|users?|employees?|people|engineers?|lines?|tokens?|words?"
    r"|characters?|chars|items?|requests?|columns?|spaces?|pages?|points?|stars?|nodes?|replicas?|retries"
    r"|attempts|times|sentences?|bullets?"
)
_NUMBER = r"\d+(?:[.,]\d+)*"
_MEASURE = re.compile(
    rf"(?<![\w.])[$\u20ac]?({_NUMBER})(?:(k|m)(?![a-z]))?\s*\+?(?:\s*(?:-|\u2013|to)\s*[$\u20ac]?({_NUMBER})(?:(k|m)(?![a-z]))?)?"
    rf"\s*-?({_UNITS})(?![a-z])",
    re.IGNORECASE,
)
_PERCENTILE = re.compile(r"\bp(\d{2,3}(?:\.\d+)?)\b", re.IGNORECASE)
_VERSION = re.compile(
    rf"\b([A-Za-z][A-Za-z+#]*(?:\.js)?)(?:[\s-]+v?|/|v|(?<=[a-z]))({_NUMBER})(?:\.x|\+)?(?![\w%])"
)
# Names of units, without plural, that are another's: its name, and how many of it they are.
_SCALED: Mapping[str, tuple[str, float]] = {
    "m": ("s", 0.001), "millisecond": ("s", 0.001), "sec": ("s", 1.0), "second": ("s", 1.0),
    "min": ("s", 60.0), "minute": ("s", 60.0), "h": ("s", 3600.0), "hr": ("s", 3600.0), "hour": ("s", 3600.0),
    "percent": ("%", 1.0), "char": ("character", 1.0),
}  # fmt: skip
# `one` is left out: it is a pronoun as often as a number.
_SPELLED: Mapping[str, str] = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "fifteen": "15", "twenty": "20", "thirty": "30",
    "forty": "40", "fifty": "50", "sixty": "60", "ninety": "90",
}  # fmt: skip
_SPELLED_WORD = re.compile(rf"\b(?:{'|'.join(sorted(_SPELLED))})\b", re.IGNORECASE)
_KILO: Mapping[str, float] = {"": 1.0, "k": 1e3, "m": 1e6}
# Negations that ask for something: "never trust input" wants it checked.
_IDIOM = re.compile(
    r"\b(?:never|not|don'?t|cannot)\s+(?:trust\w*|forget|hesitate|just|only|merely|limited)\b|\bnot only\b",
    re.IGNORECASE,
)
_PATH = re.compile(
    r"(?<![\w:])(?:[\w.-]+/)+[\w.-]+\.[a-z]{1,4}\b(?::\d+)?|\b\w+\.(?:py|js|ts|tsx|md|json|ya?ml|toml)(?::\d+)?\b"
)
_OVER = re.compile(r"\b(?:over|instead of|rather than|not|before)\b", re.IGNORECASE)
_LABEL = 4  # words of a bare label


@dataclass(frozen=True, slots=True, eq=False)
class Signs:
    """What the guards look at in one bullet."""

    measures: Values  # unit of measure -> values
    versions: Values  # name -> numbers
    digits: frozenset[str]
    forbids: bool
    absence: bool  # "no x", "without x": neither asks for x nor forbids it
    content: frozenset[str]
    advice: frozenset[str]  # content without what forbids or demands
    head_names: frozenset[str]
    names: frozenset[str]
    sides: tuple[frozenset[str], frozenset[str]] | None  # before and after "over"
    core: frozenset[str]  # content without filler
    topics: frozenset[str]  # that the core's words point at, one by one
    vectors: Mapping[str, Floats]  # of the core's words
    paths: frozenset[str]
    label: str  # the text where it is nothing but a label of what follows, else ""


class SignReader:
    """Reads the signs of bullets."""

    def __init__(self, words: Words, background: Background, data: GuardData) -> None:
        """Take the knowledge it reads by."""
        self._words = words
        self._background = background
        self._data = data

    def read(self, bullet: Bullet) -> Signs:
        """Return the signs of one bullet."""
        words, data, text = self._words, self._data, plain(bullet.text)
        stems = words.stems(text)
        content = frozenset(words.units(text)) | data.opposed.intersection(words.read(text))
        core = content - words.filler
        return Signs(
            measures=_measures(_in_digits(text)),
            versions=self._versions(text),
            digits=frozenset(token for token in tokens(_in_digits(text)) if token.isdigit()),
            forbids=not data.forbid.isdisjoint(words.read(_IDIOM.sub(" ", text))),
            absence=not data.absence.isdisjoint(stems),
            content=content,
            advice=content - data.forbid - data.demand,
            head_names=self._names(words.units(head_text(bullet))),
            names=self._names(content),
            sides=self._sides(text),
            core=core,
            topics=frozenset(t for unit in core for t in words.near.apply((unit,)) if t != unit),
            vectors={unit: v for unit in core if (v := self._background.vector(unit)) is not None},
            paths=frozenset(_PATH.findall(text)),
            label=text.strip().lower() if text.strip().endswith(":") and len(stems) <= _LABEL else "",
        )

    def _names(self, units: Iterable[str]) -> frozenset[str]:
        return frozenset(unit for unit in units if self._background.is_name(unit))

    def _versions(self, text: str) -> Values:
        found: dict[str, set[str]] = {}
        for name, number in _VERSION.findall(_MEASURE.sub(" ", text)):
            if self._words.units(name):  # "with 3 nodes" is no version 3 of with
                found.setdefault(self._words.stem(name.lower()), set()).add(number)
        return {name: frozenset(numbers) for name, numbers in found.items()}

    def _sides(self, text: str) -> tuple[frozenset[str], frozenset[str]] | None:
        before, _, after = _OVER.sub("\0", text, count=1).partition("\0")
        return (frozenset(self._words.units(before)), frozenset(self._words.units(after))) if after else None


def _in_digits(text: str) -> str:
    """Write spelled numbers as digits: "three times" is 3 times."""
    return _SPELLED_WORD.sub(lambda word: _SPELLED[word[0].lower()], text)


def _measures(text: str) -> Values:
    found: dict[str, set[str]] = {}
    for low, kilo, high, high_kilo, unit in _MEASURE.findall(text):
        name = unit.lower().rstrip("s") or "s"
        name, scale = _SCALED.get(name, (name, 1.0))
        value = _value(low, kilo, scale) + (f"-{_value(high, high_kilo, scale)}" if high else "")
        found.setdefault(name, set()).add(value)
    for percentile in _PERCENTILE.findall(text):
        found.setdefault("percentile", set()).add(percentile)
    return {name: frozenset(values) for name, values in found.items()}


def _value(number: str, kilo: str, scale: float) -> str:
    """Return a number as one text however it is written: `1k` is `1,000`, and 200 ms are 0.2 s."""
    plain_number = re.sub(r",(?=\d{3}\b)", "", number).replace(",", ".")
    if plain_number.count(".") > 1:
        return plain_number
    return f"{float(plain_number) * _KILO[kilo.lower()] * scale:.10g}"
