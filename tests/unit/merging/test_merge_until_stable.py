from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from personac.merging.merge_until_stable import MatchResult, MergeResult, merge_until_stable, unite
from personac.model import Canonical, Cluster, Matched, Pair, ScoredPair
from tests.unit.helpers import EXACT, compiled, compiler, lettered, matching


def _stable(
    *texts: str, joined: tuple[str, ...] = (), rules_text: str = EXACT
) -> tuple[MergeResult, list[Matched]]:
    """Merge `texts` where the bullets `joined` come together in every canonical; and what was merged."""
    made, start = compiler(rules_text), matching(lettered(texts), rules_text)
    rounds: list[Matched] = []

    def merge(matching: MatchResult) -> MergeResult:
        rounds.append(matching.matched)
        return made.merge(matching)

    return merge_until_stable(start, merge, _joining(made.match_alone, joined)), rounds


def _joining(
    match_alone: Callable[[Canonical], Matched], texts: tuple[str, ...]
) -> Callable[[Canonical], Matched]:
    """Match a canonical, and join the bullets of `texts`."""

    def joined(canonical: Canonical) -> Matched:
        alone = match_alone(canonical)
        members = tuple(at for at, bullet in enumerate(alone.bullets) if bullet.text in texts)
        if len(members) < 2:
            return alone
        pairs = tuple(ScoredPair(Pair(members[0], m), 0.9, reasons=("joined",)) for m in members[1:])
        others = [cluster for cluster in alone.clusters if not set(cluster.members) & set(members)]
        cluster = Cluster(alone.bullets[members[0]].id, members, members[0], 0.9, pairs)
        return replace(alone, clusters=tuple(sorted((*others, cluster), key=lambda one: one.members)))

    return joined


def _body(merging: MergeResult) -> str:
    return merging.canonical.data.decode().partition("\n---\n")[2]


def _members(merging: MergeResult) -> list[tuple[int, ...]]:
    return [cluster.members for cluster in merging.merged.clusters]


def test_a_canonical_that_repeats_nothing_is_merged_once() -> None:
    result, rounds = _stable("- x1\n", "- y1\n")
    assert (_body(result), len(rounds)) == ("\n- x1\n- y1\n", 1)


def test_bullets_that_match_in_the_canonical_become_one_cluster() -> None:
    result, _ = _stable("- x1\n- a1\n", "- y1\n- b1\n", joined=("x1", "y1"))
    assert _body(result) == "\n- x1\n- b1\n- a1\n"
    assert _members(result) == [(0, 2), (1,), (3,)]
    assert [why.reasons for why in result.merged.clusters[0].why] == [("joined",)]


def test_three_bullets_that_match_become_one_cluster() -> None:
    result, _ = _stable("- x1\n- a1\n", "- y1\n- b1\n", "- z1\n- c1\n", joined=("x1", "y1", "z1"))
    assert _members(result) == [(0, 2, 4), (1,), (3,), (5,)]


def test_a_cannot_link_does_not_prevent_the_end() -> None:
    link = EXACT + '[[cannot_link]]\ntexts = ["x1", "y1"]\n'
    result, rounds = _stable("- x1\n", "- y1\n", joined=("x1", "y1"), rules_text=link)
    assert (_body(result), len(rounds)) == ("\n- x1\n- y1\n", 1)


def test_lines_without_a_cluster_join_nothing() -> None:
    made, start = compiler(), matching(lettered(("- x1\n", "- y1\n")))

    def merge(matching: MatchResult) -> MergeResult:
        merged, canonical = made.merge(matching)
        lines = tuple(replace(line, origins=()) for line in canonical.lines)
        return MergeResult(merged, replace(canonical, lines=lines))

    result = merge_until_stable(start, merge, _joining(made.match_alone, ("x1", "y1")))
    assert _members(result) == [(0,), (1,)]


@pytest.mark.parametrize(
    "texts",
    [
        {"a.md": "- Cache reads at the edge\n", "b.md": "- Cache reads at the edge of it\n"},
        {"a.md": "", "b.md": "text\n"},
    ],
)
def test_the_canonical_alone_gives_itself(texts: Mapping[str, str]) -> None:
    data = compiled(texts, "", "agent").canonical.data
    assert compiled({"agent.md": data.decode()}, "", "agent").canonical.data == data


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
