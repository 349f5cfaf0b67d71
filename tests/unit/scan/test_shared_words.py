"""Words in common: counted for each pair, and less where everybody says them."""

from __future__ import annotations

import numpy as np

from personac.scan.components import FOREST
from personac.scan.reading import OCCURRENCES
from personac.scan.shared_words import CAP, FINE, LINKS, SAID, linked, said_by_root
from personac.scan.tables import Table, joined, row_tuples, summed


def said(*rows: tuple[int, int, int]) -> Table:
    return SAID.table(*(np.array(column) for column in zip(*rows, strict=True)))


def test_each_persona_counts_its_own_words_of_what_both_say() -> None:
    links = linked(said((1, 10, 4), (1, 20, 6), (2, 20, 9)))
    assert row_tuples(links) == [(10, 20, 4 * FINE, 6 * FINE, 4, 6)]


def test_near_copies_are_what_is_said_in_common() -> None:
    occurrences = OCCURRENCES.table(
        np.array([5, 6], np.uint64), np.array([10, 20], np.uint64), np.array([4, 4])
    )
    forest = FOREST.table(np.array([5, 6], np.uint64), np.array([5, 5], np.uint64))
    assert row_tuples(said_by_root(occurrences, forest)) == [(5, 10, 4), (5, 20, 4)]
    assert linked(said_by_root(occurrences, forest)).num_rows == 1


def test_what_everybody_says_counts_less() -> None:
    few = row_tuples(linked(said(*((1, one, 8) for one in range(CAP)))))
    many = row_tuples(linked(said(*((1, one, 8) for one in range(4 * CAP)))))
    assert few[0][2] == 8 * FINE
    assert many[0][2] == 2 * FINE


def test_copies_of_one_agent_stay_together_however_many_they_are() -> None:
    number = 200
    rows = [(line, content, 10) for line in range(3) for content in range(number)]
    pairs = {(a, b) for a, b, *_ in row_tuples(linked(said(*rows)))}
    assert {(at, at + 1) for at in range(number - 1)} <= pairs
    assert {(0, at) for at in range(1, number)} <= pairs


def test_links_of_partitions_add_up() -> None:
    parts = [linked(said((1, 10, 4), (1, 20, 6))), linked(said((2, 10, 1), (2, 20, 1))), LINKS.empty()]
    assert row_tuples(summed(joined(parts, LINKS), LINKS)) == [(10, 20, 5 * FINE, 7 * FINE, 5, 7)]


def test_nothing_said_gives_no_links() -> None:
    assert linked(SAID.empty()).num_rows == 0
    assert summed(LINKS.empty(), LINKS).num_rows == 0
