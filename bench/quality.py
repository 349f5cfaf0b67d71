"""Measure how well matching agrees with labels: the figures of docs/matching.md.

    python -m bench.quality [GOLD] [--threshold T] [--baselines]

Everything is measured without the fold that it is in: first stage, judge and second stage were fitted on the
other folds. Printed are the groups, hard pairs by kind, real pairs with the reliability of their
probabilities, ablations, and with --baselines simple measures. GOLD defaults to ../shared/gold.
"""

from __future__ import annotations

import argparse
import sys
import time
from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np

from bench.baselines import BASELINES, baseline_rows
from bench.measures import Judge, Row, show
from personac.config.loader import load_rules
from personac.config.schema import Rules
from personac.matching.clustering import group_bullets
from personac.matching.constraints import CopyGuard, Evidence, guard
from personac.matching.decisions import decide
from personac.matching.explanations import Explainer
from personac.matching.judge import INPUTS, SecondStage
from personac.matching.number_grid import Floats
from personac.matching.prepared_bullets import load_knowledge
from personac.model import KeptApart, ScoredTable
from tools.fit_judge import GOLD, Samples, fit_second_stage, load_samples
from tools.gold import NoGoldError
from tools.judge_samples import COPIES, GroupSample, PairSample, Read
from tools.left_out import LeftOutLogits, read_left_out

_BINS = (0.0, 0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.001)
Weigh = Callable[[Floats, Read, int], Floats]  # inputs, same words, and fold -> probabilities


@dataclass(frozen=True, eq=False)
class Measured:
    """The labelled data, the left-out logits, and the second stage of each fold."""

    samples: Samples
    logits: Mapping[int, LeftOutLogits]
    stages: Mapping[int, SecondStage]
    rules: Rules

    def weigh(self, inputs: Floats, same_words: Read, fold: int) -> Floats:
        """Return the probabilities of pairs of a fold."""
        return self.stages[fold].probability(inputs, same_words)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path, nargs="?", default=GOLD)
    parser.add_argument("--threshold", type=float, default=load_rules([]).matching.threshold)
    parser.add_argument("--baselines", action="store_true")
    options = parser.parse_args(arguments)
    began = time.process_time()
    try:
        measured = load(options.gold)
    except NoGoldError as error:
        print(error, file=sys.stderr)
        return 2
    judge, folds = Judge(options.gold), sorted(measured.logits)
    print(f"folds {', '.join(map(str, folds))}; threshold {options.threshold}")
    report(measured, measured.weigh, judge, options.threshold)
    for name in INPUTS[:2]:
        print(f"\n# without {name}")
        report(measured, without(measured, name), judge, options.threshold)
    print("\n# without the judge: first stage and guards alone")
    report_unjudged(measured, judge)
    if options.baselines:
        groups = [sample.item.group for sample in measured.samples.groups]
        for name, measure in BASELINES.items():
            show(f"baseline: {name}", baseline_rows(groups, measure, judge))
    print(f"\n{time.process_time() - began:.0f} s of CPU")
    return 0


def load(gold: Path) -> Measured:
    """Load everything; only folds whose logits are stored are measured."""
    rules = load_rules([])
    samples, logits = load_samples(gold, load_knowledge(rules)), read_left_out()
    stages = {fold: fit_second_stage(samples, logits, without=fold) for fold in logits}
    return Measured(samples, logits, stages, rules)


def without(measured: Measured, name: str) -> Weigh:
    """Return the second stages fitted with one input held at 0."""
    at = [INPUTS.index(own) for own in INPUTS if own == name or own.startswith(f"{name}_")]
    samples, logits = measured.samples, measured.logits
    stages = {fold: fit_second_stage(samples, logits, without=fold, blank=at) for fold in logits}

    def weigh(inputs: Floats, same_words: Read, fold: int) -> Floats:
        blanked = inputs.copy()
        blanked[:, at] = 0.0
        return stages[fold].probability(blanked, same_words)

    return weigh


def report(measured: Measured, weigh: Weigh, judge: Judge, threshold: float) -> None:
    """Print groups, hard pairs and real pairs."""
    rows = [_group_row(measured, group, weigh, judge, threshold) for group in _known(measured)]
    show("groups, each left out", [row for row, _ in rows])
    right, predicted, true = (sum(counts[k] for _, counts in rows) for k in range(3))
    print(f"pooled precision {right / max(predicted, 1):.3f}, recall {right / max(true, 1):.3f}")
    _print_hard(_weighed(measured, measured.samples.written, weigh), threshold)
    within = max(threshold, measured.rules.matching.within)
    _print_real(_weighed(measured, measured.samples.real, weigh), threshold, within)


def _known(measured: Measured) -> list[GroupSample]:
    return [group for group in measured.samples.groups if group.fold in measured.logits]


def _group_row(
    measured: Measured, group: GroupSample, weigh: Weigh, judge: Judge, threshold: float
) -> tuple[Row, tuple[int, int, int]]:
    probability = np.zeros(len(group.probability))
    logits = measured.logits[group.fold].logits(group.texts)
    probability[group.is_read] = weigh(group.inputs(logits), group.same_words(), group.fold)
    clusters = clustered(measured.rules, group, probability, threshold)
    own = group.item.group
    return judge.row(group.name, clusters, own, threshold), judge.counts(clusters, own)


def clustered(rules: Rules, group: GroupSample, probability: Floats, threshold: float) -> list[list[str]]:
    """Cluster a group as a build does; return clusters of gold ids."""
    prepared = group.item.prepared
    table = ScoredTable(prepared.all_pairs, array("d", prepared.with_copies(probability, 1.0).tobytes()))
    evidence = Evidence(prepared, table, _NO_EXPLAINER, decide(prepared, rules), CopyGuard(prepared))
    apart: tuple[KeptApart, ...] = guard(evidence, threshold)
    settings = msgspec.structs.replace(rules.matching, threshold=threshold)
    groups, _ = group_bullets(evidence, apart, settings)
    members = ([member for first in one for member in prepared.copies_of[first]] for one in groups)
    return group.item.group.gold_clusters(members)


def _weighed(measured: Measured, pairs: Sequence[PairSample], weigh: Weigh) -> list[tuple[PairSample, float]]:
    """Return the pairs of known folds with their probabilities."""
    weighed = []
    for pair in pairs:
        if pair.fold not in measured.logits:
            continue
        if pair.settled:
            weighed.append((pair, 1.0 if pair.settled == COPIES else 0.0))
            continue
        (logit,) = measured.logits[pair.fold].logits([pair.text])
        same_words = np.array([pair.has_same_words])
        weighed.append((pair, float(weigh(pair.inputs(logit)[None], same_words, pair.fold)[0])))
    return weighed


def _print_hard(weighed: Sequence[tuple[PairSample, float]], threshold: float) -> None:
    count, merged = Counter[tuple[float, str]](), Counter[tuple[float, str]]()
    for pair, probability in weighed:
        count[pair.target, pair.kind] += 1
        merged[pair.target, pair.kind] += probability >= threshold
    print("\nhard pairs: merged")
    for key in sorted(count):
        print(f"{'same' if key[0] else 'not the same':13} {key[1]:12} {merged[key]:4} of {count[key]}")
    for target, name in ((0.0, "wrong"), (1.0, "found")):
        some, all_ = (sum(own for key, own in table.items() if key[0] == target) for table in (merged, count))
        print(f"{name} {some} of {all_} = {some / max(all_, 1):.3f}")


def _print_real(weighed: Sequence[tuple[PairSample, float]], threshold: float, within: float) -> None:
    counted = [
        (probability, pair.target, within if pair.is_one_persona else threshold)
        for pair, probability in weighed
        if pair.target >= 0
    ]
    probability, target, least = (np.array(column) for column in zip(*counted, strict=True))
    merged = probability >= least
    found, same = int(target[merged].sum()), int(target.sum())
    print(f"\nreal pairs: merged {merged.sum()}, of these same {found} = {found / max(merged.sum(), 1):.3f}")
    print(f"found {found} of {same} = {found / max(same, 1):.3f}")
    print("\n| probability | pairs | mean | same |\n|---|---|---|---|")
    for low, high in pairwise(_BINS):
        own = (probability >= low) & (probability < high)
        if own.any():
            figures = f"{own.sum()} | {probability[own].mean():.2f} | {target[own].mean():.2f}"
            print(f"| {low:.1f} to {min(high, 1):.1f} | {figures} |")


def report_unjudged(measured: Measured, judge: Judge) -> None:
    """Print the groups by the first stage alone, at the threshold of builds without the judge."""
    threshold = measured.rules.matching.unjudged
    rows = []
    for group in measured.samples.groups:
        clusters = clustered(measured.rules, group, group.probability, threshold)
        rows.append(judge.row(group.name, clusters, group.item.group, threshold))
    show("groups, each left out, without the judge", rows)


class _NoExplainer(Explainer):
    """Clustering asks for no explanation."""

    def __init__(self) -> None:
        """Explain nothing."""


_NO_EXPLAINER = _NoExplainer()

if __name__ == "__main__":
    sys.exit(main())
