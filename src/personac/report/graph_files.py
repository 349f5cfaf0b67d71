"""Graphs as files for graph tools, and places to draw them at: the one module that imports networkx."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import networkx as nx

Attributes = Mapping[str, str | int | float]
_SEED = 1
_SMALL = 30  # nodes: the cost of the better layout grows with the cube


@dataclass(frozen=True, slots=True)
class Node:
    """A node by its id, and what is known of it."""

    id: str
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge between the nodes of two ids, and what is known of it."""

    source: str
    target: str
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes and undirected edges, in the order in which they are written; no two edges join the same two."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def graphml(graph: Graph) -> str:
    """Return the graph as GraphML; texts must hold only what XML 1.0 can."""
    lines = nx.generate_graphml(_networkx(graph), named_key_ids=True)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(lines) + "\n"


def spread(nodes: Sequence[str], edges: Iterable[tuple[str, str]]) -> dict[str, tuple[float, float]]:
    """Return places in the square from -1 to 1 for the nodes of one component, the same in every run."""
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    return {node: (float(x), float(y)) for node, (x, y) in _layout(graph).items()}


def _layout(graph: nx.Graph) -> dict[str, Sequence[float]]:
    """A star as a star, what is small as it looks best, what is large as it is quick."""
    hub, most = max(graph.degree, key=lambda degree: degree[1])
    if most == len(graph) - 1 == graph.number_of_edges():
        around = [node for node in graph if node != hub]
        # Shells of equal width: the second of two is as wide as the scale only where that is doubled.
        return dict(nx.shell_layout(graph, [[hub], around] if around else [[hub]], scale=2))
    if len(graph) <= _SMALL:
        return dict(nx.kamada_kawai_layout(graph))
    return dict(nx.spring_layout(graph, seed=_SEED))


def _networkx(graph: Graph) -> nx.Graph:
    copy = nx.Graph()
    copy.add_nodes_from((node.id, dict(node.attributes)) for node in graph.nodes)
    copy.add_edges_from((edge.source, edge.target, dict(edge.attributes)) for edge in graph.edges)
    return copy
