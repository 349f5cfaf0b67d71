"""Guards: rules that bar pairs from being merged, however similar they look, with the reason.

A classifier that learned from similarity cannot distinguish `always` from `never`, or 50 users from 500.
The guards compare the signs of two bullets one by one, by rules that people can check.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from operator import eq

from personac.matching.bullet_traits import Numbers, Values
from personac.matching.guard_signals import FRAME, GuardData, Signs

_UNLIKE = 0.3  # cosine below which two words are unrelated
_WORD = re.compile(r"[^\W_]+[+#]*")
_LONGEST = 4  # words of a phrase that is one unit
_FEW = 2  # words that only one bullet has, for bullets that differ in an act
_SAME_ADVICE, _SAME_FRAME, _SAME_NUMBERED, _HALF = 0.6, 0.4, 0.7, 0.5


@dataclass(frozen=True, slots=True)
class Bar:
    """The reason why two bullets are kept separate.

    `contradicts` if they exclude each other; `is_firm` if their meanings differ for certain, not probably.
    """

    reason: str
    contradicts: bool = False
    is_firm: bool = False


def bar(a: Signs, b: Signs, data: GuardData) -> Bar | None:
    """Return why the two must not be merged, or None."""
    firm = _forbidden(a, b, data) or _opposed(a, b, data) or _reversed(a, b) or _numbers(a, b)
    if firm:
        return replace(firm, is_firm=True)
    return _things(a, b, data) or _acts(a, b, data) or _frames(a, b, data) or _places(a, b)


def alike(a: frozenset[str], b: frozenset[str]) -> float:
    """Return the Jaccard index of two sets of units."""
    return len(a & b) / max(len(a | b), 1)


def _forbidden(a: Signs, b: Signs, data: GuardData) -> Bar | None:
    if a.forbids == b.forbids or (b if a.forbids else a).absence:
        return None
    advice, other = (own.content - data.forbid - data.demand for own in (a, b))
    if alike(advice, other) < _SAME_ADVICE:
        return None
    return Bar("one forbids what the other asks for", contradicts=True)


def _opposed(a: Signs, b: Signs, data: GuardData) -> Bar | None:
    if not a.opposed or not b.opposed:
        return None
    for x in sorted(a.opposed - b.content):
        for y in sorted(b.opposed - a.content):
            is_opposite = (x, y) in data.opposites
            if not is_opposite and (x, y) not in data.contrasts:
                continue
            if alike(a.content - {x}, b.content - {y}) >= _SAME_FRAME:
                reason = f"{_written(x, a, data)} against {_written(y, b, data)}"
                return Bar(reason, contradicts=is_opposite)
    return None


def _reversed(a: Signs, b: Signs) -> Bar | None:
    if not a.sides or not b.sides:
        return None
    across = min(alike(a.sides[0], b.sides[1]), alike(a.sides[1], b.sides[0]))
    along = min(alike(a.sides[0], b.sides[0]), alike(a.sides[1], b.sides[1]))
    if across >= _HALF > along:
        return Bar("the same two things in reverse order", contradicts=True)
    return None


def _numbers(a: Signs, b: Signs) -> Bar | None:
    one, other = a.numbers, b.numbers
    clash = _clash(one.measures, other.measures, eq) or _clash(one.versions, other.versions, _same_version)
    if clash:
        shown = _counted(clash, one), _counted(clash, other)
    elif _differ_in_digits(a, b):
        shown = _listed(one.digits), _listed(other.digits)
    else:
        return None
    return Bar(
        f"different numbers: {shown[0]} and {shown[1]}", contradicts=alike(a.content, b.content) >= _HALF
    )


def _clash(a: Values, b: Values, same: Callable[[str, str], bool]) -> str | None:
    """Return the first unit of measure, or product, for which no value of one equals a value of the other."""
    for name in sorted(a.keys() & b.keys()) if a and b else ():
        if not any(same(x, y) for x in a[name] for y in b[name]):
            return name
    return None


def _counted(name: str, numbers: Numbers) -> str:
    """Return the values of a unit of measure, or the versions of a product, in the words of the bullet."""
    return _listed({text for (own, _), text in numbers.written.items() if own == name})


def _differ_in_digits(a: Signs, b: Signs) -> bool:
    one, other = a.numbers.digits, b.numbers.digits
    return bool(one and other) and not one & other and alike(a.content, b.content) >= _SAME_NUMBERED


def _same_version(x: str, y: str) -> bool:
    """Return whether versions agree; version 3 agrees with every version 3.x."""
    return x == y or x.startswith(f"{y}.") or y.startswith(f"{x}.")


def _things(a: Signs, b: Signs, data: GuardData) -> Bar | None:
    own_a, own_b = a.head_names - b.names, b.head_names - a.names
    if not own_a or not own_b or a.head_names & b.head_names:
        return None
    rest_a, rest_b = a.content - a.names, b.content - b.names
    if rest_a & rest_b and alike(rest_a, rest_b) >= _HALF:
        return _different("things", _all_written(own_a, a, data), _all_written(own_b, b, data))
    return None


def _acts(a: Signs, b: Signs, data: GuardData) -> Bar | None:
    if not a.acts or not b.acts:
        return None
    own_a, own_b = a.content - b.content, b.content - a.content
    is_one_noun = a.content & b.content and 0 < len(own_a) <= _FEW and 0 < len(own_b) <= _FEW
    if is_one_noun and own_a & a.acts and own_b & b.acts:
        return _different("acts", _all_written(own_a, a, data), _all_written(own_b, b, data))
    return None


def _frames(a: Signs, b: Signs, data: GuardData) -> Bar | None:
    """Bar two short bullets that share words, if each has one more word and these are unrelated."""
    if max(len(a.core), len(b.core)) > FRAME:
        return None
    own_a, own_b = a.core - b.core, b.core - a.core
    if not len(own_a) == len(own_b) == 1 or a.topics & b.topics:
        return None
    (x,), (y,) = own_a, own_b
    u, v = a.vectors.get(x), b.vectors.get(y)
    if u is None or v is None or float(u @ v) >= _UNLIKE:
        return None
    return _different("things", _all_written(own_a, a, data), _all_written(own_b, b, data))


def _places(a: Signs, b: Signs) -> Bar | None:
    if a.paths and b.paths and not a.paths & b.paths:
        return _different("places", a.paths, b.paths)
    if (a.label or b.label) and a.label != b.label and a.content != b.content:
        return Bar("one is the label of what follows it")
    return None


def _different(what: str, a: Iterable[str], b: Iterable[str]) -> Bar:
    return Bar(f"different {what}: {_listed(a)} and {_listed(b)}")


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(sorted(texts)[:3])


def _all_written(units: Iterable[str], signs: Signs, data: GuardData) -> list[str]:
    return [_written(unit, signs, data) for unit in units]


def _written(unit: str, signs: Signs, data: GuardData) -> str:
    """Return the word, or the few words, of a bullet for a unit."""
    words = _WORD.findall(signs.text)
    for size in range(1, _LONGEST + 1):
        for start in range(len(words) - size + 1):
            phrase = " ".join(words[start : start + size])
            if data.words.read(phrase) == (unit,):
                return phrase
    return data.words.names.get(unit, unit.replace("_", " "))
