from __future__ import annotations

from collections.abc import Mapping

import msgspec
import pytest

from personac.config.front_matter_schema import FrontMatterRules
from personac.front_matter.decided_fields import (
    anchor_fields,
    field_reports,
    seen_values,
    value_text,
    with_decided,
)
from personac.model.decision_format import DecidedField, Decision, DecisionFile
from tests.unit.helpers import persona, rules

ONE = persona("---\nname: keeper\nmodel: opus\ntools: [Read, Grep]\n---\nx\n", "one")
TWO = persona("---\nname: keeper\nmodel: haiku\n---\nx\n", "two")
INHERITED = msgspec.structs.replace(rules().front_matter, set={"model": "inherit"})
SAW = {"one": "opus", "two": "haiku"}


def _file(
    by: str, value: object = msgspec.UNSET, saw: Mapping[str, str] = SAW, over: tuple[str, ...] = ()
) -> Decision:
    content = DecisionFile(over=over, field=DecidedField("model", saw, value))
    return Decision("0", by, f"decisions/keeper/0.{by}.toml", content)


def _rules(*files: Decision) -> FrontMatterRules:
    return with_decided(INHERITED, anchor_fields(files, (ONE, TWO)))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("a", "a"),
        (["a", "b"], "a, b"),
        ([], "[]"),
        ({"a": [1]}, '{"a": [1]}'),
        (True, "true"),
        (3, "3"),
    ],
)
def test_values_are_one_text(value: object, text: str) -> None:
    assert value_text(value) == text


def test_a_key_that_json_does_not_have_is_shown() -> None:
    assert value_text({(1, 2): "x"}) == "{(1, 2): 'x'}"


def test_what_a_reviewer_sees_is_the_value_of_each_persona_that_has_the_key() -> None:
    assert seen_values("tools", (ONE, TWO)) == {"one": "Read, Grep"}
    assert seen_values("model", (ONE, TWO)) == SAW


def test_a_decision_gives_the_key_a_value() -> None:
    assert _rules(_file("ada", "sonnet")).set == {"model": "sonnet"}


def test_a_decision_without_a_value_removes_the_key() -> None:
    own = _rules(_file("ada"))
    assert (own.set, own.keys["model"]) == ({}, "drop")


def test_a_decision_about_other_values_is_stale() -> None:
    (found,) = anchor_fields((_file("ada", "sonnet", {"one": "opus"}),), (ONE, TWO))
    assert (found.state, found.counts) == ("stale", False)
    (told,) = field_reports((found,))
    assert (told.path, "`model`" in told.message, bool(told.hint)) == (found.decision.path, True, True)


def test_two_values_are_in_dispute_until_one_is_over_the_other() -> None:
    found = anchor_fields((_file("ada", "sonnet"), _file("ben", "opus")), (ONE, TWO))
    assert [one.is_disputed for one in found] == [True, True]
    assert len(list(field_reports(found))) == len(found)
    assert _rules(_file("ada", "sonnet"), _file("ben", "opus")).set == {"model": "inherit"}
    assert _rules(_file("ada", "sonnet", over=("ben",)), _file("ben", "opus")).set == {"model": "sonnet"}


def test_two_equal_values_are_two_signatures() -> None:
    found = anchor_fields((_file("ada", "sonnet"), _file("ben", "sonnet")), (ONE, TWO))
    assert [one.counts for one in found] == [True, True]
    assert list(field_reports(found)) == []


def test_without_decisions_the_rules_stay_as_they_are() -> None:
    assert with_decided(INHERITED, ()) is INHERITED
