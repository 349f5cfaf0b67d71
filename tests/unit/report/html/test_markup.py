from __future__ import annotations

import pytest
from msgspec.structs import replace

from personac.report.html.markup import Badge, Markers, Score, badges, reading, score
from personac.report.links import SourceLinks
from personac.report.model import PersonaRow, Report
from personac.report.word_diff import Change
from tests.unit.report.reports import bullet

MARKS = Markers(SourceLinks("../"))


def test_a_persona_is_marked_by_its_letter() -> None:
    mark = Badge(8, "one", "I", "p0 s1", "one.md")
    assert MARKS.badge(mark) == MARKS.badge(mark) == '<b class="b p0 s1">I</b>'


@pytest.mark.parametrize(
    ("root", "expected"),
    [
        ("../", '<a href="../agents/a%3Cb.md#L7">agents/a&lt;b.md:7</a>'),
        (None, "<code>agents/a&lt;b.md:7</code>"),
    ],
)
def test_a_place_leads_there_if_there_is_a_way(root: str | None, expected: str) -> None:
    marks = Markers(SourceLinks(root))
    assert [marks.place(bullet("a<b", line, "x")) for line in (7, 7)] == [expected] * 2


def test_a_trail_is_escaped_title_by_title() -> None:
    assert MARKS.trail(("A & B", "C\n D")) == "A &amp; B \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} C D"
    assert not MARKS.trail(())


def test_a_score_has_its_place_in_the_json() -> None:
    assert score(Score(0.5, "clusters.1.cohesion")) == '<b data-json="clusters.1.cohesion">0.50</b>'


def test_what_changed_is_marked_and_escaped() -> None:
    changes = (Change("same", "a <"), Change("gone", " b"), Change("new", " c>"), Change("new", "d"))
    assert reading(changes) == "a &lt;<del> b</del> <ins>c&gt;</ins><ins>d</ins>"


def test_letters_never_repeat_and_shapes_change_with_the_colours(plain: Report) -> None:
    rows = tuple(PersonaRow(f"p{i}", f"p{i}.md", "", 0, 0, 0, 0) for i in range(60))
    result = list(badges(replace(plain, personas=rows)).values())
    assert [mark.letter for mark in result[:3]] == ["A", "B", "C"]
    assert [mark.letter for mark in result[25:28]] == ["Z", "AA", "AB"]
    assert len({mark.letter for mark in result}) == 60
    assert (result[0].css, result[8].css, result[16].css, result[24].css) == ("p0", "p0 s1", "p0 s2", "p0")
    assert [mark.number for mark in result] == list(range(60))
