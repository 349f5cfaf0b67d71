"""Agreement with labels, computed by score.py of the gold folder, so that all figures are comparable."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.gold import Group, f_measure


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; figures of pairs, then B-cubed."""

    name: str
    precision: float
    recall: float
    f1: float
    b_precision: float
    b_recall: float
    b_f1: float
    threshold: float


class Judge:
    """Scores clusters of gold ids as `score.py` of a gold folder does."""

    def __init__(self, gold: Path) -> None:
        """Load score.py from the gold folder."""
        path = gold / "score.py"
        spec = importlib.util.spec_from_file_location("gold_score", path)
        if spec is None or spec.loader is None:
            raise FileNotFoundError(path)
        self.module: Any = importlib.util.module_from_spec(spec)
        sys.dont_write_bytecode = True  # the gold folder must not be changed
        spec.loader.exec_module(self.module)

    def counts(self, predicted: Sequence[Sequence[str]], group: Group) -> tuple[int, int, int]:
        """Return the numbers of right, predicted and labelled pairs."""
        labels = [sorted(cluster) for cluster in group.clusters]
        predicted_pairs, gold_pairs = (self.module.pairs(some) - group.ignore for some in (predicted, labels))
        return len(predicted_pairs & gold_pairs), len(predicted_pairs), len(gold_pairs)

    def row(self, name: str, predicted: Sequence[Sequence[str]], group: Group, threshold: float) -> Row:
        """Measure one clustering of one group."""
        labels = [sorted(cluster) for cluster in group.clusters]
        counts = self.counts(predicted, group)
        p, r, f = self.module.bcubed(predicted, labels, list(group.labelled), group.ignore)
        right, predictions, true = counts
        return Row(
            name, right / max(predictions, 1), right / max(true, 1), f_measure(counts), p, r, f, threshold
        )


def show(title: str, rows: Sequence[Row]) -> None:
    """Print a table and its means."""
    print(f"\n{title}\n")
    print("| group | P | R | F1 | B3-P | B3-R | B3-F1 | threshold |")
    print("|---|---|---|---|---|---|---|---|")
    for r in rows:
        figures = (r.precision, r.recall, r.f1, r.b_precision, r.b_recall, r.b_f1)
        print(f"| {r.name} | {' | '.join(f'{x:.3f}' for x in figures)} | {r.threshold:.2f} |")
    print(f"\n{means(rows)}", flush=True)


def means(rows: Sequence[Row]) -> str:
    """Return a summary of the rows in one line."""
    f1, cubed = (sum(values) / len(rows) for values in ([r.f1 for r in rows], [r.b_f1 for r in rows]))
    least = min(row.precision for row in rows)
    return f"mean F1 {f1:.3f}, least precision {least:.3f}, mean B-cubed F1 {cubed:.3f}"
