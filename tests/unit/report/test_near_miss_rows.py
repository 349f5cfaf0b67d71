"""What the report says about two bullets that look alike and were not merged."""

from __future__ import annotations

import dataclasses

import personac
from personac.model import KeptApart, Pair, ScoredPair
from personac.report.near_miss_rows import Thresholds, near_miss_rows
from personac.report.report_schema import NearMissRow
from tests.unit.helpers import compiled, scored_table

TEXTS = {
    "a.md": "- Oil the lamp\n- Sweep the stairs\n",
    "b.md": "- Oil the lamp\n- Mend nets\n- Paint doors\n",
}
LAMP, STAIRS, NETS, DOORS = 0, 1, 3, 4


def near(
    *scored: tuple[int, int, float], apart: tuple[KeptApart, ...] = (), within: float = 0.75
) -> NearMissRow:
    """The near miss of the first pair; the lamp is a cluster of two."""
    built = compiled(TEXTS)
    best = ScoredPair(Pair(*scored[0][:2]), scored[0][2], reasons=("a reason",))
    built = dataclasses.replace(built, scored=scored_table(*scored), apart=apart, near_misses=(best,))
    (row,) = near_miss_rows(built, Thresholds(0.5, within))
    return row


def test_a_score_under_the_threshold_decides_by_itself() -> None:
    row = near((STAIRS, NETS, 0.41))
    assert (row.by, row.apart, row.decided) == ("score", "", "too low")
    assert row.why(0.5) == "the score 0.41 is under the threshold of 0.50"


def test_a_guard_of_the_pair_decides_whatever_the_scores() -> None:
    row = near((STAIRS, NETS, 0.9), apart=(KeptApart(Pair(STAIRS, NETS), "a rule"),))
    assert (row.by, row.apart, row.decided) == ("guard", "a rule", "kept apart")


def test_a_guard_of_others_names_them() -> None:
    barred = (KeptApart(Pair(2, NETS), "npm against pnpm"),)
    row = near((LAMP, NETS, 0.9), apart=barred)
    assert row.by == "guard"
    assert row.apart == "others of their clusters, b.md:1 and b.md:2, must stay apart: npm against pnpm"


def test_the_mean_of_all_pairs_decides_and_copies_count() -> None:
    row = near((LAMP, NETS, 0.9))
    assert (row.mean, row.pairs) == (0.9, 2)
    built = compiled(
        {"a.md": "- Oil the lamp\n", "b.md": "- Oil the lamp\n- Mend nets\n", "c.md": "- Mend nets\n"}
    )
    assert [len(cluster.members) for cluster in built.duplicates] == [2, 2]


def test_a_mean_under_the_threshold_is_named_with_it() -> None:
    built = compiled({"a.md": "- Oil the lamp\n- Sweep the stairs\n", "b.md": "- Mend nets\n"})
    one, other = built.duplicates[0], built.duplicates[1]
    joined = dataclasses.replace(one, members=(*one.members, *other.members))
    pair = ScoredPair(Pair(0, 2), 0.95)
    built = dataclasses.replace(built, duplicates=(joined, built.duplicates[2]), near_misses=(pair,))
    built = dataclasses.replace(built, scored=scored_table((0, 2, 0.95), (1, 2, 0.01)))
    (row,) = near_miss_rows(built, Thresholds(0.64))
    assert (row.by, row.mean, row.pairs, row.decided) == ("mean", 0.48, 2, "mean 0.48")
    assert row.why(0.64) == "the mean of all 2 pairs of the two clusters is 0.48, under 0.64"
    (row,) = near_miss_rows(built, Thresholds(0.4))
    assert (row.by, row.decided) == ("lowest", "unlike pair")
    assert "no pair may score under 0.12, and one of these 2 pairs scores 0.01" in row.apart


def test_two_bullets_of_one_persona_need_more() -> None:
    row = near((NETS, DOORS, 0.7))
    assert (row.by, row.decided) == ("persona", "one persona")
    assert row.apart == "both are of one persona, where 0.75 is needed"


def test_no_near_miss_is_inside_a_cluster() -> None:
    lists = "# Agent\n\n## Stack\n\n- PostgreSQL for storage\n- Redis for caching\n- {0} for queues\n"
    sources = {f"{name}.md": lists.format(name).encode() for name in ("Kafka", "RabbitMQ", "NATS")}
    report = personac.build(sources).report
    clusters = [set(row.members) for row in report.clusters]
    assert clusters
    assert not [row for row in report.near_misses if any({row.a, row.b} <= cluster for cluster in clusters)]
