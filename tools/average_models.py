"""Average the weights of models that were trained from one start.

    python -m tools.average_models OUT.pt STATE.pt STATE.pt ...

The mean of several such models generalizes better than each of them and costs nothing more to run (Wortsman
et al., "Model soups", 2022, https://arxiv.org/abs/2203.05482). Needs torch.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch


def averaged(states: Sequence[Mapping[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """Return the mean of each weight. Raises `ValueError` if the models have different weights."""
    shapes = [{name: weight.shape for name, weight in state.items()} for state in states]
    if any(own != shapes[0] for own in shapes):
        message = "the models have different weights: train all of them with one tokenizer"
        raise ValueError(message)
    return {name: torch.stack([state[name] for state in states]).mean(dim=0) for name in states[0]}


def main(arguments: Sequence[str] | None = None) -> int:
    """Read, average and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path, metavar="OUT.pt")
    parser.add_argument("models", nargs="+", type=Path, metavar="STATE.pt")
    options = parser.parse_args(arguments)
    torch.save(averaged([torch.load(path, weights_only=True) for path in options.models]), options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
