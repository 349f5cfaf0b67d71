"""Components: named by their least key, the same however their edges are divided."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from personac.scan.components import FOREST, folded, forest, roots_of
from personac.scan.near_copies import PAIRS
from personac.scan.tables import Table, row_tuples

EDGES = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15)), max_size=25)


def edges(pairs: list[tuple[int, int]]) -> Table:
    return PAIRS.table(np.array([a for a, _ in pairs], np.uint64), np.array([b for _, b in pairs], np.uint64))


@given(EDGES)
def test_a_component_is_named_by_its_least_key(pairs: list[tuple[int, int]]) -> None:
    components = nx.connected_components(nx.Graph(pairs))
    expected = {node: min(component) for component in components for node in component}
    assert dict(row_tuples(forest(edges(pairs)))) == expected


@given(EDGES, st.integers(0, 25))
def test_forests_of_parts_fold_into_that_of_all_edges(pairs: list[tuple[int, int]], cut: int) -> None:
    parts = [forest(edges(pairs[:cut])), FOREST.empty(), forest(edges(pairs[cut:]))]
    assert row_tuples(folded(parts)) == row_tuples(forest(edges(pairs)))
    assert row_tuples(folded(parts[::-1])) == row_tuples(folded(parts))


def test_a_key_without_edges_is_its_own_root() -> None:
    keys = np.array([1, 7, 9], np.uint64)
    assert roots_of(keys, forest(edges([(1, 9)]))).tolist() == [1, 7, 1]
    assert roots_of(keys, FOREST.empty()).tolist() == [1, 7, 9]
