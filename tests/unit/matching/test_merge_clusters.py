from __future__ import annotations

from personac.matching.merge_clusters import unite
from personac.model import Matched, Pair, ScoredPair
from tests.unit.helpers import EXACT, lettered, matching

REASONS = ("alike in the canonical",)


def _united(*texts: str, pairs: tuple[tuple[str, str], ...], rules_text: str = EXACT) -> Matched:
    result, evidence = matching(lettered(texts), rules_text)
    position = {bullet.text: at for at, bullet in enumerate(result.bullets)}
    repeats = tuple(
        ScoredPair(Pair(*sorted((position[a], position[b]))), 0.9, reasons=REASONS) for a, b in pairs
    )
    return unite(result, evidence, repeats)


def _texts(compilation: Matched) -> list[list[str]]:
    return [[compilation.bullets[m].text for m in c.members] for c in compilation.clusters]


def test_nothing_to_unite_changes_nothing() -> None:
    result, evidence = matching({"a.md": "- x1\n- y1\n"})
    again = unite(result, evidence, ())
    assert (again.clusters, again.scored) == (result.clusters, result.scored)


def test_two_clusters_become_one_and_the_pair_explains_why() -> None:
    result = _united(
        "- cache pages\n- x1\n", "- cache all pages\n", pairs=(("cache pages", "cache all pages"),)
    )
    assert _texts(result) == [["cache pages", "cache all pages"], ["x1"]]
    cluster = result.clusters[0]
    assert result.bullets[cluster.representative].text == "cache all pages" or cluster.representative == 0
    assert [(why.score, why.reasons) for why in cluster.why] == [(0.9, REASONS)]
    assert cluster.cohesion == 0.9


def test_chains_and_repeats_of_a_pair_become_one() -> None:
    pairs = (("x1", "y1"), ("y1", "z1"), ("z1", "x1"))
    result = _united("- x1\n- y1\n- z1\n- w1\n", pairs=pairs)
    assert _texts(result) == [["x1", "y1", "z1"], ["w1"]]


def test_copies_are_merged_too() -> None:
    result = _united("- x1\n- p1\n", "- y1\n- q1\n", "- X1\n- Y1\n- r1\n", pairs=(("y1", "x1"),))
    assert ["x1", "y1", "X1", "Y1"] in _texts(result)


def test_opposites_remain_separate_with_opposite_representatives() -> None:
    texts = ("- Always log errors\n- log all errors\n", "- Never log errors\n")
    result = _united(*texts, pairs=(("Always log errors", "log all errors"),))
    assert _texts(result) == [["Always log errors", "log all errors"], ["Never log errors"]]
    pairs = (("Always log errors", "log all errors"), ("log all errors", "Never log errors"))
    result = _united(*texts, pairs=pairs)
    assert _texts(result) == [["Always log errors", "log all errors"], ["Never log errors"]]
    assert [result.bullets[c.representative].text for c in result.clusters] == [
        "Always log errors", "Never log errors",
    ]  # fmt: skip


def test_what_a_rule_keeps_apart_stays_apart() -> None:
    link = EXACT + '[[cannot_link]]\ntexts = ["cache pages", "cache all pages"]\n'
    result = _united(
        "- cache pages\n", "- cache all pages\n", pairs=(("cache pages", "cache all pages"),), rules_text=link
    )
    assert _texts(result) == [["cache pages"], ["cache all pages"]]
