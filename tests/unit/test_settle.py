from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from personac.config.schema import Rules
from personac.driver import settle as settle_module
from personac.driver.compile import MATCH, MERGE
from personac.driver.settle import Pass, run_passes, settle
from personac.ir import Cluster, Compilation, Pair, ScoredPair, telling
from personac.model.source import Source
from tests.unit.helpers import EXACT, lettered, rules


def _clustered(*texts: str, rules_text: str = EXACT) -> Compilation:
    sources = tuple(Source(path, text.encode()) for path, text in lettered(texts).items())
    return run_passes(MATCH, Compilation(sources=sources, name="agent"), rules(rules_text))


def _joining(*texts: str) -> tuple[Pass, ...]:
    """The passes of matching, which at their end join the bullets of these texts."""

    def join(compilation: Compilation, _rules: Rules) -> Compilation:
        members = tuple(at for at, bullet in enumerate(compilation.bullets) if bullet.text in texts)
        if len(members) < 2:
            return compilation
        pairs = tuple(ScoredPair(Pair(members[0], m), 0.9, telling({}, ("joined",))) for m in members[1:])
        owner = {cluster.members: cluster for cluster in compilation.clusters}
        others = [cluster for own, cluster in owner.items() if not set(own) & set(members)]
        joined = Cluster(compilation.bullets[members[0]].id, members, members[0], 0.9, pairs)
        clusters = sorted((*others, joined), key=lambda cluster: cluster.members)
        return replace(compilation, clusters=tuple(clusters))

    return (*MATCH, join)


def _body(compilation: Compilation) -> str:
    assert compilation.canonical is not None
    return compilation.canonical.data.decode().partition("\n---\n")[2]


def test_a_canonical_that_repeats_nothing_is_merged_once() -> None:
    runs: list[int] = []

    def count(compilation: Compilation, _rules: Rules) -> Compilation:
        runs.append(1)
        return compilation

    found = settle(_clustered("- x1\n", "- y1\n"), rules(EXACT), MATCH, (*MERGE, count))
    assert (_body(found), len(runs)) == ("\n- x1\n- y1\n", 1)


def test_what_comes_together_in_the_canonical_becomes_one_cluster() -> None:
    found = settle(_clustered("- x1\n- a1\n", "- y1\n- b1\n"), rules(EXACT), _joining("x1", "y1"), MERGE)
    assert _body(found) == "\n- x1\n- b1\n- a1\n"
    assert [cluster.members for cluster in found.clusters] == [(0, 2), (1,), (3,)]
    assert [why.reasons for why in found.clusters[0].why] == [("joined",)]


def test_three_that_come_together_are_one() -> None:
    match = _joining("x1", "y1", "z1")
    found = settle(_clustered("- x1\n- a1\n", "- y1\n- b1\n", "- z1\n- c1\n"), rules(EXACT), match, MERGE)
    assert [cluster.members for cluster in found.clusters] == [(0, 2, 4), (1,), (3,), (5,)]


def test_what_a_rule_keeps_apart_ends_the_rounds_all_the_same() -> None:
    link = EXACT + '[[cannot_link]]\ntexts = ["x1", "y1"]\n'
    clustered = _clustered("- x1\n", "- y1\n", rules_text=link)
    found = settle(clustered, rules(link), _joining("x1", "y1"), MERGE)
    assert _body(found) == "\n- x1\n- y1\n"


def test_it_ends_after_a_number_of_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settle_module, "_MOST_ROUNDS", 1)
    found = settle(_clustered("- x1\n", "- y1\n"), rules(EXACT), _joining("x1", "y1"), MERGE)
    assert [cluster.members for cluster in found.clusters] == [(0, 1)]


def test_lines_that_give_no_cluster_join_nothing() -> None:
    def forget(compilation: Compilation, _rules: Rules) -> Compilation:
        assert compilation.canonical is not None
        lines = tuple(replace(line, origins=()) for line in compilation.canonical.lines)
        return replace(compilation, canonical=replace(compilation.canonical, lines=lines))

    found = settle(_clustered("- x1\n", "- y1\n"), rules(EXACT), _joining("x1", "y1"), (*MERGE, forget))
    assert [cluster.members for cluster in found.clusters] == [(0,), (1,)]


def test_settling_needs_a_canonical() -> None:
    with pytest.raises(AssertionError):
        settle(_clustered("- x1\n"), rules(EXACT), MATCH, ())


@pytest.mark.parametrize(
    "texts",
    [
        {"a.md": "- Cache reads at the edge\n", "b.md": "- Cache reads at the edge of it\n"},
        {"a.md": "", "b.md": "text\n"},
    ],
)
def test_alone_the_canonical_is_itself(texts: Mapping[str, str]) -> None:
    found = settle(_clustered(*texts.values(), rules_text=""), rules(), MATCH, MERGE)
    assert found.canonical is not None
    start = Compilation(sources=(Source("agent.md", found.canonical.data),), name="agent")
    alone = settle(run_passes(MATCH, start, rules()), rules(), MATCH, MERGE)
    assert alone.canonical is not None
    assert alone.canonical.data == found.canonical.data
