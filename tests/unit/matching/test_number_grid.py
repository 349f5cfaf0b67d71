from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from personac.matching.number_grid import distinct, on_grid, ratio, unit_length


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
