"""Very large builds: the page shows the most of it, and says where the rest stands."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from personac.diagnostics.row import DiagnosticRow
from personac.report import html
from personac.report.html import render_html
from personac.report.model import Overlap, Report
from personac.report.page import cards, heat, links, sources
from personac.report.page.cards import deal_cards, findings_of
from personac.report.page.heat import persona_map
from personac.report.page.links import LineLinks
from personac.report.page.sources import source_views
from tests.browser.large import large_report


def test_the_clusters_that_most_personas_share_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "_MOST_CLUSTERS", 3)
    report = large_report(21)
    assert [card.size for card in deal_cards(report)] == [3, 3, 3]
    assert findings_of(report) == 21
    assert "18 more findings are not shown: report.json lists them" in render_html(report)


def test_a_cluster_of_very_many_lists_some_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "_MOST_MEMBERS", 2)
    report = large_report(1)
    (card,) = deal_cards(report)
    assert (len(card.members), card.more, card.size, card.pairs) == (2, 1, 3, "")
    assert [mark.persona for mark in card.badges] == ["north", "south", "west"]
    assert "1 more bullets say it: report.json lists them." in render_html(report)


def test_personas_without_room_are_summed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_MOST_ENTRIES", 8)
    report = large_report(5)
    north, south, west = source_views(report)
    assert [len(view.entries) for view in (north, south, west)] == [5, 0, 0]
    assert [view.unshown for view in (north, south, west)] == [0, 5, 1]
    assert sum(part.count for part in south.bar) == 5
    assert '<a href="variants/south.md">variants/south.md</a> tells it.' in render_html(report)


def test_lines_that_are_not_shown_are_linked_in_their_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "MOST_LINES", 2)
    monkeypatch.setattr(html, "MOST_LINES", 2)
    report = large_report(4)
    assert [LineLinks(report.canonical.path).href(line) for line in (2, 3)] == ["#L2", "keeper.md#L3"]
    page = render_html(report)
    assert 'id="L2"' in page
    assert 'id="L3"' not in page
    assert 'href="#L3"' not in page
    assert '2 more lines in <a href="keeper.md">keeper.md</a>.' in page


def test_the_personas_that_share_most_have_the_heat_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heat, "_MOST_PERSONAS", 2)
    monkeypatch.setattr(heat, "_FEW_PERSONAS", 2)
    matrix = ((1.0, 0.0, 0.5), (0.1, 1.0, 0.0), (0.5, 0.0, 1.0))
    report = replace(large_report(2), overlap=Overlap(("north", "south", "west"), matrix))
    found = persona_map(report.overlap)
    assert (found.names, found.left_off) == (("north", "west"), 1)
    assert [[cell.json for cell in row] for row in found.rows] == [
        ["overlap.matrix.0.0", "overlap.matrix.0.2"],
        ["overlap.matrix.2.0", "overlap.matrix.2.2"],
    ]
    assert "The 2 that share most; the other 1 stand in report.json." in render_html(report)


def test_of_very_many_origins_and_diagnostics_the_rest_is_counted(plain: Report) -> None:
    line = next(line for line in plain.lines if line.origins)
    many = replace(line, origins=line.origins[:1] * 65)
    assert '<span class="of">+5</span>' in render_html(replace(plain, lines=(many, *plain.lines[1:])))
    row = DiagnosticRow("PC001", "warning", "a.md", 1, 1, "message", "hint")
    assert "3 more in report.json." in render_html(replace(plain, diagnostics=(row,) * 2_003))
