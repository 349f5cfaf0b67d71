"""Families: communities in the weighted graph of personas.

The weight of an edge is the likeness of two personas: what they say in common, or what they are about and
whether they have one name. The method is that of Louvain, on each component, with the seed and the
resolution of the rules. No other module of the scan imports networkx.

Source: V. Blondel et al., Fast unfolding of communities in large networks (2008).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

import networkx as nx

from personac.config.schema import Scan
from personac.scan.scanned_personas import Scanned
from personac.scan.shared_words import FINE

_BODY = 0  # the kind of a relation
_FEWEST_WORDS = 40  # of a persona that is compared by what it is about
_COHESION = 0.5  # of the likeness of a family, that a member has on average with the others
_DIGITS = 4
Pair = tuple[int, int]
"""Two personas, the lower key first."""
Alike = Callable[[int, int], float]
"""Returns the likeness of two personas."""
Link = tuple[int, int, int, int, int, int]
"""Two personas, the words of either that both say, in fractions, and in full."""


@dataclass(frozen=True, slots=True)
class Shared:
    """The shares of their words that personas `a` and `b` say in common, by `(a, b)`, `a` below `b`."""

    shares: Mapping[Pair, tuple[float, float]]

    @classmethod
    def of(cls, links: Iterable[Link], personas: Mapping[int, Scanned], copies: float) -> Shared:
        """Return the shares of links; those of near copies, from the share `copies` on, count in full."""
        return cls({(link[0], link[1]): _shares(link, personas, copies) for link in links})

    def of_pair(self, one: int, other: int) -> float:
        """Return the share of what `one` says that `other` says too."""
        if one == other:
            return 1.0
        return self.shares.get(pair_of(one, other), (0.0, 0.0))[one > other]

    def mutual(self, pair: Pair) -> float:
        """Return the geometric mean of the two shares: high only where neither says much alone."""
        ours, theirs = self.shares.get(pair, (0.0, 0.0))
        return sqrt(ours * theirs)


def _shares(link: Link, personas: Mapping[int, Scanned], copies: float) -> tuple[float, float]:
    a, b, ours, theirs, our_words, their_words = link
    full = _share(our_words, personas[a]), _share(their_words, personas[b])
    is_near = sqrt(full[0] * full[1]) >= copies
    return full if is_near else (_share(ours / FINE, personas[a]), _share(theirs / FINE, personas[b]))


def _share(words: float, persona: Scanned) -> float:
    return round(min(1.0, words / max(persona.words, 1)), _DIGITS)


def likenesses(
    shared: Shared, relations: Iterable[tuple[int, int, int, float]], personas: Mapping[int, Scanned],
    same_name: float,
) -> dict[Pair, float]:  # fmt: skip
    """Return the likeness of each pair that has one, sorted."""
    found = {pair: shared.mutual(pair) for pair in shared.shares}
    for a, b, kind, similarity in relations:
        one, other = personas[a], personas[b]
        is_compared = kind == _BODY and min(one.words, other.words) >= _FEWEST_WORDS
        if is_compared and not one.terms.is_other_subject(other.terms):
            likeness = min(1.0, similarity + same_name * one.terms.overlap(other.terms))
            found[a, b] = max(found.get((a, b), 0.0), likeness)
    return {pair: round(found[pair], _DIGITS) for pair in sorted(found)}


def pair_of(one: int, other: int) -> Pair:
    """Return two personas as a pair."""
    return (one, other) if one < other else (other, one)


def find_families(
    likeness: Mapping[Pair, float], alike: Alike, copies: Sequence[Sequence[int]], rules: Scan
) -> tuple[tuple[int, ...], ...]:
    """Return the families: two personas or more, sorted. A group of near `copies` is never divided.

    `likeness` has the pairs that were compared, `alike` knows any two: of many copies not all pairs were.
    """
    members = {group[0]: tuple(group) for group in copies}
    graph = nx.Graph()
    graph.add_weighted_edges_from((first, first, _within(group, alike)) for first, group in members.items())
    edges = {pair: own for pair, own in likeness.items() if own >= rules.family}
    first_of = {one: first for first, group in members.items() for one in group}
    graph.add_weighted_edges_from((a, b, own) for (a, b), own in _between_groups(edges, first_of).items())
    families: list[tuple[int, ...]] = []
    for component in nx.connected_components(graph):
        for community in _communities(graph, component, rules):
            family = sorted(one for first in community for one in members.get(first, (first,)))
            families.append(_cohesive(family, alike, rules.family))
    return tuple(sorted(family for family in families if len(family) > 1))


def _within(group: Sequence[int], alike: Alike) -> float:
    """Return the weight of a group as one node: the sum of its edges, as the method itself joins nodes."""
    return sum(alike(*pair) for pair in combinations(group, 2))


def _between_groups(edges: Mapping[Pair, float], first_of: Mapping[int, int]) -> dict[Pair, float]:
    """Return the sum of the edges between two groups, by the first member of each."""
    found: dict[Pair, float] = {}
    for (one, other), own in edges.items():
        pair = pair_of(first_of.get(one, one), first_of.get(other, other))
        if pair[0] != pair[1]:
            found[pair] = found.get(pair, 0.0) + own
    return found


def _communities(graph: nx.Graph, component: set[int], rules: Scan) -> Iterator[tuple[int, ...]]:
    """Yield the communities of a component; nodes and edges are sorted, as the method goes by their order."""
    own = nx.Graph()
    own.add_nodes_from(sorted(component))
    edges = graph.subgraph(component).edges(data="weight")
    own.add_weighted_edges_from(sorted((*pair_of(one, other), weight) for one, other, weight in edges))
    found = nx.community.louvain_communities(own, resolution=rules.resolution, seed=rules.seed)
    return (tuple(sorted(community)) for community in found)


def _cohesive(family: Sequence[int], alike: Alike, least: float) -> tuple[int, ...]:
    """Return the family without the members that are hardly like the others, the least like one first."""
    members = list(family)
    while len(members) > 1:
        means = {one: _mean_likeness(one, members, alike) for one in members}
        loosest = min(members, key=lambda one: (means[one], one))
        if means[loosest] >= _COHESION * least:
            break
        members.remove(loosest)
    return tuple(members)


def _mean_likeness(one: int, members: Sequence[int], alike: Alike) -> float:
    return sum(alike(one, other) for other in members if other != one) / (len(members) - 1)


def components_of(pairs: Iterable[Pair]) -> tuple[tuple[int, ...], ...]:
    """Return the connected components of these pairs, sorted."""
    graph = nx.Graph(list(pairs))
    return tuple(sorted(tuple(sorted(component)) for component in nx.connected_components(graph)))
