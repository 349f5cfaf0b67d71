"""The graph of a report for Graphviz: the one module that imports graphviz.

The package only quotes what DOT would interpret; no program runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import graphviz

from personac.report.escape import drawable
from personac.report.graph import persona_marks, report_graph
from personac.report.graph_files import Node
from personac.report.model import Report

_SHAPES = ("ellipse", "box", "diamond", "hexagon", "octagon", "parallelogram")
_EDGES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "kept": {"penwidth": "2"},
        "merged": {},
        "covers": {"style": "dotted", "color": "gray50"},
        "contradicts": {"style": "dashed", "color": "#D55E00", "penwidth": "2"},
    }
)


def render_dot(report: Report) -> str:
    """Render as DOT; `dot -Tsvg`, `neato` or `sfdp` draw it."""
    marks = persona_marks([drawable(name) for name in report.overlap.personas])
    dot = graphviz.Graph(
        drawable(report.canonical.name),
        graph_attr={"layout": "sfdp", "overlap": "prism", "outputorder": "edgesfirst"},
        node_attr={"style": "filled", "fontname": "sans-serif", "fontsize": "10"},
    )
    graph = report_graph(report)
    names = {node.id: f"n{number}" for number, node in enumerate(graph.nodes)}
    for node in graph.nodes:
        dot.node(names[node.id], **_look(node, marks))
    for edge in graph.edges:
        dot.edge(names[edge.source], names[edge.target], **_EDGES[str(edge.attributes["type"])])
    return str(dot.source)


def _look(node: Node, marks: Mapping[str, tuple[str, int]]) -> dict[str, str]:
    label = graphviz.escape(str(node.attributes["label"]))
    if node.attributes["type"] == "cluster":
        return {"label": label, "shape": "plaintext", "fillcolor": "white"}
    colour, shape = marks[str(node.attributes["persona"])]
    place = graphviz.escape(str(node.attributes["place"]))
    return {"label": place, "tooltip": label, "shape": _SHAPES[shape], "fillcolor": colour}
