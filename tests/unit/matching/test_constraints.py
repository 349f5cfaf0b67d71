from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from personac.matching.constraints import CopyGuard, contradictions, guard, without_decided
from personac.model import KeptApart, Pair
from tests.unit.helpers import EXACT, evidence, lettered, scored_table


def _link(table: str, *texts: str, personas: tuple[str, ...] = ()) -> str:
    return f"[[{table}]]\ntexts = {list(texts)}\npersonas = {list(personas)}\n"


def _apart(texts: Mapping[str, str], *scored: tuple[int, int, float]) -> tuple[KeptApart, ...]:
    """What guards keep apart around a threshold of 0.5, under given scores alone."""
    return guard(replace(evidence(texts), scored=scored_table(*scored), alike=frozenset()), 0.5)


_LIMITS = lettered(("- Respond within 200 ms\n- Log it\n", "- respond within 500 ms\n- Never log it\n"))


def test_only_pairs_near_the_threshold_are_kept_apart() -> None:
    assert [kept.pair for kept in _apart(_LIMITS, (0, 2, 0.5), (1, 3, 0.1))] == [Pair(0, 2)]
    assert [kept.pair for kept in _apart(_LIMITS, (0, 2, 0.2), (1, 3, 0.45))] == [Pair(1, 3)]


def test_only_what_would_be_merged_is_a_contradiction() -> None:
    apart = _apart(_LIMITS, (0, 2, 0.49), (1, 3, 0.5))
    assert [(kept.pair, kept.contradicts) for kept in apart] == [(Pair(0, 2), False), (Pair(1, 3), True)]


def test_bullets_that_are_alike_contradict_whatever_they_score() -> None:
    known = replace(evidence(_LIMITS), scored=scored_table((0, 2, 0.0)), alike=frozenset({(0, 2)}))
    assert [(kept.pair, kept.contradicts) for kept in guard(known, 0.5)] == [(Pair(0, 2), True)]


def test_what_the_rules_join_is_no_contradiction() -> None:
    links = _link("must_link", "Respond within 200 ms", "Respond within 500 ms")
    known = replace(evidence(_LIMITS, EXACT + links), scored=scored_table((0, 2, 0.9), (1, 3, 0.9)))
    kept = {one.pair: one.contradicts for one in without_decided(known, guard(known, 0.5))}
    assert kept == {Pair(0, 2): False, Pair(1, 3): True}


def test_a_contradiction_is_reported_at_the_first_two_of_different_personas() -> None:
    first = "- Respond within 200 ms\n- respond within 500 ms\n"
    texts = lettered((first, "- Respond within 200 ms\n- Index columns\n"))
    (kept,) = _apart(texts, (0, 1, 0.9), (0, 2, 1.0))
    assert (kept.pair, kept.contradicts) == (Pair(1, 2), True)
    (alone,) = _apart({"a.md": first}, (0, 1, 0.9))
    assert not alone.contradicts
    (warning,) = contradictions([kept, alone], evidence(texts).prepared.bullets)
    assert (warning.code, warning.path, warning.line) == ("PC406", "a.md", 2)
    assert "b.md:1" in warning.message


def _reason(text: str) -> str | None:
    """What bars the first two units of one text."""
    prepared = evidence({"a.md": text}).prepared
    result = CopyGuard(prepared).bar(prepared.copies[0][0], prepared.copies[1][0])
    return result.reason if result else None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('- "Review the code"\n- Review code well\n', "one is an example prompt"),
        ("- Delegate to `qa-expert` reviews\n- Review code\n", "one is a line about other agents"),
        ("- Review code\n- Review code well\n", None),
        # One copy is among the advice, so the text is advice.
        (
            "# Working with other agents\n\nReview code\n\n# Work\n\nReview code well\n\nreview code\n",
            None,
        ),
    ],
)
def test_acts_of_all_copies_count(text: str, reason: str | None) -> None:
    assert _reason(text) == reason


def test_signs_of_all_copies_count() -> None:
    text = "- Look at main.py\n- look at Main PY\n- Look at views.py\n"
    assert _reason(text) == "different places: main.py and views.py"
