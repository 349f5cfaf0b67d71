from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from personac.emit.line_diff import IndexedLines, PatienceMatcher, line_opcodes

lines = st.lists(st.sampled_from([b"\n", b"a\n", b"b\n", b"c\n", b"d\n"]), max_size=30)


def test_positions_within_bounds() -> None:
    indexed = IndexedLines([b"x\n", b"\n", b"x\n", b"x\n"])
    assert list(indexed.positions(b"x\n", 0, 4)) == [0, 2, 3]
    assert list(indexed.positions(b"x\n", 1, 3)) == [2]
    assert list(indexed.positions(b"y\n", 0, 4)) == []


@given(lines, lines)
def test_opcodes_turn_one_side_into_the_other(old: list[bytes], new: list[bytes]) -> None:
    rebuilt: list[bytes] = []
    for tag, a, a_end, b, b_end in line_opcodes(old, new):
        if tag == "equal":
            assert old[a:a_end] == new[b:b_end]
        rebuilt += new[b:b_end]
    assert rebuilt == new


@given(lines, lines, st.lists(st.integers(0, 30), max_size=10))
def test_unmatched_old_lines_change_no_match(old: list[bytes], new: list[bytes], gaps: list[int]) -> None:
    """However many neighbours they have."""
    few, many = list(old), list(old)
    for gap in sorted((gap for gap in set(gaps) if gap <= len(old)), reverse=True):
        few[gap:gap] = [b"old\n"]
        many[gap:gap] = [b"old\n"] * 7
    assert _matched_lines(few, new) == _matched_lines(many, new)


def _matched_lines(old: list[bytes], new: list[bytes]) -> list[tuple[int, bytes]]:
    blocks = PatienceMatcher(IndexedLines(old), new).get_matching_blocks()
    return [(block.b + k, old[block.a + k]) for block in blocks for k in range(block.size)]


def test_gaps_with_too_many_equal_pairs_are_replaced_as_a_whole() -> None:
    old, new = [b"x\n", b"y\n"] * 1_000, [b"y\n", b"x\n", b"z\n"] * 1_000
    assert [tag for tag, *_ in line_opcodes(old, new)] == ["replace"]
