"""Guards are asked where the answer can matter, and no more often."""

from __future__ import annotations

import pytest

from personac.ir import Compilation, Pair
from personac.passes.matching.near import near_from
from personac.passes.matching.unit_guard import UnitGuard
from tests.unit.helpers import compile_texts, lettered, rules

_TEXTS = (
    "- Respond within 200 ms\n- Cache pages at the edge\n- Log errors with context\n",
    "- respond within 500 ms\n- Cache images at the edge\n- Log requests with context\n",
    "- Respond within 200 ms\n- Index columns\n",
)


def _asked(
    monkeypatch: pytest.MonkeyPatch, texts: tuple[str, ...], until: str
) -> tuple[Compilation, list[Pair]]:
    asked: list[Pair] = []
    bar = UnitGuard.bar

    def noted(self: UnitGuard, a: int, b: int) -> object:
        asked.append(Pair(a, b))
        return bar(self, a, b)

    monkeypatch.setattr(UnitGuard, "bar", noted)
    return compile_texts(lettered(texts), until, ""), asked


def test_guards_are_asked_of_near_pairs_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    found, asked = _asked(monkeypatch, _TEXTS, "guard")
    least = near_from(rules().matching.threshold)
    near = [s.pair for s in found.scored if s.score >= least and s.reasons != ("the same words",)]
    assert asked == near
    assert 0 < len(near) < len(found.scored)


def test_copies_are_asked_about_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [len(_asked(monkeypatch, _TEXTS * times, "cover")[1]) for times in (1, 4, 8)]
    assert asked[0] > 0
    assert asked[1] == asked[2]


def test_a_contradiction_is_told_at_the_first_two_of_different_personas() -> None:
    found = compile_texts(
        lettered(
            (
                "- Respond within 200 ms\n- respond within 500 ms\n",
                "- Respond within 200 ms\n- Index columns\n",
            )
        ),
        "guard",
        "",
    )
    assert [kept.pair for kept in found.apart if kept.contradicts] == [Pair(1, 2)]
    alone = compile_texts({"a.md": "- Respond within 200 ms\n- respond within 500 ms\n"}, "guard", "")
    assert [kept.contradicts for kept in alone.apart] == [False]
