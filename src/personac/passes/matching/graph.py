"""The graph of matches: the one module that imports networkx."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx


def components(nodes: Iterable[int], edges: Iterable[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    """Return the connected components, each sorted, ordered by first node."""
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    return tuple(sorted(tuple(sorted(component)) for component in nx.connected_components(graph)))
