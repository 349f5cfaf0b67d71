from __future__ import annotations

from dataclasses import replace

import pytest

from personac.diagnostics.model import PersonacError
from personac.ir import Compilation, Pair, ScoredPair
from personac.passes.cluster import run
from tests.unit.helpers import EXACT, compile_texts, rules


def _texts(compilation: Compilation) -> list[list[str]]:
    return [[compilation.bullets[m].id for m in c.members] for c in compilation.clusters]


def test_bullets_of_one_normal_form_are_one_cluster() -> None:
    found = compile_texts(
        {"a.md": "- Cache it\n- Log it\n", "b.md": "- caching it.\n\nCache it\n"}, "cluster"
    )
    assert _texts(found) == [["a:1", "b:1"], ["a:2"], ["b:3"]]
    assert [c.id for c in found.clusters] == ["a:1", "a:2", "b:3"]


def test_every_bullet_is_in_exactly_one_cluster() -> None:
    found = compile_texts({"a.md": "- x\n- y\n- x\n\n\u2192\n", "b.md": "\u2190\n"}, "cluster")
    assert sorted(m for c in found.clusters for m in c.members) == list(range(len(found.bullets)))
    assert _texts(found) == [["a:1", "a:3"], ["a:2"], ["a:5"], ["b:1"]]


def _scored(text: str, *scored: tuple[int, int, float], threshold: float = 0.5) -> Compilation:
    """Cluster the bullets of one text under given scores."""
    pairs = tuple(ScoredPair(Pair(a, b), score) for a, b, score in scored)
    compilation = replace(compile_texts({"a.md": text}, "extract"), scored=pairs)
    return run(compilation, rules(f"[matching]\nthreshold = {threshold}\nalone = 0.0\n"))


def test_cohesion_is_the_mean_of_all_pairs_of_members() -> None:
    scores = [(0, 1, 0.9), (0, 2, 0.8), (1, 2, 0.4), (2, 3, 0.1)]
    found = _scored("- cache\n- queue\n- log\n- deploy\n", *scores)
    first, second = found.clusters
    assert first.members == (0, 1, 2)
    assert first.cohesion == 0.7
    assert first.why == tuple(found.scored)[:3]
    assert (second.members, second.cohesion, second.why) == ((3,), 1.0, ())


def test_pairs_without_a_score_count_in_the_cohesion() -> None:
    (found,) = _scored(
        "- cache pages\n- cache pages well\n- do cache pages\n", (0, 1, 0.9), (1, 2, 0.9), threshold=0.3
    ).clusters
    assert found.cohesion == 0.6


def test_copies_count_as_one_in_scores_and_as_many_in_the_cohesion() -> None:
    found = _scored("- cache\n- Cache\n- queue\n", (0, 1, 1.0), (0, 2, 0.7))
    (cluster,) = found.clusters
    assert (cluster.members, cluster.cohesion) == ((0, 1, 2), 0.8)
    assert cluster.why == found.scored


def test_a_guard_objects_to_what_meets_through_others() -> None:
    text = "- Always log errors\n- Log all errors\n- Never log errors\n"
    found = _scored(text, (0, 1, 0.9), (1, 2, 0.8), threshold=0.3)
    assert [c.members for c in found.clusters] == [(0, 1), (2,)]
    assert [(k.pair, k.contradicts) for k in found.apart] == [(Pair(0, 2), False)]


def test_what_one_author_told_apart_needs_a_higher_score() -> None:
    text = "- cache pages\n- queue jobs\n"
    settings = "[matching]\nthreshold = 0.5\nwithin = 0.7\nalone = 0.9\n"

    def clusters(texts: dict[str, str], pairs: tuple[ScoredPair, ...]) -> list[tuple[int, ...]]:
        found = replace(compile_texts(texts, "echo", settings), scored=pairs)
        return [c.members for c in run(found, rules(settings)).clusters]

    apart = {"a.md": "- cache pages\n", "b.md": "- queue jobs\n"}
    for score, joined in (
        (0.6, (False, False, True)),
        (0.8, (False, True, True)),
        (0.95, (True, True, True)),
    ):
        pairs = (ScoredPair(Pair(0, 1), score),)
        found = (clusters(texts, pairs) for texts in ({"a.md": text}, {"a.md": text, "b.md": "- z\n"}, apart))
        assert tuple((0, 1) in clusters for clusters in found) == joined


def test_a_must_link_joins_what_has_no_score() -> None:
    link = '[[must_link]]\ntexts = ["Cache at the edge", "Use a CDN"]\n'
    texts = {"a.md": "- Cache at the edge\n- Log\n", "b.md": "- use a CDN\n"}
    found = compile_texts(texts, "cluster", EXACT + link)
    assert _texts(found) == [["a:1", "b:1"], ["a:2"]]
    assert found.diagnostics == compile_texts(texts, "cluster").diagnostics


def test_a_cannot_link_keeps_apart_what_a_score_would_join() -> None:
    texts = {"a.md": "- Cache reads at the edge\n", "b.md": "- Cache reads at edge\n"}
    link = '[[cannot_link]]\ntexts = ["Cache reads at the edge", "Cache reads at edge"]\n'
    low = "[matching]\nthreshold = 0.0\n"
    texts["b.md"] = "- Cache many reads at the edge\n"
    link = link.replace("Cache reads at edge", "Cache many reads at the edge")
    assert _texts(compile_texts(texts, "cluster", low)) == [["a:1", "b:1"]]
    assert _texts(compile_texts(texts, "cluster", low + link)) == [["a:1"], ["b:1"]]


def test_links_that_contradict_each_other_end_the_run() -> None:
    link = '[[must_link]]\ntexts = ["x1", "y1"]\n[[cannot_link]]\ntexts = ["y1", "x1"]\n'
    with pytest.raises(PersonacError):
        compile_texts({"a.md": "- x1\n- y1\n"}, "cluster", EXACT + link)
