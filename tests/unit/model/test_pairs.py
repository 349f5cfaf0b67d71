"""Tables of pairs behave as collections of their pairs."""

from __future__ import annotations

from array import array

from personac.model import Pair, PairTable, ScoredPair, ScoredTable
from tests.unit.helpers import scored_table

PAIRS = PairTable(array("i", [0, 0, 1]), array("i", [1, 2, 3]))
TABLE = ScoredTable(PAIRS, array("d", [0.9, 0.1, 0.4]))
LIST = (
    ScoredPair(Pair(0, 1), 0.9),
    ScoredPair(Pair(0, 2), 0.1),
    ScoredPair(Pair(1, 3), 0.4),
)


def test_pairs_are_in_order() -> None:
    assert list(PAIRS) == [Pair(0, 1), Pair(0, 2), Pair(1, 3)]
    assert len(PAIRS) == 3
    assert Pair(1, 3) in PAIRS
    assert Pair(1, 2) not in PAIRS


def test_a_table_equals_its_scored_pairs() -> None:
    assert tuple(TABLE) == LIST
    assert TABLE == LIST
    assert LIST[1:] != TABLE
    assert len(TABLE) == 3
    assert LIST[2] in TABLE
    assert ScoredPair(Pair(1, 3), 0.5) not in TABLE
    assert hash(TABLE) == hash(ScoredTable(PAIRS, TABLE.scores))


def test_pairs_are_chosen_by_score_and_by_place() -> None:
    assert list(TABLE.at_least(0.4)) == [LIST[0], LIST[2]]
    assert list(TABLE.among((0, 5, 0, 5))) == [LIST[1], LIST[2]]


def test_edges_are_the_numbers_of_the_pairs() -> None:
    later = TABLE.with_more({Pair(2, 3): ScoredPair(Pair(2, 3), 0.7)})
    assert list(TABLE.edges_at_least(0.4)) == [(0, 1, 0.9), (1, 3, 0.4)]
    assert list(TABLE.edges_among((0, 5, 0, 5))) == [(0, 2, 0.1), (1, 3, 0.4)]
    assert list(later.edges_at_least(0.5)) == [(0, 1, 0.9), (2, 3, 0.7)]
    assert list(later.edges_among((0, 1, 2, 2))) == [(2, 3, 0.7)]


def test_later_scores_replace_earlier_ones() -> None:
    later = ScoredPair(Pair(1, 2), 0.8)
    instead = {Pair(0, 2): later, Pair(2, 3): ScoredPair(Pair(2, 3), 0.2)}
    table = TABLE.with_more(instead)
    assert sorted(table, key=lambda own: own.pair) == [LIST[0], later, LIST[2], instead[Pair(2, 3)]]
    assert len(table) == 4
    assert later in list(table.at_least(0.5))
    assert list(table.among((0, 1, 1, 0))) == [later]
    assert TABLE.with_more({}) is TABLE


def test_an_empty_table_has_no_pairs() -> None:
    nothing = scored_table()
    assert (list(nothing), list(nothing.at_least(0.0)), list(nothing.among(()))) == ([], [], [])
