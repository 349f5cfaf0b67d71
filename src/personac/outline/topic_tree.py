"""The tree of topics, each with a title from a source that its siblings do not have.

The title most similar to all titles of the topic is taken; of equals the most common one, then that of a
heading rather than a label, then the one of fewest words ("Process" before "Your Process"), then the
first. Two siblings never share a title: the later one takes its next best, and joins the earlier one if
it has no other.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from personac.extraction.section_streams import Placed, document_title, placed_sections, section_streams
from personac.model import Extracted, SectionRef, Topic
from personac.model.ast import Section
from personac.model.source import Source
from personac.outline.outline_rules import ROOT
from personac.outline.titles import TitleReader, TitleSimilarity
from personac.outline.topic_placement import Grouped
from personac.parsing.sections import clean_title

_MOST = 60  # distinct titles of a topic that are compared, the most common ones
_DECIMALS = 6
_LINE_END = re.compile(r"\r\n|\n|\r")
_HASHES = re.compile(r"#{1,6}(?=\s|$)")
_CLOSING_HASHES = re.compile(r"\s+#+$")
_MARKUP = re.compile(r"[`*_~<&\\\[\]]")
_BOLD = re.compile(r"(\*\*|__)(?P<inside>(?:(?!\1).)+)\1")


@dataclass(frozen=True, slots=True)
class Builder:
    """Builds the tree from the top down; `order` has the topics below each topic, `placed` all sections."""

    extracted: Extracted
    placed: Sequence[Placed]
    grouped: Grouped
    order: Mapping[int, Sequence[int]]
    namer: Namer

    def root(self) -> Topic:
        """Return the root topic; its title is a document title if at least half of the personas have one."""
        members: dict[int, list[SectionRef]] = defaultdict(list)
        for placed in self.placed:
            own = placed.ref if placed.topical else placed.parent
            members[ROOT if own is None else self.grouped.owner[own]].append(placed.ref)
        title, title_from, aliases = self._document_title()
        return Topic(ROOT, title, title_from, aliases, tuple(members[ROOT]), self._below([ROOT], members))

    def _below(
        self, numbers: Sequence[int], members: Mapping[int, Sequence[SectionRef]]
    ) -> tuple[Topic, ...]:
        """Return the topics below `numbers`, which are one topic with the title of the first."""
        taken: dict[str, int] = {}
        joined: dict[int, list[int]] = {}
        names: dict[int, Named] = {}
        for number in (child for parent in numbers for child in self.order.get(parent, ())):
            named = self.namer.ranked(number, self._sections(number))
            free = next((name for name in named if plain(name.text) not in taken), None)
            if free is None:
                joined[taken[plain(named[0].text)]].append(number)
            else:
                taken[plain(free.text)] = number
                joined[number], names[number] = [number], free
        return tuple(self._topic(names[number], joined[number], members) for number in joined)

    def _topic(
        self, name: Named, numbers: Sequence[int], members: Mapping[int, Sequence[SectionRef]]
    ) -> Topic:
        sections = [placed for number in numbers for placed in self._sections(number)]
        plain_titles = dict.fromkeys(placed.section.title for placed in sections)
        return Topic(
            id=numbers[0],
            title=name.text if name.placed is None else self._written(name.placed),
            title_from=None if name.placed is None else name.placed.ref,
            aliases=tuple(title for title in plain_titles if title != name.text),
            sections=tuple(sorted(ref for number in numbers for ref in members.get(number, ()))),
            children=self._below(numbers, members),
            role=next((role for n in numbers if (role := self.grouped.roles[n])), ""),
        )

    def _sections(self, number: int) -> list[Placed]:
        return [self.grouped.topical[i] for i in self.grouped.groups[number]]

    def _document_title(self) -> tuple[str, SectionRef | None, tuple[str, ...]]:
        personas = self.extracted.distinct
        titled = [persona for persona in personas if document_title(persona.body) is not None]
        if not titled or len(titled) * 2 < len(personas):
            return "", None, ()
        bodies = [persona.body for persona in self.extracted.personas]
        wrapped = [p for p in self.placed if p.section is document_title(bodies[p.ref.persona])]
        texts = tuple(dict.fromkeys(placed.section.title for placed in wrapped))
        return self._written(wrapped[0]), wrapped[0].ref, texts[1:]

    def _written(self, placed: Placed) -> str:
        return written_title(self.extracted.personas[placed.ref.persona].source, placed.section)


@dataclass(frozen=True, slots=True)
class Named:
    """A possible title of a topic: its text, and the section that has it, None if it is from the rules."""

    text: str
    placed: Placed | None


class Namer:
    """Ranks the titles of topics."""

    def __init__(self, reader: TitleReader, similarity: TitleSimilarity, fixed: Mapping[int, str]) -> None:
        """`fixed` are the titles of topics in the rules."""
        self._reader, self._similarity, self._fixed = reader, similarity, fixed

    def ranked(self, number: int, sections: Sequence[Placed]) -> list[Named]:
        """Return the possible titles of topic `number`, which has these sections, best first."""
        if number in self._fixed:
            return [Named(self._fixed[number], None)]
        counts = Counter(placed.section.title for placed in sections)
        first: dict[str, Placed] = {}
        for placed in sorted(sections, key=lambda placed: placed.section.kind == "label"):
            first.setdefault(placed.section.title, placed)
        texts = sorted(first, key=lambda text: (-counts[text], first[text].ref))[:_MOST]
        total = {text: self._total(text, texts, counts) for text in texts}

        def best(text: str) -> tuple[object, ...]:
            placed = first[text]
            is_label = placed.section.kind == "label"
            return (-total[text], -counts[text], is_label, len(text.split()), placed.ref)

        return [Named(text, first[text]) for text in sorted(texts, key=best)]

    def _total(self, text: str, others: Sequence[str], counts: Mapping[str, int]) -> float:
        own = self._reader.read(text)
        similarities = (self._similarity.titles(own, self._reader.read(o)) * counts[o] for o in others)
        return round(sum(similarities), _DECIMALS)


def plain(title: str) -> str:
    """Return `title` in lower case with single spaces: what no two siblings share."""
    return " ".join(title.casefold().split())


def written_title(source: Source, section: Section) -> str:
    """Return the title in markdown, without the marks of a heading or label.

    It is the plain title if the source has it literally and no character of it could be parsed as
    markup; otherwise inline marks and escapes are kept.
    """
    if section.title_span is None:
        return section.title
    lines = [line.strip() for line in _LINE_END.split(source.slice_text(section.title_span))]
    written = _label_text(lines[0]) if section.kind == "label" else _heading_text(lines)
    is_plain = section.title in written and not _MARKUP.search(section.title)
    # `clean_title` strips backquotes as decoration.
    title = section.title if is_plain else written if written.startswith("`") else clean_title(written)
    return _CLOSING_HASHES.sub(lambda hashes: hashes[0].replace("#", "\\#"), title)


def _heading_text(lines: Sequence[str]) -> str:
    """Return the text after the hashes of a heading, or above its underline."""
    hashes = _HASHES.match(lines[0])
    if hashes is None:
        return " ".join(lines[:-1])
    return _CLOSING_HASHES.sub("", lines[0][hashes.end() :]).strip()


def _label_text(line: str) -> str:
    bold = _BOLD.fullmatch(line.removesuffix(":").rstrip())
    return bold["inside"] if bold else line


def with_redundant(extracted: Extracted, root: Topic) -> Topic:
    """Return the tree with every section of the redundant personas in one of its topics.

    They do not shape the outline, but reports look up their sections, and their titles are origins and
    aliases. A section goes to the topic with most of what it repeats, a tie to the lower id; a section
    that repeats nothing to the topic of the section above.
    """
    if not extracted.repeats:
        return root
    topic_of = {ref: topic.id for topic in topics(root) for ref in topic.sections}
    section_of = section_streams(extracted, of_all=True).section_of()
    votes: Mapping[SectionRef, Counter[int]] = defaultdict(Counter)
    for repeat, original in extracted.repeats.items():
        votes[section_of[repeat]][topic_of[section_of[original]]] += 1
    placed = placed_sections(extracted.personas)
    added = _added([p for p in placed if p.ref not in topic_of], votes)
    return _with_added(root, added, _Aliases(extracted, placed))


class _Aliases:
    """The aliases of topics, with the titles of added sections."""

    def __init__(self, extracted: Extracted, placed: Sequence[Placed]) -> None:
        wrappers = {id(document_title(persona.body)) for persona in extracted.personas}
        self._topical = {p.ref: p.section.title for p in placed if p.topical}
        self._document = {p.ref: p.section.title for p in placed if id(p.section) in wrappers}

    def of(self, topic: Topic, added: Sequence[SectionRef]) -> tuple[str, ...]:
        titles = self._document if topic.id == ROOT else self._topical
        own = topic.title if topic.title_from is None else titles.get(topic.title_from, topic.title)
        aliases = dict.fromkeys((*topic.aliases, *(titles[ref] for ref in added if ref in titles)))
        return tuple(title for title in aliases if title not in {own, topic.title})


def _added(
    sections: Sequence[Placed], votes: Mapping[SectionRef, Counter[int]]
) -> Mapping[int, Sequence[SectionRef]]:
    """For each topic its additional sections, of `sections`, which has parents first."""
    topic_of: dict[SectionRef, int] = {}
    for placed in sections:
        own = votes.get(placed.ref, Counter())
        above = ROOT if placed.parent is None else topic_of[placed.parent]
        topic_of[placed.ref] = min(own, key=lambda topic: (-own[topic], topic), default=above)
    added: dict[int, list[SectionRef]] = defaultdict(list)
    for ref, topic in topic_of.items():
        added[topic].append(ref)
    return added


def _with_added(topic: Topic, added: Mapping[int, Sequence[SectionRef]], aliases: _Aliases) -> Topic:
    children = tuple(_with_added(child, added, aliases) for child in topic.children)
    own = added.get(topic.id, ())
    sections = tuple(sorted((*topic.sections, *own)))
    return replace(topic, sections=sections, aliases=aliases.of(topic, own), children=children)


def topics(topic: Topic) -> Iterator[Topic]:
    """Yield the topic and all below it, in the order of the outline."""
    yield topic
    for child in topic.children:
        yield from topics(child)
