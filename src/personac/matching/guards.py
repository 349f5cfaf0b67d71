"""Guards: rules that keep two bullets apart, however similar they look, with the reason.

Similarity cannot tell `always` from `never`, or 50 users from 500. Each guard looks at one difference that
changes what is meant, and holds where the rest of the two bullets says the same: otherwise the difference may
be explained by another wording, which the judge has to tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import product

from personac.matching.guard_signals import GuardData, Phrase, Sides, Signs, Stance, Units
from personac.matching.scopes import Polarity
from personac.quantities.reader import QuantityReader

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_STANDARD = re.compile(r"\b(?:ISO|IEC|RFC|NIST|WCAG|SOC|PCI|IEEE|EN|DIN|ANSI)\b")
_WORD = re.compile(r"[^\W_]+[+#]*")
_NEGATIVE = frozenset({Polarity.FORBID, Polarity.BAD})
_STRICT = frozenset({"if", "unless", "only", "except"})  # conditions that tell without a counterpart
# With "if" instead, the same words are another condition.
_TURNING = frozenset({"after", "before", "unless", "until"})
_IN_REVERSE = "the same words in reverse order"
_LONGEST = 4  # words of a phrase that is one unit
_UNLIKE = 0.2  # cosine below which two words are used unlike
_LABEL = 3  # words of a label
_SAME_ADVICE, _SAME_FRAME, _SAME_LIMITED = 0.6, 0.5, 0.7
_CERTAIN = 0.85  # of the rest, where a contradiction is reported


@dataclass(frozen=True, slots=True)
class Bar:
    """The reason why two bullets are kept separate.

    `contradicts` if they exclude each other; `is_firm` if their meanings differ for certain, not probably.
    """

    reason: str
    contradicts: bool = False
    is_firm: bool = False


def bar(a: Signs, b: Signs, data: GuardData, quantities: QuantityReader) -> Bar | None:
    """Return why the two must not be merged, or None."""
    firm = (
        _polarity(a, b) or _negated(a, b) or _conditions_above(a, b) or _agents(a, b)
        or _numbers(a, b, data, quantities) or _opposed(a, b, data) or _reversed(a, b)
    )  # fmt: skip
    if firm:
        return replace(firm, is_firm=True)
    return _limits(a, b) or _things(a, b, data) or _frames(a, b, data) or _places(a, b)


def alike(a: Units, b: Units) -> float:
    """Return the Jaccard index of two sets of units."""
    return len(a & b) / max(len(a | b), 1)


def _polarity(a: Signs, b: Signs) -> Bar | None:
    if {a.stance, b.stance} != {Stance.ASKS, Stance.FORBIDS}:
        return None
    same = alike(a.content, b.content)
    if same < _SAME_ADVICE:
        return None
    forbids, asks = (a, b) if a.stance is Stance.FORBIDS else (b, a)
    is_certain = same >= _CERTAIN and forbids.is_explicit and not asks.limits and not forbids.limits
    return Bar(f"one forbids what the other asks for{_above(forbids)}", contradicts=is_certain)


def _negated(a: Signs, b: Signs) -> Bar | None:
    """Bar a prohibition from the same words without it ("Don't keep the tests", "Keep the tests")."""
    if {a.stance, b.stance} != {Stance.FORBIDS, Stance.UNCLEAR}:
        return None
    forbids, other = (a, b) if a.stance is Stance.FORBIDS else (b, a)
    is_same = a.content == b.content and set(other.sequence) < set(forbids.sequence)
    if not is_same or not forbids.is_explicit or other.text.endswith("?"):
        return None
    return Bar("one forbids what the other says", contradicts=True)


def _above(signs: Signs) -> str:
    """Return the heading that forbids, if it is no word of the bullet."""
    return f" (it stands under {signs.scope.text!r})" if signs.scope.polarity in _NEGATIVE else ""


def _conditions_above(a: Signs, b: Signs) -> Bar | None:
    one, other = a.scope.condition, b.scope.condition
    is_one_sided = not one or not other
    if is_one_sided and (one | other).isdisjoint(_STRICT):
        return None
    is_same = alike(one, other) >= _SAME_FRAME and _TURNING.isdisjoint(one ^ other)
    if is_same or one == other or alike(a.content, b.content) < _SAME_ADVICE:
        return None
    shown = " and ".join(repr(text) for text in (a.scope.text, b.scope.text) if text)
    return Bar(f"different conditions above: {shown}")


def _agents(a: Signs, b: Signs) -> Bar | None:
    if a.scope.agents and b.scope.agents and not a.scope.agents & b.scope.agents:
        return _different("agents", a.scope.agents, b.scope.agents)
    return None


def _opposed(a: Signs, b: Signs, data: GuardData) -> Bar | None:
    for x, y in product(sorted(a.opposed - b.opposed), sorted(b.opposed - a.opposed)):
        if not _are(x, y, data.opposites) and not _are(x, y, data.contrasts):
            continue
        same = alike(a.content.difference(x), b.content.difference(y))
        if same >= _SAME_FRAME:
            is_certain = same >= _CERTAIN and _are(x, y, data.contradicting)
            reason = f"{_written(x, a, data)} against {_written(y, b, data)}"
            return Bar(reason, contradicts=is_certain)
    return None


def _are(x: Phrase, y: Phrase, pairs: Sides) -> bool:
    return y in pairs.get(x, ())


def _reversed(a: Signs, b: Signs) -> Bar | None:
    for one, other in ((a.order, b.order), (a.preference, b.preference)):
        if one and other and _are_swapped(one, other):
            same = alike(one[0] | one[1], other[0] | other[1])
            if same >= _SAME_LIMITED:
                return Bar(_IN_REVERSE, contradicts=same >= _CERTAIN)
    is_list = a.is_list or b.is_list
    is_shuffled = not is_list and a.sequence != b.sequence and sorted(a.sequence) == sorted(b.sequence)
    return Bar(_IN_REVERSE) if is_shuffled else None


def _are_swapped(one: tuple[Units, Units], other: tuple[Units, Units]) -> bool:
    """Return whether what is on one side of the connector in one bullet is on the other side in the other."""
    across = len(one[0] & other[1]) + len(one[1] & other[0])
    along = len(one[0] & other[0]) + len(one[1] & other[1])
    return bool(one[0] & other[1] and one[1] & other[0]) and across >= along


def _numbers(a: Signs, b: Signs, data: GuardData, quantities: QuantityReader) -> Bar | None:
    differing = quantities.difference(a.text, b.text) or _bare_numbers(a, b, quantities)
    if differing is None:
        return None
    rests = (_without_quantities(signs.text, data, quantities) for signs in (a, b))
    is_certain = alike(*rests) >= _CERTAIN and not _names_standard(a)
    return Bar(f"different numbers: {differing[0]} and {differing[1]}", contradicts=is_certain)


def _without_quantities(text: str, data: GuardData, quantities: QuantityReader) -> Units:
    """Return the content of a text apart from its quantities: `ms` and `s` say nothing of what is meant."""
    for quantity in reversed(quantities.quantities_of(text)):
        blanks = " " * (quantity.end - quantity.start)
        text = text[: quantity.start] + blanks + text[quantity.end :]
    return frozenset(data.words.units(text)) - data.forbid - data.demand


def _bare_numbers(a: Signs, b: Signs, quantities: QuantityReader) -> tuple[str, str] | None:
    """Return numbers that are no known quantities, where two bullets have no other difference."""
    if quantities.quantities_of(a.text) and quantities.quantities_of(b.text):
        return None
    one, other = (_NUMBER.findall(quantities.with_plain_quantities(own.text)) for own in (a, b))
    if not one or not other or set(one) & set(other) or alike(a.content, b.content) < _SAME_LIMITED:
        return None
    return ", ".join(one), ", ".join(other)


def _names_standard(signs: Signs) -> bool:
    """Return whether a bullet names a standard: two standards do not contradict each other."""
    return _STANDARD.search(signs.text) is not None


def _limits(a: Signs, b: Signs) -> Bar | None:
    """Bar bullets of which one holds only under a condition, or with an exception, and the other without."""
    if a.has_only != b.has_only and alike(a.content, b.content) >= _CERTAIN:
        return Bar("one says “only”, the other does not")
    if bool(a.limits) == bool(b.limits):
        return None
    limited, free = (a, b) if a.limits else (b, a)
    if limited.limited_by - free.content and alike(limited.main, free.content) >= _SAME_LIMITED:
        return Bar(f"one has a condition: {limited.limits[0].strip()}")
    return None


def _things(a: Signs, b: Signs, data: GuardData) -> Bar | None:
    own_a, own_b = a.head_names - b.names, b.head_names - a.names
    if (
        not own_a
        or not own_b
        or a.head_names & b.head_names
        or _abbreviates(own_a, b)
        or _abbreviates(own_b, a)
    ):
        return None
    rest_a, rest_b = a.content - a.names, b.content - b.names
    if rest_a & rest_b and alike(rest_a, rest_b) >= _SAME_FRAME:
        return _different("things", _all_written(own_a, a, data), _all_written(own_b, b, data))
    return None


def _frames(a: Signs, b: Signs, data: GuardData) -> Bar | None:
    """Bar two labels that share words, if each has one more word and these are used unlike."""
    if max(len(a.sequence), len(b.sequence)) > _LABEL:
        return None
    own_a, own_b = a.core - b.core, b.core - a.core
    if (
        not a.core & b.core
        or not len(own_a) == len(own_b) == 1
        or _abbreviates(own_a, b)
        or _abbreviates(own_b, a)
    ):
        return None
    (x,), (y,) = own_a, own_b
    u, v = data.background.vector(x), data.background.vector(y)
    if u is None or v is None or float(u @ v) >= _UNLIKE:
        return None
    return _different("things", _all_written(own_a, a, data), _all_written(own_b, b, data))


def _abbreviates(units: Units, other: Signs) -> bool:
    """Return whether one of `units` consists of first letters of the other bullet's words."""
    initials = "".join(word[0] for word in _WORD.findall(other.text.lower()))
    return any(unit in initials for unit in units)


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
    return [_written((unit,), signs, data) for unit in units]


def _written(units: Phrase, signs: Signs, data: GuardData) -> str:
    """Return the word, or the few words, of a bullet for stems or a unit."""
    words = _WORD.findall(signs.text)
    for size in range(1, _LONGEST + 1):
        for start in range(len(words) - size + 1):
            phrase = " ".join(words[start : start + size])
            if units in (data.words.read(phrase), data.words.stems(phrase)):
                return phrase
    return " ".join(data.words.names.get(unit, unit.replace("_", " ")) for unit in units)
