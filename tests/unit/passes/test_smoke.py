"""The passes that propose and score, as one: bullets in, scored pairs out."""

from __future__ import annotations

from tests.unit.helpers import compile_texts


def test_pairs_are_proposed_and_scored_in_bounds() -> None:
    one = "- Cache reads at the edge\n- Log every error with its context\n\nSome text to compare.\n"
    found = compile_texts({"a.md": one, "b.md": f"{one}- Cache all reads at the edge\n"}, "score", "")
    assert list(found.pairs) == sorted(set(found.pairs))
    assert all(pair.a < pair.b for pair in found.pairs)
    assert [scored.pair for scored in found.scored] == list(found.pairs)
    assert all(0 <= scored.score <= 1 for scored in found.scored)
    alike = {(found.bullets[p.a].id, found.bullets[p.b].id) for p in found.pairs}
    assert ("a:1", "b:1") in alike
    assert not any(
        found.bullets[p.a].is_paragraph is not found.bullets[p.b].is_paragraph for p in found.pairs
    )


def test_nothing_to_compare() -> None:
    for text in ("", "- \u2192\n- \u2190\n", "- alone\n"):
        found = compile_texts({"a.md": text}, "score", "")
        assert found.scored == ()
