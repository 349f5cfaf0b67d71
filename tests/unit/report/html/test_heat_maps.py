from __future__ import annotations

import pytest

from personac.report.html.heat_maps import persona_map, section_map
from personac.report.model import Report, SectionOverlap


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
