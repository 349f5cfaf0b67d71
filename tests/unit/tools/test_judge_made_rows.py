from __future__ import annotations

from tools.judge_made_rows import MADE, with_made_rows
from tools.judge_rows import ALWAYS, Row, Side


def _row(number: int, scope: str = "") -> Row:
    left, right = (f"Write test {number} of {name}" for name in ("one", "two"))
    above = f"{scope}: " if scope else ""
    return Row("hard", "p1", 0, "act", Side(above + left, left), Side(above + right, right), 1.0, 1.0)


def test_made_rows_are_added_to_those_given_and_are_the_same_for_a_seed() -> None:
    rows = [_row(number, "Rules") for number in range(100)]
    made = with_made_rows(rows, 3)
    assert made[:100] == rows
    assert {(row.source, row.fold) for row in made[100:]} == {(MADE, ALWAYS)}
    assert made == with_made_rows(rows, 3) != with_made_rows(rows, 4)


def test_copies_are_the_same_words_below_two_headings() -> None:
    copies = [row for row in with_made_rows([_row(n) for n in range(100)], 0) if row.kind == "copy"]
    assert copies
    for row in copies:
        assert row.same == 1
        assert row.left.bare == row.right.bare
        assert row.left.shown != row.right.shown
        assert all(side.shown.endswith(f": {side.bare}") for side in row.sides)
        assert all(len(side.shown.partition(":")[0]) > 1 for side in row.sides)  # a heading, no letter of one


def test_unrelated_texts_of_different_rows_are_different() -> None:
    made = with_made_rows([_row(n) for n in range(100)], 0)
    unrelated = [row for row in made if row.kind == "unrelated"]
    assert unrelated
    assert all(row.same == (row.left.bare == row.right.bare) for row in unrelated)
    assert any(len(side.bare.split()) < 5 for row in unrelated for side in row.sides)


def test_some_pairs_without_headings_get_one_and_no_heading_is_replaced() -> None:
    bare, headed = [_row(n) for n in range(200)], [_row(n, "Never") for n in range(200)]
    given = with_made_rows(bare, 0)[:200]
    changed = [row for row in given if row.left.shown != row.left.bare]
    assert 40 < len(changed) < 160
    for row in changed:
        left, right = (side.shown.removesuffix(f": {side.bare}") for side in row.sides)
        assert left == right
    assert with_made_rows(headed, 0)[:200] == headed
