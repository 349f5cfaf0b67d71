"""The bullets and clusters of a report as a graph: GraphML and DOT for graph tools, and places to draw it at.

A cluster is a node of its own, so that its members form a star: edges between all of them would be
unreadable. Covers and contradictions join bullets directly. Texts are made safe to draw.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path

import networkx as nx

from personac.diagnostics.diagnostic import INSTALL_EXTRA, Diagnostic, PersonacError
from personac.diagnostics.output_kinds import MISSING_EXTRA
from personac.paths import display_path
from personac.report.report_schema import BulletRow, ClusterRow, Report
from personac.report.safe_text import drawable, shortened
from personac.storage.named_file import write_file

GRAPH_SUFFIXES = (".dot", ".graphml", ".svg")
Attributes = Mapping[str, str | int | float]
_LONGEST = 80
# Okabe and Ito's colours, distinct for colour-blind readers; without black, the colour of text.
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
_SHAPES = ("ellipse", "box", "diamond", "hexagon", "octagon", "parallelogram")
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


def write_graph(report: Report, path: Path) -> str:
    """Write the graph in the format of the suffix; return a message for the user. Raises `PersonacError`.

    The suffix is one of `GRAPH_SUFFIXES`.
    """
    try:
        text = _rendered(report, path.suffix.lower())
    except ModuleNotFoundError as error:
        message = f"needs the package {error.name}, which is not installed"
        hint = f"{INSTALL_EXTRA.format('graph')}; or write .graphml, which needs no extra"
        raise PersonacError(Diagnostic(MISSING_EXTRA, display_path(path), 0, 0, message, hint)) from None
    write_file(path, text.encode("utf-8"))
    return f"{display_path(path)}: written"


def _rendered(report: Report, suffix: str) -> str:
    if suffix == ".graphml":
        return render_graphml(report)
    if suffix == ".dot":
        return render_dot(report)
    with chdir(Path(__file__).parent):  # matplotlib obeys a matplotlibrc in the working directory
        from personac.report.graph_svg import render_svg
    return render_svg(report)


def render_graphml(report: Report) -> str:
    """Render as GraphML, which Gephi, yEd, Cytoscape and networkx read."""
    graph = report_graph(report)
    copy = nx.Graph()
    copy.add_nodes_from((node.id, dict(node.attributes)) for node in graph.nodes)
    copy.add_edges_from((edge.source, edge.target, dict(edge.attributes)) for edge in graph.edges)
    lines = nx.generate_graphml(copy, named_key_ids=True)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(lines) + "\n"


def render_dot(report: Report) -> str:
    """Render as DOT, for `dot -Tsvg`, `neato` or `sfdp`. Raises `ModuleNotFoundError` without graphviz.

    The package only quotes what DOT would interpret; no program runs.
    """
    import graphviz

    edges = {
        "kept": {"penwidth": "2"},
        "merged": {},
        "covers": {"style": "dotted", "color": "gray50"},
        "contradicts": {"style": "dashed", "color": "#D55E00", "penwidth": "2"},
    }
    marks = persona_marks([drawable(name) for name in report.overlap.personas])
    dot = graphviz.Graph(
        drawable(report.canonical.name),
        graph_attr={"layout": "sfdp", "overlap": "prism", "outputorder": "edgesfirst"},
        node_attr={"style": "filled", "fontname": "sans-serif", "fontsize": "10"},
    )
    graph = report_graph(report)
    names = {node.id: f"n{number}" for number, node in enumerate(graph.nodes)}
    for node in graph.nodes:
        look = _look(node, marks)
        texts = {key: graphviz.escape(look[key]) for key in ("label", "tooltip") if key in look}
        dot.node(names[node.id], **look | texts)
    for edge in graph.edges:
        dot.edge(names[edge.source], names[edge.target], **edges[str(edge.attributes["type"])])
    return str(dot.source)


def _look(node: Node, marks: Mapping[str, tuple[str, int]]) -> dict[str, str]:
    label = str(node.attributes["label"])
    if node.attributes["type"] == "cluster":
        return {"label": label, "shape": "plaintext", "fillcolor": "white"}
    colour, shape = marks[str(node.attributes["persona"])]
    place = str(node.attributes["place"])
    return {"label": place, "tooltip": label, "shape": _SHAPES[shape], "fillcolor": colour}


def report_graph(report: Report) -> Graph:
    """Return the graph: every bullet, every cluster, and what joins them; texts are safe to draw."""
    nodes = (*map(_bullet, report.bullets), *map(_cluster, report.clusters))
    return Graph(nodes, tuple(_edges(report)))


def persona_marks(personas: Sequence[str]) -> Mapping[str, tuple[str, int]]:
    """Return for each persona its colour and the number of its shape; the pairs are unique up to 42."""
    size, shapes = len(_COLOURS), len(_SHAPES)
    return {name: (_COLOURS[at % size], at // size % shapes) for at, name in enumerate(personas)}


def _bullet(row: BulletRow) -> Node:
    attributes = {
        "type": "bullet",
        "label": _label(row.text),
        "persona": drawable(row.persona),
        "place": f"{drawable(row.path)}:{row.line}",
        "section": drawable(" / ".join(row.section)),
    }
    return Node(f"bullet {drawable(row.id)}", attributes)


def _cluster(row: ClusterRow) -> Node:
    attributes: dict[str, str | int | float] = {"type": "cluster", "label": _label(row.text)}
    return Node(
        f"cluster {drawable(row.id)}", attributes | {"size": len(row.members), "cohesion": row.cohesion}
    )


def _label(text: str) -> str:
    return drawable(shortened(text, _LONGEST))


def _edges(report: Report) -> Iterator[Edge]:
    for cluster in report.clusters:
        for member in cluster.members:
            kind = "kept" if member == cluster.representative else "merged"
            yield Edge(f"cluster {drawable(cluster.id)}", f"bullet {drawable(member)}", {"type": kind})
    opposed = {frozenset((row.a, row.b)) for row in report.contradictions}
    for row in report.contradictions:
        attributes = {"type": "contradicts", "label": drawable(row.reason)}
        yield Edge(f"bullet {drawable(row.a)}", f"bullet {drawable(row.b)}", attributes)
    for cover in report.covers:
        if frozenset((cover.broad, cover.narrow)) not in opposed:
            attributes = {"type": "covers", "label": _label(cover.facet)}
            yield Edge(f"bullet {drawable(cover.broad)}", f"bullet {drawable(cover.narrow)}", attributes)


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
