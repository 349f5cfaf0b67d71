from __future__ import annotations

import random

import numpy as np
import pytest

pytest.importorskip("pyarrow")

from bench.scan import shares
from bench.scan.brute_force import NearPairs, near_pairs
from bench.scan.recall_table import Found
from bench.scan.said_units import SaidUnit, read_units
from bench.scan_recall import found_by_scan, missed, pairs_by_terms, pairs_by_words
from personac.config.loader import load_rules
from personac.scan.unit_reader import Reader

TEXT = """# Gardener

- Water each pot in the early morning hours before work
- Water each pot in the early morning hours before lunch
- Water each pot in the early morning hours before work

## Never

- Water each pot in the early morning hours before work
"""


def units_of(*terms: frozenset[int], scope: int = 1) -> list[SaidUnit]:
    words = [frozenset(map(str, one)) for one in terms]
    return [SaidUnit(i, scope, one, words[i]) for i, one in enumerate(terms)]


def random_sets(count: int) -> list[frozenset[int]]:
    dice = random.Random(3)  # noqa: S311 - no secret
    return [frozenset(dice.sample(range(15), dice.randint(0, 9))) for _ in range(count)]


def test_brute_force_finds_all_pairs_with_their_similarity() -> None:
    sets = random_sets(700)
    pairs = near_pairs(sets, 0.7)
    found = {(a, b): s for a, b, s in zip(*(column.tolist() for column in pairs), strict=True)}
    every = ((a, b) for a in range(700) for b in range(a + 1, 700) if sets[a] or sets[b])
    expected = {
        (a, b): len(sets[a] & sets[b]) / len(sets[a] | sets[b])
        for a, b in every
        if len(sets[a] & sets[b]) >= 0.7 * len(sets[a] | sets[b]) - 1e-9
    }
    assert found == pytest.approx(expected)
    assert len(found) > 500


def test_no_sets_have_no_pairs() -> None:
    assert [len(column) for column in near_pairs([], 0.7)] == [0, 0, 0]
    assert len(near_pairs([frozenset(), frozenset()], 0.7).first) == 0


def test_brute_force_and_the_prefix_filter_agree() -> None:
    sets = sorted({frozenset(map(str, one)) for one in random_sets(300)} - {frozenset()}, key=sorted)
    pairs = near_pairs(sets, 0.7)
    filtered = {tuple(sorted(pair)) for pair in shares.near_pairs(sets, 0.7)}
    assert set(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True)) == filtered


def test_units_are_distinct_and_apart_by_what_they_stand_under() -> None:
    units = list(read_units([TEXT], Reader(load_rules([]))).values())
    assert len(units) == 3
    assert "water" in units[0].words
    assert len(pairs_by_terms(units).first) == 1
    assert len(pairs_by_words(units).first) == 3


def test_near_copies_are_found_and_counted_by_band() -> None:
    base = frozenset(range(100, 120))
    units = units_of(base, base - {100}, base - {101, 102}, frozenset(range(20)))
    found = found_by_scan(units, pairs_by_terms(units))
    assert found.recall == 1
    table = list(found.rows())
    assert table[2] == "| all | 3 | 100.00% | 100.00% |"
    assert "| similarity 0.7 to below 0.75 | 0 |  |  |" in table
    assert "| terms 16 | 3 | 100.00% | 100.00% |" in table


def test_a_hot_bucket_is_found_though_not_every_pair_is_proposed() -> None:
    base = frozenset(range(100, 140))
    units = units_of(*(base - {100 + i} for i in range(40)))
    found = found_by_scan(units, pairs_by_terms(units))
    assert len(found.length) == 40 * 39 // 2
    assert found.recall == 1
    assert not found.is_proposed.all()


def test_misses_are_explained_by_scopes() -> None:
    units = [*units_of(frozenset(range(9))), SaidUnit(7, 2, frozenset(range(9)), frozenset("012345678"))]
    pairs = pairs_by_words(units)
    found = found_by_scan(units, pairs)
    assert missed(units, pairs, found) == "Not found: 1. Of two scopes: 1. Less alike in terms: 0."


def test_the_recall_of_nothing_is_full() -> None:
    nothing = NearPairs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    assert Found(nothing.similarity, nothing.first, np.zeros(0, bool), np.zeros(0, bool)).recall == 1
