from __future__ import annotations

from personac.model.graphs import components, cycles, first_order


def test_components_are_sorted_and_ordered_by_first_node() -> None:
    assert components([4, 3, 2, 1, 0], [(4, 1), (1, 3), (2, 0)]) == ((0, 2), (1, 3, 4))


def test_nodes_of_edges_are_included() -> None:
    assert components([], [(2, 1)]) == ((1, 2),)
    assert components([], []) == ()


def test_cycles_are_sorted_and_ordered_by_first_node() -> None:
    assert cycles([5, 4, 3, 2, 1], [(1, 3), (3, 1), (2, 4)]) == ((1, 3), (2,), (4,), (5,))


def test_of_possible_next_nodes_the_one_with_the_least_key_is_first() -> None:
    edges = [(3, 1), (1, 2), (3, 2)]
    assert first_order([0, 1, 2, 3], edges, lambda node: node) == (0, 3, 1, 2)
    assert first_order([0, 1, 2, 3], edges, lambda node: -node) == (3, 1, 2, 0)
    assert first_order([], [], lambda node: node) == ()
