"""The signs that guards look at: what a bullet names, counts, demands and forbids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

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
_NEGATIONS = ("never", "not", "don", "cannot")  # one of which is in each idiom
_PATH = re.compile(
    r"(?<![\w:])(?:[\w.-]+/)+[\w.-]+\.[a-z]{1,4}\b(?::\d+)?|\b\w+\.(?:py|js|ts|tsx|md|json|ya?ml|toml)(?::\d+)?\b"
)
_OVER = re.compile(r"\b(?:over|instead of|rather than|not|before)\b", re.IGNORECASE)
_LABEL = 4  # words of a bare label
_DIGIT = re.compile(r"\d")
FRAME = 3  # words of the core of a short bullet
_NO: frozenset[str] = frozenset()
_NOTHING: Values = MappingProxyType({})
_NOWHERE: Mapping[str, Floats] = MappingProxyType({})


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
    topics: frozenset[str]  # that the core's words point at, one by one; of a core of a few words only
    vectors: Mapping[str, Floats]  # of the core's words; likewise
    paths: frozenset[str]
    label: str  # the text where it is nothing but a label of what follows, else ""


class _Named(dict[str, bool]):
    """Which units are names; the background is asked once about each."""

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._background = background

    def __missing__(self, unit: str) -> bool:
        found = self[unit] = self._background.is_name(unit)
        return found


class SignReader:
    """Reads the signs of bullets; what it remembers changes speed, never results."""

    def __init__(self, words: Words, background: Background, data: GuardData) -> None:
        """Take the knowledge it reads by."""
        self._words = words
        self._background = background
        self._data = data
        self._known: dict[tuple[str, str], Signs] = {}
        self._named = _Named(background)

    def read(self, bullet: Bullet) -> Signs:
        """Return the signs of one bullet."""
        key = (bullet.text, bullet.lead)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._read(bullet)
        return found

    def _read(self, bullet: Bullet) -> Signs:
        words, data, text = self._words, self._data, plain(bullet.text)
        stems, read, digits = words.stems(text), words.read(text), _in_digits(text)
        content = frozenset(words.units(text)) | data.opposed.intersection(read)
        core = content - words.filler
        is_short = len(core) <= FRAME
        return Signs(
            measures=_measures(digits),
            versions=self._versions(text),
            digits=frozenset(token for token in tokens(digits) if token.isdigit())
            if _counts(digits)
            else _NO,
            forbids=not data.forbid.isdisjoint(words.read(_without_idioms(text))),
            absence=not data.absence.isdisjoint(stems),
            content=content,
            advice=content - data.forbid - data.demand,
            head_names=self._names(words.units(head_text(bullet))),
            names=self._names(content),
            sides=self._sides(text),
            core=core,
            topics=self._topics(core) if is_short else _NO,
            vectors=self._vectors(core) if is_short else _NOWHERE,
            paths=frozenset(_PATH.findall(text)) if "." in text else _NO,
            label=text.strip().lower() if text.strip().endswith(":") and len(stems) <= _LABEL else "",
        )

    def _topics(self, core: frozenset[str]) -> frozenset[str]:
        near = self._words.near
        return frozenset(topic for unit in core for topic in near.apply((unit,)) if topic != unit)

    def _vectors(self, core: frozenset[str]) -> Mapping[str, Floats]:
        return {unit: v for unit in core if (v := self._background.vector(unit)) is not None}

    def _names(self, units: Iterable[str]) -> frozenset[str]:
        return frozenset(filter(self._named.__getitem__, units))

    def _versions(self, text: str) -> Values:
        if not _counts(text):
            return _NOTHING
        found: dict[str, set[str]] = {}
        for name, number in _VERSION.findall(_MEASURE.sub(" ", text)):
            if self._words.units(name):  # "with 3 nodes" is no version 3 of with
                found.setdefault(self._words.stem(name.lower()), set()).add(number)
        return {name: frozenset(numbers) for name, numbers in found.items()}

    def _sides(self, text: str) -> tuple[frozenset[str], frozenset[str]] | None:
        over = _OVER.search(text)
        if over is None or over.end() == len(text):
            return None
        before, after = text[: over.start()], text[over.end() :]
        return frozenset(self._words.units(before)), frozenset(self._words.units(after))


def _in_digits(text: str) -> str:
    """Write spelled numbers as digits: "three times" is 3 times."""
    return _SPELLED_WORD.sub(lambda word: _SPELLED[word[0].lower()], text)


def _counts(text: str) -> bool:
    """Tell whether there may be a digit at all, which few bullets have."""
    return _DIGIT.search(text) is not None or not text.isascii()


def _without_idioms(text: str) -> str:
    lower = text.lower()
    return _IDIOM.sub(" ", text) if any(word in lower for word in _NEGATIONS) else text


def _measures(text: str) -> Values:
    if not _counts(text):
        return _NOTHING
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
