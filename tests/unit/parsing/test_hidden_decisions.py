from __future__ import annotations

import pytest

from personac.model.decision_format import DecidedField, DecidedGroup, Decision, DecisionFile, NamedBullet
from personac.parsing.hidden_characters import hidden_in_decisions

HIDDEN = "a\u202eb"
BULLET = (NamedBullet("a", HIDDEN),)


def _decision(content: DecisionFile) -> Decision:
    return Decision("0", "ada", "decisions/x/0.ada.toml", content)


@pytest.mark.parametrize(
    "content",
    [
        DecisionFile(reason=HIDDEN, group=(DecidedGroup(BULLET),)),
        DecisionFile(group=(DecidedGroup(BULLET, text=HIDDEN),)),
        DecisionFile(group=(DecidedGroup(BULLET, section=("Work", HIDDEN)),)),
        DecisionFile(field=DecidedField("tools", {}, HIDDEN)),
        DecisionFile(field=DecidedField("tools", {}, {"a": [1, {HIDDEN: True}]})),
    ],
)
def test_what_a_decision_writes_hides_nothing(content: DecisionFile) -> None:
    (told,) = hidden_in_decisions([_decision(content)], "error")
    assert (told.path, told.severity) == ("decisions/x/0.ada.toml", "error")
    assert "U+202E" in told.message
    assert [one.severity for one in hidden_in_decisions([_decision(content)], "warn")] == ["warning"]
    assert list(hidden_in_decisions([_decision(content)], "allow")) == []


def test_the_text_of_a_bullet_is_that_of_its_source() -> None:
    plain = (
        DecisionFile(group=(DecidedGroup(BULLET, text="plain"),)),
        DecisionFile(field=DecidedField("x", {})),
    )
    assert list(hidden_in_decisions(map(_decision, plain), "error")) == []
