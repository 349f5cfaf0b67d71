"""Contradictions inside one persona, where more has to agree than between two.

What one author wrote into one file mostly differs for a reason: tiers, parameters, steps, two ways to do it.
So all words have to be the same, in the same order, apart from the prohibition, the first word or the bound.
"""

from __future__ import annotations

import re

from personac.matching.guard_signals import GuardData, Phrase, Signs, Stance
from personac.matching.scopes import Polarity
from personac.quantities.bounds import Quantity
from personac.quantities.reader import QuantityReader

_FORBIDDING = re.compile(
    r"\b(?:never|avoid|(?:do|must|should) not|(?:do|must|should)n['\u2019]?t)\b", re.IGNORECASE
)
_ALWAYS = ("always", "do", "does", "ensure", "must", "should", "t", "you")
_LABELS = re.compile(r"[:?\[\]{}<>=|\u2192]")
_FEWEST_WORDS = 2
_FEWEST_OF_LIMIT = 3
_LONGEST_TITLE = 4  # words of a heading that does nothing but forbid


def contradicts_in_one(a: Signs, b: Signs, data: GuardData, quantities: QuantityReader) -> bool:
    """Return whether two bullets of one persona, which a guard found to contradict each other, really do."""
    if any(_LABELS.search(one.text) or one.limits or one.scope.condition for one in (a, b)):
        return False
    return _forbidden(a, b, data) or _opposed(a, b, data) or _bounds(a, b, data, quantities)


def _forbidden(a: Signs, b: Signs, data: GuardData) -> bool:
    """Return whether one outright forbids what the other says in the same words."""
    if (a.stance is Stance.FORBIDS) is (b.stance is Stance.FORBIDS):
        return False
    forbids = a if a.stance is Stance.FORBIDS else b
    words = _words(a.text, data)
    is_same = words == _words(b.text, data) and len(words) >= _FEWEST_WORDS
    return is_same and (_FORBIDDING.search(forbids.text) is not None or _is_forbidden_above(forbids))


def _is_forbidden_above(signs: Signs) -> bool:
    """Return whether a heading such as "Never" or "What not to do" is right above."""
    title = signs.scope.text.rpartition(" / ")[2]
    return signs.scope.polarity is Polarity.FORBID and len(title.split()) <= _LONGEST_TITLE


def _opposed(a: Signs, b: Signs, data: GuardData) -> bool:
    """Return whether only the first words differ, and contradict each other: "Enable", "Disable"."""
    (first, *rest), (other, *others) = (data.words.stems(one.text) or ("",) for one in (a, b))
    is_same = rest == others and len(rest) >= _FEWEST_WORDS
    return is_same and (other,) in data.contradicting.get((first,), ())


def _bounds(a: Signs, b: Signs, data: GuardData, quantities: QuantityReader) -> bool:
    """Return whether the only quantity differs, and limits both on the same side: two upper bounds."""
    (one, *more), (other, *others) = (quantities.quantities_of(own.text) or (None,) for own in (a, b))
    if one is None or other is None or more or others or not one.bound or one.bound != other.bound:
        return False
    if quantities.difference(a.text, b.text) is None:
        return False
    rest = _words(_without(a.text, one), data)
    return rest == _words(_without(b.text, other), data) and len(rest) >= _FEWEST_OF_LIMIT


def _without(text: str, quantity: Quantity) -> str:
    return f"{text[: quantity.start]} {text[quantity.end :]}"


def _words(text: str, data: GuardData) -> Phrase:
    """Return the words of a text in order, without those that forbid or demand."""
    dropped = data.forbid | {data.words.stem(word) for word in _ALWAYS}
    return tuple(word for word in data.words.stems(text) if word not in dropped)
