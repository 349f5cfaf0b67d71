"""What headings, lead-ins and parents make of a bullet."""

from __future__ import annotations

import pytest

from personac.matching.prepared_bullets import Knowledge
from personac.matching.scopes import Polarity, Scope, agents_in
from tests.unit.helpers import bullets_of


def _scope(knowledge: Knowledge, text: str) -> Scope:
    """The scope of the last bullet of a text."""
    return knowledge.scopes.read_all(bullets_of(text))[-1]


@pytest.mark.parametrize(
    ("title", "polarity"),
    [
        ("Never", Polarity.FORBID),
        ("What you **must not** touch", Polarity.FORBID),
        ("Things the night crew doesn't do, and can't", Polarity.FORBID),
        ("Red flags", Polarity.BAD),
        ("Out of scope", Polarity.BAD),
        ("Beginners' mistakes", Polarity.BAD),
        ("Always", Polarity.ALLOW),
        ("In scope", Polarity.ALLOW),
        ("Best practices", Polarity.ALLOW),
        ("Lamp oil", Polarity.NONE),
        ("Whenever it rains", Polarity.NONE),
        ("Badges", Polarity.NONE),
        ("", Polarity.NONE),
    ],
)
def test_polarity_of_headings(knowledge: Knowledge, title: str, polarity: Polarity) -> None:
    assert knowledge.scopes.polarity(title) is polarity


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("- x\n", Polarity.NONE),
        ("# Never\n\n- x\n", Polarity.FORBID),
        ("# Lamps\n\nNever:\n\n- x\n", Polarity.FORBID),
        ("# Never\n\n## Lamps\n\n- x\n", Polarity.FORBID),
        ("# Never\n\n## Always\n\n- x\n", Polarity.ALLOW),
        ("# Always\n\n- Never:\n  - x\n", Polarity.FORBID),
        ("- Things to avoid\n  - x\n", Polarity.FORBID),
        ("- On the gallery after dark you must not:\n  - x\n", Polarity.FORBID),
        ("- Avoid soot on the lens\n  - x\n", Polarity.NONE),
    ],
)
def test_the_nearest_heading_or_lead_in_with_a_polarity_decides(
    knowledge: Knowledge, text: str, polarity: Polarity
) -> None:
    assert _scope(knowledge, text).polarity is polarity


@pytest.mark.parametrize(
    ("title", "is_condition"),
    [
        ("If the lamp fails", True),
        ("Before a storm", True),
        ("During night shifts", True),
        ("Unless told otherwise", True),
        ("When invoked", False),
        ("For each lamp", False),
        ("In scope", False),
        ("Information for keepers", False),
        ("What to do if the lamp fails", False),
        ("", False),
    ],
)
def test_conditions_start_with_their_word(knowledge: Knowledge, title: str, is_condition: bool) -> None:  # noqa: FBT001
    assert bool(knowledge.scopes.condition(title)) is is_condition


def test_the_words_of_a_condition_tell_it_from_others(knowledge: Knowledge) -> None:
    fails, failing, stands = (
        _scope(knowledge, f"# {title}\n\n- x\n").condition
        for title in ("If the lamp fails", "If lamps fail", "If the lamp stands")
    )
    assert fails == failing != stands
    assert "if" in fails


def test_conditions_of_all_levels_hold(knowledge: Knowledge) -> None:
    both = _scope(knowledge, "# Before a storm\n\n## If the lamp fails\n\n- x\n").condition
    assert both >= {"before", "if", "storm", "lamp"}


@pytest.mark.parametrize(
    ("text", "agents"),
    [
        ("With lamp-trimmer: agree on the hours", {"lamp-trimmer"}),
        ("**With lamp-trimmer**: agree on the hours", {"lamp-trimmer"}),
        ("Hand over to `night-watch` or @harbour-pilot", {"night-watch", "harbour-pilot"}),
        ("Ask the lens-engineer about soot", {"lens-engineer"}),
        ("Keep up-to-date tables in real-time", set()),
        ("Ask the engineer", set()),
    ],
)
def test_agents_are_named_as_files_name_them(text: str, agents: set[str]) -> None:
    assert agents_in(text) == agents


def test_a_bullet_without_an_agent_is_about_those_above_it(knowledge: Knowledge) -> None:
    above = "# Working with the lens-engineer\n\n"
    assert _scope(knowledge, f"{above}- Agree on the hours\n").agents == {"lens-engineer"}
    assert _scope(knowledge, f"{above}- Ask @night-watch\n").agents == {"night-watch"}
    assert _scope(knowledge, "- With lamp-trimmer:\n  - Agree\n").agents == {"lamp-trimmer"}


def test_the_judge_reads_two_titles_and_the_beginning_of_the_parent(knowledge: Knowledge) -> None:
    assert _scope(knowledge, "# A\n\n## B\n\n### C\n\n- x\n").text == "B / C"
    assert _scope(knowledge, "- x\n").text == ""
    parent = "Polish " * 20
    assert _scope(knowledge, f"# A\n\n- {parent}\n  - x\n").text == f"A / {parent[:80]}"


def test_the_title_is_that_right_above(knowledge: Knowledge) -> None:
    assert _scope(knowledge, "# Lamps\n\n## The oils\n\n- x\n").title == ("oil",)
    assert _scope(knowledge, "# Lamps\n\n- Wicks: cut, dry\n  - x\n").title == ("wick",)
    assert _scope(knowledge, "- x\n").title == ()
