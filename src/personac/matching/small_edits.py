"""Tells whether a text is another one after a small edit, and still means what it meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from personac.matching.bullet_index import BulletIndex
from personac.matching.copies import ORDERING, quantities
from personac.matching.guard_signals import GuardData, Signs
from personac.matching.guards import bar
from personac.matching.scopes import Polarity, ScopeReader, agents_in
from personac.matching.similarity import is_misspelt
from personac.matching.tokenizer import tokens
from personac.model.decision_format import NamedBullet

_WITH_ANOTHER_WORD = 0.82
"""The least closeness of texts in which one word stands for another: others are mostly two things."""
# Of languages whose other negations are in `ORDERING`.
_NEGATIONS = frozenset({
    "aldrig", "bukan", "ej", "ekki", "geen", "ikke", "ingen", "inte", "keinen", "keiner", "ne", "nem", "nema",
    "nessun", "nikdy", "nikoli", "ningun", "no", "non", "nulla",
})  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
Sign = tuple[Polarity, frozenset[str], frozenset[str]]


def sign_of(under: Sequence[str], text: str, scopes: ScopeReader) -> Sign:
    """Return what the titles above a bullet make of it: polarity, conditions, the agents that it is about."""
    polarity = next((found for title in reversed(under) if (found := scopes.polarity(title))), Polarity.NONE)
    conditions = frozenset[str]().union(*map(scopes.condition, under))
    agents = agents_in(text) or frozenset[str]().union(*map(agents_in, under))
    return polarity, conditions, agents


class Difference(NamedTuple):
    """How many words two texts share, a misspelt one too, and the words that only one of them has."""

    same: int
    lost: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def closeness(self) -> float:
        """The Jaccard index of the words."""
        return self.same / max(self.same + len(self.lost) + len(self.new), 1)

    @property
    def is_small(self) -> bool:
        """Whether words were only added, only left out, or, in a long text, one stands for another.

        Words of other scripts are not known well enough: one of them may be a negation.
        """
        if not all(word.isascii() for word in (*self.lost, *self.new)):
            return False
        is_one_word = len(self.lost) == len(self.new) == 1
        return not self.lost or not self.new or (is_one_word and self.closeness >= _WITH_ANOTHER_WORD)

    def is_clear_of(self, rival: float, ahead: float) -> bool:
        """Return whether another text is less close by `ahead`, or at all if words are only misspelt here."""
        return rival < 1 if self.closeness == 1 else self.closeness - rival >= ahead


def difference(text: str, position: int, index: BulletIndex) -> Difference:
    """Compare the words of a text with those of a bullet."""
    one = Counter(index.key(_spelt(text, index.bullets[position].text)))
    other = Counter(index.keys[position])
    lost, new = (tuple(sorted(rest.elements())) for rest in (one - other, other - one))
    return Difference((one & other).total(), lost, new)


def _misspelt(words: Iterable[str], others: Iterable[str]) -> Mapping[str, str]:
    """Return the words that others are with one letter wrong."""
    rest, found = [*others], dict[str, str]()
    for word in words:
        other = next((own for own in rest if is_misspelt(word, own)), None)
        if other is not None:
            rest.remove(other)
            found[word] = other
    return found


def _spelt(text: str, other: str) -> str:
    """Return a text, without the colon of a label, with words spelled as in another that it misspells."""
    own, theirs = (set(_WORD.findall(one.lower())) for one in (text, other))
    spelling = _misspelt(sorted(own - theirs), sorted(theirs - own))
    return _WORD.sub(lambda word: spelling.get(word[0].lower(), word[0]), text).rstrip(" :")


def means_the_same(named: NamedBullet, position: int, index: BulletIndex) -> bool:
    """Return whether numbers, stance, conditions and scope are those that the decision was about."""
    bullet, knowledge = index.bullets[position], index.knowledge
    one = sign_of(named.under, named.text, knowledge.scopes)
    other = sign_of(index.under(position), bullet.text, knowledge.scopes)
    if one != other or sorted(quantities(named.text)) != sorted(quantities(bullet.text)):
        return False
    scope = index.scopes[position]
    before = knowledge.signs.read(replace(bullet, text=_spelt(named.text, bullet.text), lead=""), scope)
    after = knowledge.signs.read(replace(bullet, text=bullet.text.rstrip(" :"), lead=""), scope)
    is_unturned = _turns(before, knowledge.signs.data) == _turns(after, knowledge.signs.data)
    return is_unturned and not bar(before, after, knowledge.signs.data, knowledge.quantities)


def _turns(signs: Signs, data: GuardData) -> tuple[object, ...]:
    """Return what of a text must not change: stance, conditions, and the words that turn its meaning."""
    stems = frozenset(data.words.stems(signs.text)) & (data.forbid | data.absence | data.demand)
    words = frozenset(tokens(signs.text)) & (ORDERING | _NEGATIONS)
    return signs.stance, signs.limited_by, bool(signs.limits), signs.has_only, stems, words
