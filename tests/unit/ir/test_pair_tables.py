"""Tables of pairs behave as the pairs that they stand for."""

from __future__ import annotations

from array import array

from personac.ir import (
    Pair,
    PairTable,
    ScoredPair,
    ScoredTable,
    Telling,
    among,
    at_least,
    edges_among,
    edges_at_least,
    telling,
    with_more,
)
from personac.ir.pair_tables import UNTOLD

PAIRS = PairTable(array("q", [0, 0, 1]), array("q", [1, 2, 3]))
KNOWN = telling({"topic": 0.5}, ("a reason",))
TABLE = ScoredTable(PAIRS, array("d", [0.9, 0.1, 0.4]), array("q", [0, UNTOLD, 7]), lambda _: KNOWN)
LIST = (
    ScoredPair(Pair(0, 1), 0.9, KNOWN),
    ScoredPair(Pair(0, 2), 0.1),
    ScoredPair(Pair(1, 3), 0.4, KNOWN),
)


def test_pairs_come_in_order() -> None:
    assert list(PAIRS) == [Pair(0, 1), Pair(0, 2), Pair(1, 3)]
    assert len(PAIRS) == 3
    assert Pair(1, 3) in PAIRS
    assert Pair(1, 2) not in PAIRS


def test_a_table_is_its_scored_pairs() -> None:
    assert tuple(TABLE) == LIST
    assert TABLE == LIST
    assert LIST[1:] != TABLE
    assert len(TABLE) == 3
    assert LIST[2] in TABLE
    assert ScoredPair(Pair(1, 3), 0.5) not in TABLE
    assert hash(TABLE) == hash(ScoredTable(PAIRS, TABLE.scores, TABLE.told, TABLE.tell))


def test_pairs_are_chosen_by_score_and_by_place() -> None:
    for scored in (TABLE, LIST):
        assert list(at_least(scored, 0.4)) == [LIST[0], LIST[2]]
        assert list(among(scored, (0, 5, 0, 5))) == [LIST[1], LIST[2]]


def test_the_same_is_told_in_numbers() -> None:
    later = with_more(TABLE, {Pair(2, 3): ScoredPair(Pair(2, 3), 0.7)})
    for scored in (TABLE, LIST):
        assert list(edges_at_least(scored, 0.4)) == [(0, 1, 0.9), (1, 3, 0.4)]
        assert list(edges_among(scored, (0, 5, 0, 5))) == [(0, 2, 0.1), (1, 3, 0.4)]
    assert list(edges_at_least(later, 0.5)) == [(0, 1, 0.9), (2, 3, 0.7)]
    assert list(edges_among(later, (0, 1, 2, 2))) == [(2, 3, 0.7)]


def test_what_was_scored_later_stands_in_place_of_what_was_there() -> None:
    later = ScoredPair(Pair(1, 2), 0.8)
    instead = {Pair(0, 2): later, Pair(2, 3): ScoredPair(Pair(2, 3), 0.2)}
    for scored in (TABLE, LIST):
        found = with_more(scored, instead)
        assert sorted(found, key=lambda own: own.pair) == [LIST[0], later, LIST[2], instead[Pair(2, 3)]]
        assert len(found) == 4
        assert later in list(at_least(found, 0.5))
        assert list(among(found, (0, 1, 1, 0))) == [later]
        assert with_more(scored, {}) == scored


def test_reasons_are_worked_out_once_and_when_asked() -> None:
    asked = []

    def tell() -> tuple[dict[str, float], tuple[str, ...]]:
        asked.append(1)
        return {"topic": 0.5}, ("a reason",)

    scored = ScoredPair(Pair(0, 1), 0.9, Telling(tell))
    assert not asked
    assert (scored.reasons, scored.features, scored.reasons) == (("a reason",), {"topic": 0.5}, ("a reason",))
    assert len(asked) == 1
    assert scored == LIST[0]
    assert hash(scored) == hash(LIST[0])
    assert scored != ScoredPair(Pair(0, 1), 0.9)
    assert scored.telling != "a reason"
