from __future__ import annotations

from collections import Counter

import pytest
from msgspec.structs import replace

from personac.report.html.cards import make_cards
from personac.report.html.overview import (
    figures,
    look_first,
    persona_map,
    section_map,
    state_bar,
    unaccounted,
)
from personac.report.report_schema import ContradictionRow, Report, SectionOverlap
from tests.browser.large import large_report


def test_the_figures_are_those_of_the_report(plain: Report) -> None:
    result = {figure.json: figure for figure in figures(plain)}
    assert result["canonical.bullets"].value == plain.canonical.bullets
    assert result["canonical.bullets"].before == len(plain.bullets)
    assert result["personas.*.unique"].value == sum(row.unique for row in plain.personas)
    left_out = [row for row in plain.bullets if row.state == "left_out"]
    assert result["bullets?state=left_out"].value == len(left_out)
    assert result["front_matter.length"].value == len(plain.front_matter) > 0


def test_the_bar_has_every_bullet_once(plain: Report) -> None:
    for persona in ("", "one"):
        rows = [row for row in plain.bullets if persona in ("", row.persona)]
        parts = state_bar(Counter(row.state for row in rows), persona)
        assert sum(part.count for part in parts) == len(rows)
        assert abs(sum(part.width for part in parts) - 100) < 0.1
    assert state_bar(Counter(), "nobody") == ()
    assert {part.json for part in state_bar(Counter(row.state for row in plain.bullets), "one")} <= {
        f"bullets?state={state}&persona=one" for state in ("kept", "merged", "left_out")
    }


def test_unaccounted_bullets_are_counted(plain: Report) -> None:
    assert unaccounted(plain) == 0
    lost = replace(plain.bullets[0], state="kept", canonical_line=0)
    assert unaccounted(replace(plain, bullets=(lost, *plain.bullets[1:]))) == 1


def test_contradictions_come_first_then_the_least_sure_merges() -> None:
    report = large_report(80)
    a, b = report.bullets[0].id, report.bullets[1].id
    result = look_first(make_cards(replace(report, contradictions=(ContradictionRow(a, b, "opposite"),))))
    assert [card.kind for card in result] == ["conflict", *["reworded"] * 5]
    scores = [card.score.value for card in result if card.score]
    assert scores == sorted(scores)
    assert max(scores) < 0.43


def test_the_cells_are_those_of_the_overlap(plain: Report) -> None:
    rows = persona_map(plain.overlap).rows
    assert tuple(tuple(cell.share for cell in row) for row in rows) == plain.overlap.matrix
    assert rows[0][1].json == "overlap.matrix.0.1"
    assert rows[0][0].step == 10


def test_sections_that_share_nothing_or_only_with_themselves_are_not_shown() -> None:
    overlap = SectionOverlap((("A",), ("B",), ("C",)), (4, 2, 9), ((0, 0, 4), (0, 1, 1), (1, 0, 2)))
    result = section_map(overlap)
    assert (result.sections, result.bullets, result.numbers, result.left_off) == (
        (("A",), ("B",)),
        (4, 2),
        (0, 1),
        0,
    )
    (aa, ab), (ba, bb) = result.rows
    assert (aa, bb) == (None, None)
    assert ab is not None
    assert ba is not None
    assert (ab.shared, ab.share, ab.json) == (1, 0.25, "section_overlap.shared.1.2")
    assert (ba.step, ba.share) == (10, 1.0)


def test_of_many_sections_those_that_share_most_are_shown_in_order() -> None:
    size = 30
    titles = tuple((f"S{i}",) for i in range(size))
    shared = tuple((i, (i + 1) % size, 1 + (i >= 6)) for i in range(size))
    result = section_map(SectionOverlap(titles, (9,) * size, shared))
    assert result.numbers == tuple(range(6, size))
    assert result.left_off == 6


@pytest.mark.parametrize(("number", "step"), [(0, 0), (1, 1), (500, 5), (1000, 10)])
def test_any_share_shows(number: int, step: int) -> None:
    result = section_map(SectionOverlap((("A",), ("B",)), (1000, 1), ((0, 1, number), (1, 0, 1))))
    assert result.rows[0][1] is not None
    assert result.rows[0][1].step == step
