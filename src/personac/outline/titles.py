"""What a section's title says: its telling words, and the part that the section plays.

"Your Working Process" and "Workflow" have no word in common and are one
section, because both name the same role; "Review Process" and "Release
Process" share the role and are two, because they say of what. So a title is
read in two parts: words that the rules know to tell a role, and the rest. Words
that say little anywhere, or that all of these agents are named by ("backend"
in five backend agents), count in neither.

Units: sections that are one from the start, since their titles are the same.

All further work is on units, not on sections: a thousand personas have a few
hundred titles. A persona that repeats a title in several places means several
sections, which are told apart by where they stand; so are titles that say too
little to be known by ("Overview" under another heading is another overview).
A role counts once on the way down: "Skills" below "Expertise" is a part of it.

How much two titles have in common, from 0 to 1.

Roles come first: two titles that name one role and nothing else are one
section, whatever their words. Otherwise it is a Jaccard index of telling words,
in which a rare word counts for more than a common one, and near words (of one
group of the vocabulary, or used alike in agent files at large) count in part.

A section's title as it is written in the canonical; the most central of several sets.

What titles say and how they are compared is told in passes/outline.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from types import MappingProxyType

import numpy as np

from personac.config.outline_schema import Outline
from personac.config.vocabulary import Vocabulary
from personac.extraction.placed_sections import Placed, introducing_label
from personac.matching.prepared_bullets import Knowledge
from personac.matching.tokenizer import NEAR, Words, tokens
from personac.model import Persona, SectionRef
from personac.model.ast import Section
from personac.model.source import Source
from personac.parsing.sections import clean_title

Phrase = tuple[str, ...]
TOPIC = "topic"  # in the order of roles: sections without a role


@dataclass(frozen=True, slots=True)
class Title:
    """One title as it is compared.

    `stems` is all of it; `telling` its telling words, sorted, and `rest` those
    of them that tell no role. `kind` is the role that a part of it names, and
    `role` the same where that part is its end or all that it says ("Review
    Process", and not "Process Mining"); both may be "".
    """

    stems: Phrase
    telling: Phrase
    kind: str = ""
    role: str = ""
    rest: Phrase = ()

    @property
    def says_little(self) -> bool:
        """Tell whether the title has neither a telling word nor a role."""
        return not self.telling and not self.kind

    def without_role(self) -> Title:
        """Return the title as one of a topic like any other."""
        return replace(self, kind="", role="", rest=())


class TitleReader:
    """Reads titles under the rules; remembers what it has read."""

    def __init__(self, words: Words, outline: Outline, common: Iterable[str] = ()) -> None:
        """Take the words of the build; `common` are units that say nothing among these personas."""
        self._words = words
        self._filler = frozenset(u for word in outline.filler for u in words.units(word))
        self._idle = self._filler | frozenset(common)
        self._same = _same(outline, words)
        self._roles = _phrases(outline)
        self._longest = max((len(phrase) for phrase in self._roles), default=0)
        self._known: dict[str, Title] = {}

    def read(self, title: str) -> Title:
        """Return what `title` says."""
        found = self._known.get(title)
        if found is None:
            found = self._known[title] = self._read(title)
        return found

    def stems(self, title: str) -> Phrase:
        """Return all words of `title` without case and endings, in order."""
        return self._words.stems(title) or tuple(title.casefold().split())

    def _read(self, title: str) -> Title:
        words = _told(title)
        matches, rest = self._matches(words)
        left = self._telling(" ".join(rest))
        strong = [m for m in matches if not left or not self._is_filler(m)]
        # Of equals the last: what "Example Output" is stands at its end.
        phrase = max(reversed(strong), key=len, default=())
        kind = self._roles.get(phrase, "")
        is_whole = not left or _ends(words, phrase)
        return Title(self.stems(title), self._telling(title), kind, kind if is_whole else "", left)

    def _telling(self, text: str) -> Phrase:
        units = self._same.apply(self._words.units(text))
        return tuple(sorted({unit for unit in units if not self._says_little(unit, self._idle)}))

    def _says_little(self, unit: str, idle: frozenset[str]) -> bool:
        return unit in idle or idle.issuperset(unit.split("_"))

    def _is_filler(self, phrase: Phrase) -> bool:
        units = self._words.units(" ".join(phrase))
        return all(self._says_little(unit, self._filler) for unit in units)

    def _matches(self, words: Sequence[str]) -> tuple[list[Phrase], list[str]]:
        """Find the phrases that tell a role, the longest at each place; return them and what is left."""
        found: list[Phrase] = []
        rest: list[str] = []
        place = 0
        while place < len(words):
            sizes = range(min(self._longest, len(words) - place), 0, -1)
            spans = (tuple(words[place : place + size]) for size in sizes)
            phrase = next((p for span in spans for p in (span, _singular(span)) if p in self._roles), ())
            found += [phrase] if phrase else []
            rest += [] if phrase else [words[place]]
            place += len(phrase) or 1
        return found, rest


def _same(outline: Outline, words: Words) -> Vocabulary:
    """Map the words that mean the same in a title to the first of them."""
    groups = [[words.units(term) for term in group] for group in outline.same]
    return Vocabulary(MappingProxyType({u: first for first, *others in groups for u in others if u}))


def _phrases(outline: Outline) -> Mapping[Phrase, str]:
    """Map what tells a role to that role; the first in the order of roles wins."""
    ranked = [*outline.role_order, *sorted(set(outline.role) - set(outline.role_order))]
    found: dict[Phrase, str] = {}
    for role in ranked:
        for text in outline.role.get(role, ()):
            found.setdefault(tuple(_told(text)), role)
    return found


def _told(text: str) -> list[str]:
    """The words of `text`; "and" is written in several ways, or left out."""
    return [word for word in tokens(text) if word != "and"]


def _singular(span: Phrase) -> Phrase:
    return (*span[:-1], span[-1].removesuffix("s"))


def _ends(words: Sequence[str], phrase: Phrase) -> bool:
    end = tuple(words[len(words) - len(phrase) :])
    return bool(phrase) and phrase in {end, _singular(end)}


def common_words(personas: Sequence[Persona], words: Words) -> frozenset[str]:
    """Return the units that half of two or more personas, at least, are named by."""
    if len(personas) < 2:  # noqa: PLR2004 - one persona has nothing in common with others
        return frozenset()
    named = Counter(unit for persona in personas for unit in set(words.units(f"{persona.name} {persona.id}")))
    return frozenset(unit for unit, count in named.items() if count * 2 >= len(personas))


Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """Sections of one title, by position, and the persona of each.

    `titles` has what the title and the labels that introduce the sections say.
    """

    sections: tuple[int, ...]
    owners: tuple[int, ...]
    personas: frozenset[int]
    titles: tuple[Title, ...]


def units_of(topical: Sequence[Placed], reader: TitleReader) -> tuple[Unit, ...]:
    """Group `topical` sections into units, ordered by first section."""
    paths = _paths(topical)
    titles = _titles(topical, reader)
    first: dict[tuple[int, str], Path] = {}
    found: dict[tuple[str, Path], list[int]] = defaultdict(list)
    for i, placed in enumerate(topical):
        path = paths[placed.ref]
        own = path[-1]
        is_first = first.setdefault((placed.ref.persona, own), path) == path
        is_known = len(path) == 1 or not titles[placed.ref][0].says_little
        found[own, () if is_first and is_known else path[:-1] if is_first else path].append(i)
    return tuple(sorted((_unit(topical, own, titles) for own in found.values()), key=lambda u: u.sections))


def plain(title: str) -> str:
    """Return `title` without case and doubled blanks: siblings never share that."""
    return " ".join(title.casefold().split())


def _paths(topical: Sequence[Placed]) -> Mapping[SectionRef, Path]:
    paths: dict[SectionRef, Path] = {}
    for placed in topical:
        above = paths[placed.parent] if placed.parent else ()
        paths[placed.ref] = (*above, plain(placed.section.title))
    return paths


def _unit(
    topical: Sequence[Placed], own: Sequence[int], titles: Mapping[SectionRef, tuple[Title, ...]]
) -> Unit:
    distinct = dict.fromkeys(title for i in own for title in titles[topical[i].ref])
    owners = tuple(topical[i].ref.persona for i in own)
    return Unit(tuple(own), owners, frozenset(owners), tuple(distinct))


def _titles(topical: Sequence[Placed], reader: TitleReader) -> Mapping[SectionRef, tuple[Title, ...]]:
    """For each section what its title says, and the label that introduces it."""
    found: dict[SectionRef, tuple[Title, ...]] = {}
    roles: dict[SectionRef, frozenset[str]] = {}
    for placed in topical:
        label = introducing_label(placed.section)
        texts = (placed.section.title,) if label is None else (placed.section.title, label.title)
        above = roles[placed.parent] if placed.parent else frozenset()
        read = [reader.read(text) for text in texts]
        found[placed.ref] = tuple(title.without_role() if title.kind in above else title for title in read)
        roles[placed.ref] = above | {read[0].kind} - {""}
    return found


ONE_ROLE = 0.9  # both name the role and nothing else; words in common add the rest
ONE_SIDED = 0.5  # one of the two says more than the role
_BOTH_SIDED = 0.2  # both do, and share nothing of it
_NEAR = 0.7  # of one group of near terms
_ALIKE = 0.6  # cosine below which use says nothing
_ALIKE_WEIGHT = 0.8  # what a cosine of 1 would count
_MOST_WORDS = 2000
_DECIMALS = 6


class Likeness:
    """Compares titles by what is known of words; remembers pairs of words."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the words and the background of the build."""
        self._words = knowledge.words
        self._background = knowledge.background
        self._pairs: dict[tuple[str, str], float] = {}
        self._weights: dict[str, float] = {}
        self._topics: dict[str, frozenset[str]] = {}

    def titles(self, one: Title, other: Title) -> float:
        """Return how much two titles have in common; the order of the two does not count."""
        if one.stems == other.stems:
            return 1.0
        if one.kind and one.kind == other.kind:
            return self._of_one_role(one, other)
        told = self.phrases(one.telling, other.telling)
        return round(told / 2, _DECIMALS) if one.role and other.role else told

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
        near = [[self.words(unit, o) for o in other] for unit in one]
        met = _met(ours, near) + _met(theirs, zip(*near, strict=True))
        dice = met / sum((*ours, *theirs))
        return round(dice / (2 - dice), _DECIMALS)

    def _weight(self, unit: str) -> float:
        if unit not in self._weights:
            self._weights[unit] = max(self._background.stats(part).idf for part in unit.split("_"))
        return self._weights[unit]

    def words(self, one: str, other: str) -> float:
        """Return how near two words are: 1 for the same."""
        if one == other:
            return 1.0
        found = self._pairs.get((one, other))
        if found is None:
            found = self._near(min(one, other), max(one, other))
            self._pairs[one, other] = self._pairs[other, one] = found
        return found

    def near_pairs(self, words: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield the pairs of `words` that are near; none where there are too many to compare."""
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


def _met(weights: Sequence[float], near: Iterable[Sequence[float]]) -> float:
    """What of one phrase the other says: the weight of each word times its nearest there."""
    return sum(weight * max(row) for weight, row in zip(weights, near, strict=True))


def _by_topic(words: Sequence[str], known: Words) -> list[list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word in words:
        for topic in known.topics((word,)):
            if topic.startswith(NEAR):
                found[topic].append(word)
    return [found[topic] for topic in sorted(found)]


Key = tuple[str, ...]
_MOST_COMPARED = 500  # keys that each key is compared with
_LINE_END = re.compile(r"\r\n|\n|\r")
_HASHES = re.compile(r"#{1,6}(?=\s|$)")
_CLOSING_HASHES = re.compile(r"\s+#+$")
_MARKUP = re.compile(r"[`*_~<&\\\[\]]")
_BOLD = re.compile(r"(\*\*|__)(?P<inside>(?:(?!\1).)+)\1")


def similarity(one: Key, other: Key) -> float:
    """Jaccard index of two keys, 0 to 1; 0 for two empty keys."""
    return _share(frozenset(one), frozenset(other))


def most_central(keys: Sequence[Key]) -> int:
    """Return the position of the key nearest to all the others, the first of equals.

    Where there are very many, evenly spread ones stand for all the others.
    """
    words = [frozenset(key) for key in keys]
    step = -(-len(words) // _MOST_COMPARED)
    totals = [round(sum(_share(own, other) for other in words[::step]), 6) for own in words]
    return totals.index(max(totals))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common) if common else 0.0


def written_title(source: Source, section: Section) -> str:
    """Return the title in markdown, without what makes it a heading or label.

    Where the plain title stands in the source as it is, and no character of it
    could be read as a mark, that is the title; otherwise inline marks and
    escapes are kept.
    """
    if section.title_span is None:
        return section.title
    lines = [line.strip() for line in _LINE_END.split(source.slice_text(section.title_span))]
    written = _label_text(lines[0]) if section.kind == "label" else _heading_text(lines)
    is_plain = section.title in written and not _MARKUP.search(section.title)
    # A backquote counts as decoration in plain text, where it marks nothing.
    title = section.title if is_plain else written if written.startswith("`") else clean_title(written)
    return _CLOSING_HASHES.sub(lambda hashes: hashes[0].replace("#", "\\#"), title)


def _heading_text(lines: Sequence[str]) -> str:
    """Return what stands behind the hashes of a heading, or above its underline."""
    hashes = _HASHES.match(lines[0])
    return (
        " ".join(lines[:-1]) if hashes is None else _CLOSING_HASHES.sub("", lines[0][hashes.end() :]).strip()
    )


def _label_text(line: str) -> str:
    bold = _BOLD.fullmatch(line.removesuffix(":").rstrip())
    return bold["inside"] if bold else line
