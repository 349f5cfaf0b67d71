"""Write the training rows of the judge.

    python -m tools.judge_pairs OUT.jsonl --gold GOLD_DIR --corpus CORPUS_DIR [--labels tools/labels]

GOLD_DIR has groups and pairs as ../shared/gold does; CORPUS_DIR has the repositories that
tools/labels/real_pairs.tsv names. The same data give the same rows.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from personac.config.loader import load_rules
from personac.config.schema import Rules
from personac.matching.classifier import score
from personac.matching.number_grid import Floats
from personac.matching.prepared_bullets import Knowledge, load_knowledge
from tools.fitting import Labelled, fit, label
from tools.folds import FOLDS, fold_of_groups
from tools.gold import find_groups, load_group
from tools.judge_labels import hard_rows, own_real_rows, real_rows, written_rows
from tools.judge_rows import Row, make_side, without_known, write_rows

LEAST = 0.0041  # first-stage probability; below, the judge never reads a pair
_WEAK, _SHARE_OF_WEAK = 0.0474, 0.22  # below _WEAK the different pairs are many and easy: this share is used
_WEIGHT = 1.0


def gold_rows(folders: Sequence[Path], knowledge: Knowledge, rules: Rules) -> Iterator[Row]:
    """Yield the labelled candidates of gold groups that the first stage leaves open.

    The first stage is fitted on the groups of the other folds, so that it sees each group as a new one.
    """
    groups = [label(load_group(path, rules), knowledge, rules) for path in folders]
    folds = fold_of_groups(item.group.name for item in groups)
    for fold in range(FOLDS):
        others = [item for item in groups if folds[item.group.name] != fold]
        for item in (item for item in groups if folds[item.group.name] == fold):
            probability = score(item.features, fit(others, item.features.names))
            yield from _rows_of(item, fold, probability)


def _rows_of(item: Labelled, fold: int, probability: Floats) -> Iterator[Row]:
    prepared = item.prepared
    firsts = zip(prepared.first_scopes, prepared.firsts, strict=True)
    sides = [make_side(scope.text, bullet.text, prepared.knowledge.quantities) for scope, bullet in firsts]
    for at in np.flatnonzero((item.label >= 0) & (probability >= LEAST)).tolist():
        same, i, j = float(item.label[at]), int(prepared.candidates.i[at]), int(prepared.candidates.j[at])
        left, right = sorted((sides[i], sides[j]))
        share = _SHARE_OF_WEAK if not same and probability[at] < _WEAK else 1.0
        yield Row("gold", item.group.name, fold, "", left, right, same, _WEIGHT, share)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the rows, and print how many of each source there are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path, metavar="OUT.jsonl")
    parser.add_argument("--gold", type=Path, required=True, metavar="GOLD_DIR")
    parser.add_argument("--corpus", type=Path, required=True, metavar="CORPUS_DIR")
    parser.add_argument("--labels", type=Path, default=Path("tools/labels"), metavar="DIR")
    options = parser.parse_args(arguments)
    rules = load_rules([])
    knowledge = load_knowledge(rules)
    found = chain(
        gold_rows(find_groups(options.gold), knowledge, rules),
        hard_rows(options.gold / "pairs", knowledge),
        real_rows(options.gold / "pairs", knowledge),
        written_rows(options.labels, knowledge),
        own_real_rows(options.labels, options.corpus, knowledge),
    )
    every = list(found)
    rows = without_known(every)
    write_rows(options.out, rows)
    counts = Counter(row.source for row in rows)
    print(f"{options.out}: {len(rows)} rows:", ", ".join(f"{n} {source}" for source, n in counts.items()))
    print(f"left out: {len(every) - len(rows)} own ones that repeat a pair of some fold")
    return 0


if __name__ == "__main__":
    sys.exit(main())
