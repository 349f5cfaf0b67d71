from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personac.outline.consensus_order import consensus, merge_sequences


@pytest.mark.parametrize(
    ("sequences", "merged"),
    [
        ([], ""),
        (["", "ab"], "ab"),
        (["abc", "ab"], "abc"),
        (["abc", "axc"], "axbc"),
        (["bc", "abc"], "abc"),
        (["abc", "xb"], "axbc"),
        (["abc", "xa"], "xabc"),
        (["abc", "xyz"], "abcxyz"),
        (["abc", "cba"], "abc"),
        (["aab", "b"], "ab"),
        (["ab", "abc", "bd"], "abdc"),
    ],
)
def test_sequences_are_woven(sequences: list[str], merged: str) -> None:
    assert "".join(merge_sequences(sequences)) == merged


@settings(max_examples=100, deadline=None)
@given(order=st.permutations("abcdefgh"), data=st.data())
def test_sources_that_agree_each_keep_their_order(order: list[str], data: st.DataObject) -> None:
    subsets = data.draw(st.lists(st.sets(st.sampled_from(order)), max_size=4))
    sequences = [[letter for letter in order if letter in subset] for subset in subsets]
    merged = merge_sequences(sequences)
    assert sorted(merged) == sorted({letter for sequence in sequences for letter in sequence})
    if sequences:
        longest = max(sequences, key=len)
        assert [letter for letter in merged if letter in longest] == longest


@settings(max_examples=100, deadline=None)
@given(sequences=st.lists(st.text(alphabet="abcdef", max_size=6), max_size=4))
def test_merging_is_idempotent_and_keeps_every_element_once(sequences: list[str]) -> None:
    merged = merge_sequences(sequences)
    assert sorted(merged) == sorted(set("".join(sequences)))
    assert merge_sequences([merged]) == merged
    assert merge_sequences([merged, *sequences]) == merged


_sequences = st.lists(
    st.permutations(range(5)).flatmap(lambda p: st.integers(1, 5).map(lambda n: p[:n])), max_size=4
)


def _rank(node: int) -> int:
    return node


def violations(order: tuple[int, ...], sequences: list[list[int]]) -> int:
    place = {node: at for at, node in enumerate(order)}
    return sum(place[a] > place[b] for s in sequences for i, a in enumerate(s) for b in s[i + 1 :])


def test_no_sequences_give_an_empty_order() -> None:
    assert consensus([], [], _rank) == ()


def test_agreeing_orders_are_kept_and_ranks_break_ties() -> None:
    assert consensus([[3, 1], [1, 2], [0]], [], _rank) == (0, 3, 1, 2)


@settings(deadline=None)
@given(_sequences)
def test_no_other_order_has_fewer_violations(sequences: list[list[int]]) -> None:
    result = consensus(sequences, [], _rank)
    nodes = sorted({n for s in sequences for n in s})
    least = min(violations(order, sequences) for order in permutations(nodes))
    assert sorted(result) == nodes
    assert violations(result, sequences) == least


@settings(deadline=None)
@given(_sequences, st.permutations(range(5)))
def test_fixed_elements_keep_their_order(sequences: list[list[int]], fixed: list[int]) -> None:
    result = consensus(sequences, fixed, _rank)
    assert [n for n in result if n in fixed] == list(fixed)


@settings(deadline=None)
@given(st.permutations(range(20)))
def test_one_order_is_kept(order: list[int]) -> None:
    assert consensus([order], [], _rank) == tuple(order)


def test_an_even_contradiction_goes_by_rank() -> None:
    assert consensus([[2, 1], [1, 2]], [], _rank) == (1, 2)
    assert consensus([[2, 1], [1, 2], [2, 1]], [], _rank) == (2, 1)


def test_of_equally_good_orders_the_first_by_rank_is_taken() -> None:
    assert consensus([[0, 1], [1, 2], [2, 0]], [], _rank) == (0, 1, 2)
    assert consensus([[0, 1], [1, 2], [2, 0]], [], lambda node: -node) == (2, 0, 1)


def test_elements_around_a_barred_pair_keep_their_order() -> None:
    assert consensus([[0, 3, 1, 4]], [1, 3], _rank) == (0, 1, 3, 4)


def _long(extra: list[list[int]]) -> list[list[int]]:
    return [list(range(30)), list(range(30)), *extra]


def test_long_cycles_are_ordered_by_net_votes() -> None:
    sequences = _long([[29, 0]])
    assert consensus(sequences, [], _rank) == tuple(range(30))
    backwards = [list(range(30)), list(reversed(range(30))), list(reversed(range(30)))]
    assert consensus(backwards, [], _rank) == tuple(reversed(range(30)))


def test_fixed_elements_of_long_cycles_keep_their_order() -> None:
    result = consensus(_long([[29, 0]]), [20, 10, 5], _rank)
    assert [n for n in result if n in {5, 10, 20}] == [20, 10, 5]
    assert sorted(result) == list(range(30))


def test_a_long_cycle_without_a_majority_goes_by_rank() -> None:
    order = [*range(10, 30), *range(10)]
    assert consensus([order, order[::-1]], [], _rank) == tuple(range(30))
