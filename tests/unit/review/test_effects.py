"""What an answer would change, told before it is given."""

from __future__ import annotations

from personac.review.session import Answer, Session
from tests.unit.review.conftest import Find


def test_the_lines_around_a_change_are_its_context(session: Session, item: Find) -> None:
    row = item("Oil the lamp")
    effect = session.effect(row.key, Answer("edit", text="Fill the lamp"))
    assert (effect.added, effect.removed, effect.others) == (1, 1, 0)
    changed = [(sign, text) for sign, text in effect.diff if sign != " "]
    assert changed == [("-", "- Oil the lamp before sunset"), ("+", "- Fill the lamp")]
    assert (" ", "- Keep the log of ships for 30 days") in effect.diff


def test_a_value_of_the_front_matter_changes_nothing_else(session: Session, item: Find) -> None:
    effect = session.effect(item("tools").key, Answer("set", value=["Read"]))
    assert effect.added + effect.removed > 0
    assert effect.others == 0


def test_an_answer_that_leaves_all_as_it_is_has_no_diff(session: Session, item: Find) -> None:
    effect = session.effect(item("Oil the lamp").key, Answer("accept"))
    assert (effect.added, effect.removed, effect.tokens, effect.diff) == (0, 0, 0, ())


def test_two_places_of_change_are_told_apart(session: Session, item: Find) -> None:
    first, last = item("Oil the lamp"), item("Never row")
    session.decide(first.key, Answer("edit", text="Fill the lamp"))
    keys = [first.key, last.key]
    assert session.joint_effect(keys).diff == ()
    effect = session.effect(last.key, Answer("drop", reason="alone"))
    assert effect.removed >= 1
    assert all(sign in {"+", "-", " ", "@"} for sign, _ in effect.diff)
