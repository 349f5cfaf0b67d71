"""Single guards; the table of adversarial pairs is in tests/golden/matching."""

from __future__ import annotations

import pytest

from personac.matching.guards import Bar, bar
from personac.matching.prepared_bullets import Knowledge
from tests.unit.helpers import bullets_of


def _bar(knowledge: Knowledge, a: str, b: str) -> Bar | None:
    reader = knowledge.signs
    (one,), (other,) = (bullets_of(f"- {text}\n") for text in (a, b))
    result = bar(reader.read(one), reader.read(other), reader.data)
    turned = bar(reader.read(other), reader.read(one), reader.data)
    assert (result is None) is (turned is None)
    return result


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ("Always log errors", "Never log errors", "one forbids"),
        ("Use global state", "Avoid global state", "one forbids"),
        ("Enable telemetry", "Disable telemetry", "Enable against Disable"),
        ("Prefer tabs over spaces", "Prefer spaces over tabs", "in reverse order"),
        ("Respond in < 200 ms", "Respond in < 1 s", "different numbers"),
        ("Teams of 5-50 employees", "Teams of 50-500 employees", "5-50 employees and 50-500 employees"),
        ("Keep p95 latency low", "Keep p99 latency low", "p95 and p99"),
        ("Target Python 3.9", "Target Python 3.12", "different numbers: Python 3.9 and Python 3.12"),
        ("Keep logs for 2 hours", "Keep logs for 24 hours", "2 hours and 24 hours"),
        ("3 failed jobs", "7 failed jobs", "different numbers: 3 and 7"),
        ("Wait 1 s", "Wait 1.5 s", "1 s and 1.5 s"),
        ("Handle 10k users", "Handle 1.000.000 users", "10k users and 1.000.000 users"),
    ],
)
def test_contradictions(knowledge: Knowledge, a: str, b: str, reason: str) -> None:
    result = _bar(knowledge, a, b)
    assert result is not None
    assert result.contradicts
    assert reason in result.reason


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ("Horizontal scaling", "Vertical scaling", "Horizontal against Vertical"),
        ("PostgreSQL query tuning", "MySQL query tuning", "different things: PostgreSQL and MySQL"),
        ("Database migrations", "Database backups", "different acts: migrations and backups"),
        ("Reduce build times by 75 percent", "Reach 60 percent of the market by spring", "different numbers"),
        ("Look at src/app/main.py", "Look at src/app/views.py", "different places"),
        ("Goals:", "Goals and metrics", "label"),
        ("Music policy", "Budget policy", "different things"),
    ],
)
def test_different_things_without_contradiction(knowledge: Knowledge, a: str, b: str, reason: str) -> None:
    result = _bar(knowledge, a, b)
    assert result is not None
    assert not result.contradicts
    assert reason in result.reason


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Validate all input", "Never trust input; validate it all"),
        ("No hardcoded secrets", "Never hardcode secrets"),
        ("Ensure fast feedback", "Always ensure feedback is fast"),
        ("Keep p95 below 200ms", "p95 below 200 milliseconds"),
        ("Handle 10k users", "Handle 10,000 users"),
        ("Wait 5 min", "Wait 300 seconds"),
        ("Target Python 3", "Target Python 3.12"),
        ("Cache reads and writes", "Caching of reads and writes"),
        ("Prefer tabs over spaces", "Tabs over spaces"),
        ("Look at main.py", "Look at main.py first"),
        ("Goals:", "goals:"),
    ],
)
def test_pairs_that_no_guard_bars(knowledge: Knowledge, a: str, b: str) -> None:
    assert _bar(knowledge, a, b) is None
