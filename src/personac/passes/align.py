"""Align the sections of the personas to one outline: the topics.

Sections are one topic where their titles say the same, play the same role, or
say partly the same and have their bullets in the same clusters; an author's
own division of a file is respected. passes/outline has the steps: units, links
between them, what the rules fix, parents, order, titles. One persona by itself
gives its own tree, so that building a canonical again changes nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from personac.config.outline_schema import Outline
from personac.config.schema import Rules
from personac.diagnostics.model import Diagnostic
from personac.ir import Compilation, SectionRef, Topic
from personac.memory import Memory, Same
from personac.passes.matching.prepared import with_prepared
from personac.passes.outline.echoes import with_echoes
from personac.passes.outline.fixed import Fixed, Sources, fix, named_units
from personac.passes.outline.likeness import Likeness
from personac.passes.outline.linking import Links, link
from personac.passes.outline.naming import Namer
from personac.passes.outline.order import sibling_order
from personac.passes.outline.parents import Grouped, parents_of
from personac.passes.outline.reading import TitleReader, common_words
from personac.passes.outline.tree import Builder
from personac.passes.outline.units import Unit, units_of
from personac.passes.sections import Placed, voiced_sections
from personac.passes.streams import section_streams

_FEW = 200  # personas whose titles and topics are remembered


def run(compilation: Compilation, rules: Rules) -> Compilation:
    """Fill `outline`; tell of rules about it that have no effect."""
    compilation, prepared = with_prepared(compilation, rules)
    words = prepared.knowledge.words
    knowledge, common = prepared.knowledge, common_words(compilation.voices, words)
    recall, settings = _memory(compilation).recall, rules.outline
    reader = recall(
        ("titles", knowledge, Same(settings), common), lambda: TitleReader(words, settings, common)
    )
    likeness = recall(("likeness", knowledge), lambda: Likeness(knowledge))
    outline, found = align(compilation, reader, likeness, settings)
    return replace(compilation, outline=outline, diagnostics=(*compilation.diagnostics, *found))


def align(
    compilation: Compilation, reader: TitleReader, likeness: Likeness, settings: Outline
) -> tuple[Topic, tuple[Diagnostic, ...]]:
    """Return the root topic, and what is to be said of the rules."""
    placed = voiced_sections(compilation)
    topical = [p for p in placed if p.topical]
    grouped = _grouped(compilation, topical, reader, likeness, settings)
    fixed = fix(settings, _sources(grouped, reader), reader)
    grouped = _with_made(grouped, fixed)
    parents = parents_of(grouped, fixed.parents, set(settings.gather), set(settings.top))
    order = sibling_order(grouped, parents, fixed.order, settings.role_order)
    namer = Namer(reader, likeness, fixed.titles)
    root = Builder(compilation, placed, grouped, order, namer).root()
    return with_echoes(compilation, root), fixed.diagnostics


def _grouped(
    compilation: Compilation,
    topical: Sequence[Placed],
    reader: TitleReader,
    likeness: Likeness,
    settings: Outline,
) -> Grouped:
    units = units_of(topical, reader)
    aliases = [named_units(units, alias.titles, reader) for alias in settings.alias]
    sections = [named_units(units, (s.title, *s.aliases), reader) for s in settings.section]
    links = Links(tuple(filter(None, (*aliases, *sections))), tuple(filter(None, sections)))
    clusters = tuple(_clusters(compilation, topical, units))
    key = ("topics", units, clusters, Same(likeness), settings.threshold, links)
    groups = _memory(compilation).recall(
        key, lambda: link(units, clusters, likeness, settings.threshold, links)
    )
    owner = {topical[i].ref: number for number, group in enumerate(groups) for i in group}
    return Grouped(topical, groups, owner, [_role(group, topical, reader, settings) for group in groups])


def _memory(compilation: Compilation) -> Memory:
    return compilation.memory.within(len(compilation.personas), _FEW)


def _clusters(
    compilation: Compilation, topical: Sequence[Placed], units: Sequence[Unit]
) -> list[frozenset[int]]:
    """For each unit the clusters that have a bullet in it; below it, where it holds but subsections."""
    inside: Mapping[SectionRef, set[int]] = defaultdict(set)
    for bullet, section in section_streams(compilation).section_of().items():
        inside[section].add(compilation.cluster_of[bullet])
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
