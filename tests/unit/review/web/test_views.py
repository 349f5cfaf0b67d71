"""Small pieces of the page: words that are put back, effects in words, lines around an item, answers."""

from __future__ import annotations

import pytest

from personac.report.report_schema import LineRow, ReviewRow
from personac.review.session import Effect
from personac.review.web.canonical_view import diff_rows, effect_words, lines_around
from personac.review.web.field_values import as_text
from personac.review.web.item_view import GroupView, ItemView
from personac.review.web.lost_words import with_word
from personac.review.web.possible_answers import FOCUSED, actions_of
from personac.review.web.queue_view import like, parts_of


@pytest.mark.parametrize(
    ("line", "source", "word", "put"),
    [
        (
            "Serve files through a proxy",
            "Serve files by nginx",
            "nginx",
            "Serve files through a proxy (nginx)",
        ),
        ("Serve files fast", "Serve files quickly", "quickly", "Serve files quickly fast"),
        ("Use a proxy.", "Use a proxy (nginx) first", "nginx", "Use a proxy nginx."),
        ("Trim it", "Gently trim it", "gently", "Trim it (Gently)"),
        ("Trim it", "Polish it", "absent", "Trim it (absent)"),
        ("Trim it", "", "absent", "Trim it (absent)"),
    ],
)
def test_a_word_goes_behind_the_one_before_it(line: str, source: str, word: str, put: str) -> None:
    assert with_word(line, source, word) == put


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        ((0, 0, 0, 0), "changes nothing"),
        ((1, 0, 9, 0), "+1 line, +9 tokens, nothing else moves"),
        ((1, 2, -1, 1), "+1 line, -2 lines, -1 token, 1 other line changes"),
        ((0, 1, 0, 3), "-1 line, 3 other lines change"),
    ],
)
def test_an_effect_in_words(effect: tuple[int, int, int, int], words: str) -> None:
    assert effect_words(Effect(*effect, ())) == words


def test_rows_of_a_diff_say_what_they_are() -> None:
    effect = Effect(1, 1, 0, 0, ((" ", "a"), ("-", "b"), ("+", "c"), ("@", "")))
    assert [(row.sign, row.words) for row in diff_rows(effect)] == [
        ("", ""), ("-", "removed"), ("+", "added"), ("\N{VERTICAL ELLIPSIS}", "elsewhere"),
    ]  # fmt: skip


def item(*own: int, field: str = "") -> ItemView:
    row = ReviewRow("abc", "sure", "undecided", (("a:1",),), field=field)
    groups = tuple(GroupView(line, "x", (), ()) for line in own)
    return ItemView(row, "x", groups, (), (), (), (), ())


LINES = tuple(LineRow(f"line {number}", "", ()) for number in range(1, 101))


def test_parts_of_a_long_canonical_are_told_apart() -> None:
    shown = [line.number for line in lines_around(LINES, item(20, 80))]
    assert shown == [0, *range(11, 30), 0, *range(71, 90)]
    assert [line.number for line in lines_around(LINES, item(1))] == list(range(1, 11))
    assert lines_around(LINES, item(0)) == ()
    assert [line.number for line in lines_around(LINES, item(field="tools"))] == list(range(1, 11))
    keyed = (*LINES[:3], LineRow("tools: Read", "", ()), *LINES[4:])
    assert [line.number for line in lines_around(keyed, item(field="tools")) if line.is_own] == [4]


def row(part: str, groups: int = 1, **other: object) -> ReviewRow:
    sides = tuple((f"a:{number}",) for number in range(groups))
    return ReviewRow("abc", part, "undecided", sides, **other)  # type: ignore[arg-type]


def answers(asked: ReviewRow, members: int) -> dict[str, tuple[str, int]]:
    return {action.key: (action.verb, action.member) for action in actions_of(asked, members)}


def test_answers_fit_the_item() -> None:
    assert answers(row("near_misses", 2), 2)["d"] == ("different", 0)
    assert answers(row("doubtful", 2), 3)["d"] == ("different", FOCUSED)
    assert answers(row("left_out"), 1) == {"a": ("accept", 0)}
    assert sorted(answers(row("contradictions", 2), 2)) == [*"12abemsx"]
    assert "d" not in answers(row("moves"), 1)
    assert "s" not in answers(row("sure"), 2)
    assert answers(row("front_matter", 0, field="tools"), 2) == {
        "a": ("accept", 0), "e": ("set", 0), "x": ("set", 0), "1": ("use", 1), "2": ("use", 2),
    }  # fmt: skip
    assert sorted(answers(row("sure"), 14)) == [*"123456789", *"abdemx"]


def test_every_answer_says_what_was_done() -> None:
    for part in ("sure", "contradictions", "near_misses", "front_matter"):
        actions = actions_of(row(part, 2, field="k" if part == "front_matter" else ""), 2)
        assert all(action.done for action in actions)
        assert [action.key for action in actions if not action.is_shown_ahead] in (["e"], ["e", "m"])


def test_parts_are_in_the_order_of_the_queue() -> None:
    rows = [row("sure"), row("stale"), ReviewRow("b", "sure", "decided", ())]
    assert [(part.part, part.undecided, part.total) for part in parts_of(rows)] == [
        ("stale", 1, 1),
        ("sure", 1, 2),
    ]


def test_nothing_is_like_what_is_not_there() -> None:
    assert like([], "abc") == []


def test_what_is_not_there_is_written_as_nothing() -> None:
    assert [as_text(value) for value in (None, "Read", ["Read"], True)] == ["", "Read", '["Read"]', "true"]
