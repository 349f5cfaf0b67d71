from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pytest

from personac.diagnostics.diagnostic import PersonacError
from personac.matching.clustering import author_adjusted, choose_representative, cluster, make_cluster
from personac.matching.explanations import Explainer
from personac.matching.prepared_bullets import Prepared
from personac.model import Matched, Pair, ScoredPair
from tests.unit.helpers import EXACT, evidence, extracted, lettered, matched, place, rules, scored_table


def _texts(compilation: Matched) -> list[list[str]]:
    return [[place(compilation.bullets[m]) for m in c.members] for c in compilation.clusters]


def test_bullets_of_one_normal_form_are_one_cluster() -> None:
    result = matched({"a.md": "- Cache it\n- Log it\n", "b.md": "- caching it.\n\nCache it\n"})
    assert _texts(result) == [["a:1", "b:1"], ["a:2"], ["b:3"]]
    assert [c.id for c in result.clusters] == [result.bullets[c.members[0]].id for c in result.clusters]


def test_every_bullet_is_in_exactly_one_cluster() -> None:
    result = matched({"a.md": "- x\n- y\n- x\n\n\u2192\n", "b.md": "\u2190\n"})
    assert sorted(m for c in result.clusters for m in c.members) == list(range(len(result.bullets)))
    assert _texts(result) == [["a:1", "a:3"], ["a:2"], ["a:5"], ["b:1"]]


SETTINGS = "[matching]\njudge = false\nunjudged = 0.5\nalone = 0.0\n"


def _clustered(texts: Mapping[str, str], rules_text: str, *scored: tuple[int, int, float]) -> Matched:
    """Cluster the bullets of texts under given scores."""
    known = replace(evidence(texts, rules_text), scored=scored_table(*scored))
    return cluster(extracted(texts), known, (), rules(rules_text).matching)


def _scored(text: str, *scored: tuple[int, int, float], threshold: float = 0.5) -> Matched:
    return _clustered({"a.md": text}, SETTINGS.replace("0.5", str(threshold)), *scored)


def _numbers(pairs: Iterable[ScoredPair]) -> list[tuple[int, int, float]]:
    return [(one.pair.a, one.pair.b, one.score) for one in pairs]


def test_cohesion_is_the_mean_of_all_pairs_of_members() -> None:
    scores = [(0, 1, 0.9), (0, 2, 0.8), (1, 2, 0.4), (2, 3, 0.1)]
    result = _scored("- cache\n- queue\n- log\n- deploy\n", *scores)
    first, second = result.clusters
    assert first.members == (0, 1, 2)
    assert first.cohesion == 0.7
    assert _numbers(first.why) == scores[:3]
    assert (second.members, second.cohesion, second.why) == ((3,), 1.0, ())


def test_pairs_without_a_score_count_in_the_cohesion() -> None:
    texts = {"a.md": "- cache pages\n- cache pages well\n- do cache pages\n"}
    settings = f'{SETTINGS}[[must_link]]\ntexts = ["cache pages", "do cache pages"]\n'
    (result,) = _clustered(texts, settings, (0, 1, 0.9), (1, 2, 0.9)).clusters
    assert result.cohesion == 0.6


@pytest.mark.parametrize(
    ("scored", "clusters"),
    [
        (((0, 1, 0.9), (1, 2, 0.9)), [(0, 1), (2,)]),
        (((0, 1, 0.9), (0, 2, 0.14), (1, 2, 0.9)), [(0, 1), (2,)]),
        (((0, 1, 0.9), (0, 2, 0.15), (1, 2, 0.9)), [(0, 1, 2)]),
        (((0, 1, 0.8), (1, 2, 0.9)), [(0,), (1, 2)]),
    ],
)
def test_no_cluster_is_a_chain(
    scored: Sequence[tuple[int, int, float]], clusters: list[tuple[int, ...]]
) -> None:
    result = _clustered({"a.md": "- cache\n- queue\n- log\n"}, SETTINGS, *scored)
    assert [one.members for one in result.clusters] == clusters


def test_copies_count_as_one_in_scores_and_as_many_in_the_cohesion() -> None:
    result = _scored("- cache\n- Cache\n- queue\n", (0, 1, 1.0), (0, 2, 0.7))
    (one,) = result.clusters
    assert (one.members, one.cohesion) == ((0, 1, 2), 0.8)
    assert _numbers(one.why) == [(0, 1, 1.0), (0, 2, 0.7)]


def test_guards_bar_pairs_that_meet_through_others() -> None:
    text = "- Always log errors\n- Log all errors\n- Never log errors\n"
    result = _scored(text, (0, 1, 0.9), (1, 2, 0.8), threshold=0.3)
    assert [c.members for c in result.clusters] == [(0, 1), (2,)]
    assert [(k.pair, k.contradicts) for k in result.apart] == [(Pair(0, 2), False)]


def test_bullets_of_one_author_need_a_higher_score() -> None:
    text = "- cache pages\n- queue jobs\n"
    settings = "[matching]\njudge = false\nunjudged = 0.5\nwithin = 0.7\nalone = 0.9\n"

    def clusters(texts: dict[str, str], score: float) -> list[tuple[int, ...]]:
        return [c.members for c in _clustered(texts, settings, (0, 1, score)).clusters]

    apart = {"a.md": "- cache pages\n", "b.md": "- queue jobs\n"}
    for score, joined in (
        (0.6, (False, False, True)),
        (0.8, (False, True, True)),
        (0.95, (True, True, True)),
    ):
        result = (
            clusters(texts, score) for texts in ({"a.md": text}, {"a.md": text, "b.md": "- z\n"}, apart)
        )
        assert tuple((0, 1) in clusters for clusters in result) == joined


def test_a_must_link_joins_what_has_no_score() -> None:
    link = '[[must_link]]\ntexts = ["Cache at the edge", "Use a CDN"]\n'
    texts = {"a.md": "- Cache at the edge\n- Log\n", "b.md": "- use a CDN\n"}
    result = matched(texts, EXACT + link)
    assert _texts(result) == [["a:1", "b:1"], ["a:2"]]
    assert result.diagnostics == matched(texts).diagnostics


def test_a_cannot_link_keeps_apart_what_a_score_would_join() -> None:
    texts = {"a.md": "- Cache reads at the edge\n", "b.md": "- Cache reads at edge\n"}
    link = '[[cannot_link]]\ntexts = ["Cache reads at the edge", "Cache reads at edge"]\n'
    low = "[matching]\njudge = false\nunjudged = 0.0\n"
    texts["b.md"] = "- Cache many reads at the edge\n"
    link = link.replace("Cache reads at edge", "Cache many reads at the edge")
    assert _texts(matched(texts, low)) == [["a:1", "b:1"]]
    assert _texts(matched(texts, low + link)) == [["a:1"], ["b:1"]]


def test_links_that_contradict_each_other_end_the_run() -> None:
    link = '[[must_link]]\ntexts = ["x1", "y1"]\n[[cannot_link]]\ntexts = ["y1", "x1"]\n'
    with pytest.raises(PersonacError):
        matched({"a.md": "- x1\n- y1\n"}, EXACT + link)


_SETTINGS = rules("[matching]\nthreshold = 0.4\nwithin = 0.6\nalone = 0.9\n").matching


def _prepared(texts: dict[str, str]) -> Prepared:
    return evidence(texts).prepared


def _seen(texts: dict[str, str], score: float) -> float:
    prepared = _prepared(texts)
    first, second = (group[0] for group in prepared.copies[:2])
    return author_adjusted(prepared, {(first, second): score}, 0.4, _SETTINGS)[first, second]


@pytest.mark.parametrize(("score", "seen"), [(0.3, 0.3), (0.5, 0.395), (0.6, 0.6), (0.7, 0.7)])
def test_inside_one_persona_a_higher_score_is_needed(score: float, seen: float) -> None:
    assert _seen({"a.md": "- x1\n- y1\n", "b.md": "- z1\n"}, score) == pytest.approx(seen)


def test_across_personas_scores_stay() -> None:
    assert _seen({"a.md": "- x1\n", "b.md": "- y1\n"}, 0.41) == 0.41


def test_copies_in_other_personas_support_a_pair() -> None:
    assert _seen({"a.md": "- x1\n- y1\n- v1\n", "b.md": "- x1\n- z1\n", "c.md": "- y1\n- w1\n"}, 0.5) == 0.5
    assert _seen({"a.md": "- x1\n- y1\n", "b.md": "- x1\n- z1\n"}, 0.5) == pytest.approx(0.395)


def test_a_persona_alone_needs_near_copies() -> None:
    assert _seen({"a.md": "- x1\n- y1\n"}, 0.8) == pytest.approx(0.395)
    assert _seen({"a.md": "- x1\n- y1\n"}, 0.95) == 0.95


def _explainer(*texts: str) -> Explainer:
    return evidence(lettered(texts)).explainer


def test_copies_are_members_and_count_in_the_cohesion() -> None:
    explainer = _explainer("- cache\n- Cache\n- queue\n")
    scored = (ScoredPair(Pair(0, 1), 1.0), ScoredPair(Pair(0, 2), 0.7))
    result = make_cluster(explainer, (0, 2), scored)
    assert (result.members, result.cohesion) == ((0, 1, 2), 0.8)
    assert result.id == explainer.prepared.bullets[0].id
    assert [(why.pair, why.score) for why in result.why] == [(Pair(0, 1), 1.0), (Pair(0, 2), 0.7)]
    assert result.why[0].reasons == ("the same words",)


def test_one_bullet_alone_is_a_cluster() -> None:
    result = make_cluster(_explainer("- cache\n- queue\n"), (1,), ())
    assert (result.members, result.representative, result.cohesion, result.why) == ((1,), 1, 1.0, ())


def test_redundant_personas_give_no_representative() -> None:
    explainer = _explainer("- logging errors\n- x1\n", "- log error\n- x1\n")
    assert explainer.prepared.repeats == {2: 0, 3: 1}
    assert make_cluster(explainer, (0,), ()).representative == 0


def test_the_representative_has_most_stems() -> None:
    text = "- Cache reads\n- Cache reads and writes at the edge\n- Cache writes and reads at the very edge\n"
    bullets = extracted({"a.md": text}).bullets
    assert choose_representative(bullets, (0, 1, 2)) == 2
    assert choose_representative(bullets, (0, 1)) == 1


def test_ties_go_to_the_shorter_then_the_earlier_text() -> None:
    bullets = extracted({"a.md": "- logging errors\n- log error\n- log error\n"}).bullets
    assert choose_representative(bullets, (0, 1, 2)) == 1
    assert choose_representative(bullets, (1, 2)) == 1
