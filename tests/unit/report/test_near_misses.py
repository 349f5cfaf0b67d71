from __future__ import annotations

import dataclasses

import pytest

from personac.ir import Compilation, KeptApart, Pair, ScoredPair, telling
from personac.passes.matching.near import BELOW
from personac.report.near_misses import near_miss_rows
from tests.unit.helpers import compile_texts

TEXTS = {"a.md": "- Oil the lamp\n- Sweep the stairs\n", "b.md": "- Feed gulls\n- Mend nets\n- Paint doors\n"}


@pytest.fixture
def apart() -> Compilation:
    return compile_texts(TEXTS, "cluster")


def scored(compilation: Compilation, *pairs: tuple[int, int, float]) -> Compilation:
    result = tuple(ScoredPair(Pair(a, b), score, telling({}, ("a reason",))) for a, b, score in pairs)
    return dataclasses.replace(compilation, scored=result)


def test_pairs_from_a_little_under_the_threshold_best_first(apart: Compilation) -> None:
    threshold = 0.5
    result = near_miss_rows(
        scored(apart, (0, 2, 0.41), (0, 3, threshold - BELOW), (1, 2, 0.37), (1, 3, 0.49)), threshold
    )
    assert [(row.a, row.b, row.score) for row in result] == [
        ("a:2", "b:2", 0.49),
        ("a:1", "b:1", 0.41),
        ("a:1", "b:2", 0.38),
    ]
    assert {(row.reasons, row.apart) for row in result} == {(("a reason",), "")}


def test_a_pair_above_the_threshold_has_the_reason(apart: Compilation) -> None:
    rule = KeptApart(Pair(0, 2), "a rule keeps them apart")
    conflict = KeptApart(Pair(0, 4), "always and never", contradicts=True)
    compilation = dataclasses.replace(
        scored(apart, (0, 2, 0.9), (0, 3, 0.8), (0, 4, 0.7)), apart=(rule, conflict)
    )
    rule_row, linkage_row = near_miss_rows(compilation, 0.5)
    assert rule_row.apart == "a rule keeps them apart"
    assert "taken together" in linkage_row.apart


def test_two_clusters_are_represented_by_their_best_pair() -> None:
    same = {"a.md": "- Oil the lamp\n- Feed gulls\n", "b.md": "- Oil the lamp\n"}
    compilation = scored(compile_texts(same, "cluster"), (0, 1, 0.4), (1, 2, 0.45), (0, 2, 1.0))
    assert [row.score for row in near_miss_rows(compilation, 0.5)] == [0.45]


def test_the_number_of_near_misses_is_limited() -> None:
    texts = {f"{name}.md": "".join(f"- {name} thing {n}\n" for n in range(20)) for name in "ab"}
    compilation = compile_texts(texts, "cluster")
    pairs = [(a, b, 0.45) for a in range(20) for b in range(20, 40)]
    assert len(near_miss_rows(scored(compilation, *pairs), 0.5)) == 200
