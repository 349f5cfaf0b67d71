"""Only components of strong scores are looked at, and guards asked late: the groups are the same."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from personac.passes.matching.linkage import Edge, average_linkage
from personac.passes.matching.partition import Groups, Partition, partition

_SIZE = 9
_EDGES = st.sampled_from(list(combinations(range(_SIZE), 2)))
_SCORES = st.dictionaries(_EDGES, st.integers(0, 20).map(lambda n: n / 20), max_size=25)
_THRESHOLDS = st.sampled_from([0.0, 0.3, 0.35, 0.5, 1.0])


@given(_SCORES, _THRESHOLDS, st.frozensets(_EDGES, max_size=5))
def test_the_groups_are_those_of_one_linkage_over_everything(
    scores: dict[Edge, float], threshold: float, apart: frozenset[Edge]
) -> None:
    alone = [(node,) for node in range(_SIZE)]
    assert partition(range(_SIZE), scores, threshold, apart=apart) == average_linkage(
        alone, scores, threshold, sorted(apart)
    )


@given(_SCORES, _THRESHOLDS, st.frozensets(_EDGES, max_size=8), st.frozensets(_EDGES, max_size=3))
def test_late_constraints_equal_early_ones(
    scores: dict[Edge, float], threshold: float, apart: frozenset[Edge], together: frozenset[Edge]
) -> None:
    def objections(groups: Groups) -> Sequence[Edge]:
        inside = {edge for group in groups for edge in combinations(group, 2)}
        linked = {edge for group in _linked(together) for edge in combinations(group, 2)}
        return sorted((inside & apart) - linked)

    late = Partition(threshold, together).groups(range(_SIZE), scores, objections)
    early = frozenset(apart) - {edge for group in _linked(together) for edge in combinations(group, 2)}
    assert late == partition(range(_SIZE), scores, threshold, together, early)


def _linked(together: frozenset[Edge]) -> Groups:
    return partition(range(_SIZE), {}, 1.0, together)
