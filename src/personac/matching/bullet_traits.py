"""What a bullet is: its head phrase, the title above it, its speech act, and the numbers in it.

The head of "**Caching**: keys that expire" is `Caching`. The title matters for short bullets, such as
`Redis` below `Caching`. The speech act is needed because agent files also contain example prompts,
references to other agents, and templates of reports: these use the words of advice, but are none.
Numbers are measures with a unit, versions of a product, or bare numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from personac.matching.tokenizer import Words, tokens
from personac.model import Bullet

_QUALIFIER = re.compile(
    r"\s(?:with|using|for|through|via|by|including|such as|like|based on|from|to)\s"
    r"|[:(,;.]|\s[-\u2013\u2014]\s",
    re.IGNORECASE,
)
_SHORTEST = 12  # characters of a head that is not the whole text
_COMMON_WORD = 0.06  # share of the bullets from which a word is a topic of all personas
_COMMON_TITLE = 0.06  # likewise, of the titles


def head_text(bullet: Bullet) -> str:
    """Return the head phrase: the lead, or the text before the first qualifying clause."""
    if bullet.lead:
        return bullet.lead
    clause = _QUALIFIER.search(bullet.text, len(bullet.text.split(" ", 1)[0]))
    return bullet.text[: clause.start()] if clause and clause.start() > _SHORTEST else bullet.text


def title_text(bullet: Bullet, parent: str) -> str:
    """Return the title directly above the bullet: the first words of its parent, or its innermost section."""
    if parent:
        return parent.partition(":")[0]
    return bullet.section[-1] if bullet.section else ""


def title_rows(
    bullets: Sequence[Bullet], parents: Sequence[str], texts: Sequence[tuple[str, ...]], words: Words
) -> list[tuple[str, ...]]:
    """Return the units of each bullet's title, without filler and without topics of all personas."""
    titles = [title_text(bullet, parent) for bullet, parent in zip(bullets, parents, strict=True)]
    distinct_titles = sorted(set(titles))
    in_titles = Counter(unit for title in distinct_titles for unit in set(words.units(title)))
    in_texts = Counter(unit for text in texts for unit in set(text))
    most_texts = max(_COMMON_WORD * len(bullets), 6)
    most_titles = max(_COMMON_TITLE * len(distinct_titles), 3)
    common = {unit for unit in in_titles if in_texts[unit] > most_texts or in_titles[unit] > most_titles}
    skip = words.filler | words.title_filler | common
    return [tuple(unit for unit in words.units(title) if unit not in skip) for title in titles]


class Act(StrEnum):
    """The speech act of a bullet; `PRACTICE` is advice."""

    PRACTICE = "practice"
    QUOTE = "quote"
    RELATION = "relation"
    OUTPUT = "output"
    METRIC = "metric"


_QUOTES = ('"', "\N{LEFT DOUBLE QUOTATION MARK}", "'", "\N{LEFT SINGLE QUOTATION MARK}", "\xab")
_RELATION = re.compile(
    r"delegate to|hand(?:s|ing)? ?off to|[`@][a-z]+-[a-z-]+"
    r"|^(?:collaborat|coordinat|work|partner|support|help|assist|guid|shar|provid|advis|consult|align|engag"
    r"|mentor|join)\w*"
    r"\s+(?:\S+\s+){0,4}?[a-z]+-[a-z]+(?:-[a-z]+)*\s+(?:on|with|for|in|to|about|during)\b",
    re.IGNORECASE,
)
_RELATION_TITLE = re.compile(
    r"other (?:sub)?-?agents|delegat|working relationship|\bworks? with\b"
    r"|agent (?:collaboration|coordination|integration)|hand-?off to",
    re.IGNORECASE,
)
_METRIC_TITLE = re.compile(
    r"\bmetrics\b|\bkpis?\b|success (?:criteria|measures?|indicators?)|benchmarks?$", re.IGNORECASE
)
_GAPS = ("[", "{", "<")  # the first characters of placeholders
_OUTPUT = re.compile(r"\[[A-Z][^\]]*\]|\{[a-z_ ]+\}|<[a-z_ ]+>")
_OUTPUT_TITLE = re.compile(r"\boutputs?\b|report|deliverable|\bformat|^provide|template", re.IGNORECASE)


def act_of(bullet: Bullet) -> Act:
    """Return the speech act of a bullet by its text and its innermost title."""
    text, title = bullet.text.strip(), bullet.section[-1] if bullet.section else ""
    if text.startswith(_QUOTES):
        return Act.QUOTE
    act = _act_of_title(title)
    if act is Act.RELATION or _relates(text):
        return Act.RELATION
    has_placeholder = any(map(text.__contains__, _GAPS)) and _OUTPUT.search(text)
    return Act.OUTPUT if has_placeholder else act


def _act_of_title(title: str) -> Act:
    """Return the act of bullets below a title, if their texts do not decide it."""
    if _RELATION_TITLE.search(title):
        return Act.RELATION
    if _OUTPUT_TITLE.search(title):
        return Act.OUTPUT
    return Act.METRIC if _METRIC_TITLE.search(title) else Act.PRACTICE


def _relates(text: str) -> bool:
    is_possible = "-" in text or " to" in text.lower()  # one of these is in every match, and they are faster
    return is_possible and _RELATION.search(text) is not None


Values = Mapping[str, frozenset[str]]
Written = dict[tuple[str, str], str]
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
# Singular names of units that are converted into another unit, and the factor.
_SCALED: Mapping[str, tuple[str, float]] = {
    "m": ("s", 0.001), "millisecond": ("s", 0.001), "sec": ("s", 1.0), "second": ("s", 1.0),
    "min": ("s", 60.0), "minute": ("s", 60.0), "h": ("s", 3600.0), "hr": ("s", 3600.0), "hour": ("s", 3600.0),
    "percent": ("%", 1.0), "char": ("character", 1.0),
}  # fmt: skip
# Without `one`, which is a pronoun as often as a number.
_SPELLED: Mapping[str, str] = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "fifteen": "15", "twenty": "20", "thirty": "30",
    "forty": "40", "fifty": "50", "sixty": "60", "ninety": "90",
}  # fmt: skip
_SPELLED_WORD = re.compile(rf"\b(?:{'|'.join(sorted(_SPELLED))})\b", re.IGNORECASE)
_KILO: Mapping[str, float] = {"": 1.0, "k": 1e3, "m": 1e6}
_DIGIT = re.compile(r"\d")
_NOTHING: Values = MappingProxyType({})


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """The numbers of a text."""

    measures: Values  # unit of measure -> values
    versions: Values  # name -> numbers
    digits: frozenset[str]
    written: Mapping[tuple[str, str], str]  # (unit, value) or (name, number) -> the words of the text


_NONE = Numbers(_NOTHING, _NOTHING, frozenset(), MappingProxyType({}))


def numbers_of(text: str, words: Words) -> Numbers:
    """Return the numbers of `text`, which was converted by `plain`."""
    spelled = _in_digits(text)
    if not _may_have_digits(spelled):
        return _NONE
    digits = frozenset(token for token in tokens(spelled) if token.isdigit())
    measures, versions = _measures(spelled), _versions(text, words)
    return Numbers(_grouped(measures), _grouped(versions), digits, measures | versions)


def _in_digits(text: str) -> str:
    """Convert number words into digits: "three times" becomes "3 times"."""
    lower = text.lower()
    if not any(map(lower.__contains__, _SPELLED)):  # five times as fast as the pattern
        return text
    return _SPELLED_WORD.sub(lambda word: _SPELLED.get(word[0].lower(), word[0]), text)


def _may_have_digits(text: str) -> bool:
    return _DIGIT.search(text) is not None or not text.isascii()


def _measures(text: str) -> Written:
    measures: Written = {}
    for match in _MEASURE.finditer(text):
        low, kilo, high, high_kilo, unit = match.groups(default="")
        name = unit.lower().rstrip("s") or "s"
        name, scale = _SCALED.get(name, (name, 1.0))
        value = _value(low, kilo, scale) + (f"-{_value(high, high_kilo, scale)}" if high else "")
        measures.setdefault((name, value), match[0].strip())
    for match in _PERCENTILE.finditer(text):
        measures.setdefault(("percentile", match[1]), match[0])
    return measures


def _versions(text: str, words: Words) -> Written:
    if not _may_have_digits(text):
        return {}
    versions: Written = {}
    for match in _VERSION.finditer(_MEASURE.sub(" ", text)):
        name, number = match.groups()
        if words.units(name):  # "with 3 nodes" is no version 3 of "with"
            versions.setdefault((words.stem(name.lower()), number), match[0])
    return versions


def _grouped(written: Written) -> Values:
    values: dict[str, set[str]] = {}
    for name, value in written:
        values.setdefault(name, set()).add(value)
    return {name: frozenset(own) for name, own in values.items()} if values else _NOTHING


def _value(number: str, kilo: str, scale: float) -> str:
    """Return a number in one spelling: `1k` equals `1,000`, and 200 ms equals 0.2 s."""
    plain_number = re.sub(r",(?=\d{3}\b)", "", number).replace(",", ".")
    if plain_number.count(".") > 1:
        return plain_number
    return f"{float(plain_number) * _KILO[kilo.lower()] * scale:.10g}"
