from __future__ import annotations

from personac.matching.merge_clusters import unite
from personac.model import Matched, Pair, ScoredPair
from tests.unit.helpers import EXACT, lettered, matching

REASONS = ("alike in the canonical",)


def _united(*texts: str, pairs: tuple[tuple[str, str], ...], rules_text: str = EXACT) -> Matched:
    found, evidence = matching(lettered(texts), rules_text)
    position = {bullet.text: at for at, bullet in enumerate(found.bullets)}
    repeats = tuple(
        ScoredPair(Pair(*sorted((position[a], position[b]))), 0.9, reasons=REASONS) for a, b in pairs
    )
    return unite(found, evidence, repeats)


def _texts(compilation: Matched) -> list[list[str]]:
    return [[compilation.bullets[m].text for m in c.members] for c in compilation.clusters]


def test_nothing_to_unite_changes_nothing() -> None:
    found, evidence = matching({"a.md": "- x1\n- y1\n"})
    again = unite(found, evidence, ())
    assert (again.clusters, again.scored) == (found.clusters, found.scored)


def test_two_clusters_become_one_and_the_pair_explains_why() -> None:
    found = _united(
        "- cache pages\n- x1\n", "- cache all pages\n", pairs=(("cache pages", "cache all pages"),)
    )
    assert _texts(found) == [["cache pages", "cache all pages"], ["x1"]]
    cluster = found.clusters[0]
    assert found.bullets[cluster.representative].text == "cache all pages" or cluster.representative == 0
    assert [(why.score, why.reasons) for why in cluster.why] == [(0.9, REASONS)]
    assert cluster.cohesion == 0.9


def test_chains_and_repeats_of_a_pair_become_one() -> None:
    pairs = (("x1", "y1"), ("y1", "z1"), ("z1", "x1"))
    found = _united("- x1\n- y1\n- z1\n- w1\n", pairs=pairs)
    assert _texts(found) == [["x1", "y1", "z1"], ["w1"]]


def test_copies_of_a_bullet_come_along() -> None:
    found = _united("- x1\n- p1\n", "- y1\n- q1\n", "- X1\n- Y1\n- r1\n", pairs=(("y1", "x1"),))
    assert ["x1", "y1", "X1", "Y1"] in _texts(found)


def test_opposites_stay_apart_in_the_words_that_keep_them_apart() -> None:
    texts = ("- Always log errors\n- log all errors\n", "- Never log errors\n")
    found = _united(*texts, pairs=(("Always log errors", "log all errors"),))
    assert _texts(found) == [["Always log errors", "log all errors"], ["Never log errors"]]
    pairs = (("Always log errors", "log all errors"), ("log all errors", "Never log errors"))
    found = _united(*texts, pairs=pairs)
    assert _texts(found) == [["Always log errors", "log all errors"], ["Never log errors"]]
    assert [found.bullets[c.representative].text for c in found.clusters] == [
        "Always log errors", "Never log errors",
    ]  # fmt: skip


def test_what_a_rule_keeps_apart_stays_apart() -> None:
    link = EXACT + '[[cannot_link]]\ntexts = ["cache pages", "cache all pages"]\n'
    found = _united(
        "- cache pages\n", "- cache all pages\n", pairs=(("cache pages", "cache all pages"),), rules_text=link
    )
    assert _texts(found) == [["cache pages"], ["cache all pages"]]
