"""Train the judge on the rows of tools/judge_pairs.py.

    python -m tools.train_judge ROWS.jsonl BASE_DIR TOKENIZER.json STATE.pt --fold N [--start STATE.pt]
    python -m tools.train_judge ROWS.jsonl BASE_DIR TOKENIZER.json STATE.pt --all [--start STATE.pt]

BASE_DIR has model.safetensors and tokenizer.json of all-MiniLM-L6-v2; TOKENIZER.json is what
tools/cut_vocabulary.py made of it. A model of a fold does not see that fold: tools/fit_judge.py is fitted
on what five such models say of the folds that they have not seen. --all makes the model that ships. Both
can start from the state of a training on sources that are in no fold, and then need fewer epochs. The same
rows and seed give the same quality, not the same bytes, as sums differ from one processor to another.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from tools.folds import FOLDS
from tools.judge_made_rows import with_made_rows
from tools.judge_model import JudgeModel, base_pieces, load_base, logits, tensors
from tools.judge_packing import BATCH, Example, Packer, batches, varied
from tools.judge_rows import Row, held_out_rows, read_rows, thinned_own_rows, training_rows

_DROPOUT = 0.1
_DECAY = 0.01
_HEAD_RATE = 5.0  # the head is new, and learns faster than the rest
_WARM_UP = 100  # steps until the full rate
_LONGEST_GRADIENT = 1.0
_CERTAIN = 0.98  # of a label; the rest is split, so that no logit has to be endless
_REPORT_EACH = 100


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train: `rate` is the highest learning rate of all but the head."""

    epochs: float
    rate: float
    seed: int

    def steps(self, rows: int) -> int:
        """Return the number of batches; one at least."""
        return max(1, int(self.epochs * rows / BATCH))


def train(model: JudgeModel, packer: Packer, rows: Sequence[Row], settings: Settings) -> list[float]:
    """Train `model`; return the loss of each step."""
    rng = random.Random(settings.seed)  # noqa: S311 - the same batches for the same seed
    steps = settings.steps(len(rows))
    optimizer = _optimizer(model, settings.rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: share_of_rate(step, steps))
    model.train()
    losses: list[float] = []
    for _, batch in zip(range(steps), batches(packer.examples(rows), rng), strict=False):
        loss = _loss(model, packer, batch, rng)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), _LONGEST_GRADIENT)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        if len(losses) % _REPORT_EACH == 0:
            mean = sum(losses[-_REPORT_EACH:]) / _REPORT_EACH
            print(f"step {len(losses)} of {steps}: loss {mean:.3f}", flush=True)
    return losses


def share_of_rate(step: int, steps: int) -> float:
    """Return the learning rate of a step as a share of the highest: it rises, then falls as a cosine."""
    return min((step + 1) / _WARM_UP, (1 + math.cos(math.pi * min(1.0, step / steps))) / 2)


def _optimizer(model: JudgeModel, rate: float) -> torch.optim.Optimizer:
    """Return the optimizer; words and positions stay, because the rows would only move frequent ones."""
    for fixed in (model.w, model.p):
        fixed.weight.requires_grad_(requires_grad=False)
    named = [(name, value) for name, value in model.named_parameters() if value.requires_grad]
    body, head = ([value for name, value in named if name.startswith("h") == is_head] for is_head in (0, 1))
    groups = [{"params": body, "lr": rate}, {"params": head, "lr": rate * _HEAD_RATE}]
    return torch.optim.AdamW(groups, weight_decay=_DECAY)


def _loss(model: JudgeModel, packer: Packer, batch: Sequence[Example], rng: random.Random) -> Tensor:
    inputs = tensors(packer, [varied(example, rng) for example in batch])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = model(*inputs)
    target = torch.tensor([example.row.same for example in batch]) * _CERTAIN + (1 - _CERTAIN) / 2
    weight = torch.tensor([example.row.weight for example in batch])
    each = functional.binary_cross_entropy_with_logits(found, target, reduction="none")
    return (each * weight).mean()


def summary(rows: Sequence[Row], found: Sequence[float]) -> list[str]:
    """Return a line for each source and kind: what a merge from logit 0 on would find, and get wrong."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row, logit in zip(rows, found, strict=True):
        for name in dict.fromkeys((row.source, f"{row.source} {row.kind}".strip())):
            same = row.same > 1 / 2
            counts[name][2 * same] += logit > 0
            counts[name][2 * same + 1] += 1
    return [f"{name}: wrong {w} of {d}, found {f} of {s}" for name, (w, d, f, s) in sorted(counts.items())]


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rows", type=Path, metavar="ROWS.jsonl")
    parser.add_argument("base", type=Path, metavar="BASE_DIR")
    parser.add_argument("tokenizer", type=Path, metavar="TOKENIZER.json")
    parser.add_argument("out", type=Path, metavar="STATE.pt")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--fold", type=int, choices=range(FOLDS), help="the fold to leave out")
    which.add_argument("--all", action="store_true", help="leave nothing out")
    parser.add_argument("--start", type=Path, metavar="STATE.pt", help="start from this state")
    parser.add_argument("--share-of-own", type=float, default=1.0, help="of rows in no fold, those to use")
    parser.add_argument("--sources", nargs="+", metavar="SOURCE", help="train on these rows only")
    parser.add_argument("--epochs", type=float, default=3.5)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, write the state, and print figures of the fold that was left out."""
    options = _options(arguments)
    torch.manual_seed(options.seed)
    rows = read_rows(options.rows)
    used = [row for row in rows if not options.sources or row.source in options.sources]
    thinned = thinned_own_rows(used, options.share_of_own, options.seed)
    seen, unseen = training_rows(thinned, options.fold, options.seed), held_out_rows(rows, options.fold)
    packer, pieces = Packer(options.tokenizer), base_pieces(options.base, options.tokenizer)
    model = JudgeModel(len(pieces), _DROPOUT)
    load_base(model, options.base, pieces)
    if options.start:
        model.load_state_dict(torch.load(options.start, weights_only=True))
    print(f"{len(seen)} rows to train on, {len(unseen)} left out", flush=True)
    settings = Settings(options.epochs, options.rate, options.seed)
    train(model, packer, with_made_rows(seen, options.seed), settings)
    torch.save(model.state_dict(), options.out)
    shown = [example.shown for example in packer.examples(unseen)]
    print("\n".join([str(options.out), *summary(unseen, logits(model, packer, shown))]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
