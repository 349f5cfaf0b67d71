"""Pass: find the sections of the personas that are one topic.

Sections are one topic if their titles mean the same, have the same role, or are similar and have their
bullets in the same clusters; an author's own division of a file is respected. The steps: units, links
between them, the rules.

A unit is a set of sections with one title. All later steps work on units: a thousand personas have a few
hundred titles. Sections of one persona with the same title are distinguished by their path, and so are
generic titles ("Overview" under another heading is another overview). A role counts once on the way down:
"Skills" below "Expertise" is a part of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from personac.config.outline_schema import Outline
from personac.diagnostics.diagnostic import Diagnostic
from personac.extraction.section_streams import (
    Placed,
    distinct_sections,
    introducing_section,
    section_streams,
)
from personac.matching.prepared_bullets import Knowledge
from personac.matching.tokenizer import Words
from personac.model import Alignment, Matched, Persona, SectionRef
from personac.outline.outline_rules import Sources, fix, named_units
from personac.outline.titles import KNOWLEDGE, Title, TitleReader, TitleSimilarity
from personac.outline.topic_clustering import Linked, Links, Unit, link

Path = tuple[str, ...]


def align(
    matched: Matched, knowledge: Knowledge, settings: Outline
) -> tuple[Alignment, tuple[Diagnostic, ...]]:
    """Return the topics of sections, and a diagnostic for each outline rule without effect."""
    reader = title_reader(matched, knowledge.words, settings)
    topical = [p for p in distinct_sections(matched) if p.topical]
    groups, near = _linked(matched, topical, reader, TitleSimilarity(knowledge), settings)
    fixed = fix(settings, _sources(topical, groups, reader), reader)
    topic_of = {topical[i].ref: number for number, group in enumerate(groups) for i in group}
    titles = {placed.ref: reader.read(placed.section.title) for placed in topical}
    roles = {ref: title.role for ref, title in titles.items() if title.role}
    neutral = frozenset(ref for ref, title in titles.items() if title.kind in KNOWLEDGE and not title.rest)
    made = Alignment(topic_of, fixed.titles, fixed.parents, fixed.order, roles, near, neutral)
    return made, fixed.diagnostics


def title_reader(matched: Matched, words: Words, settings: Outline) -> TitleReader:
    """Return what reads the titles of these personas."""
    return TitleReader(words, settings, common_words(matched.distinct, words))


def _linked(
    matched: Matched,
    topical: Sequence[Placed],
    reader: TitleReader,
    similarity: TitleSimilarity,
    settings: Outline,
) -> Linked:
    units = units_of(topical, reader)
    aliases = [named_units(units, alias.titles, reader) for alias in settings.alias]
    sections = [named_units(units, (s.title, *s.aliases), reader) for s in settings.section]
    links = Links(tuple(filter(None, (*aliases, *sections))), tuple(filter(None, sections)))
    clusters = tuple(_clusters(matched, topical, units))
    return link(units, clusters, similarity, settings.threshold, links)


def _clusters(matched: Matched, topical: Sequence[Placed], units: Sequence[Unit]) -> list[frozenset[int]]:
    """For each unit the clusters with a bullet in it; of one with only subsections those below it."""
    inside: Mapping[SectionRef, set[int]] = defaultdict(set)
    for bullet, section in section_streams(matched).section_of().items():
        inside[section].add(matched.cluster_of[bullet])
    whole: Mapping[SectionRef, set[int]] = defaultdict(set)
    for placed in reversed(topical):
        whole[placed.ref] |= inside[placed.ref]
        if placed.parent is not None:
            whole[placed.parent] |= whole[placed.ref]
    clusters = {p.ref: inside[p.ref] or whole[p.ref] for p in topical}
    return [frozenset(c for i in unit.sections for c in clusters[topical[i].ref]) for unit in units]


def _sources(topical: Sequence[Placed], groups: Sequence[Sequence[int]], reader: TitleReader) -> Sources:
    titles = [[topical[i].section.title for i in group] for group in groups]
    stems = [frozenset(reader.stems(title) for title in own) for own in titles]
    return Sources(stems, [title for own in titles for title in own])


def common_words(personas: Sequence[Persona], words: Words) -> frozenset[str]:
    """Return the units in the names of at least half of two or more personas."""
    if len(personas) < 2:  # noqa: PLR2004 - one persona has nothing in common with others
        return frozenset()
    named = Counter(unit for persona in personas for unit in set(words.units(f"{persona.name} {persona.id}")))
    return frozenset(unit for unit, count in named.items() if count * 2 >= len(personas))


def units_of(topical: Sequence[Placed], reader: TitleReader) -> tuple[Unit, ...]:
    """Group `topical` sections into units, ordered by first section."""
    paths = _paths(topical)
    titles = _titles(topical, reader)
    first: dict[tuple[int, str], Path] = {}
    sections: dict[tuple[str, Path], list[int]] = defaultdict(list)
    for i, placed in enumerate(topical):
        path = paths[placed.ref]
        own = path[-1]
        is_first = first.setdefault((placed.ref.persona, own), path) == path
        is_specific = len(path) == 1 or not titles[placed.ref][0].is_generic
        sections[own, () if is_first and is_specific else path[:-1] if is_first else path].append(i)
    return tuple(sorted((_unit(topical, own, titles) for own in sections.values()), key=lambda u: u.sections))


def _paths(topical: Sequence[Placed]) -> Mapping[SectionRef, Path]:
    paths: dict[SectionRef, Path] = {}
    for placed in topical:
        above = paths[placed.parent] if placed.parent else ()
        paths[placed.ref] = (*above, plain_title(placed.section.title))
    return paths


def _unit(
    topical: Sequence[Placed], own: Sequence[int], titles: Mapping[SectionRef, tuple[Title, ...]]
) -> Unit:
    distinct = dict.fromkeys(title for i in own for title in titles[topical[i].ref])
    owners = tuple(topical[i].ref.persona for i in own)
    return Unit(tuple(own), owners, frozenset(owners), tuple(distinct))


def _titles(topical: Sequence[Placed], reader: TitleReader) -> Mapping[SectionRef, tuple[Title, ...]]:
    """For each section its title and the label that introduces it, as they are compared."""
    titles: dict[SectionRef, tuple[Title, ...]] = {}
    roles: dict[SectionRef, frozenset[str]] = {}
    for placed in topical:
        label = introducing_section(placed.section)
        texts = (placed.section.title,) if label is None else (placed.section.title, label.title)
        above = roles[placed.parent] if placed.parent else frozenset()
        read = [reader.read(text) for text in texts]
        titles[placed.ref] = tuple(title.without_role() if title.kind in above else title for title in read)
        roles[placed.ref] = above | {read[0].kind} - {""}
    return titles


def plain_title(title: str) -> str:
    """Return `title` in lower case with single spaces."""
    return " ".join(title.casefold().split())
