"""What each answer makes of the lines of an item."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import pytest

from personac.diagnostics.diagnostic import PersonacError
from personac.model import Compilation
from personac.report.report_schema import ReviewRow
from personac.review.lines import Answer, ItemLines
from personac.review.session import Session
from tests.unit.review.conftest import Find

After = Callable[[ReviewRow, Answer], list[Mapping[str, object]]]
COAST, LOG, LAMP = "Call the coast guard", "Keep the log", "Oil the lamp"


def shown(compilation: Compilation, row: ReviewRow, answer: Answer) -> list[Mapping[str, object]]:
    """Return the lines, each with the personas of its bullets and what is decided about it."""
    lines = ItemLines(compilation, row).answered(answer)
    return [
        {
            "of": [compilation.bullets[at].persona for at in line.bullets],
            **({"text": line.text} if line.text else {}),
            **({"section": line.section} if line.section else {}),
            **({"drop": True} if line.is_dropped else {}),
        }
        for line in lines
    ]


@pytest.fixture
def after(session: Session) -> After:
    return lambda row, answer: shown(session.snapshot().compilation, row, answer)


def members(row: ReviewRow) -> list[str]:
    return [one for group in row.groups for one in group]


def test_accept_leaves_the_item_as_it_stands(after: After, item: Find) -> None:
    assert after(item(COAST), Answer("accept")) == [{"of": ["keeper", "warden"]}]
    assert after(item(LOG), Answer("accept")) == [{"of": ["keeper"]}, {"of": ["warden"]}]


def test_same_makes_one_line(after: After, item: Find) -> None:
    assert after(item(LOG), Answer("same")) == [{"of": ["keeper", "warden"]}]


def test_different_takes_the_member_out(after: After, item: Find) -> None:
    row = item(COAST)
    lines = after(row, Answer("different", members(row)[0]))
    assert lines == [{"of": ["warden"]}, {"of": ["keeper"]}]


def test_different_of_what_is_apart_needs_no_member(after: After, item: Find) -> None:
    assert after(item(LOG), Answer("different")) == [{"of": ["keeper"]}, {"of": ["warden"]}]


def test_both_keeps_every_bullet_but_copies_stay_one_line(after: After, item: Find) -> None:
    assert after(item(COAST), Answer("both")) == [{"of": ["keeper"]}, {"of": ["warden"]}]
    assert after(item(LAMP), Answer("both")) == [{"of": ["keeper", "warden"]}]


def test_use_takes_the_wording_of_a_member(after: After, item: Find) -> None:
    row = item(COAST)
    (line,) = after(row, Answer("use", members(row)[1]))
    assert line["text"] == "Call the coast guard immediately when any ship runs aground"


def test_use_in_a_contradiction_drops_the_other_side_with_a_reason(after: After, item: Find) -> None:
    row = item(LOG)
    lines = after(row, Answer("use", members(row)[0], reason="the law"))
    assert lines == [{"of": ["keeper"]}, {"of": ["warden"], "drop": True}]
    with pytest.raises(PersonacError, match="needs a reason"):
        after(row, Answer("use", members(row)[0]))


def test_edit_gives_the_line_a_text_on_one_line(after: After, item: Find) -> None:
    assert after(item(COAST), Answer("edit", text="Call\n the guard "))[0]["text"] == "Call the guard"


def test_edit_asks_which_of_several_lines_is_meant(after: After, item: Find) -> None:
    row = item(LOG)
    with pytest.raises(PersonacError, match="several lines"):
        after(row, Answer("edit", text="x"))
    assert after(row, Answer("edit", members(row)[1], text="x"))[1]["text"] == "x"


def test_drop_takes_the_line_of_the_member_or_all(after: After, item: Find) -> None:
    row = item(LOG)
    one = after(row, Answer("drop", members(row)[0], reason="old"))
    assert [line.get("drop", False) for line in one] == [True, False]
    both = after(row, Answer("drop", reason="old"))
    assert [line.get("drop", False) for line in both] == [True, True]


def test_move_gives_the_line_a_section(after: After, item: Find) -> None:
    assert after(item(COAST), Answer("move", section=("Stairs",)))[0]["section"] == ("Stairs",)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Answer("edit"), "needs a text"),
        (Answer("drop"), "needs a reason"),
        (Answer("move"), "needs a section"),
        (Answer("move", section=(" ",)), "needs a section"),
        (Answer("use"), "name a bullet"),
        (Answer("different", "nobody:1"), "no bullet 'nobody:1'"),
    ],
)
def test_answers_that_lack_something_are_refused(
    after: After, item: Find, answer: Answer, message: str
) -> None:
    with pytest.raises(PersonacError, match=message):
        after(item(COAST), answer)


def test_an_earlier_wording_stays_with_its_line(session: Session, after: After, item: Find) -> None:
    session.decide(item(COAST).key, Answer("edit", text="Call for help"))
    assert after(item("Call"), Answer("accept"))[0]["text"] == "Call for help"
    assert "text" not in after(item("Call"), Answer("both"))[0]


def fold(session: Session, item: Find) -> tuple[Compilation, ReviewRow]:
    """A build in which the log of the warden is folded into that of the keeper."""
    compilation, row = session.snapshot().compilation, item(LOG)
    broad, narrow = (compilation.cluster_of[compilation.position_of[one]] for one in members(row))
    folded = replace(compilation, folded=MappingProxyType({narrow: broad}))
    return folded, ReviewRow(row.key, "folds", "undecided", (tuple(members(row)),))


def test_an_accepted_fold_is_one_line_with_the_broad_wording(session: Session, item: Find) -> None:
    (line,) = shown(*fold(session, item), Answer("accept"))
    assert line == {"of": ["keeper", "warden"], "text": "Keep the log of ships for 30 days"}


def test_both_sides_of_a_fold_are_kept(session: Session, item: Find) -> None:
    assert shown(*fold(session, item), Answer("both")) == [{"of": ["keeper"]}, {"of": ["warden"]}]


def test_what_is_left_out_can_be_accepted_or_dropped_only(session: Session, item: Find) -> None:
    compilation = session.snapshot().compilation
    row = ReviewRow("0" * 12, "left_out", "undecided", item(COAST).groups)
    assert shown(compilation, row, Answer("accept")) == [{"of": ["keeper", "warden"], "drop": True}]
    with pytest.raises(PersonacError, match="the build leaves it out"):
        shown(compilation, row, Answer("both"))
