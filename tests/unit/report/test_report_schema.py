from __future__ import annotations

from msgspec.structs import replace

from personac.report.report_schema import Overlap, Report


def test_the_summary_has_the_totals(plain: Report) -> None:
    size = sum(row.bytes for row in plain.personas)
    assert plain.summary.startswith(f"2 personas with 10 bullets ({size:,} bytes, ")
    assert "-> 8 bullets (" in plain.summary
    assert plain.summary.endswith(f"{len(plain.clusters)} cluster, {len(plain.left_out)} left out")


def test_the_saving_names_the_tokenizer(plain: Report) -> None:
    assert plain.sizes.saving.endswith(" of the tokens saved (estimated)")
    saved = replace(plain.sizes.saved, share=-0.25)
    larger = replace(plain.sizes, saved=saved, tokenizer="o200k_base")
    assert larger.saving == "25% more tokens (by o200k_base)"


def test_bullets_are_indexed_by_id(plain: Report) -> None:
    assert all(plain.bullets_by_id()[bullet.id] is bullet for bullet in plain.bullets)


def test_clusters_that_more_personas_share_come_first(plain: Report) -> None:
    bullets = plain.bullets_by_id()
    spread = [len({bullets[member].persona for member in cluster.members}) for cluster in plain.by_spread()]
    assert spread == sorted(spread, reverse=True)


def test_closest_pairs_with_ties_in_order() -> None:
    matrix = ((1.0, 0.5, 0.0), (0.25, 1.0, 0.5), (0.0, 0.0, 1.0))
    overlap = Overlap(("a", "b", "c"), matrix)
    assert overlap.closest(9) == (("b", "a", 0.5), ("c", "b", 0.5), ("a", "b", 0.25))
    assert Overlap(("a",), ((1.0,),)).closest(9) == ()
