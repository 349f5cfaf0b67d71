from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from personac.report.graph import persona_marks
from personac.report.report_schema import Report
from tests.unit.report.reports import bullet, report

pytest.importorskip("matplotlib", reason="needs the extra: pip install -e '.[graph]'")

from personac.report.graph_svg import render_svg


def texts(svg: str) -> list[str]:
    root = ET.fromstring(svg)  # noqa: S314 - our own
    return ["".join(node.itertext()).strip() for node in root.iter("{http://www.w3.org/2000/svg}text")]


def test_clusters_and_personas_are_labelled(plain: Report) -> None:
    assert texts(render_svg(plain)) == [
        "Drain the oldest", "queue first", "one: 7 bullets, 6 alone", "two: 3 bullets, 2 alone",
    ]  # fmt: skip


def test_the_same_report_gives_the_same_bytes_without_a_date(plain: Report) -> None:
    svg = render_svg(plain)
    assert svg == render_svg(plain)
    assert "<dc:date>" not in svg
    assert "Matplotlib" not in svg


def test_source_text_is_escaped(harmful: Report) -> None:
    svg = render_svg(harmful)
    names = {node.tag.rpartition("}")[2] for node in ET.fromstring(svg).iter()}  # noqa: S314 - our own
    assert not names & {"script", "a", "image", "foreignObject"}
    assert not any(char in svg for char in "\x1b\u202e\u200b")


@pytest.mark.parametrize(
    "label_text", ["$x^2$", "$\\unknown{", "\u706f\u53f0 \U0001f600", "_underscore", "a\nb"]
)
def test_text_is_never_a_formula(label_text: str) -> None:
    result = report([bullet("a", 1, label_text), bullet("_$b$", 1, label_text)], [["a:1", "_$b$:1"]])
    label, *legend = texts(render_svg(result))
    assert label == label_text.replace("\n", "<U+000A>")
    assert legend == ["a: 1 bullet, 0 alone", "_$b$: 1 bullet, 0 alone"]


def test_contradictions_are_drawn_and_rows_wrap() -> None:
    rows = [bullet("ab"[line % 2], line, f"Line {line}") for line in range(1, 81)]
    clusters = [[rows[at].id, rows[at + 1].id] for at in range(0, 78, 2)]
    svg = render_svg(report(rows, clusters, [(rows[0].id, rows[3].id)]))
    assert "stroke-dasharray" in svg
    assert len(texts(svg)) == 39 + 2


def test_an_empty_report_is_drawn() -> None:
    assert texts(render_svg(report([]))) == []
    assert texts(render_svg(report([bullet("a", 1, "X")]))) == ["a: 1 bullet, 1 alone"]


def test_marks_are_unique_up_to_42_personas() -> None:
    marks = persona_marks([str(number) for number in range(42)])
    assert len(set(marks.values())) == 42
