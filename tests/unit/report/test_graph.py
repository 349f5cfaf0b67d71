from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import msgspec
import networkx as nx
import pytest

from personac.diagnostics.model import PersonacError
from personac.report.graph import (
    GRAPH_SUFFIXES,
    bullet_node,
    cluster_node,
    render_graphml,
    report_graph,
    write_graph,
)
from personac.report.model import CoverRow, Report
from tests.unit.report.reports import bullet, report


def test_every_bullet_and_cluster_is_a_node_and_members_are_joined(plain: Report) -> None:
    result = nx.parse_graphml(render_graphml(plain))
    assert set(result) == {
        *(bullet_node(row.id) for row in plain.bullets),
        *(cluster_node(row.id) for row in plain.clusters),
    }
    (cluster,) = plain.clusters
    assert set(result[cluster_node(cluster.id)]) == {bullet_node(member) for member in cluster.members}
    kept = result[cluster_node(cluster.id)][bullet_node(cluster.representative)]
    assert kept == {"type": "kept"}
    node = result.nodes[bullet_node(cluster.representative)]
    assert (node["type"], node["persona"]) == ("bullet", "one")
    assert node["place"].startswith("team/one.md:")


def test_contradictions_and_covers_join_bullets_and_no_two_are_joined_twice() -> None:
    rows = [bullet("a", 1, "X"), bullet("b", 2, "Y"), bullet("b", 3, "Z")]
    covers = (CoverRow("a:1", "b:2", 0.9, "f"), CoverRow("a:1", "b:3", 0.9, "the facet"))
    result = msgspec.structs.replace(report(rows, [], [("a:1", "b:2")]), covers=covers)
    listed = [(edge.attributes["type"], edge.attributes["label"]) for edge in report_graph(result).edges]
    assert listed == [("contradicts", "different numbers: 1 and 2"), ("covers", "the facet")]


@pytest.mark.parametrize("char", ["\x00", "\x1b", "\ufffe", "\uffff", "\ud800", "\u202e", "\t", "\n"])
def test_characters_outside_xml_are_named(char: str) -> None:
    text = render_graphml(report([bullet("a", 1, f"X{char}]]>&lt;<b>")]))
    ET.fromstring(text)  # noqa: S314 - our own
    assert f"X&lt;U+{ord(char):04X}&gt;]]&gt;&amp;lt;&lt;b&gt;" in text


def test_the_same_report_gives_the_same_bytes(harmful: Report) -> None:
    assert render_graphml(harmful) == render_graphml(harmful)
    ET.fromstring(render_graphml(harmful))  # noqa: S314 - our own


REPORT = report([bullet("a", 1, "X"), bullet("b", 1, "X")], [["a:1", "b:1"]])
NEEDS = {".dot": "graphviz", ".svg": "matplotlib"}


@pytest.mark.parametrize("suffix", GRAPH_SUFFIXES)
def test_the_suffix_selects_the_format(here: Path, suffix: str) -> None:
    pytest.importorskip(NEEDS.get(suffix, "networkx"))
    path = here / f"out{suffix.upper()}"
    assert write_graph(REPORT, path) == f"out{suffix.upper()}: written"
    start = {".dot": b"graph agent {", ".graphml": b"<?xml", ".svg": b"<?xml"}[suffix]
    assert path.read_bytes().startswith(start)


@pytest.mark.parametrize("suffix", sorted(NEEDS))
def test_a_missing_package_names_the_extra(here: Path, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    for name in [
        name for name in sys.modules if name.startswith((NEEDS[suffix], "personac.report.graph_dot"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "personac.report.graph_svg", raising=False)
    monkeypatch.setitem(sys.modules, NEEDS[suffix], None)
    with pytest.raises(PersonacError) as caught:
        write_graph(REPORT, here / f"out{suffix}")
    (result,) = caught.value.diagnostics
    assert result.code == "PC603"
    assert NEEDS[suffix] in result.message
    assert "personac[graph]" in result.hint
    assert list(here.iterdir()) == []


def test_a_missing_folder(here: Path) -> None:
    with pytest.raises(PersonacError, match="cannot be written"):
        write_graph(REPORT, here / "no" / "out.graphml")
