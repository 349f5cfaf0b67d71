from __future__ import annotations

from personac.ir import Pair
from personac.passes.guard import guard
from personac.passes.matching.near import near_from
from tests.unit.helpers import evidence, lettered, matched, rules

_TEXTS = (
    "- Respond within 200 ms\n- Cache pages at the edge\n- Log errors with context\n",
    "- respond within 500 ms\n- Cache images at the edge\n- Log requests with context\n",
    "- Respond within 200 ms\n- Index columns\n",
)


def test_only_pairs_near_the_threshold_are_kept_apart() -> None:
    found = evidence(lettered(_TEXTS), "")
    threshold = rules().matching.threshold
    near = [s.pair for s in found.scored if s.score >= near_from(threshold)]
    apart = {kept.pair for kept in guard(found, threshold)}
    assert apart
    assert apart <= set(near)


def test_a_contradiction_is_reported_at_the_first_two_of_different_personas() -> None:
    found = matched(
        lettered(
            (
                "- Respond within 200 ms\n- respond within 500 ms\n",
                "- Respond within 200 ms\n- Index columns\n",
            )
        ),
        "",
    )
    assert [kept.pair for kept in found.apart if kept.contradicts] == [Pair(1, 2)]
    alone = matched({"a.md": "- Respond within 200 ms\n- respond within 500 ms\n"}, "")
    assert [kept.contradicts for kept in alone.apart] == [False]
