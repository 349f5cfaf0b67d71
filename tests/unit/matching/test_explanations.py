from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from personac.matching.classifier import BELOW
from personac.matching.explanations import NearMisses, ReasonFinder, near_misses
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
        ("Index the queried columns", "Columns get an index", "both say: Index, columns"),
        ("Kitchen", "Zebra", "similar on the whole (0.42)"),
    ],
)
def test_reasons(knowledge: Knowledge, a: str, b: str, reason: str) -> None:
    one, other = bullets_of(f"- {a}\n- {b}\n")
    result = ReasonFinder(knowledge).reasons(one, other, {}, 0.42)
    assert any(text.startswith(reason) for text in result), result
    assert len(result) <= 5


def test_what_only_one_bullet_says_stands_last(knowledge: Knowledge) -> None:
    one, other = bullets_of("- Rotate all keys\n- Rotate keys quarterly\n")
    result = ReasonFinder(knowledge).reasons(one, other, {"characters": 0.31}, 0.5)
    assert result == (
        "similar wording", "both say: Rotate, keys", "only the first says: all",
        "only the second says: quarterly",
    )  # fmt: skip


def test_words_of_one_topic_are_named(knowledge: Knowledge) -> None:
    one, other = bullets_of("- Polish a bug\n- Paint a defect\n")
    result = ReasonFinder(knowledge).reasons(one, other, {}, 0.5)
    assert result == (
        "words of one topic: bug and defect",
        "only the first says: Polish, bug", "only the second says: Paint, defect",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("other", "contribution", "reasons"),
    [
        ("Lens work", 0.31, ["both stand under headings on lens"]),
        ("Lens work", 0.29, []),
        ("Rules", 0.31, []),
        ("Best work", 0.31, []),
    ],
)
def test_headings_are_a_reason_where_they_share_words_with_content(
    knowledge: Knowledge, other: str, contribution: float, reasons: list[str]
) -> None:
    one, two = bullets_of(f"# The best lens\n\n- Kitchen\n\n# {other}\n\n- Zebra\n")
    result = ReasonFinder(knowledge).reasons(one, two, {"context": contribution}, 0.5)
    assert [reason for reason in result if "heading" in reason] == reasons


TEXTS = {"a.md": "- Oil the lamp\n- Sweep the stairs\n", "b.md": "- Feed gulls\n- Mend nets\n- Paint doors\n"}


def _near(
    texts: Mapping[str, str], *scored: tuple[int, int, float], apart: tuple[KeptApart, ...] = ()
) -> tuple[ScoredPair, ...]:
    matched, evidence = matching(texts)
    known = replace(matched, scored=scored_table(*scored), apart=apart)
    return near_misses(known, known.clusters, evidence.explainer, NearMisses(0.5, lambda *_: False))


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
    (result,) = near_misses(matched, matched.clusters, evidence.explainer, NearMisses(0.3, lambda *_: False))
    assert result.reasons
    assert result.features
    assert evidence.explainer.explain(result) is result
