from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from personac.diagnostics.model import PersonacError
from personac.ir import Matched, Pair, ScoredPair
from personac.passes.cluster import cluster
from tests.unit.helpers import EXACT, evidence, extracted, matched, rules, scored_table


def _texts(compilation: Matched) -> list[list[str]]:
    return [[compilation.bullets[m].id for m in c.members] for c in compilation.clusters]


def test_bullets_of_one_normal_form_are_one_cluster() -> None:
    found = matched({"a.md": "- Cache it\n- Log it\n", "b.md": "- caching it.\n\nCache it\n"})
    assert _texts(found) == [["a:1", "b:1"], ["a:2"], ["b:3"]]
    assert [c.id for c in found.clusters] == ["a:1", "a:2", "b:3"]


def test_every_bullet_is_in_exactly_one_cluster() -> None:
    found = matched({"a.md": "- x\n- y\n- x\n\n\u2192\n", "b.md": "\u2190\n"})
    assert sorted(m for c in found.clusters for m in c.members) == list(range(len(found.bullets)))
    assert _texts(found) == [["a:1", "a:3"], ["a:2"], ["a:5"], ["b:1"]]


def _clustered(texts: Mapping[str, str], rules_text: str, *scored: tuple[int, int, float]) -> Matched:
    """Cluster the bullets of texts under given scores."""
    known = replace(evidence(texts), scored=scored_table(*scored))
    return cluster(extracted(texts), known, (), rules(rules_text).matching)


def _scored(text: str, *scored: tuple[int, int, float], threshold: float = 0.5) -> Matched:
    return _clustered({"a.md": text}, f"[matching]\nthreshold = {threshold}\nalone = 0.0\n", *scored)


def _numbers(pairs: Iterable[ScoredPair]) -> list[tuple[int, int, float]]:
    return [(one.pair.a, one.pair.b, one.score) for one in pairs]


def test_cohesion_is_the_mean_of_all_pairs_of_members() -> None:
    scores = [(0, 1, 0.9), (0, 2, 0.8), (1, 2, 0.4), (2, 3, 0.1)]
    found = _scored("- cache\n- queue\n- log\n- deploy\n", *scores)
    first, second = found.clusters
    assert first.members == (0, 1, 2)
    assert first.cohesion == 0.7
    assert _numbers(first.why) == scores[:3]
    assert (second.members, second.cohesion, second.why) == ((3,), 1.0, ())


def test_pairs_without_a_score_count_in_the_cohesion() -> None:
    (found,) = _scored(
        "- cache pages\n- cache pages well\n- do cache pages\n", (0, 1, 0.9), (1, 2, 0.9), threshold=0.3
    ).clusters
    assert found.cohesion == 0.6


def test_copies_count_as_one_in_scores_and_as_many_in_the_cohesion() -> None:
    found = _scored("- cache\n- Cache\n- queue\n", (0, 1, 1.0), (0, 2, 0.7))
    (one,) = found.clusters
    assert (one.members, one.cohesion) == ((0, 1, 2), 0.8)
    assert _numbers(one.why) == [(0, 1, 1.0), (0, 2, 0.7)]


def test_a_guard_objects_to_what_meets_through_others() -> None:
    text = "- Always log errors\n- Log all errors\n- Never log errors\n"
    found = _scored(text, (0, 1, 0.9), (1, 2, 0.8), threshold=0.3)
    assert [c.members for c in found.clusters] == [(0, 1), (2,)]
    assert [(k.pair, k.contradicts) for k in found.apart] == [(Pair(0, 2), False)]


def test_bullets_of_one_author_need_a_higher_score() -> None:
    text = "- cache pages\n- queue jobs\n"
    settings = "[matching]\nthreshold = 0.5\nwithin = 0.7\nalone = 0.9\n"

    def clusters(texts: dict[str, str], score: float) -> list[tuple[int, ...]]:
        return [c.members for c in _clustered(texts, settings, (0, 1, score)).clusters]

    apart = {"a.md": "- cache pages\n", "b.md": "- queue jobs\n"}
    for score, joined in (
        (0.6, (False, False, True)),
        (0.8, (False, True, True)),
        (0.95, (True, True, True)),
    ):
        found = (clusters(texts, score) for texts in ({"a.md": text}, {"a.md": text, "b.md": "- z\n"}, apart))
        assert tuple((0, 1) in clusters for clusters in found) == joined


def test_a_must_link_joins_what_has_no_score() -> None:
    link = '[[must_link]]\ntexts = ["Cache at the edge", "Use a CDN"]\n'
    texts = {"a.md": "- Cache at the edge\n- Log\n", "b.md": "- use a CDN\n"}
    found = matched(texts, EXACT + link)
    assert _texts(found) == [["a:1", "b:1"], ["a:2"]]
    assert found.diagnostics == matched(texts).diagnostics


def test_a_cannot_link_keeps_apart_what_a_score_would_join() -> None:
    texts = {"a.md": "- Cache reads at the edge\n", "b.md": "- Cache reads at edge\n"}
    link = '[[cannot_link]]\ntexts = ["Cache reads at the edge", "Cache reads at edge"]\n'
    low = "[matching]\nthreshold = 0.0\n"
    texts["b.md"] = "- Cache many reads at the edge\n"
    link = link.replace("Cache reads at edge", "Cache many reads at the edge")
    assert _texts(matched(texts, low)) == [["a:1", "b:1"]]
    assert _texts(matched(texts, low + link)) == [["a:1"], ["b:1"]]


def test_links_that_contradict_each_other_end_the_run() -> None:
    link = '[[must_link]]\ntexts = ["x1", "y1"]\n[[cannot_link]]\ntexts = ["y1", "x1"]\n'
    with pytest.raises(PersonacError):
        matched({"a.md": "- x1\n- y1\n"}, EXACT + link)
