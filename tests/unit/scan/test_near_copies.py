"""Near copies: proposed by signatures, verified by their terms."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from personac.scan.near_copies import (
    BANDS,
    NEAR,
    PAIRS,
    candidate_pairs,
    minhash,
    signed,
    similarities,
    units_of,
    verified,
)
from personac.scan.reading import UNITS
from personac.scan.tables import Lists, Table, numbers, row_tuples, rows_with

SETS = st.lists(st.frozensets(st.integers(0, 12), max_size=8), min_size=1, max_size=20)


def units(*texts: set[int], scope: int = 0) -> Table:
    scopes = np.full(len(texts), scope, np.uint64)
    return UNITS.table(
        np.arange(1, len(texts) + 1, dtype=np.uint64), scopes, Lists.of(list(map(sorted, texts)))
    )


def near_pairs(table: Table) -> list[tuple[int, int]]:
    signed_units, bands = signed(table)
    return row_tuples(verified(candidate_pairs(bands), signed_units))


@given(SETS)
def test_the_similarity_is_that_of_jaccard(sets: list[frozenset[int]]) -> None:
    terms = Lists.of([sorted(one) for one in sets])
    first, second = np.divmod(np.arange(len(sets) ** 2), len(sets))
    expected = [
        len(sets[a] & sets[b]) / max(len(sets[a] | sets[b]), 1) for a, b in zip(first, second, strict=True)
    ]
    found = similarities(terms, first, second)
    assert [value >= NEAR for value in found] == [value >= NEAR for value in expected]
    assert np.allclose([own for own in found if own >= NEAR], [own for own in expected if own >= NEAR])


def test_texts_that_differ_in_one_of_ten_words_are_near_copies() -> None:
    words = set(range(10))
    assert near_pairs(units(words, words - {3} | {99}, {50, 51, 52})) == [(1, 2)]


def test_the_same_words_in_another_scope_are_no_near_copies() -> None:
    above, below = units({1, 2, 3}, scope=1), units({1, 2, 3}, scope=2)
    table = UNITS.table(
        np.array([1, 2], np.uint64), np.array([1, 2], np.uint64), Lists.of([[1, 2, 3], [1, 2, 3]])
    )
    assert above.num_rows == below.num_rows == 1
    assert near_pairs(table) == []


def test_units_without_terms_have_no_bands() -> None:
    table, bands = signed(units(set(), set()))
    assert (table.num_rows, bands.num_rows) == (2, 0)
    assert near_pairs(UNITS.empty()) == []


def test_a_unit_of_several_partitions_is_kept_once() -> None:
    twice = UNITS.table(np.array([4, 4], np.uint64), np.zeros(2, np.uint64), Lists.of([[1], [1]]))
    assert signed(twice)[0].num_rows == 1


def test_nearly_all_pairs_of_similarity_seven_tenths_are_proposed() -> None:
    source = random.Random(7)  # noqa: S311 - only a shuffle
    texts = [set(source.sample(range(9_000), 17)) for _ in range(400)]
    copies = [set(sorted(text)[3:]) | {9_000 + at * 3 + n for n in range(3)} for at, text in enumerate(texts)]
    found = set(near_pairs(units(*texts, *copies)))  # 14 of 20 words are common: 0.7
    assert len(found & {(at, at + 400) for at in range(1, 401)}) >= 392


def test_signatures_do_not_depend_on_the_other_texts() -> None:
    alone = minhash(Lists.of([[5, 6, 7]]), 8)
    together = minhash(Lists.of([[1], [5, 6, 7], [2, 3]]), 8)
    assert alone[0].tolist() == together[1].tolist()


def test_units_are_found_among_those_of_a_partition() -> None:
    pairs = PAIRS.table(np.array([1, 1], np.uint64), np.array([2, 9], np.uint64))
    table = units({1}, {2}, {3})
    assert numbers(rows_with(table, "unit", units_of(pairs)), "unit").tolist() == [1, 2]
    assert rows_with(UNITS.empty(), "unit", units_of(pairs)).num_rows == 0


def test_no_bands_give_no_pairs() -> None:
    assert candidate_pairs(BANDS.empty()).num_rows == 0
    assert verified(PAIRS.empty(), UNITS.empty()).num_rows == 0
