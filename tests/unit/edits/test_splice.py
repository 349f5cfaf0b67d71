from __future__ import annotations

from personac.edits.edit_propagation import Change, in_order, spliced

LINES = (b"0", b"1", b"2", b"3")


def test_changes_are_put_in_on_either_side() -> None:
    changes = in_order([Change(3, 4, (), (b"d",)), Change(0, 1, (b"x",), (b"a",)), Change(2, 2, (), (b"n",))])
    assert spliced(LINES, changes) == b"x12"
    assert spliced(LINES, changes, is_edited=True) == b"a1n2d"
    assert spliced(LINES, ()) == b"0123"


def test_of_two_that_overlap_the_first_counts() -> None:
    first, second = Change(0, 2, (), (b"a",)), Change(1, 3, (), (b"b",))
    assert in_order([second, first]) == (first,)
