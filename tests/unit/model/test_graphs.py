from __future__ import annotations

from personac.model.graphs import components


def test_components_are_sorted_and_ordered_by_first_node() -> None:
    assert components([4, 3, 2, 1, 0], [(4, 1), (1, 3), (2, 0)]) == ((0, 2), (1, 3, 4))


def test_nodes_of_edges_are_included() -> None:
    assert components([], [(2, 1)]) == ((1, 2),)
    assert components([], []) == ()
