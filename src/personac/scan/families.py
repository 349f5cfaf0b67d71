"""Families: communities in the weighted graph of personas.

The weight of an edge is the likeness of two personas: what they say in common, or what they are about and
whether they have one name. The method is that of Louvain, on each component, with the seed and the
resolution of the rules. No other module of the scan imports networkx.

Source: V. Blondel et al., Fast unfolding of communities in large networks (2008).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
        pair = min(one, other), max(one, other)
        return self.shares.get(pair, (0.0, 0.0))[one > other]

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


def find_families(likeness: Mapping[Pair, float], rules: Scan) -> tuple[tuple[int, ...], ...]:
    """Return the families: two personas or more, sorted."""
    graph = nx.Graph()
    edges = sorted((a, b, own) for (a, b), own in likeness.items() if own >= rules.family)
    graph.add_weighted_edges_from(edges)
    families: list[tuple[int, ...]] = []
    for component in sorted(nx.connected_components(graph), key=min):
        families += (_cohesive(one, likeness, rules.family) for one in _communities(graph, component, rules))
    return tuple(sorted(family for family in families if len(family) > 1))


def _communities(graph: nx.Graph, component: set[int], rules: Scan) -> Iterator[tuple[int, ...]]:
    """Yield the communities of a component; nodes and edges are sorted, as the method goes by their order."""
    own = nx.Graph()
    own.add_nodes_from(sorted(component))
    edges = graph.subgraph(component).edges(data="weight")
    own.add_weighted_edges_from(sorted((min(edge[:2]), max(edge[:2]), edge[2]) for edge in edges))
    found = nx.community.louvain_communities(own, resolution=rules.resolution, seed=rules.seed)
    return (tuple(sorted(community)) for community in found)


def _cohesive(family: Sequence[int], likeness: Mapping[Pair, float], least: float) -> tuple[int, ...]:
    """Return the family without the members that are hardly like the others, the least like one first."""
    members = list(family)
    while len(members) > 1:
        means = {one: _mean_likeness(one, members, likeness) for one in members}
        loosest = min(members, key=lambda one: (means[one], one))
        if means[loosest] >= _COHESION * least:
            break
        members.remove(loosest)
    return tuple(members)


def _mean_likeness(one: int, members: Sequence[int], likeness: Mapping[Pair, float]) -> float:
    pairs = ((min(one, other), max(one, other)) for other in members if other != one)
    return sum(likeness.get(pair, 0.0) for pair in pairs) / (len(members) - 1)


def components_of(pairs: Iterable[Pair]) -> tuple[tuple[int, ...], ...]:
    """Return the connected components of these pairs, sorted."""
    graph = nx.Graph(list(pairs))
    return tuple(sorted(tuple(sorted(component)) for component in nx.connected_components(graph)))


def mean_likeness(family: Sequence[int], likeness: Mapping[Pair, float]) -> float:
    """Return the mean likeness of all pairs of a family."""
    pairs = list(combinations(sorted(family), 2))
    return round(sum(likeness.get(pair, 0.0) for pair in pairs) / len(pairs), _DIGITS)
