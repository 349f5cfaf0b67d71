from __future__ import annotations

from personac.ir import Pair, ScoredPair
from personac.passes.matching.assemble import assemble, choose_wording
from personac.passes.matching.explanations import Explainer
from tests.unit.helpers import evidence, extracted, lettered


def _explainer(*texts: str) -> Explainer:
    return evidence(lettered(texts)).explainer


def test_copies_come_back_and_count_in_the_cohesion() -> None:
    explainer = _explainer("- cache\n- Cache\n- queue\n")
    scored = (ScoredPair(Pair(0, 1), 1.0), ScoredPair(Pair(0, 2), 0.7))
    found = assemble(explainer, (0, 2), scored)
    assert (found.id, found.members, found.cohesion) == ("a:1", (0, 1, 2), 0.8)
    assert [(why.pair, why.score) for why in found.why] == [(Pair(0, 1), 1.0), (Pair(0, 2), 0.7)]
    assert found.why[0].reasons == ("the same words",)


def test_one_bullet_alone_is_a_cluster() -> None:
    found = assemble(_explainer("- cache\n- queue\n"), (1,), ())
    assert (found.members, found.representative, found.cohesion, found.why) == ((1,), 1, 1.0, ())


def test_redundant_personas_give_no_words() -> None:
    explainer = _explainer("- logging errors\n- x1\n", "- log error\n- x1\n")
    assert explainer.prepared.repeats == {2: 0, 3: 1}
    assert assemble(explainer, (0,), ()).representative == 0


def test_the_representative_says_most() -> None:
    text = "- Cache reads\n- Cache reads and writes at the edge\n- Cache writes and reads at the very edge\n"
    bullets = extracted({"a.md": text}).bullets
    assert choose_wording(bullets, (0, 1, 2)) == 2
    assert choose_wording(bullets, (0, 1)) == 1


def test_of_equals_the_shorter_then_the_earlier_is_taken() -> None:
    bullets = extracted({"a.md": "- logging errors\n- log error\n- log error\n"}).bullets
    assert choose_wording(bullets, (0, 1, 2)) == 1
    assert choose_wording(bullets, (1, 2)) == 1
