"""Very large reports: the page shows a part of them, and names the place of the rest."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from personac.emit.lockfile import DiagnosticRow
from personac.report.html.cards import count_findings, make_cards
from personac.report.html.markup import (
    PAGE_LIMITS,
    PageLinks,
    Score,
    anchor,
    badges,
    reading,
    score,
    trail,
)
from personac.report.html.overview import persona_map
from personac.report.html.page import render_html, source_views
from personac.report.report_schema import Overlap, PersonaRow, Report
from personac.report.word_marks import Mark
from tests.browser.large import large_report
from tests.unit.report.reports import bullet


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


def links(root: str | None) -> PageLinks:
    return PageLinks(root, "a b.md", 2)


@pytest.mark.parametrize(
    ("folder", "root"),
    [("build", "../"), ("out/deep", "../../"), (".", "./"), ("/tmp/x", None), ("../beside", None)],  # noqa: S108
)
def test_the_way_up_from_the_folder(plain: Report, folder: str, root: str | None) -> None:
    assert PageLinks.of(plain, folder).root == root


def test_a_link_is_relative_and_quoted() -> None:
    assert links("../").source("agents/a b#c.md", 7) == "../agents/a%20b%23c.md#L7"
    assert links("../").source("javascript:x.md", 0) == "../javascript%3Ax.md"


def test_unreachable_sources_have_no_link() -> None:
    assert links(None).source("agents/a.md", 1) == ""
    assert links("../").source("/abs/a.md", 1) == ""


def test_lines_that_are_not_shown_are_linked_in_their_file() -> None:
    assert [links(None).line(number) for number in (2, 3)] == ["#L2", "a%20b.md#L3"]


def test_anchors_are_fragments_that_need_no_more_quoting() -> None:
    assert anchor("cluster", "one:7") == "cluster=one:7"
    assert anchor("near", "a:1", "b:2") == "near=a:1~b:2"
    assert anchor("source", "a &=+\u202e<x>") == "source=a%20%26%3D%2B%3CU%2B202E%3E%3Cx%3E"


@pytest.mark.parametrize(
    ("root", "expected"),
    [
        ("../", '<a href="../agents/a%3Cb.md#L7">agents/a&lt;b.md:7</a>'),
        (None, "<code>agents/a&lt;b.md:7</code>"),
    ],
)
def test_a_place_leads_there_if_there_is_a_way(root: str | None, expected: str) -> None:
    assert links(root).place(bullet("a<b", 7, "x")) == expected


def test_a_trail_is_escaped_title_by_title() -> None:
    assert trail(("A & B", "C\n D")) == "A &amp; B \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} C D"
    assert not trail(())


def test_a_score_has_its_place_in_the_json() -> None:
    assert score(Score(0.5, "clusters.1.cohesion")) == '<b data-json="clusters.1.cohesion">0.50</b>'


def test_changes_are_marked_and_escaped() -> None:
    marks = (Mark("same", "a < "), Mark("gone", "b"), Mark("other", "c>"), Mark("lost", "d"))
    assert reading(marks) == "a &lt; <del>b </del><ins>c&gt;</ins><mark>d</mark>"


def test_letters_never_repeat_and_shapes_change_with_the_colours(plain: Report) -> None:
    rows = tuple(PersonaRow(f"p{i}", f"p{i}.md", "", 0, 0, 0, 0) for i in range(60))
    result = list(badges(replace(plain, personas=rows)).values())
    assert [mark.letter for mark in result[:3]] == ["A", "B", "C"]
    assert [mark.letter for mark in result[25:28]] == ["Z", "AA", "AB"]
    assert len({mark.letter for mark in result}) == 60
    assert (result[0].css, result[8].css, result[16].css, result[24].css) == ("p0", "p0 s1", "p0 s2", "p0")
    assert [mark.number for mark in result] == list(range(60))
    assert result[8].markup == '<b class="b p0 s1">I</b>'
