from __future__ import annotations

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from importlib.util import find_spec
from pathlib import Path

import msgspec
import networkx as nx
import pytest

from personac.diagnostics.diagnostic import PersonacError
from personac.report.graph import (
    GRAPH_SUFFIXES,
    render_dot,
    render_graphml,
    report_graph,
    spread,
    write_graph,
)
from personac.report.report_schema import CoverRow, Report
from tests.unit.report.reports import bullet, report


def test_graphml_reads_back_with_every_attribute() -> None:
    rows = [bullet("a", 1, "<&> \u4e16"), bullet("b", 2, "Y")]
    text = render_graphml(report(rows, [["a:1", "b:2"]]))
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<graphml')
    result = nx.parse_graphml(text)
    label = "<&> \u4e16"
    assert result.nodes["cluster c0"] == {"type": "cluster", "label": label, "size": 2, "cohesion": 0.9}
    assert result.nodes["bullet a:1"] == {
        "type": "bullet", "label": label, "persona": "a", "place": "agents/a.md:1", "section": "Rules",
    }  # fmt: skip
    assert list(result.edges(data=True)) == [
        ("bullet a:1", "cluster c0", {"type": "kept"}),
        ("bullet b:2", "cluster c0", {"type": "merged"}),
    ]


def test_places_are_finite_apart_and_the_same_every_time() -> None:
    for size, hubs in ((1, 1), (2, 1), (5, 1), (6, 2), (40, 2)):
        nodes = [str(number) for number in range(size)]
        edges = [(str(at % hubs), other) for at, other in enumerate(nodes[1:])]
        points = spread(nodes, edges)
        assert list(points) == nodes
        assert all(-1.01 <= value <= 1.01 for place in points.values() for value in place)
        assert len(set(points.values())) == size
        assert size == 1 or max(abs(value) for place in points.values() for value in place) > 0.9
        assert points == spread(nodes, edges)


def test_every_bullet_and_cluster_is_a_node_and_members_are_joined(plain: Report) -> None:
    result = nx.parse_graphml(render_graphml(plain))
    assert set(result) == {
        *(f"bullet {row.id}" for row in plain.bullets),
        *(f"cluster {row.id}" for row in plain.clusters),
    }
    (cluster,) = plain.clusters
    assert set(result[f"cluster {cluster.id}"]) == {f"bullet {member}" for member in cluster.members}
    kept = result[f"cluster {cluster.id}"][f"bullet {cluster.representative}"]
    assert kept == {"type": "kept"}
    node = result.nodes[f"bullet {cluster.representative}"]
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


needs_graphviz = pytest.mark.skipif(
    find_spec("graphviz") is None, reason="needs the extra: pip install -e '.[graph]'"
)
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
    for name in [name for name in sys.modules if name.startswith(NEEDS[suffix])]:
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


_STRING = re.compile(r'"(?:\\.|[^"\\])*"')


@needs_graphviz
def test_nodes_have_numbers_and_labels_are_quoted(plain: Report) -> None:
    lines = render_dot(plain).splitlines()
    nodes = [line for line in lines if re.match(r"\tn\d+ \[", line)]
    edges = [line for line in lines if re.match(r"\tn\d+ -- n\d+", line)]
    assert len(nodes) == len(plain.bullets) + len(plain.clusters)
    assert len(edges) == sum(len(cluster.members) for cluster in plain.clusters)
    assert sum("penwidth=2" in line for line in edges) == len(plain.clusters)


@needs_graphviz
def test_source_text_is_escaped(harmful: Report) -> None:
    text = render_dot(harmful)
    assert render_dot(harmful) == text
    assert not any(char in text for char in "\x1b\u202e\u200b")
    bare = _STRING.sub("", text)
    assert "script" not in bare
    assert '"' not in bare


@needs_graphviz
@pytest.mark.parametrize("label_text", ['"]; x [label="', "<b>html</b>", "\\N \\n \\", "a -- b"])
def test_syntax_of_dot_is_quoted(label_text: str) -> None:
    text = render_dot(report([bullet("a", 1, label_text), bullet("b", 1, label_text)], [["a:1", "b:1"]]))
    (line,) = [line for line in text.splitlines() if "plaintext" in line]
    assert re.fullmatch(r'\tn2 \[label=(?:"(?:\\.|[^"\\])*") fillcolor=white shape=plaintext\]', line)


@needs_graphviz
@pytest.mark.skipif(shutil.which("dot") is None, reason="needs Graphviz: apt-get install graphviz")
def test_graphviz_reads_it(harmful: Report) -> None:
    subprocess.run(["dot", "-Tcanon"], input=render_dot(harmful).encode(), capture_output=True, check=True)
