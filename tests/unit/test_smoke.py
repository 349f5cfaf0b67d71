"""The passes that propose and score, as one: bullets in, scored pairs out."""

from __future__ import annotations

from tests.unit.helpers import matched, place


def test_pairs_are_proposed_and_scored_in_bounds() -> None:
    one = "- Cache reads at the edge\n- Log every error with its context\n\nSome text to compare.\n"
    found = matched({"a.md": one, "b.md": f"{one}- Cache all reads at the edge\n"}, "")
    assert list(found.scored.pairs) == sorted(set(found.scored.pairs))
    assert all(pair.a < pair.b for pair in found.scored.pairs)
    assert [scored.pair for scored in found.scored] == list(found.scored.pairs)
    assert all(0 <= scored.score <= 1 for scored in found.scored)
    alike = {(place(found.bullets[p.a]), place(found.bullets[p.b])) for p in found.scored.pairs}
    assert ("a:1", "b:1") in alike
    assert not any(
        found.bullets[p.a].is_paragraph is not found.bullets[p.b].is_paragraph for p in found.scored.pairs
    )


def test_nothing_to_compare() -> None:
    for text in ("", "- \u2192\n- \u2190\n", "- alone\n"):
        found = matched({"a.md": text}, "")
        assert all(scored.score == 0 for scored in found.scored)
