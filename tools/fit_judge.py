"""Fit the second stage on pairs that neither the first stage nor the judge was trained on; write judge.toml.

    python -m tools.fit_judge OUT.toml [GOLD]

It is a logistic regression over `personac.matching.judge.INPUTS`. Real pairs count more than those of groups,
because they were judged one by one.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from personac.config.loader import load_rules
from personac.matching.classifier import Weights
from personac.matching.judge import INPUTS, SCHEMA, SecondStage
from personac.matching.logit_cache import TextPair
from personac.matching.number_grid import Floats
from personac.matching.prepared_bullets import Knowledge, load_knowledge
from personac.matching.wordpieces import judge_bytes
from tools.fitting import Labelled, fit, label
from tools.folds import fold_of_groups
from tools.gold import find_groups, load_group
from tools.judge_samples import GroupSample, PairSample, group_sample, real_sample, stacked, written_sample
from tools.labelled_pairs import read_real_pairs, read_written_pairs
from tools.left_out import LeftOutLogits, read_left_out

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold"
IMPORTANCE: Mapping[str, float] = {"groups": 1.0, "written": 1.0, "real": 1.5}
_PENALTY = 1.0
_NEVER_LOWERS = frozenset(["judge", "first_stage", "first_stage_by_rivals"])  # more of it means the same


@dataclass(frozen=True, eq=False)
class Samples:
    """All labelled pairs, as the judge gets them."""

    groups: tuple[GroupSample, ...]
    written: tuple[PairSample, ...]
    real: tuple[PairSample, ...]

    def texts(self, fold: int) -> set[TextPair]:
        """Return the pairs of one fold that the judge reads."""
        single = [one.text for one in (*self.written, *self.real) if one.fold == fold and not one.settled]
        return {*single, *(text for group in self.groups if group.fold == fold for text in group.texts)}


def load_samples(gold: Path, knowledge: Knowledge) -> Samples:
    """Load all labelled data of a gold folder; the first stage of each fold is fitted without it."""
    rules = load_rules([])
    items = [label(load_group(folder, rules), knowledge, rules) for folder in find_groups(gold)]
    groups = _group_samples(items)
    weights = fit(items, items[0].features.names)
    written = [written_sample(pair, knowledge, rules, weights) for pair in read_written_pairs(gold / "pairs")]
    real = [real_sample(pair, knowledge) for pair in read_real_pairs(gold / "pairs" / "real.jsonl")]
    return Samples(tuple(groups), tuple(written), tuple(real))


def _group_samples(items: Sequence[Labelled]) -> list[GroupSample]:
    folds = fold_of_groups(item.group.name for item in items)
    weights = {fold: _first_stage(items, folds, fold) for fold in sorted(set(folds.values()))}
    own = [folds[item.group.name] for item in items]
    return [group_sample(item, fold, weights[fold]) for item, fold in zip(items, own, strict=True)]


def _first_stage(items: Sequence[Labelled], folds: Mapping[str, int], fold: int) -> Weights:
    kept = [item for item in items if folds[item.group.name] != fold]
    return fit(kept, items[0].features.names)


def fit_second_stage(
    samples: Samples, logits: Mapping[int, LeftOutLogits], without: int = -1, blank: Sequence[int] = ()
) -> SecondStage:
    """Fit on all folds but `without`; the inputs at `blank` count as 0."""
    folds = [fold for fold in sorted(logits) if fold != without]
    parts = [part for fold in folds for part in _parts(samples, logits[fold], fold)]
    inputs = np.concatenate([inputs for inputs, _, _ in parts])
    target = np.concatenate([target for _, target, _ in parts])
    importance = np.concatenate([np.full(len(target), IMPORTANCE[source]) for _, target, source in parts])
    inputs[:, list(blank)] = 0.0
    weights = _logistic(inputs, target, importance)
    by_name = dict(zip(INPUTS, weights[:-1].tolist(), strict=True))
    return SecondStage(by_name, float(weights[-1]), model_digest())


def _parts(samples: Samples, known: LeftOutLogits, fold: int) -> list[tuple[Floats, Floats, str]]:
    parts = []
    for group in samples.groups:
        if group.fold == fold:
            target = group.target()
            counts = (target >= 0) & ~group.same_words()
            parts.append((group.inputs(known.logits(group.texts))[counts], target[counts], "groups"))
    for source, all_pairs in (("written", samples.written), ("real", samples.real)):
        pairs = [one for one in all_pairs if one.fold == fold and not one.settled]
        texts = [one.text for one in pairs]
        parts.append((*stacked(pairs, dict(zip(texts, known.logits(texts), strict=True))), source))
    return parts


def _logistic(inputs: Floats, target: Floats, importance: Floats) -> Floats:
    def loss(v: Floats) -> tuple[float, Floats]:
        logit = inputs @ v[:-1] + v[-1]
        error = (1 / (1 + np.exp(-logit)) - target) * importance
        cost = (importance * (np.logaddexp(0, logit) - target * logit)).sum()
        cost += _PENALTY / 2 * (v[:-1] ** 2).sum()
        return float(cost), np.append(inputs.T @ error + _PENALTY * v[:-1], error.sum())

    start = np.zeros(inputs.shape[1] + 1)
    bounds = [(0.0, None) if name in _NEVER_LOWERS else (None, None) for name in INPUTS] + [(None, None)]
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x, dtype=np.float64)


def model_digest() -> str:
    """Return what identifies the model of the package."""
    stored = judge_bytes("judge.onnx") + judge_bytes("tokenizer.json")
    return hashlib.blake2b(stored, digest_size=16).hexdigest()


def render(stage: SecondStage) -> str:
    """Return the text of judge.toml."""
    head = [
        "# The second stage of the judge: written by tools/fit_judge.py, read by matching/judge.py.",
        (
            "# A pair's probability is 1 / (1 + exp(-x)); x is the intercept"
            " and, for each input, weight * value."
        ),
        f'schema = "{SCHEMA}"',
        f'model = "{stage.model}" # digest of judge.onnx and tokenizer.json',
        f"intercept = {stage.intercept:.4f}",
        "",
        "[weights]",
    ]
    return "\n".join([*head, *(f"{name} = {weight:.4f}" for name, weight in stage.weights.items()), ""])


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path, metavar="OUT.toml")
    parser.add_argument("gold", type=Path, nargs="?", default=GOLD)
    options = parser.parse_args(arguments)
    samples = load_samples(options.gold, load_knowledge(load_rules([])))
    logits = read_left_out()
    stage = fit_second_stage(samples, logits)
    options.out.write_text(render(stage), encoding="utf-8")
    print(f"{options.out}: {stage.weights}, {len(logits)} folds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
