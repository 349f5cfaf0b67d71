"""Average linkage, compared with scipy; components and late constraints, compared with one whole run."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, linkage

from personac.matching.average_linkage import Edge, Groups, Partition, average_linkage

_FEW = settings(max_examples=100, deadline=None)


def _alone(count: int) -> list[tuple[int, ...]]:
    return [(node,) for node in range(count)]


def _complete(count: int, seed: int) -> dict[Edge, float]:
    """A score for every pair; random floats are never tied."""
    draw = random.Random(seed)  # noqa: S311 - reproducible data, no secret
    return {edge: draw.random() for edge in combinations(range(count), 2)}


@_FEW
@given(count=st.integers(2, 12), seed=st.integers(0, 10**6), threshold=st.floats(0.05, 0.95))
def test_on_complete_graphs_scipy_agrees(count: int, seed: int, threshold: float) -> None:
    scores = _complete(count, seed)
    tree = linkage(np.array([1 - scores[edge] for edge in sorted(scores)]), method="average")
    labels = fcluster(tree, 1 - threshold, criterion="distance")
    expected: dict[int, list[int]] = {}
    for node, label in enumerate(labels.tolist()):
        expected.setdefault(label, []).append(node)
    assert average_linkage(_alone(count), scores, threshold) == tuple(
        sorted(tuple(group) for group in expected.values())
    )


_graphs = st.integers(2, 10).flatmap(
    lambda count: st.tuples(
        st.just(count),
        st.dictionaries(
            st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda e: e[0] < e[1]),
            st.sampled_from((0.0, 0.2, 0.5, 0.8, 1.0)),
        ),
        st.sets(
            st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda e: e[0] < e[1])
        ),
        st.randoms(use_true_random=False),
    )
)


@_FEW
@given(graph=_graphs, threshold=st.sampled_from((0.0, 0.3, 0.5, 1.0)))
def test_links_hold_and_the_order_of_input_does_not_matter(
    graph: tuple[int, Mapping[Edge, float], set[Edge], random.Random], threshold: float
) -> None:
    count, scores, apart, shuffler = graph
    groups = [(0, count - 1), *((n,) for n in range(1, count - 1))]
    apart -= {(0, count - 1)}
    result = average_linkage(groups, scores, threshold, sorted(apart))
    assert sorted(node for group in result for node in group) == list(range(count))
    assert any({0, count - 1} <= set(group) for group in result)
    assert not any(a in group and b in group for a, b in apart for group in result)
    shuffled, edges, kept = groups[:], list(scores.items()), list(apart)
    for some in (shuffled, edges, kept):
        shuffler.shuffle(some)
    backwards = [(b, a) for a, b in kept]
    assert average_linkage(shuffled, dict(edges), threshold, backwards) == result


@_FEW
@given(graph=_graphs)
def test_a_higher_threshold_never_ends_with_fewer_groups(
    graph: tuple[int, Mapping[Edge, float], set[Edge], random.Random],
) -> None:
    count, scores, _, _ = graph
    sizes = [len(average_linkage(_alone(count), scores, t)) for t in (0.3, 0.5, 0.9)]
    assert sizes == sorted(sizes)


def test_it_does_not_chain() -> None:
    scores = {(0, 1): 0.9, (1, 2): 0.8, (2, 3): 0.9}
    assert average_linkage(_alone(4), scores, 0.5) == ((0, 1), (2, 3))


def test_pairs_without_a_score_count_as_zero() -> None:
    scores = {(0, 1): 1.0, (1, 2): 0.9}
    assert average_linkage(_alone(3), scores, 0.45) == ((0, 1, 2),)
    assert average_linkage(_alone(3), scores, 0.46) == ((0, 1), (2,))


def test_the_threshold_itself_joins() -> None:
    assert average_linkage(_alone(2), {(0, 1): 0.5}, 0.5) == ((0, 1),)


def test_ties_go_to_the_pair_that_comes_first() -> None:
    assert average_linkage(_alone(3), {(0, 2): 0.6, (1, 2): 0.6}, 0.5) == ((0, 2), (1,))


def test_a_cannot_link_holds_through_other_nodes() -> None:
    scores = dict.fromkeys(combinations(range(4), 2), 1.0)
    result = average_linkage(_alone(4), scores, 0.1, [(0, 3)])
    assert result == ((0, 1, 2), (3,))


def test_a_pair_inside_a_group_changes_nothing() -> None:
    assert average_linkage([(0, 1), (2,)], {(0, 1): 0.0}, 0.5, [(0, 1)]) == ((0, 1), (2,))


@pytest.mark.parametrize("threshold", [0.0, 1.0])
def test_nothing_in_nothing_out(threshold: float) -> None:
    assert average_linkage([], {}, threshold) == ()


_SIZE = 9
_EDGES = st.sampled_from(list(combinations(range(_SIZE), 2)))
_SCORES = st.dictionaries(_EDGES, st.integers(0, 20).map(lambda n: n / 20), max_size=25)
_THRESHOLDS = st.sampled_from([0.0, 0.3, 0.35, 0.5, 1.0])


@given(_SCORES, _THRESHOLDS, st.frozensets(_EDGES, max_size=5))
def test_the_groups_are_those_of_one_linkage_over_everything(
    scores: dict[Edge, float], threshold: float, apart: frozenset[Edge]
) -> None:
    alone = [(node,) for node in range(_SIZE)]
    groups = Partition(threshold, apart).groups(range(_SIZE), scores)
    assert groups == average_linkage(alone, scores, threshold, sorted(apart))


@given(_SCORES, _THRESHOLDS, st.frozensets(_EDGES, max_size=8))
def test_late_constraints_equal_early_ones(
    scores: dict[Edge, float], threshold: float, apart: frozenset[Edge]
) -> None:
    def objections(groups: Groups) -> Sequence[Edge]:
        return sorted({edge for group in groups for edge in combinations(group, 2)} & apart)

    late = Partition(threshold).groups(range(_SIZE), scores, objections)
    assert late == Partition(threshold, apart).groups(range(_SIZE), scores)


def test_a_partition_of_nothing_is_empty() -> None:
    assert Partition(0.5).groups([], {}) == ()
