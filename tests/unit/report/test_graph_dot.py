from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from personac.report.model import Report
from tests.unit.report.reports import bullet, report

pytest.importorskip("graphviz", reason="needs the extra: pip install 'personac[graph]'")

from personac.report.graph_dot import render_dot

_STRING = re.compile(r'"(?:\\.|[^"\\])*"')


def test_nodes_have_numbers_and_labels_are_quoted(plain: Report) -> None:
    lines = render_dot(plain).splitlines()
    nodes = [line for line in lines if re.match(r"\tn\d+ \[", line)]
    edges = [line for line in lines if re.match(r"\tn\d+ -- n\d+", line)]
    assert len(nodes) == len(plain.bullets) + len(plain.clusters)
    assert len(edges) == sum(len(cluster.members) for cluster in plain.clusters)
    assert sum("penwidth=2" in line for line in edges) == len(plain.clusters)


def test_source_text_is_escaped(harmful: Report) -> None:
    text = render_dot(harmful)
    assert render_dot(harmful) == text
    assert not any(char in text for char in "\x1b\u202e\u200b")
    bare = _STRING.sub("", text)
    assert "script" not in bare
    assert '"' not in bare


@pytest.mark.parametrize("label_text", ['"]; x [label="', "<b>html</b>", "\\N \\n \\", "a -- b"])
def test_syntax_of_dot_is_quoted(label_text: str) -> None:
    text = render_dot(report([bullet("a", 1, label_text), bullet("b", 1, label_text)], [["a:1", "b:1"]]))
    (line,) = [line for line in text.splitlines() if "plaintext" in line]
    assert re.fullmatch(r'\tn2 \[label=(?:"(?:\\.|[^"\\])*") fillcolor=white shape=plaintext\]', line)


@pytest.mark.skipif(shutil.which("dot") is None, reason="needs Graphviz: apt-get install graphviz")
def test_graphviz_reads_it(harmful: Report) -> None:
    subprocess.run(["dot", "-Tcanon"], input=render_dot(harmful).encode(), capture_output=True, check=True)
