"""Aligned figures: sums that do not depend on order, alignment, ranks, groups."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from personac.matching.average_linkage import partition
from personac.matching.fixed_point import distinct, on_grid, ratio, unit_length
from personac.matching.pair_features import density, persona_ranks
from personac.matching.similarity import blocks, dot, token_set


@given(st.lists(st.floats(-8, 8), min_size=1, max_size=60), st.randoms())
def test_sums_of_products_on_the_grid_do_not_depend_on_order(values: list[float], random: object) -> None:
    order = list(range(len(values)))
    random.shuffle(order)  # type: ignore[attr-defined]
    row = on_grid(np.array(values))
    assert float(row @ row) == float(row[order] @ row[order])


@given(st.lists(st.integers(-9, 9)))
def test_distinct_values_are_sorted_each_once(values: list[int]) -> None:
    assert distinct(np.array(values, dtype=np.int64)).tolist() == sorted(set(values))


def test_rows_of_zeros_stay() -> None:
    assert unit_length(np.array([[3.0, 4.0], [0.0, 0.0]])).round(4).tolist() == [[0.6, 0.8], [0, 0]]
    assert ratio(np.array([0.0, 1.0]), np.array([0.0, 4.0])).tolist() == [0, 0.25]


def test_ranks_count_the_better_ones_of_the_other_persona() -> None:
    i, j, base = np.array([0, 0, 0]), np.array([1, 2, 3]), np.array([0.9, 0.5, 0.5])
    forth, back = persona_ranks(i, j, base, np.array([0, 1, 1, 1]))
    assert (forth.tolist(), back.tolist()) == ([0, 1, 1], [0, 0, 0])
    nothing = np.zeros(0, dtype=np.int64)
    assert len(persona_ranks(nothing, nothing, np.zeros(0), np.array([0]))[0]) == 0
    assert density(i, j, base, 4).argmax() == 0


def test_pairs_of_rows() -> None:
    rows = sparse.csr_matrix(np.array([[1.0, 2.0], [0.0, 3.0]]))
    assert dot(rows, rows, np.array([0, 1]), np.array([1, 1])).tolist() == [6, 9]


def test_blocks_leave_no_pair_out() -> None:
    assert [at for part in blocks(100_001, 5) for at in range(100_001)[part]] == list(range(100_001))
    assert len({part.stop - part.start for part in blocks(100_001, 5)}) == 1
    assert [part.stop - part.start for part in blocks(2, 1e9)] == [1, 1]
    rows = sparse.csr_matrix(np.eye(3) * [1, 2, 3])
    i = np.arange(100_001) % 3
    assert dot(rows, rows, i, i).sum() == (rows.data**2)[i].sum()


def test_strings() -> None:
    assert token_set(["a b", "a"], ["b a", "z"]).tolist() == [1, 0]


def test_parts_hold_links_and_bars() -> None:
    scores = {(0, 1): 0.9, (1, 2): 0.9, (4, 5): 0.2}
    found = partition(range(6), scores, 0.4, {(2, 3)}, {(0, 1), (0, 5)})
    assert found == ((0,), (1, 2, 3), (4,), (5,))
    assert partition([], {}, 0.5) == ()
