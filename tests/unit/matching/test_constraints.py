from __future__ import annotations

import pytest

from personac.matching.classifier import near_from
from personac.matching.constraints import UnitGuard, guard
from personac.model import Pair
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


def _reason(text: str) -> str | None:
    """What bars the first two units of one text."""
    prepared = evidence({"a.md": text}).prepared
    found = UnitGuard(prepared).bar(prepared.units[0][0], prepared.units[1][0])
    return found.reason if found else None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('- "Review the code"\n- Review code well\n', "one is an example prompt"),
        ("- Delegate to `qa-expert` reviews\n- Review code\n", "one is a line about other agents"),
        ("- Review code\n- Review code well\n", None),
        # One copy stands among the advice, so the words are advice.
        (
            "# Working with other agents\n\n- Review code\n\n# Work\n\n- Review code well\n- review code\n",
            None,
        ),
    ],
)
def test_acts_of_all_copies_count(text: str, reason: str | None) -> None:
    assert _reason(text) == reason


def test_signs_of_all_copies_count() -> None:
    text = "- Look at main.py\n- look at Main PY\n- Look at views.py\n"
    assert _reason(text) == "different places: main.py and views.py"
