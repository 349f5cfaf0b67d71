from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.edits.hand_edit import LineEdits, Region, find_edit, line_edits

LINES = st.lists(
    st.sampled_from([b"- one rule\n", b"- two rules\n", b"\n", b"## Title\n", b"- one\n"]), max_size=8
)


def by_line(original: bytes, edited: bytes) -> LineEdits:
    return line_edits(find_edit(original, edited))


def test_regions_are_the_differences() -> None:
    edit = find_edit(b"a\nb\nc\n", b"a\nB\nc\nd\n")
    assert edit.regions == (Region(1, 2, 1, 2), Region(3, 3, 3, 4))
    assert find_edit(b"a\n", b"a\n").regions == ()


def test_equal_numbers_of_lines_are_paired_by_position() -> None:
    edits = by_line(b"a\nb\nc\n", b"a\nX\nY\n")
    assert edits.changed == {1: (b"X\n",), 2: (b"Y\n",)}
    assert edits.inserted == {}
    assert edits.shown == {1: 1, 2: 2}


def test_other_numbers_of_lines_are_paired_by_similarity() -> None:
    edits = by_line(
        b"- keep the oil dry\n- wind the clock at dusk\n",
        b"- a new rule\n- wind the clock at dawn\n- something else\n",
    )
    assert edits.changed == {0: (), 1: (b"- wind the clock at dawn\n",)}
    assert edits.inserted == {1: (0, 1), 2: (2, 3)}
    assert edits.shown == {0: 0, 1: 1}


def test_removed_lines() -> None:
    edits = by_line(b"a\nb\nc\nd\n", b"a\nd\n")
    assert (edits.changed, edits.inserted, edits.shown) == ({1: (), 2: ()}, {}, {1: 1, 2: 1})


def test_long_regions_are_paired_in_order() -> None:
    old = b"".join(b"- rule %d\n" % number for number in range(150))
    new = b"".join(b"+ edit %d\n" % number for number in range(149))
    edits = by_line(old, new)
    assert edits.changed[0] == (b"+ edit 0\n",)
    assert edits.changed[149] == ()


@given(old=LINES, new=LINES)
def test_line_edits_give_the_edited_file(old: list[bytes], new: list[bytes]) -> None:
    edit = find_edit(b"".join(old), b"".join(new))
    edits = line_edits(edit)
    written: list[bytes] = []
    for place in range(len(edit.original) + 1):
        start, end = edits.inserted.get(place, (0, 0))
        written += edit.edited[start:end]
        if place < len(edit.original):
            written += edits.changed.get(place, (edit.original[place],))
    assert written == new
    assert set(edits.changed) == set(edits.shown)


@pytest.mark.parametrize(("a", "b"), [(b"", b"x\n"), (b"x\n", b""), (b"", b"")])
def test_empty_sides(a: bytes, b: bytes) -> None:
    assert len(find_edit(a, b).regions) == int(a != b)
