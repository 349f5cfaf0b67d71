"""Align the sections of the personas to one outline: the topics.

Two sections are one topic where their titles say the same, or say partly the
same and their bullets are in the same clusters. Grouping is average linkage
again, with the two sections of one persona kept apart unless they have one
title under one title, so that an author's own division is respected. A topic
stands under the topic that most of its sections stand under, and siblings are
put in the order that the sources have them in.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from personac.frontend.normalise import with_normaliser
from personac.ir import Compilation, SectionRef, Topic
from personac.passes.matching.linkage import Edge, average_linkage
from personac.passes.sections import Placed, document_title, voiced_sections
from personac.passes.sequence import merge_sequences
from personac.passes.streams import section_streams
from personac.passes.titles import Key, TitleKeys, most_central, similarity, written_title
from personac.rules.model import Rules

ROOT = -1
_SHARE_WEIGHT = 0.6  # how far shared clusters may carry titles that differ
_FULL_SHARE = 3  # shared clusters that count as full evidence


def run(compilation: Compilation, rules: Rules) -> Compilation:
    """Fill `outline`."""
    compilation, normaliser = with_normaliser(compilation, rules)
    keys = TitleKeys(normaliser, rules.outline.filler)
    return replace(compilation, outline=align(compilation, keys, rules))


def align(compilation: Compilation, keys: TitleKeys, rules: Rules) -> Topic:
    """Return the root topic, whose title is the document title if most personas have one."""
    placed = voiced_sections(compilation)
    topical = [p for p in placed if p.topical]
    titles = [keys.key(p.section.title) for p in topical]
    groups = _grouped(topical, titles, _shared(compilation, topical), keys, rules)
    owner = {topical[i].ref: number for number, group in enumerate(groups) for i in group}
    parents = _parents(groups, topical, owner)
    order = _sibling_order(topical, owner, parents)
    builder = _Builder(compilation, placed, topical, titles, groups, order)
    return builder.root(owner)


def _shared(compilation: Compilation, topical: Sequence[Placed]) -> list[frozenset[int]]:
    inside: dict[SectionRef, set[int]] = defaultdict(set)
    for bullet, section in section_streams(compilation).section_of().items():
        inside[section].add(compilation.cluster_of[bullet])
    return [frozenset(inside[p.ref]) for p in topical]


def _grouped(
    topical: Sequence[Placed],
    titles: Sequence[Key],
    clusters: Sequence[frozenset[int]],
    keys: TitleKeys,
    rules: Rules,
) -> tuple[tuple[int, ...], ...]:
    units = _units(topical, titles, [tuple(keys.key(t) for t in a.titles) for a in rules.outline.alias])
    scores = {
        (a, b): score
        for a, b in _title_pairs(titles, clusters)
        if (score := _section_score(titles[a], titles[b], clusters[a], clusters[b])) > 0
    }
    return average_linkage(units, scores, rules.outline.threshold, _apart(topical, units))


def _units(
    topical: Sequence[Placed], titles: Sequence[Key], aliases: Iterable[tuple[Key, ...]]
) -> list[tuple[int, ...]]:
    """Group sections of one title, telling apart a persona's repeats of it by their parents."""
    first_alias = {key: alias[0] for alias in aliases for key in alias}
    index_of = {p.ref: i for i, p in enumerate(topical)}
    taken: dict[tuple[int, Key], SectionRef | None] = {}
    units: dict[tuple[Key, tuple[Key, ...]], list[int]] = defaultdict(list)
    for i, p in enumerate(topical):
        key = first_alias.get(titles[i], titles[i])
        repeat = taken.setdefault((p.ref.persona, key), p.parent) != p.parent
        parent = titles[index_of[p.parent]] if p.parent else ()
        units[key, (parent,) if repeat else ()].append(i)
    return [tuple(unit) for _, unit in sorted(units.items())]


def _title_pairs(titles: Sequence[Key], clusters: Sequence[frozenset[int]]) -> list[Edge]:
    """Pairs of sections that share a stem of the title or a cluster."""
    places: dict[tuple[str, str | int], list[int]] = defaultdict(list)
    for i, (key, inside) in enumerate(zip(titles, clusters, strict=True)):
        for stem in key:
            places["stem", stem].append(i)
        for cluster in inside:
            places["cluster", cluster].append(i)
    return sorted({pair for found in places.values() for pair in combinations(found, 2)})


def _section_score(one: Key, other: Key, here: frozenset[int], there: frozenset[int]) -> float:
    """Title similarity, raised by the share of clusters in common."""
    title = similarity(one, other)
    common = len(here & there)
    if not common:
        return title
    share = common / min(len(here), len(there)) * min(1.0, common / _FULL_SHARE)
    return round(title + (1 - title) * _SHARE_WEIGHT * share, 6)


def _apart(topical: Sequence[Placed], units: Sequence[tuple[int, ...]]) -> list[Edge]:
    """Sections of one persona stay apart, unless they are one unit."""
    unit_of = {i: number for number, unit in enumerate(units) for i in unit}
    of_persona: dict[int, list[int]] = defaultdict(list)
    for i, p in enumerate(topical):
        of_persona[p.ref.persona].append(i)
    pairs = (pair for own in of_persona.values() for pair in combinations(own, 2))
    return [(a, b) for a, b in pairs if unit_of[a] != unit_of[b]]


def _parents(
    groups: Sequence[tuple[int, ...]], topical: Sequence[Placed], owner: Mapping[SectionRef, int]
) -> dict[int, int]:
    """For each group the group it stands under, or ROOT; never a cycle."""
    above = {p.ref: p.parent for p in topical}
    parents: dict[int, int] = {}
    for number, group in enumerate(groups):
        votes = Counter(_group_above(topical[i].ref, above, owner) for i in group)
        ranked = sorted(votes, key=lambda parent: (-votes[parent], parent))
        parents[number] = next((p for p in ranked if not _leads_to(p, number, parents)), ROOT)
    return parents


def _group_above(
    ref: SectionRef, above: Mapping[SectionRef, SectionRef | None], owner: Mapping[SectionRef, int]
) -> int:
    own, parent = owner[ref], above[ref]
    while parent is not None and owner[parent] == own:
        parent = above[parent]
    return ROOT if parent is None else owner[parent]


def _leads_to(start: int, target: int, parents: Mapping[int, int]) -> bool:
    while start != ROOT:
        if start == target:
            return True
        start = parents.get(start, ROOT)
    return False


def _sibling_order(
    topical: Sequence[Placed], owner: Mapping[SectionRef, int], parents: Mapping[int, int]
) -> dict[int, tuple[int, ...]]:
    """For each group, and ROOT, its children in the order of the sources."""
    sequences: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for p in topical:
        group = owner[p.ref]
        sequences[parents[group]][p.ref.persona].append(group)
    return {
        parent: merge_sequences([found[persona] for persona in sorted(found)])
        for parent, found in sequences.items()
    }


@dataclass(frozen=True, slots=True)
class _Builder:
    """Puts groups, parents and order together into the tree of topics."""

    compilation: Compilation
    placed: Sequence[Placed]
    topical: Sequence[Placed]
    titles: Sequence[Key]
    groups: Sequence[tuple[int, ...]]
    order: Mapping[int, tuple[int, ...]]

    def root(self, owner: Mapping[SectionRef, int]) -> Topic:
        members: dict[int, list[SectionRef]] = defaultdict(list)
        for p in self.placed:
            own = p.ref if p.topical else p.parent
            members[ROOT if own is None else owner[own]].append(p.ref)
        title, title_from, aliases = self._document_title()
        children = self._children(ROOT, members)
        return Topic(ROOT, title, title_from, aliases, tuple(members[ROOT]), children)

    def _children(self, number: int, members: Mapping[int, list[SectionRef]]) -> tuple[Topic, ...]:
        return tuple(self._topic(child, members) for child in self.order.get(number, ()))

    def _topic(self, number: int, members: Mapping[int, list[SectionRef]]) -> Topic:
        group = self.groups[number]
        chosen = self.topical[group[most_central([self.titles[i] for i in group])]]
        title = self._written(chosen)
        plain = dict.fromkeys(self.topical[i].section.title for i in group)
        aliases = tuple(alias for alias in plain if alias != chosen.section.title)
        return Topic(
            number, title, chosen.ref, aliases, tuple(members[number]), self._children(number, members)
        )

    def _document_title(self) -> tuple[str, SectionRef | None, tuple[str, ...]]:
        personas = [p for p in self.compilation.personas if p.id not in self.compilation.aside]
        titled = [i for i, persona in enumerate(personas) if document_title(persona.body) is not None]
        if not titled or len(titled) * 2 < len(personas):
            return "", None, ()
        wrappers = [document_title(persona.body) for persona in personas]
        wrapped = [p for p in self.placed if any(p.section is wrapper for wrapper in wrappers)]
        plain = tuple(dict.fromkeys(p.section.title for p in wrapped))
        return self._written(wrapped[0]), wrapped[0].ref, plain[1:]

    def _written(self, placed: Placed) -> str:
        return written_title(self.compilation.personas[placed.ref.persona].source, placed.section)
