"""Score labelled pairs by the models that were trained without them; write tools/labels/left_out_logits.npz.

    python -m tools.score_left_out TOKENIZER.json 0=FOLD_0.pt 1=FOLD_1.pt ... [--gold GOLD] [--out OUT.npz]

The models are those of `tools.train_judge --fold N`. A fold without a model is left out of all figures. Needs
torch.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from personac.config.loader import load_rules
from personac.matching.logit_cache import TextPair
from personac.matching.prepared_bullets import load_knowledge
from tools.fit_judge import GOLD, load_samples
from tools.judge_model import JudgeModel, logits
from tools.judge_packing import Packer
from tools.left_out import LEFT_OUT, write_left_out


def read_model(path: Path) -> JudgeModel:
    """Read a trained model."""
    state = torch.load(path, weights_only=True)
    model = JudgeModel(len(state["w.weight"]))
    model.load_state_dict(state)
    return model


def scored(model: JudgeModel, packer: Packer, pairs: Sequence[TextPair]) -> dict[TextPair, float]:
    """Return the logit of each pair."""
    ids = [packer.ids(list(side)) for side in zip(*pairs, strict=True)]
    found = logits(model, packer, list(zip(*ids, strict=True)))
    return dict(zip(pairs, found, strict=True))


def main(arguments: Sequence[str] | None = None) -> int:
    """Score and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tokenizer", type=Path, metavar="TOKENIZER.json")
    parser.add_argument("models", nargs="+", metavar="FOLD=STATE.pt")
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--out", type=Path, default=LEFT_OUT)
    options = parser.parse_args(arguments)
    samples = load_samples(options.gold, load_knowledge(load_rules([])))
    packer = Packer(options.tokenizer)
    rows = {}
    for name in options.models:
        fold, _, path = name.partition("=")
        rows[int(fold)] = scored(read_model(Path(path)), packer, sorted(samples.texts(int(fold))))
        print(f"fold {fold}: {len(rows[int(fold)])} pairs", flush=True)
    write_left_out(rows, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
