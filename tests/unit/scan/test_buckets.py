"""Buckets: all pairs of those with one key, a star and a chain where there are many."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from personac.scan.buckets import pairs_within


def found(buckets: list[int], hot: int) -> set[tuple[int, int]]:
    pairs = pairs_within(np.array(sorted(buckets), np.uint64), hot)
    return set(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True))


@given(st.lists(st.integers(0, 6), max_size=40))
def test_members_of_a_bucket_are_paired_and_no_others(buckets: list[int]) -> None:
    buckets.sort()
    places = range(len(buckets))
    assert found(buckets, 40) == {(a, b) for a, b in combinations(places, 2) if buckets[a] == buckets[b]}


def test_a_hot_bucket_is_a_star_and_a_chain() -> None:
    assert found([3] * 5, 4) == {(0, 1), (0, 2), (0, 3), (0, 4), (1, 2), (2, 3), (3, 4)}


@given(st.integers(2, 300))
def test_a_hot_bucket_has_fewer_than_two_pairs_for_each_member(size: int) -> None:
    pairs = pairs_within(np.zeros(size, np.uint64), 1)
    assert len(pairs.first) < 2 * size
    assert set(pairs.size.tolist()) == {size}
    assert max(Counter(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)).values()) == 1
