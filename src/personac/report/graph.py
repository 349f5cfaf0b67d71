"""The bullets and clusters of a report as a graph, for tools that draw graphs.

A cluster is a node of its own, so that its members form a star: edges between all of them would be
unreadable. Covers and contradictions join bullets directly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import MISSING_EXTRA
from personac.paths import display_path
from personac.report.escape import drawable, shortened
from personac.report.graph_files import Edge, Graph, Node, graphml
from personac.report.model import BulletRow, ClusterRow, Report
from personac.storage.file_writer import write_file

_LONGEST = 80
# Okabe and Ito's colours, distinct for colour-blind readers; without black, the colour of text.
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
_SHAPES = 6
_RENDERERS = {
    ".dot": ("personac.report.graph_dot", "render_dot"),
    ".graphml": ("personac.report.graph", "render_graphml"),
    ".svg": ("personac.report.graph_svg", "render_svg"),
}
GRAPH_SUFFIXES = tuple(_RENDERERS)


def write_graph(report: Report, path: Path) -> str:
    """Write the graph in the format of the suffix; return a message for the user. Raises `PersonacError`.

    The suffix is one of `GRAPH_SUFFIXES`.
    """
    module, name = _RENDERERS[path.suffix.lower()]
    try:
        render = getattr(import_module(module), name)
    except ModuleNotFoundError as error:
        message = f"needs the package {error.name}, which is not installed"
        hint = "pip install 'personac[graph]', or write .graphml, which needs no extra"
        raise PersonacError(Diagnostic(MISSING_EXTRA, display_path(path), 0, 0, message, hint)) from None
    write_file(path, str(render(report)).encode("utf-8"))
    return f"{display_path(path)}: written"


def render_graphml(report: Report) -> str:
    """Render as GraphML, which Gephi, yEd, Cytoscape and networkx read."""
    return graphml(report_graph(report))


def report_graph(report: Report) -> Graph:
    """Return the graph: every bullet, every cluster, and what joins them; texts are safe to draw."""
    nodes = (*map(_bullet, report.bullets), *map(_cluster, report.clusters))
    return Graph(nodes, tuple(_edges(report)))


def persona_marks(personas: Sequence[str]) -> Mapping[str, tuple[str, int]]:
    """Return for each persona its colour and the number of its shape; the pairs are unique up to 42."""
    size = len(_COLOURS)
    return {name: (_COLOURS[at % size], at // size % _SHAPES) for at, name in enumerate(personas)}


def bullet_node(id_: str) -> str:
    """Return the id of a bullet's node."""
    return f"bullet {drawable(id_)}"


def cluster_node(id_: str) -> str:
    """Return the id of a cluster's node."""
    return f"cluster {drawable(id_)}"


def _bullet(row: BulletRow) -> Node:
    attributes = {
        "type": "bullet",
        "label": _label(row.text),
        "persona": drawable(row.persona),
        "place": f"{drawable(row.path)}:{row.line}",
        "section": drawable(" / ".join(row.section)),
    }
    return Node(bullet_node(row.id), attributes)


def _cluster(row: ClusterRow) -> Node:
    attributes: dict[str, str | int | float] = {"type": "cluster", "label": _label(row.text)}
    return Node(cluster_node(row.id), attributes | {"size": len(row.members), "cohesion": row.cohesion})


def _label(text: str) -> str:
    return drawable(shortened(text, _LONGEST))


def _edges(report: Report) -> Iterator[Edge]:
    for cluster in report.clusters:
        for member in cluster.members:
            kind = "kept" if member == cluster.representative else "merged"
            yield Edge(cluster_node(cluster.id), bullet_node(member), {"type": kind})
    opposed = {frozenset((row.a, row.b)) for row in report.contradictions}
    for row in report.contradictions:
        attributes = {"type": "contradicts", "label": drawable(row.reason)}
        yield Edge(bullet_node(row.a), bullet_node(row.b), attributes)
    for cover in report.covers:
        if frozenset((cover.broad, cover.narrow)) not in opposed:
            attributes = {"type": "covers", "label": _label(cover.facet)}
            yield Edge(bullet_node(cover.broad), bullet_node(cover.narrow), attributes)
