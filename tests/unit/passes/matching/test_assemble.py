from __future__ import annotations

from dataclasses import replace

from personac.ir import Pair, ScoredPair
from personac.passes.matching.assemble import assemble, choose_wording
from personac.passes.matching.prepared import Prepared, with_prepared
from tests.unit.helpers import EXACT, compile_texts, lettered, rules


def _prepared(*texts: str) -> Prepared:
    return with_prepared(compile_texts(lettered(texts), "echo"), rules(EXACT))[1]


def test_copies_come_back_and_count_in_the_cohesion() -> None:
    prepared = _prepared("- cache\n- Cache\n- queue\n")
    scored = (ScoredPair(Pair(0, 1), 1.0), ScoredPair(Pair(0, 2), 0.7))
    found = assemble(prepared, (0, 2), scored)
    assert (found.id, found.members, found.cohesion) == ("a:1", (0, 1, 2), 0.8)
    assert found.why == scored


def test_one_bullet_alone_is_a_cluster() -> None:
    found = assemble(_prepared("- cache\n- queue\n"), (1,), ())
    assert (found.members, found.representative, found.cohesion, found.why) == ((1,), 1, 1.0, ())


def test_echoes_give_no_words() -> None:
    prepared = _prepared("- Log errors\n- x1\n", "- logging error\n- x1\n")
    assert prepared.echoes == {2: 0, 3: 1}
    short = replace(
        prepared, bullets=compile_texts({"a.md": "- Log errors\n- x\n- log\n- x\n"}, "echo").bullets
    )
    assert assemble(short, (0,), ()).representative == 0


def test_the_representative_says_most() -> None:
    text = "- Cache reads\n- Cache reads and writes at the edge\n- Cache writes and reads at the very edge\n"
    bullets = compile_texts({"a.md": text}, "extract").bullets
    assert choose_wording(bullets, (0, 1, 2)) == 2
    assert choose_wording(bullets, (0, 1)) == 1


def test_of_equals_the_shorter_then_the_earlier_is_taken() -> None:
    bullets = compile_texts({"a.md": "- logging errors\n- log error\n- log error\n"}, "extract").bullets
    assert choose_wording(bullets, (0, 1, 2)) == 1
    assert choose_wording(bullets, (1, 2)) == 1
