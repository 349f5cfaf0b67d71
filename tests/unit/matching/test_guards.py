"""Single guards; the table of adversarial pairs is in tests/golden/matching."""

from __future__ import annotations

import pytest

from personac.matching.guard_signals import Signs
from personac.matching.guards import Bar, bar
from personac.matching.prepared_bullets import Knowledge, load_knowledge
from tests.unit.helpers import bullets_of, rules


def _signs(knowledge: Knowledge, text: str) -> Signs:
    """What the guards read in the last bullet of a text, or in a text that is one bullet."""
    bullets = bullets_of(f"{text}\n" if text.startswith(("#", "- ")) else f"- {text}\n")
    return knowledge.signs.read(bullets[-1], knowledge.scopes.read_all(bullets)[-1])


def _bar(knowledge: Knowledge, a: str, b: str) -> Bar | None:
    one, other = _signs(knowledge, a), _signs(knowledge, b)
    data, quantities = knowledge.signs.data, knowledge.quantities
    result, turned = bar(one, other, data, quantities), bar(other, one, data, quantities)
    assert (result is None) is (turned is None)
    if result and turned:
        assert (result.contradicts, result.is_firm) == (turned.contradicts, turned.is_firm)
    return result


_FORBIDS = "one forbids what the other asks for"


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        # One forbids what the other asks for.
        ("Always log errors", "Never log errors", _FORBIDS),
        ("Use global state", "Avoid global state", _FORBIDS),
        ("Keep the tests", "Don't keep the tests", "one forbids what the other says"),
        ("Allow force pushes", "Forbid force pushes", _FORBIDS),
        ("# Never\n\n- Commit secrets", "Commit secrets", f"{_FORBIDS} (it stands under 'Never')"),
        ("- Never:\n  - Commit secrets", "# Always\n\n- Commit secrets", "(it stands under 'Never:')"),
        ("\u2705 Use eval", "\u274c Use eval", _FORBIDS),
        # Opposites.
        ("Opt in by default", "Opt out by default", "Opt in against Opt out"),
        ("Enable telemetry", "Disable telemetry", "Enable against Disable"),
        ("Include examples", "Exclude examples", "Include against Exclude"),
        ("Make reviews optional", "Make reviews required", "optional against required"),
        ("Ask for missing details", "Assume missing details", "Ask against Assume"),
        # Order and preference.
        ("Prefer tabs over spaces", "Prefer spaces over tabs", "in reverse order"),
        ("Write tests before the code", "Write the code before the tests", "in reverse order"),
        ("Deploy after the tests pass", "Deploy before the tests pass", "in reverse order"),
        ("Migrate from Java to Kotlin", "Migrate from Kotlin to Java", "in reverse order"),
        # Quantities.
        ("Respond in < 200 ms", "Respond in < 1 s", "different numbers: under 200 ms and under 1 second"),
        ("Retry at most three times", "Retry at least three times", "at most 3 times and at least 3 times"),
        ("Teams of 5-50 employees", "Teams of 50-500 employees", "5 to 50 employees and 50 to 500 employees"),
        ("Keep p95 latency low", "Keep p99 latency low", "p95 and p99"),
        ("Target Python 3.9", "Target Python 3.12", "different numbers: Python 3.9 and Python 3.12"),
        ("Keep logs for 2 hours", "Keep logs for 24 hours", "2 hours and 1 day"),
        ("Rotate keys monthly", "Rotate keys yearly", "monthly and yearly"),
        ("3 failed jobs", "7 failed jobs", "different numbers: 3 failed jobs and 7 failed jobs"),
        ("Wait 1 s", "Wait 1.5 s", "1 second and 1.5 seconds"),
    ],
)
def test_contradictions(knowledge: Knowledge, a: str, b: str, reason: str) -> None:
    result = _bar(knowledge, a, b)
    assert result is not None
    assert result.contradicts
    assert result.is_firm
    assert reason in result.reason


_ADVICE = "- Notify the team"


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        # A person would not call these contradictions.
        ("Secure token storage", "Token storage secure", "in reverse order"),
        ("Build time < 30 s", "Load time < 3 s", "under 30 seconds and under 3 seconds"),
        ("Follow ISO 27001", "Follow ISO 31000", "ISO 27001 and ISO 31000"),
        ("Open the ticket", "Close the ticket", "Open against Close"),
        ("Horizontal scaling", "Vertical scaling", "Horizontal against Vertical"),
        ("Notify the author", "Notify the reviewer", "author against reviewer"),
        ("Reduce build times by 75 percent", "Reach 60 percent of the market by spring", "75 % and 60 %"),
        ("# Red flags\n\n- Long functions", "Long functions", "(it stands under 'Red flags')"),
        # Who does what to whom.
        ("The gateway calls the service", "The service calls the gateway", "in reverse order"),
        # Conditions and exceptions, above a bullet and in it.
        (f"# If the nightly build fails\n\n{_ADVICE}", _ADVICE, "'If the nightly build fails'"),
        (f"# If the nightly build fails\n\n{_ADVICE}", f"# Unless the nightly build fails\n\n{_ADVICE}",
         "'If the nightly build fails' and 'Unless the nightly build fails'"),
        (f"# Before a major release\n\n{_ADVICE}", f"# After a major release\n\n{_ADVICE}",
         "different conditions above"),
        (f"# During a freeze\n\n{_ADVICE}", f"# On weekends\n\n## If disks fill up\n\n{_ADVICE}",
         "different conditions above"),
        ("Delete branches", "Delete branches only after a merge", "one has a condition: only after a merge"),
        ("Delete branches", "Delete branches unless they are protected", "unless they are protected"),
        ("Delete branches", "Delete branches except release branches", "except release branches"),
        ("Notify users", "Notify users, admins aside", "one has a condition: admins aside"),
        ("Delete branches", "Only delete branches", "one says \u201conly\u201d, the other does not"),
        ("Enable caching in production", "Enable caching in production only", "\u201conly\u201d"),
        # Whom it is about.
        ("With api-designer: agree on the contract", "With qa-expert: agree on the contract",
         "different agents: api-designer and qa-expert"),
        # Places and labels.
        ("Look at src/app/main.py", "Look at src/app/views.py", "different places"),
        ("Goals:", "Goals and metrics", "label"),
    ],
)  # fmt: skip
def test_different_things_without_contradiction(knowledge: Knowledge, a: str, b: str, reason: str) -> None:
    result = _bar(knowledge, a, b)
    assert result is not None
    assert not result.contradicts
    assert reason in result.reason


def test_names_of_things_in_one_frame_keep_bullets_apart(knowledge: Knowledge) -> None:
    result = _bar(knowledge, "Tune PostgreSQL queries", "Tune MySQL queries")
    assert result == Bar("different things: PostgreSQL and MySQL")


def test_a_name_of_many_words_is_shown_as_the_rules_spell_it() -> None:
    group = '["Terraform", "tool that plans all the infrastructure"]'
    knowledge = load_knowledge(rules(f"[vocabulary]\ngroups = [{group}]\n"))
    result = _bar(
        knowledge, "Tune the tool that plans all the infrastructure for cost", "Tune MySQL for cost"
    )
    assert result == Bar("different things: Terraform and MySQL")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        # Both forbid, or both ask.
        ("Validate all input", "Never trust input; validate it all"),
        ("No hardcoded secrets", "Never hardcode secrets"),
        ("Stay well clear of global mutable state", "Avoid global mutable state"),
        ("# Never\n\n- Commit secrets", "Do not commit secrets"),
        ("# Never\n\n- Do not commit secrets", "Do not commit secrets"),
        ("# Never\n\n- Commit secrets", "# Don't\n\n- Commit secrets"),
        ("# Always\n\n- Validate input", "Validate input"),
        ("- Avoid vendor lock-in\n  - Use open standards", "Use open standards"),
        ("Do not only test the happy path", "Test more than the happy path"),
        ("Should you avoid mocks?", "Avoid mocks"),
        ("Ensure fast feedback", "Always ensure feedback is fast"),
        ("\u274c Use eval", "Never use eval"),
        # The same quantities.
        ("Keep p95 below 200ms", "p95 below 200 milliseconds"),
        ("Handle 10k users", "Handle 10,000 users"),
        ("Wait 5 min", "Wait 300 seconds"),
        ("Wait at least 5 minutes", "Wait 5 minutes"),
        ("Rotate keys every 90 days", "Rotate keys every quarter"),
        ("Retry no more than 3 times", "Retry at most three times"),
        ("Target Python 3", "Target Python 3.12"),
        # The same order, conditions and names.
        ("Cache reads and writes", "Caching of reads and writes"),
        ("Prefer tabs over spaces", "Tabs over spaces"),
        ("Logs, metrics and traces", "Metrics, traces and logs"),
        ("Deploy after the tests pass", "Run the tests before the deployment"),
        ("Deploy once tests pass", "Deploy when the tests pass"),
        (f"# If the build fails\n\n{_ADVICE}", f"# When builds fail\n\n{_ADVICE}"),
        (f"# When the build fails\n\n{_ADVICE}", _ADVICE),
        ("Run tests before the code review", "Review big design documents before you run a benchmark"),
        ("Page the owner if disks fill up", "Rotate the keys"),
        ("Tune PostgreSQL queries", "Deploy MySQL replicas every night"),
        ("With api-designer: agree on the contract", "Agree with `api-designer` on contracts"),
        ("Use K8s clusters", "Use Kubernetes clusters"),
        ("Look at main.py", "Look at main.py first"),
        ("Read src/app/main.py", "Read the code"),
        ("Goals:", "goals:"),
    ],
)
def test_pairs_that_no_guard_bars(knowledge: Knowledge, a: str, b: str) -> None:
    assert _bar(knowledge, a, b) is None
