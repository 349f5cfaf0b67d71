"""What the title of a section says, and how similar two titles are.

"Your Working Process" and "Workflow" share no word and are one section, because both name the same role.
"Review Process" and "Release Process" share the role and are two, because they differ in their subject.
So a title is read in two parts: words that the rules list for a role, and keywords. Words that say little
anywhere, or that name most of these agents ("backend" in five backend agents), count in neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from types import MappingProxyType

import numpy as np

from personac.config.outline_schema import Outline
from personac.config.vocabulary import Vocabulary
from personac.matching.prepared_bullets import Knowledge
from personac.matching.tokenizer import NEAR, Words, tokens

ONE_ROLE = 0.5  # both titles name the role and nothing else; shared words add the rest
ONE_SIDED = 0.5  # one of the two says more than the role
_BOTH_SIDED = 0.2  # both do, and share nothing of it
_NEAR = 0.7  # words of one group of near terms
_ALIKE = 0.6  # the least cosine that counts
_ALIKE_WEIGHT = 0.8  # the similarity at a cosine of 1
_MOST_WORD_PAIRS = 10_000  # of two titles; in longer ones only equal words count
_MOST_WORDS = 2000
_DECIMALS = 6
Phrase = tuple[str, ...]
# The roles of sections that say what an agent knows, or how it works in general.
KNOWLEDGE = frozenset({"responsibilities", "principles", "expertise", "technologies", "practices"})
TOPIC = "topic"  # in the order of roles: sections without a role


@dataclass(frozen=True, slots=True)
class Title:
    """One title as it is compared.

    `stems` is all of it, `keywords` its significant words, sorted, and `rest` those that belong to no role.
    `kind` is the role that a part of it names; `role` is the same if that part is its end or its only
    content ("Review Process", not "Process Mining"). Both may be "".
    """

    stems: Phrase
    keywords: Phrase
    kind: str = ""
    role: str = ""
    rest: Phrase = ()

    @property
    def is_generic(self) -> bool:
        """Whether the title has neither a keyword nor a role."""
        return not self.keywords and not self.kind

    def without_role(self) -> Title:
        """Return the title as that of a topic without a role."""
        return replace(self, kind="", role="", rest=())


class TitleReader:
    """Reads titles under the rules, each once."""

    def __init__(self, words: Words, outline: Outline, common: Iterable[str] = ()) -> None:
        """Use the words of the build; `common` are units that distinguish none of these personas."""
        self._words = words
        self._filler = frozenset(u for word in outline.filler for u in words.units(word))
        self._ignored = self._filler | frozenset(common)
        self._same = _same(outline, words)
        self._roles = _phrases(outline)
        self._longest = max((len(phrase) for phrase in self._roles), default=0)
        self._titles: dict[str, Title] = {}

    def read(self, title: str) -> Title:
        """Return `title` as it is compared."""
        if title not in self._titles:
            self._titles[title] = self._read(title)
        return self._titles[title]

    def stems(self, title: str) -> Phrase:
        """Return all words of `title` without case and endings, in order."""
        return self._words.stems(title) or tuple(title.casefold().split())

    def _read(self, title: str) -> Title:
        words = _words(title)
        matches, rest = self._matches(words)
        left = self._keywords(" ".join(rest))
        strong = [m for m in matches if not left or not self._is_filler(m)]
        # Of equally long phrases the last: the head of "Example Output" is its end.
        phrase = max(reversed(strong), key=len, default=())
        kind = self._roles.get(phrase, "")
        is_whole = not left or _ends(words, phrase)
        return Title(self.stems(title), self._keywords(title), kind, kind if is_whole else "", left)

    def _keywords(self, text: str) -> Phrase:
        units = self._same.apply(self._words.units(text))
        return tuple(sorted({unit for unit in units if not _is_in(unit, self._ignored)}))

    def _is_filler(self, phrase: Phrase) -> bool:
        units = self._words.units(" ".join(phrase))
        return all(_is_in(unit, self._filler) for unit in units)

    def _matches(self, words: Sequence[str]) -> tuple[list[Phrase], list[str]]:
        """Return the phrases that name a role, the longest at each place, and the other words."""
        matches: list[Phrase] = []
        rest: list[str] = []
        place = 0
        while place < len(words):
            sizes = range(min(self._longest, len(words) - place), 0, -1)
            spans = (tuple(words[place : place + size]) for size in sizes)
            phrase = next((p for span in spans for p in (span, _singular(span)) if p in self._roles), ())
            matches += [phrase] if phrase else []
            rest += [] if phrase else [words[place]]
            place += len(phrase) or 1
        return matches, rest


def _is_in(unit: str, words: frozenset[str]) -> bool:
    return unit in words or words.issuperset(unit.split("_"))


def _same(outline: Outline, words: Words) -> Vocabulary:
    """Map the words that are synonyms in titles to the first of them."""
    groups = [[words.units(term) for term in group] for group in outline.same]
    return Vocabulary(MappingProxyType({u: first for first, *others in groups for u in others if u}))


def _phrases(outline: Outline) -> Mapping[Phrase, str]:
    """Map the phrases that name a role to that role; the first in the order of roles wins."""
    ranked = [*outline.role_order, *sorted(set(outline.role) - set(outline.role_order))]
    roles: dict[Phrase, str] = {}
    for role in ranked:
        for text in outline.role.get(role, ()):
            roles.setdefault(tuple(_words(text)), role)
    return roles


def _words(text: str) -> list[str]:
    """Return the words of `text` but "and", which is also written "&" or left out."""
    return [word for word in tokens(text) if word != "and"]


def _singular(span: Phrase) -> Phrase:
    return (*span[:-1], span[-1].removesuffix("s"))


def _ends(words: Sequence[str], phrase: Phrase) -> bool:
    end = tuple(words[len(words) - len(phrase) :])
    return bool(phrase) and phrase in {end, _singular(end)}


class TitleSimilarity:
    """Compares titles by roles, then by a soft Jaccard index of keywords; each pair of words once.

    Rare words weigh more than common ones. Near words (of one group of the vocabulary, or used alike in
    agent files at large) count in part.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        """Use the words and the background of the build."""
        self._words = knowledge.words
        self._background = knowledge.background
        self._pairs: dict[tuple[str, str], float] = {}
        self._weights: dict[str, float] = {}
        self._topics: dict[str, frozenset[str]] = {}

    def titles(self, one: Title, other: Title) -> float:
        """Return the similarity of two titles, 0 to 1; it is symmetric."""
        if one.stems == other.stems:
            return 1.0
        if one.kind and one.kind == other.kind:
            return self._of_one_role(one, other)
        shared = self.phrases(one.keywords, other.keywords)
        return round(shared / 2, _DECIMALS) if one.role and other.role else shared

    def _of_one_role(self, one: Title, other: Title) -> float:
        if not one.rest and not other.rest:
            shared = len({*one.stems} & {*other.stems}) / len({*one.stems, *other.stems})
            return round(ONE_ROLE + (1 - ONE_ROLE) * shared, _DECIMALS)
        if not one.rest or not other.rest:
            return ONE_SIDED
        shared = self.phrases(one.rest, other.rest)
        return round(_BOTH_SIDED + (1 - _BOTH_SIDED) * shared, _DECIMALS)

    def phrases(self, one: Phrase, other: Phrase) -> float:
        """Return the weighted soft Jaccard index of two sets of words; 0 where one is empty."""
        if not one or not other:
            return 0.0
        ours, theirs = [self._weight(unit) for unit in one], [self._weight(unit) for unit in other]
        if len(one) * len(other) > _MOST_WORD_PAIRS:
            matched = _in_common(one, ours, other) + _in_common(other, theirs, one)
        else:
            near = [[self.words(unit, o) for o in other] for unit in one]
            matched = _matched(ours, near) + _matched(theirs, zip(*near, strict=True))
        dice = matched / sum((*ours, *theirs))
        return round(dice / (2 - dice), _DECIMALS)

    def _weight(self, unit: str) -> float:
        if unit not in self._weights:
            self._weights[unit] = max(self._background.stats(part).idf for part in unit.split("_"))
        return self._weights[unit]

    def words(self, one: str, other: str) -> float:
        """Return the similarity of two words: 1 for the same."""
        if one == other:
            return 1.0
        pair = (min(one, other), max(one, other))
        if pair not in self._pairs:
            self._pairs[pair] = self._near(*pair)
        return self._pairs[pair]

    def near_pairs(self, words: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield the pairs of near words; of too many words only those of one group of the vocabulary."""
        known = [(word, vector) for word in words if (vector := self._background.vector(word)) is not None]
        if known and len(known) <= _MOST_WORDS:
            rows = np.stack([vector for _, vector in known])
            for a, b in np.argwhere(np.triu(rows @ rows.T > _ALIKE, 1)).tolist():
                yield known[a][0], known[b][0]
        for topic in _by_topic(words, self._words):
            yield from combinations(topic, 2)

    def _near(self, one: str, other: str) -> float:
        if not self._near_topics(one).isdisjoint(self._near_topics(other)):
            return _NEAR
        a, b = self._background.vector(one), self._background.vector(other)
        cosine = 0.0 if a is None or b is None else float(a @ b)
        return round(max(0.0, cosine - _ALIKE) / (1 - _ALIKE) * _ALIKE_WEIGHT, _DECIMALS)

    def _near_topics(self, word: str) -> frozenset[str]:
        if word not in self._topics:
            topics = self._words.topics((word,))
            self._topics[word] = frozenset(topic for topic in topics if topic.startswith(NEAR))
        return self._topics[word]


def _matched(weights: Sequence[float], near: Iterable[Sequence[float]]) -> float:
    """Return how much of a phrase another one matches: the weight of each word times its nearest there."""
    return sum(weight * max(row) for weight, row in zip(weights, near, strict=True))


def _in_common(words: Phrase, weights: Sequence[float], other: Phrase) -> float:
    known = frozenset(other)
    return sum(weight for word, weight in zip(words, weights, strict=True) if word in known)


def _by_topic(words: Sequence[str], known: Words) -> list[list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for word in words:
        for topic in known.topics((word,)):
            if topic.startswith(NEAR):
                groups[topic].append(word)
    return [groups[topic] for topic in sorted(groups)]
