"""Group units into topics.

Pairs of units that share a word, a near word, a role or a cluster are scored by the similarity of their
titles, raised by shared clusters unless the titles name different roles. Average linkage joins them. Two
sections of one persona stay apart, because their author divided them, unless a rule joins them. Where
hundreds of personas have a title, the few that have both titles do not keep all apart; each of these
keeps its second section separate.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import NamedTuple

from personac.matching.average_linkage import Edge, Linkage
from personac.model.graphs import components
from personac.outline.titles import Title, TitleSimilarity

Group = tuple[int, ...]
Clusters = Sequence[frozenset[int]]  # for each unit the clusters of its bullets
_SHARE_WEIGHT = 0.6  # the most that shared clusters add to the score of titles that share nothing
_FULL_SHARE = 3  # shared clusters that count as full evidence
_BLOCK = 300  # the most units of a block that proposes pairs
_FEW_PAIRS, _PAIRS_PER_UNIT = 200_000, 30  # the most pairs, at least; beyond, only small blocks propose
_TOLERATED = 0.1  # the share of personas that may have both of two units that are joined
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Unit:
    """Sections of one title, by position, and the persona of each.

    `titles` are the title and the labels that introduce the sections.
    """

    sections: tuple[int, ...]
    owners: tuple[int, ...]
    personas: frozenset[int]
    titles: tuple[Title, ...]


@dataclass(frozen=True, slots=True)
class Links:
    """The rules on units: each group of `together` is one topic, and two groups of `apart` never are."""

    together: tuple[Group, ...] = ()
    apart: tuple[Group, ...] = ()


class Linked(NamedTuple):
    """Groups of sections, sorted, each section in one; and the best score between two groups, if any."""

    groups: tuple[Group, ...]
    near: Mapping[Edge, float]


def link(
    units: Sequence[Unit],
    clusters: Clusters,
    similarity: TitleSimilarity,
    threshold: float,
    links: Links,
) -> Linked:
    """Group the sections of all units; `clusters` has for each unit the clusters of its bullets."""
    scores = _scores(units, clusters, similarity)
    rules_of: dict[int, frozenset[int]] = {}
    for number, group in enumerate(links.apart):
        rules_of.update({unit: rules_of.get(unit, frozenset()) | {number} for unit in group})
    linker = _Linker(units, scores, rules_of, _owners(len(units), links.together), threshold)
    groups = tuple(sorted(part for group in linker.groups() for part in linker.parted(group)))
    return Linked(groups, _near(units, groups, scores))


def _near(units: Sequence[Unit], groups: Sequence[Group], scores: Mapping[Edge, float]) -> dict[Edge, float]:
    group_of = {section: number for number, group in enumerate(groups) for section in group}
    within = [sorted({group_of[section] for section in unit.sections}) for unit in units]
    near: dict[Edge, float] = {}
    for (one, other), score in scores.items():
        for a, b in product(within[one], within[other]):
            edge = (min(a, b), max(a, b))
            near[edge] = max(score, near.get(edge, 0.0))
    return {edge: score for edge, score in sorted(near.items()) if edge[0] != edge[1]}


def _owners(count: int, joined: Iterable[Group]) -> list[int]:
    """For each unit the first of the units that rules join with it."""
    owner = list(range(count))
    for component in components(range(count), ((g[0], other) for g in joined for other in g[1:])):
        for unit in component:
            owner[unit] = component[0]
    return owner


def _pairs(units: Sequence[Unit], clusters: Clusters, similarity: TitleSimilarity) -> Iterable[Edge]:
    """Yield the pairs worth scoring, sorted: of one block (a word, a role, a cluster), and not barred."""
    blocks: dict[tuple[str, str | int], set[int]] = defaultdict(set)
    for i, unit in enumerate(units):
        for title in unit.titles:
            for key in _keys(title):
                blocks[key].add(i)
        for cluster in clusters[i]:
            blocks["cluster", cluster].add(i)
    words = sorted(str(name) for kind, name in blocks if kind == "word")
    near = (blocks["word", a] | blocks["word", b] for a, b in similarity.near_pairs(words))
    all_blocks = [block for block in chain(list(blocks.values()), near) if len(block) <= _BLOCK]
    most = block_limit(map(len, all_blocks), max(_FEW_PAIRS, _PAIRS_PER_UNIT * len(units)))
    edges = {edge for block in all_blocks if len(block) <= most for edge in combinations(sorted(block), 2)}
    return (edge for edge in sorted(edges) if not _is_barred(units, edge))


def block_limit(sizes: Iterable[int], room: int) -> int:
    """Return the largest size at which all blocks up to that size propose at most `room` pairs.

    What few units share is the best evidence, so small blocks come first.
    """
    most = 0
    for size, count in sorted(Counter(sizes).items()):
        room -= count * size * (size - 1) // 2
        if room < 0:
            return most
        most = size
    return most


def _keys(title: Title) -> Iterator[tuple[str, str]]:
    yield "title", " ".join(title.stems)
    if title.kind:
        yield "role", f"{title.kind}: {' '.join(title.rest)}"
        yield "role", title.kind
    for word in title.keywords:
        yield "word", word


def _scores(units: Sequence[Unit], clusters: Clusters, similarity: TitleSimilarity) -> dict[Edge, float]:
    """Return the scores above 0 of the pairs worth scoring."""
    edges = _pairs(units, clusters, similarity)
    scores = ((edge, _score(units, clusters, edge, similarity)) for edge in edges)
    return {edge: score for edge, score in scores if score > 0}


def _score(units: Sequence[Unit], clusters: Clusters, edge: Edge, similarity: TitleSimilarity) -> float:
    """Return the similarity of the titles, raised by the share of clusters in common."""
    one, other = (units[i].titles for i in edge)
    by_title = max(similarity.titles(a, b) for a in one for b in other)
    here, there = (clusters[i] for i in edge)
    common = len(here & there)
    if not common or (one[0].role and other[0].role and one[0].role != other[0].role):
        return by_title
    share = common / min(len(here), len(there)) * min(1.0, common / _FULL_SHARE)
    return round(by_title + (1 - by_title) * _SHARE_WEIGHT * share, _DECIMALS)


def _is_barred(units: Sequence[Unit], edge: Edge) -> bool:
    """Return whether too many personas have both."""
    one, other = (units[i].personas for i in edge)
    return len(one & other) > _TOLERATED * min(len(one), len(other))


@dataclass(frozen=True, slots=True)
class _Linker:
    """Joins units; `owner` has for each unit the first of the units that rules join with it.

    `rules_of` has the numbers of the groups of `Links.apart` that a unit is in.
    """

    units: Sequence[Unit]
    scores: Mapping[Edge, float]
    rules_of: Mapping[int, frozenset[int]]
    owner: Sequence[int]
    threshold: float

    def groups(self) -> Iterator[Group]:
        """Yield groups of units, computed in each component of the graph of scores."""
        edges = chain(self.scores, enumerate(self.owner))
        whole = components(range(len(self.units)), edges)
        home = {unit: at for at, component in enumerate(whole) for unit in component}
        scores: dict[int, dict[Edge, float]] = defaultdict(dict)
        for edge, score in self.scores.items():
            scores[home[edge[0]]][edge] = score
        for at, component in enumerate(whole):
            yield from self._linked(component, scores[at]) if len(component) > 1 else (component,)

    def _linked(self, component: Group, scores: Mapping[Edge, float]) -> Iterable[Group]:
        start: dict[int, list[int]] = defaultdict(list)
        for unit in component:
            start[self.owner[unit]].append(unit)
        linkage = Linkage([tuple(group) for group in start.values()], scores, self.threshold)
        return linkage.joined(bars=self._bars)

    def _bars(self, one: Sequence[int], other: Sequence[int]) -> bool:
        """Return whether rules keep two groups apart, or too many personas have a unit of both."""
        if self._are_ruled_apart(one, other):
            return True
        here, there = (frozenset[int]().union(*(self.units[u].personas for u in own)) for own in (one, other))
        if here.isdisjoint(there):
            return False
        return any(
            self.owner[a] != self.owner[b] and _is_barred(self.units, (a, b)) for a in one for b in other
        )

    def _are_ruled_apart(self, one: Sequence[int], other: Sequence[int]) -> bool:
        here, there = (frozenset[int]().union(*map(self._rules, own)) for own in (one, other))
        return bool(here and there) and len(here | there) > 1

    def _rules(self, unit: int) -> frozenset[int]:
        return self.rules_of.get(unit, frozenset())

    def parted(self, group: Group) -> Iterator[Group]:
        """Yield the sections of a group, and separately the second sections of personas.

        A persona's first section is that of the unit with the most sections, then of the first unit.
        """
        whole = Counter[int]()
        for unit in group:
            whole[self.owner[unit]] += len(self.units[unit].sections)
        parts: dict[int, list[int]] = defaultdict(list)
        holds: dict[int, int] = {}
        for unit in sorted(group, key=lambda unit: (-whole[self.owner[unit]], self.owner[unit], unit)):
            own = self.owner[unit]
            for section, persona in zip(self.units[unit].sections, self.units[unit].owners, strict=True):
                parts[-1 if holds.setdefault(persona, own) == own else own].append(section)
        yield from (tuple(sorted(part)) for part in parts.values())
