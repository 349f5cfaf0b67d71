from __future__ import annotations

import networkx as nx

from personac.report.graph_files import Edge, Graph, Node, graphml, spread


def test_graphml_reads_back_with_every_attribute() -> None:
    nodes = (Node("a", {"label": "<&> \u4e16", "size": 2}), Node("b", {"cohesion": 0.5}))
    text = graphml(Graph(nodes, (Edge("a", "b", {"type": "kept"}),)))
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<graphml')
    found = nx.parse_graphml(text)
    assert dict(found.nodes(data=True)) == {"a": {"label": "<&> \u4e16", "size": 2}, "b": {"cohesion": 0.5}}
    assert list(found.edges(data=True)) == [("a", "b", {"type": "kept"})]


def test_places_are_finite_apart_and_the_same_every_time() -> None:
    for size, hubs in ((1, 1), (2, 1), (5, 1), (6, 2), (40, 2)):
        nodes = [str(number) for number in range(size)]
        edges = [(str(at % hubs), other) for at, other in enumerate(nodes[1:])]
        found = spread(nodes, edges)
        assert list(found) == nodes
        assert all(-1.01 <= value <= 1.01 for place in found.values() for value in place)
        assert len(set(found.values())) == size
        assert size == 1 or max(abs(value) for place in found.values() for value in place) > 0.9
        assert found == spread(nodes, edges)
