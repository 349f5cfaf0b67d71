from __future__ import annotations

import xml.etree.ElementTree as ET

import msgspec
import networkx as nx
import pytest

from personac.report.graph import bullet_node, cluster_node, render_graphml, report_graph
from personac.report.model import CoverRow, Report
from tests.unit.report.reports import bullet, report


def test_every_bullet_and_cluster_is_a_node_and_members_are_joined(plain: Report) -> None:
    found = nx.parse_graphml(render_graphml(plain))
    assert set(found) == {
        *(bullet_node(row.id) for row in plain.bullets),
        *(cluster_node(row.id) for row in plain.clusters),
    }
    (cluster,) = plain.clusters
    assert set(found[cluster_node(cluster.id)]) == {bullet_node(member) for member in cluster.members}
    kept = found[cluster_node(cluster.id)][bullet_node(cluster.representative)]
    assert kept == {"type": "kept"}
    node = found.nodes[bullet_node(cluster.representative)]
    assert (node["type"], node["persona"]) == ("bullet", "one")
    assert node["place"].startswith("team/one.md:")


def test_contradictions_and_covers_join_bullets_and_no_two_are_joined_twice() -> None:
    rows = [bullet("a", 1, "X"), bullet("b", 2, "Y"), bullet("b", 3, "Z")]
    covers = (CoverRow("a:1", "b:2", 0.9, "f"), CoverRow("a:1", "b:3", 0.9, "the facet"))
    found = msgspec.structs.replace(report(rows, [], [("a:1", "b:2")]), covers=covers)
    told = [(edge.attributes["type"], edge.attributes["label"]) for edge in report_graph(found).edges]
    assert told == [("contradicts", "different numbers: 1 and 2"), ("covers", "the facet")]


@pytest.mark.parametrize("char", ["\x00", "\x1b", "\ufffe", "\uffff", "\ud800", "\u202e", "\t", "\n"])
def test_what_xml_cannot_hold_is_named(char: str) -> None:
    text = render_graphml(report([bullet("a", 1, f"X{char}]]>&lt;<b>")]))
    ET.fromstring(text)  # noqa: S314 - our own
    assert f"X&lt;U+{ord(char):04X}&gt;]]&gt;&amp;lt;&lt;b&gt;" in text


def test_the_same_report_gives_the_same_bytes(harmful: Report) -> None:
    assert render_graphml(harmful) == render_graphml(harmful)
    ET.fromstring(render_graphml(harmful))  # noqa: S314 - our own
