"""The clusters of a report as a picture: the one module that imports matplotlib.

Each cluster is a star around its text, each bullet a mark in the colour and shape of its persona; a
contradiction is a dashed line. Bullets without edges are counted, not drawn. Text stays text, so that a
browser can search it, and the same report gives the same bytes.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from personac.model.graphs import components
from personac.report.graph import Graph, Node, persona_marks, report_graph, spread
from personac.report.report_schema import Report
from personac.report.safe_text import count, shortened

_MARKERS = ("o", "s", "D", "^", "v", "P")
_WIDTH = 16.0  # inches
_PER_ROW = 40.0  # the width of a row of stars, in the unit of their radii
_LABEL = 56
_LINE = 20
_COLUMNS = 3
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Plan:
    """The layout: points by node id, and the total height."""

    points: Mapping[str, Point]
    height: float


def render_svg(report: Report) -> str:
    """Render as SVG, 16 inches wide."""
    graph = report_graph(report)
    drawn = Graph(graph.nodes, tuple(edge for edge in graph.edges if edge.attributes["type"] != "covers"))
    plan = _plan(drawn)
    settings = mpl.rc_context(
        {
            "svg.hashsalt": "personac",
            "svg.fonttype": "none",
            "font.family": "sans-serif",
            "font.sans-serif": ["DejaVu Sans"],  # part of matplotlib
        }
    )
    with settings, warnings.catch_warnings():
        # Its font lacks many scripts; viewers have others.
        warnings.filterwarnings("ignore", message=r"Glyph \d+ ")
        figure = Figure(figsize=(_WIDTH, (plan.height + _headroom(report)) * _WIDTH / _PER_ROW))
        axes = figure.add_axes((0, 0, 1, 1))
        _draw(axes, drawn, plan, report)
        target = io.StringIO()
        figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    return target.getvalue()


def _plan(graph: Graph) -> _Plan:
    """Put the components in rows, the largest first; ties in the order of their nodes."""
    number = {node.id: at for at, node in enumerate(graph.nodes)}
    edges = [(number[edge.source], number[edge.target]) for edge in graph.edges]
    stars = [part for part in components(range(len(graph.nodes)), edges) if len(part) > 1]
    points: dict[str, Point] = {}
    left, top, tallest = 0.0, 0.0, 0.0
    for part in sorted(stars, key=lambda part: (-len(part), part)):
        radius = _radius(part)
        if left + 2 * radius > _PER_ROW and left:
            left, top, tallest = 0.0, top + tallest, 0.0
        tallest = max(tallest, 2 * radius)
        middle = (left + radius, top + radius)
        points.update(_places(graph, part, edges, middle, radius * 0.6))
        left += 2 * radius
    return _Plan(points, top + tallest)


def _headroom(report: Report) -> float:
    """The height of the legend, in the unit of the radii."""
    return 1.0 + 0.55 * math.ceil(len(report.personas) / _COLUMNS)


def _radius(part: Sequence[int]) -> float:
    return 1.7 + 0.45 * math.sqrt(len(part))


def _places(
    graph: Graph, part: Sequence[int], edges: Sequence[tuple[int, int]], middle: Point, radius: float
) -> dict[str, Point]:
    ids, inside = [graph.nodes[at].id for at in part], set(part)
    joined = [(graph.nodes[a].id, graph.nodes[b].id) for a, b in edges if a in inside]
    return {
        node: (round(middle[0] + x * radius, 3), round(middle[1] + y * radius, 3))
        for node, (x, y) in spread(ids, joined).items()
    }


def _draw(axes: Axes, graph: Graph, plan: _Plan, report: Report) -> None:
    axes.set_axis_off()
    axes.set_xlim(0, _PER_ROW)
    axes.set_ylim(plan.height, -_headroom(report))
    _draw_edges(axes, graph, plan)
    marks = persona_marks(report.overlap.personas)
    for node in graph.nodes:
        if node.id in plan.points:
            _draw_node(axes, node, plan.points[node.id], marks)
    _draw_legend(axes, graph, plan, report)


def _draw_edges(axes: Axes, graph: Graph, plan: _Plan) -> None:
    looks: Mapping[str, Mapping[str, str | float]] = {
        "kept": {"color": "#444444", "linewidth": 2.0},
        "merged": {"color": "#999999", "linewidth": 1.0},
        "contradicts": {"color": "#D55E00", "linewidth": 2.0, "linestyle": "--"},
    }
    for edge in graph.edges:
        ends = (plan.points[edge.source], plan.points[edge.target])
        look = looks[str(edge.attributes["type"])]
        axes.add_line(Line2D([x for x, _ in ends], [y for _, y in ends], zorder=1, **look))  # type: ignore[arg-type]


def _draw_node(axes: Axes, node: Node, point: Point, marks: Mapping[str, tuple[str, int]]) -> None:
    if node.attributes["type"] == "cluster":
        label = "\n".join(wrap(shortened(str(node.attributes["label"]), _LABEL), _LINE))
        box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.5}
        axes.text(*point, label, ha="center", va="center", fontsize=6, zorder=3, parse_math=False, bbox=box)
        return
    colour, shape = marks[str(node.attributes["persona"])]
    mark = {"marker": _MARKERS[shape], "markersize": 7, "color": colour, "markeredgecolor": "black"}
    axes.add_line(Line2D([point[0]], [point[1]], zorder=2, **mark))  # type: ignore[arg-type]


def _draw_legend(axes: Axes, graph: Graph, plan: _Plan, report: Report) -> None:
    marks = persona_marks(report.overlap.personas)
    handles = []
    for row in report.personas:
        own = [node.id for node in graph.nodes if node.attributes.get("persona") == row.id]
        alone = sum(id_ not in plan.points for id_ in own)
        colour, shape = marks[row.id]
        label = f"{shortened(row.id, 40)}: {count(len(own), 'bullet')}, {alone} alone"
        handles.append(Line2D([], [], marker=_MARKERS[shape], color=colour, linestyle="", label=label))
    legend = axes.legend(handles=handles, loc="upper left", ncols=_COLUMNS, frameon=False, fontsize=8)
    for text in legend.get_texts():
        text.set_parse_math(False)
