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
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from personac.config.outline_schema import Outline
from personac.config.vocabulary import Vocabulary
from personac.extraction.section_streams import Placed, introducing_label
from personac.matching.tokenizer import Words, tokens
from personac.model import Persona, SectionRef

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
