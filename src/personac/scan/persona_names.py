"""Names of personas: what they tell about the job, and how a family is called.

Generic words of the rules ("expert") do not count. A word that agent files mostly write with a capital is
the name of a product; two personas whose names have other products are about other subjects, however alike
their advice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from personac.front_matter.agent_name import FALLBACK, name_of_words, shared_words
from personac.matching.corpus_stats import Background
from personac.matching.tokenizer import Words
from personac.model.personas import identify
from personac.scan.shared_words import CAP

_WORD = re.compile(r"[^\W_]+")
_LEAST_RARITY, _COMMON = 0.3, 1.5
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class NameTerms:
    """The terms of a name with their weights; `products` are those that are names of products."""

    weights: Mapping[str, float]
    products: frozenset[str]

    def overlap(self, other: NameTerms) -> float:
        """Return the weighted share of terms that both have, from 0 to 1."""
        both = self.weights.keys() & other.weights.keys()
        either = {**self.weights, **other.weights}
        total = sum(either[term] for term in sorted(either))
        return round(sum(self.weights[term] for term in sorted(both)) / total, _DIGITS) if total else 0.0

    def capped(self, uses: Mapping[str, int]) -> NameTerms:
        """Return the terms, with less weight for those of more than `CAP` names: the prefix of a team."""
        weights = {term: own * min(1.0, CAP / uses[term]) for term, own in self.weights.items()}
        return NameTerms(weights, self.products)

    def is_other_subject(self, other: NameTerms) -> bool:
        """Return whether each has a product that the other does not have."""
        return bool(self.products - other.products) and bool(other.products - self.products)


class NameReader:
    """Reads names, without the generic words of the rules."""

    def __init__(self, generic: Iterable[str], words: Words, background: Background) -> None:
        """Read names by the stems of `words` and the statistics of `background`."""
        self._words, self._background = words, background
        self._generic = {self._words.stem(word.casefold()) for word in generic}

    def read(self, name: str) -> NameTerms:
        """Return the terms of a name; all of them where there are only generic ones."""
        stems = [self._words.stem(word.casefold()) for word in _WORD.findall(name)]
        telling = [stem for stem in stems if stem not in self._generic] or stems
        weights = {stem: self._weight(stem) for stem in telling}
        return NameTerms(weights, frozenset(stem for stem in weights if self._background.is_name(stem)))

    def _weight(self, stem: str) -> float:
        return max(self._background.stats(stem).idf - _COMMON, _LEAST_RARITY)


def persona_name(name: str, path: str) -> str:
    """Return the `name:` of a persona, else what its path calls it."""
    return name or identify([path])[0]


def family_names(families: Sequence[Sequence[str]], generic: Iterable[str] = ()) -> tuple[str, ...]:
    """Return a distinct name for each family: the words that its names share, else the first of them.

    `generic` words alone are no name: `mysql-expert` and `postgres-expert` are called `mysql-expert`.
    """
    telling_nothing = {word.casefold() for word in generic}
    taken: set[str] = set()
    found: list[str] = []
    for names in families:
        shared = shared_words(names)
        shared = "" if telling_nothing.issuperset(shared.split("-")) else shared
        name = name_of_words(shared) or name_of_words(min(names)) or FALLBACK
        number = next(n for n in range(1, len(families) + 2) if _numbered(name, n) not in taken)
        found.append(_numbered(name, number))
        taken.add(found[-1])
    return tuple(found)


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}-{number}"
