from __future__ import annotations

import pytest

from personac.report.model import Overlap, Report
from personac.report.summary import bullets_by_id, by_spread, closest, count, percent, summarise


def test_totals(plain: Report) -> None:
    result = summarise(plain)
    assert (result.personas, result.bullets) == (2, 10)
    assert result.bytes == sum(row.bytes for row in plain.personas)
    assert result.clusters == len(plain.clusters)
    assert result.sentence.startswith("2 personas with 10 bullets (")
    assert "-> " in result.sentence


@pytest.mark.parametrize(("number", "words"), [(0, "0 bullets"), (1, "1 bullet"), (2, "2 bullets")])
def test_one_is_singular(number: int, words: str) -> None:
    assert count(number, "bullet") == words


def test_bullets_are_found_by_id(plain: Report) -> None:
    assert all(bullets_by_id(plain)[bullet.id] is bullet for bullet in plain.bullets)


def test_clusters_that_more_personas_share_come_first(plain: Report) -> None:
    spread = [
        len({bullets_by_id(plain)[member].persona for member in cluster.members})
        for cluster in by_spread(plain)
    ]
    assert spread == sorted(spread, reverse=True)


def test_percent() -> None:
    assert [percent(share) for share in (0, 0.5, 0.666, 1)] == ["0%", "50%", "67%", "100%"]


def test_closest_pairs_with_ties_in_order() -> None:
    matrix = ((1.0, 0.5, 0.0), (0.25, 1.0, 0.5), (0.0, 0.0, 1.0))
    assert closest(Overlap(("a", "b", "c"), matrix)) == (("b", "a", 0.5), ("c", "b", 0.5), ("a", "b", 0.25))
    assert closest(Overlap(("a",), ((1.0,),))) == ()
