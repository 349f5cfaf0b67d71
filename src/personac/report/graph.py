"""The bullets and clusters of a report as a graph, for tools that draw graphs.

A cluster is a node of its own, so that its members form a star: lines between
all of them would be a knot. Covers and contradictions join bullets directly.
"""

from __future__ import annotations

from collections.abc import Iterator

from personac.graph_files import Edge, Graph, Node, graphml
from personac.report.escape import drawable, shortened
from personac.report.model import BulletRow, ClusterRow, Report

_LONGEST = 80


def report_graph(report: Report) -> Graph:
    """Return the graph: every bullet, every cluster, and what joins them; texts are fit to be shown."""
    nodes = (*map(_bullet, report.bullets), *map(_cluster, report.clusters))
    return Graph(nodes, tuple(_edges(report)))


def render_graphml(report: Report) -> str:
    """Render as GraphML, which Gephi, yEd, Cytoscape and networkx read."""
    return graphml(report_graph(report))


def bullet_node(id_: str) -> str:
    """The id of a bullet's node."""
    return f"bullet {drawable(id_)}"


def cluster_node(id_: str) -> str:
    """The id of a cluster's node."""
    return f"cluster {drawable(id_)}"


def _bullet(row: BulletRow) -> Node:
    place = f"{drawable(row.path)}:{row.line}"
    known = {
        "type": "bullet",
        "label": _label(row.text),
        "persona": drawable(row.persona),
        "place": place,
        "section": drawable(" / ".join(row.section)),
    }
    return Node(bullet_node(row.id), known)


def _cluster(row: ClusterRow) -> Node:
    known: dict[str, str | int | float] = {"type": "cluster", "label": _label(row.text)}
    return Node(cluster_node(row.id), known | {"size": len(row.members), "cohesion": row.cohesion})


def _label(text: str) -> str:
    return drawable(shortened(text, _LONGEST))


def _edges(report: Report) -> Iterator[Edge]:
    for cluster in report.clusters:
        for member in cluster.members:
            kind = "kept" if member == cluster.representative else "merged"
            yield Edge(cluster_node(cluster.id), bullet_node(member), {"type": kind})
    opposed = {frozenset((row.a, row.b)) for row in report.contradictions}
    for found in report.contradictions:
        known = {"type": "contradicts", "label": drawable(found.reason)}
        yield Edge(bullet_node(found.a), bullet_node(found.b), known)
    for cover in report.covers:
        if frozenset((cover.broad, cover.narrow)) not in opposed:
            known = {"type": "covers", "label": _label(cover.facet)}
            yield Edge(bullet_node(cover.broad), bullet_node(cover.narrow), known)
