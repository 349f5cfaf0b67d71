"""Align the sections of the personas to one outline: the topics.

Sections are one topic where their titles say the same, play the same role, or
say partly the same and have their bullets in the same clusters; an author's
own division of a file is respected. passes/outline has the steps: units, links
between them, what the rules fix, parents, order, titles. One persona by itself
gives its own tree, so that building a canonical again changes nothing.

Give the sections of personas that are set aside to the topics of what they echo.

They had no say in the outline; but whoever asks where a section of theirs went
has to be told, its heading is one more place that the title is from, and what
it is called there is one more name of the topic.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from personac.config.outline_schema import Outline
from personac.diagnostics.model import Diagnostic
from personac.extraction.placed_sections import Placed, distinct_sections, document_title, placed_sections
from personac.extraction.section_streams import section_streams
from personac.matching.prepared_bullets import Knowledge
from personac.model import Extracted, Matched, SectionRef, Topic
from personac.outline.outline_rules import ROOT, Fixed, Sources, fix, named_units
from personac.outline.titles import Likeness, TitleReader, Unit, common_words, units_of
from personac.outline.topic_clustering import Links, link
from personac.outline.topic_placement import Grouped, parents_of, sibling_order
from personac.outline.topic_tree import Builder, Namer


def align(matched: Matched, knowledge: Knowledge, settings: Outline) -> tuple[Topic, tuple[Diagnostic, ...]]:
    """Return the root topic, and a diagnostic for each rule about the outline that has no effect."""
    common = common_words(matched.distinct, knowledge.words)
    reader, likeness = TitleReader(knowledge.words, settings, common), Likeness(knowledge)
    placed = distinct_sections(matched.extracted)
    topical = [p for p in placed if p.topical]
    grouped = _grouped(matched, topical, reader, likeness, settings)
    fixed = fix(settings, _sources(grouped, reader), reader)
    grouped = _with_made(grouped, fixed)
    parents = parents_of(grouped, fixed.parents, set(settings.gather), set(settings.top))
    order = sibling_order(grouped, parents, fixed.order, settings.role_order)
    namer = Namer(reader, likeness, fixed.titles)
    root = Builder(matched.extracted, placed, grouped, order, namer).root()
    return with_echoes(matched.extracted, root), fixed.diagnostics


def _grouped(
    matched: Matched,
    topical: Sequence[Placed],
    reader: TitleReader,
    likeness: Likeness,
    settings: Outline,
) -> Grouped:
    units = units_of(topical, reader)
    aliases = [named_units(units, alias.titles, reader) for alias in settings.alias]
    sections = [named_units(units, (s.title, *s.aliases), reader) for s in settings.section]
    links = Links(tuple(filter(None, (*aliases, *sections))), tuple(filter(None, sections)))
    clusters = tuple(_clusters(matched, topical, units))
    groups = link(units, clusters, likeness, settings.threshold, links)
    owner = {topical[i].ref: number for number, group in enumerate(groups) for i in group}
    return Grouped(topical, groups, owner, [_role(group, topical, reader, settings) for group in groups])


def _clusters(matched: Matched, topical: Sequence[Placed], units: Sequence[Unit]) -> list[frozenset[int]]:
    """For each unit the clusters that have a bullet in it; below it, where it holds but subsections."""
    inside: Mapping[SectionRef, set[int]] = defaultdict(set)
    for bullet, section in section_streams(matched.extracted).section_of().items():
        inside[section].add(matched.cluster_of[bullet])
    whole: Mapping[SectionRef, set[int]] = defaultdict(set)
    for placed in reversed(topical):
        whole[placed.ref] |= inside[placed.ref]
        if placed.parent is not None:
            whole[placed.parent] |= whole[placed.ref]
    told = {p.ref: inside[p.ref] or whole[p.ref] for p in topical}
    return [frozenset(c for i in unit.sections for c in told[topical[i].ref]) for unit in units]


def _role(group: Sequence[int], topical: Sequence[Placed], reader: TitleReader, settings: Outline) -> str:
    """Return the role of a topic: that of most of its sections, the first in order of equals."""
    counts = Counter(reader.read(topical[i].section.title).role for i in group)
    ranks = {role: at for at, role in enumerate(settings.role_order)}
    return min(counts, key=lambda role: (-counts[role], not role, ranks.get(role, len(ranks)), role))


def _sources(grouped: Grouped, reader: TitleReader) -> Sources:
    titles = [[grouped.topical[i].section.title for i in group] for group in grouped.groups]
    stems = [frozenset(reader.stems(title) for title in own) for own in titles]
    return Sources(stems, [title for own in titles for title in own])


def _with_made(grouped: Grouped, fixed: Fixed) -> Grouped:
    """Add the topics that only the rules have: no section of a source is in them."""
    groups, roles = [*grouped.groups, *((),) * fixed.made], [*grouped.roles, *("",) * fixed.made]
    return replace(grouped, groups=groups, roles=roles)


def with_echoes(extracted: Extracted, root: Topic) -> Topic:
    """Return the tree with every section of the personas set aside in one of its topics.

    A section goes where most of what it repeats stands, a tie to the topic with
    the lower id; one that repeats nothing to the topic of the section above.
    """
    if not extracted.repeats:
        return root
    topic_of = {ref: topic.id for topic in _topics(root) for ref in topic.sections}
    section_of = section_streams(extracted, of_all=True).section_of()
    votes: Mapping[SectionRef, Counter[int]] = defaultdict(Counter)
    for echo, original in extracted.repeats.items():
        votes[section_of[echo]][topic_of[section_of[original]]] += 1
    placed = placed_sections(extracted.personas)
    aside = [p for p in placed if p.ref not in topic_of]
    return _filled(root, _given(aside, votes), _Titles(extracted, placed))


class _Titles:
    """What the sections are called that give a topic its names."""

    def __init__(self, extracted: Extracted, placed: Sequence[Placed]) -> None:
        wrappers = {id(document_title(persona.body)) for persona in extracted.personas}
        self._topical = {p.ref: p.section.title for p in placed if p.topical}
        self._document = {p.ref: p.section.title for p in placed if id(p.section) in wrappers}

    def aliases(self, topic: Topic, given: Sequence[SectionRef]) -> tuple[str, ...]:
        """Return the other titles of a topic, with those of the sections it is given."""
        titles = self._document if topic.id == ROOT else self._topical
        own = topic.title if topic.title_from is None else titles.get(topic.title_from, topic.title)
        told = dict.fromkeys((*topic.aliases, *(titles[ref] for ref in given if ref in titles)))
        return tuple(title for title in told if title not in {own, topic.title})


def _given(
    aside: Sequence[Placed], votes: Mapping[SectionRef, Counter[int]]
) -> Mapping[int, Sequence[SectionRef]]:
    """For each topic the sections that it gets; sections above come first in `aside`."""
    topic_of: dict[SectionRef, int] = {}
    for placed in aside:
        own = votes.get(placed.ref, Counter())
        above = ROOT if placed.parent is None else topic_of[placed.parent]
        topic_of[placed.ref] = min(own, key=lambda topic: (-own[topic], topic), default=above)
    given: dict[int, list[SectionRef]] = defaultdict(list)
    for ref, topic in topic_of.items():
        given[topic].append(ref)
    return given


def _filled(topic: Topic, given: Mapping[int, Sequence[SectionRef]], titles: _Titles) -> Topic:
    children = tuple(_filled(child, given, titles) for child in topic.children)
    own = given.get(topic.id, ())
    sections = tuple(sorted((*topic.sections, *own)))
    return replace(topic, sections=sections, aliases=titles.aliases(topic, own), children=children)


def _topics(topic: Topic) -> Iterator[Topic]:
    yield topic
    for child in topic.children:
        yield from _topics(child)
