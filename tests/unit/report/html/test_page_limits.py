"""Very large reports: the page shows a part of them, and names the place of the rest."""

from __future__ import annotations

from msgspec.structs import replace

from personac.emit.lockfile import DiagnosticRow
from personac.report.html.cards import count_findings, make_cards
from personac.report.html.heat_maps import persona_map
from personac.report.html.page import render_html
from personac.report.html.page_limits import PAGE_LIMITS
from personac.report.html.source_views import source_views
from personac.report.model import Overlap, Report
from tests.browser.large import large_report


def test_the_clusters_of_most_personas_are_shown() -> None:
    limits = PAGE_LIMITS._replace(clusters=3)
    report = large_report(21)
    assert [card.size for card in make_cards(report, limits)] == [3, 3, 3]
    assert count_findings(report) == 21
    assert "18 more findings are not shown: report.json lists them" in render_html(report, limits=limits)


def test_a_very_large_cluster_lists_some_of_its_members() -> None:
    limits = PAGE_LIMITS._replace(members=2)
    report = large_report(1)
    (card,) = make_cards(report, limits)
    assert (len(card.members), card.more, card.size, card.pairs) == (2, 1, 3, "")
    assert [mark.persona for mark in card.badges] == ["north", "south", "west"]
    assert "1 more bullets are in report.json." in render_html(report, limits=limits)


def test_personas_without_room_are_summed_up() -> None:
    limits = PAGE_LIMITS._replace(entries=8)
    report = large_report(5)
    north, south, west = source_views(report, limits)
    assert [len(view.entries) for view in (north, south, west)] == [5, 0, 0]
    assert [view.unshown for view in (north, south, west)] == [0, 5, 1]
    assert sum(part.count for part in south.bar) == 5
    assert 'see <a href="variants/south.md">variants/south.md</a>.' in render_html(report, limits=limits)


def test_lines_beyond_the_limit_are_linked_in_their_file() -> None:
    page = render_html(large_report(4), limits=PAGE_LIMITS._replace(lines=2))
    assert 'id="L2"' in page
    assert 'id="L3"' not in page
    assert 'href="#L2"' in page
    assert 'href="#L3"' not in page
    assert 'href="keeper.md#L3"' in page
    assert '2 more lines in <a href="keeper.md">keeper.md</a>.' in page


def test_the_personas_that_share_most_are_in_the_heat_map() -> None:
    limits = PAGE_LIMITS._replace(personas=2, closest=2)
    matrix = ((1.0, 0.0, 0.5), (0.1, 1.0, 0.0), (0.5, 0.0, 1.0))
    report = replace(large_report(2), overlap=Overlap(("north", "south", "west"), matrix))
    result = persona_map(report.overlap, limits)
    assert (result.names, result.left_off) == (("north", "west"), 1)
    assert [[cell.json for cell in row] for row in result.rows] == [
        ["overlap.matrix.0.0", "overlap.matrix.0.2"],
        ["overlap.matrix.2.0", "overlap.matrix.2.2"],
    ]
    assert "The 2 that share most; the other 1 are in report.json." in render_html(report, limits=limits)


def test_many_origins_and_diagnostics_are_counted(plain: Report) -> None:
    line = next(line for line in plain.lines if line.origins)
    many = replace(line, origins=line.origins[:1] * 65)
    assert '<span class="of">+5</span>' in render_html(replace(plain, lines=(many, *plain.lines[1:])))
    row = DiagnosticRow("PC001", "warning", "a.md", 1, 1, "message", "hint")
    assert "3 more in report.json." in render_html(replace(plain, diagnostics=(row,) * 2_003))
