"""Write vectors.npy: what all-MiniLM-L6-v2 makes of each word piece alone, as bytes of fewer dimensions.

    python -m tools.piece_vectors BASE_DIR TOKENIZER.json CORPUS_DIR OUT.npy

The sum of the vectors of a text's pieces finds candidates by meaning. Pieces that are frequent in agent files
count less (smooth inverse frequency), and the dimensions are the leading singular vectors.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from tools.cut_vocabulary import readable_texts
from tools.judge_model import JudgeModel, base_pieces, load_base
from tools.judge_packing import Packer

Floats = NDArray[np.float32]
DIMENSIONS = 128
_SMOOTH = 1e-3  # relative frequency at which the weight is a half
_LINES = 400  # of a file that are counted, so that long files do not dominate
_AT_ONCE = 512
_MOST = 127


def meanings(model: JudgeModel, packer: Packer, pieces: int) -> Floats:
    """Return the mean state of each piece alone between the special ones: pieces x width."""
    model.eval()
    parts = []
    with torch.no_grad():
        for start in range(0, pieces, _AT_ONCE):
            alone = [packer.alone(piece) for piece in range(start, min(start + _AT_ONCE, pieces))]
            ids = torch.tensor(alone)
            parts.append(model.hidden(ids, torch.zeros_like(ids), torch.ones_like(ids)).mean(1).numpy())
    return np.concatenate(parts)


def weights_of_pieces(tokenizer: Tokenizer, corpus: Path, pieces: int) -> NDArray[np.float64]:
    """Return a weight for each piece, the lower the more lines it is in."""
    counts, lines = np.zeros(pieces), 0
    for text in readable_texts(corpus):
        own = [line for line in text.splitlines() if line.strip()][:_LINES]
        lines += len(own)
        for encoding in tokenizer.encode_batch(own):
            counts[list(set(encoding.ids))] += 1
    share = (counts + 1) / max(lines, 1)
    return np.asarray(_SMOOTH / (_SMOOTH + share))


def reduced(vectors: Floats, dimensions: int = DIMENSIONS) -> Floats:
    """Return centred vectors in their leading dimensions, with defined signs."""
    centred = vectors - vectors.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    axes = axes[:dimensions]
    axes = axes * np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])[:, None]
    return np.asarray(centred @ axes.T)


def as_bytes(vectors: NDArray[np.float64]) -> NDArray[np.int8]:
    """Return vectors in whole numbers; the largest are cut off in favour of the many small ones."""
    scale = _MOST / (np.abs(vectors).max() / 2)
    return np.asarray(np.clip(np.round(vectors * scale), -_MOST, _MOST), dtype=np.int8)


def main(arguments: Sequence[str] | None = None) -> int:
    """Compute and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("base", type=Path, metavar="BASE_DIR")
    parser.add_argument("tokenizer", type=Path, metavar="TOKENIZER.json")
    parser.add_argument("corpus", type=Path, metavar="CORPUS_DIR")
    parser.add_argument("out", type=Path, metavar="OUT.npy")
    options = parser.parse_args(arguments)
    pieces = base_pieces(options.base, options.tokenizer)
    model = JudgeModel(len(pieces))
    load_base(model, options.base, pieces)
    weights = weights_of_pieces(Tokenizer.from_file(str(options.tokenizer)), options.corpus, len(pieces))
    vectors = reduced(meanings(model, Packer(options.tokenizer), len(pieces))) * weights[:, None]
    np.save(options.out, as_bytes(vectors))
    print(f"{options.out}: {len(pieces)} pieces")
    return 0


if __name__ == "__main__":
    sys.exit(main())
