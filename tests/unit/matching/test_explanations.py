from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from personac.matching.classifier import BELOW
from personac.matching.explanations import ReasonFinder, near_misses
from personac.matching.prepared_bullets import Knowledge
from personac.model import KeptApart, Pair, ScoredPair
from tests.unit.helpers import bullets_of, matching, scored_table


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ("Cache reads", "reads: cache", "the same words"),
        ("**Databases**: MySQL", "**Databases**: tuning", "same lead \u201cDatabases\u201d"),
        ("**Databases**: MySQL", "**The database**: tuning", "leads mean the same: "),
        ("**Query tuning**: MySQL", "**Query plans**: indexes", "similar leads: "),
        ("**A**: logs, metrics, traces", "**B**: metrics, traces", "2 of 2 facets shared"),
        ("Index the queried columns", "Columns get an index", "2 of 3 words shared: "),
        ("Kitchen", "Zebra", "similar on the whole (0.42)"),
    ],
)
def test_reasons(knowledge: Knowledge, a: str, b: str, reason: str) -> None:
    one, other = bullets_of(f"- {a}\n- {b}\n")
    result = ReasonFinder(knowledge).reasons(one, other, {}, 0.42)
    assert any(text.startswith(reason) for text in result), result
    assert len(result) <= 4


def test_words_of_one_topic_and_words_used_alike(knowledge: Knowledge) -> None:
    one, other = bullets_of("- Fix each bug in PostgreSQL\n- Resolve a defect of MySQL\n")
    result = ReasonFinder(knowledge).reasons(one, other, {}, 0.5)
    assert any(text.startswith("words of one topic: ") for text in result), result
    assert any(text.startswith("used alike in agent files: ") for text in result), result


def test_features_with_large_contributions_are_reasons(knowledge: Knowledge) -> None:
    one, other = bullets_of("- Kitchen\n- Zebra\n")
    result = ReasonFinder(knowledge).reasons(one, other, {"characters": 0.31, "context": 0.29}, 0.5)
    assert result == ("similar wording",)


TEXTS = {"a.md": "- Oil the lamp\n- Sweep the stairs\n", "b.md": "- Feed gulls\n- Mend nets\n- Paint doors\n"}


def _near(
    texts: Mapping[str, str], *scored: tuple[int, int, float], apart: tuple[KeptApart, ...] = ()
) -> tuple[ScoredPair, ...]:
    matched, evidence = matching(texts)
    known = replace(matched, scored=scored_table(*scored), apart=apart)
    return near_misses(known, evidence.explainer, 0.5)


def test_near_misses_start_below_the_threshold_and_are_ordered_by_score() -> None:
    result = _near(TEXTS, (0, 2, 0.41), (0, 3, 0.5 - BELOW), (1, 2, 0.37), (1, 3, 0.49))
    assert [(one.pair, one.score) for one in result] == [
        (Pair(1, 3), 0.49),
        (Pair(0, 2), 0.41),
        (Pair(0, 3), 0.38),
    ]


def test_contradictions_are_reported_elsewhere() -> None:
    rule = KeptApart(Pair(0, 2), "a rule keeps them apart")
    conflict = KeptApart(Pair(0, 4), "always and never", contradicts=True)
    result = _near(TEXTS, (0, 2, 0.9), (0, 3, 0.8), (0, 4, 0.7), apart=(rule, conflict))
    assert [one.pair for one in result] == [Pair(0, 2), Pair(0, 3)]


def test_two_clusters_are_shown_by_their_best_pair() -> None:
    same = {"a.md": "- Oil the lamp\n- Feed gulls\n", "b.md": "- Oil the lamp\n- x1\n"}
    result = _near(same, (0, 1, 0.4), (0, 2, 1.0), (1, 2, 0.45))
    assert [one.score for one in result] == [0.45]


def test_the_number_of_near_misses_is_limited() -> None:
    texts = {f"{name}.md": "".join(f"- {name} thing {n}\n" for n in range(20)) for name in "ab"}
    assert len(_near(texts, *((a, b, 0.45) for a in range(20) for b in range(20, 40)))) == 200


def test_near_misses_are_explained() -> None:
    texts = {"a.md": "- Cache reads at the edge\n", "b.md": "- Cache all pages at the edge\n"}
    matched, evidence = matching(texts)
    (result,) = near_misses(matched, evidence.explainer, 0.3)
    assert result.reasons
    assert result.features
