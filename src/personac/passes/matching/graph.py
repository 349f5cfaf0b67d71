"""Graphs, of matches and of orders: the one module that imports networkx."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import networkx as nx

Edges = Iterable[tuple[int, int]]


def components(nodes: Iterable[int], edges: Edges) -> tuple[tuple[int, ...], ...]:
    """Return the connected components, each sorted, ordered by first node."""
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    return tuple(sorted(tuple(sorted(component)) for component in nx.connected_components(graph)))


def circles(nodes: Iterable[int], edges: Edges) -> tuple[tuple[int, ...], ...]:
    """Return the strongly connected components of a directed graph, each sorted, ordered by first node."""
    found = nx.strongly_connected_components(_directed(nodes, edges))
    return tuple(sorted(tuple(sorted(component)) for component in found))


def first_order(nodes: Iterable[int], edges: Edges, key: Callable[[int], Any]) -> tuple[int, ...]:
    """Return the nodes of a directed graph without circles so that every edge points on.

    Of the nodes that may come next the one with the least `key` does.
    """
    return tuple(nx.lexicographical_topological_sort(_directed(nodes, edges), key=key))


def _directed(nodes: Iterable[int], edges: Edges) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    return graph
