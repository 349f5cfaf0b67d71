"""Measure which near copies a scan finds, against brute force over real files.

    python -m bench.scan_recall [--count 20000] [--corpus ../shared/corpus.tar.gz] [--seed N]

Takes real files in a seeded order until they have --count list items, and reads their units. Brute force
compares each unit with each of the same scope (a rule and a prohibition are never copies): those whose sets
of terms have a Jaccard similarity of at least 0.7 are near copies. A pair is found if the signatures, bands,
candidate pairs and their verification connect its units. A second table is of all pairs whose texts are so
similar in their plain words, whatever personac makes of words and scopes. Exit status 1 if less than 98 % of
the first are found.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.scan.agent_files import read_files
from bench.scan.brute_force import NearPairs, near_pairs
from bench.scan.growing import grow
from bench.scan.recall_table import Found
from bench.scan.said_units import SaidUnit, read_units
from bench.scan_corpus import CORPUS, unpacked
from personac.config.loader import load_rules
from personac.scan.components import forest, roots_of
from personac.scan.near_copies import NEAR, candidate_pairs, signed, verified
from personac.scan.reading import UNITS
from personac.scan.tables import Lists, Table, numbers
from personac.scan.unit_reader import Reader

_LEAST = 0.98


def table_of(units: Sequence[SaidUnit]) -> Table:
    """Return units as a scan has them."""
    keys, scopes = (np.array([getattr(one, name) for one in units], np.uint64) for name in ("key", "scope"))
    return UNITS.table(keys, scopes, Lists.of([sorted(one.terms) for one in units]))


def found_by_scan(units: Sequence[SaidUnit], pairs: NearPairs) -> Found:
    """Return which pairs the stages of a scan find, run over all units as one partition."""
    sorted_units, bands = signed(table_of(units))
    proposed = candidate_pairs(bands)
    together = forest(verified(proposed, sorted_units))
    keys = np.array([one.key for one in units], np.uint64)
    roots = roots_of(keys, together)
    sizes = np.array([len(one.terms) for one in units])
    return Found(
        pairs.similarity,
        np.minimum(sizes[pairs.first], sizes[pairs.second]),
        are_among(keys[pairs.first], keys[pairs.second], proposed),
        roots[pairs.first] == roots[pairs.second],
    )


def are_among(ones: NDArray[np.uint64], others: NDArray[np.uint64], proposed: Table) -> NDArray[np.bool_]:
    """Return for each pair of keys whether it is among the candidate pairs."""
    known = set(zip(numbers(proposed, "a").tolist(), numbers(proposed, "b").tolist(), strict=True))
    pairs = zip(np.minimum(ones, others).tolist(), np.maximum(ones, others).tolist(), strict=True)
    return np.fromiter((pair in known for pair in pairs), bool, len(ones))


def pairs_by_terms(units: Sequence[SaidUnit]) -> NearPairs:
    """Return the near copies: of one scope, and like each other in their terms."""
    pairs = near_pairs([one.terms for one in units], NEAR)
    scopes = np.array([one.scope for one in units], np.uint64)
    is_one_scope = scopes[pairs.first] == scopes[pairs.second]
    return NearPairs(*(column[is_one_scope] for column in pairs))


def pairs_by_words(units: Sequence[SaidUnit]) -> NearPairs:
    """Return the pairs that are like each other in their plain words, in any scope."""
    return near_pairs([one.words for one in units], NEAR)


def missed(units: Sequence[SaidUnit], pairs: NearPairs, found: Found) -> str:
    """Return how many pairs were not found, and why: what they stand under differs, or their terms do."""
    scopes = np.array([one.scope for one in units], np.uint64)
    is_missed = ~found.is_found
    apart = int((scopes[pairs.first] != scopes[pairs.second])[is_missed].sum())
    number = int(is_missed.sum())
    return f"Not found: {number:,}. Of two scopes: {apart:,}. Less alike in terms: {number - apart:,}."


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--count", type=lambda text: int(float(text)), default=20_000)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Measure and print both tables; return the exit status."""
    options = parsed(arguments)
    with unpacked(options.corpus) as folder:
        files = list(grow(list(read_files([folder])), options.count, options.seed))
    units = list(read_units((file.text for file in files), Reader(load_rules([]))).values())
    print(f"{len(files):,} files, {options.count:,} list items, {len(units):,} distinct units\n")
    by_terms = found_by_scan(units, pairs_by_terms(units))
    print("Near copies by terms, in one scope:\n", *by_terms.rows(), sep="\n", end="\n\n")
    pairs = pairs_by_words(units)
    by_words = found_by_scan(units, pairs)
    print("Alike in plain words, in any scope:\n", *by_words.rows(), sep="\n", end="\n\n")
    print(missed(units, pairs, by_words))
    print(f"recall {by_terms.recall:.2%} (at least {_LEAST:.0%})")
    return 0 if by_terms.recall >= _LEAST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
