"""Compare the estimate of tokens with real encodings: python -m bench.tokens DIR..."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from personac.tokens import HUNDRED, Encoding, encoder, weigh

_BYTES_A_TOKEN = 4  # the usual rule of thumb, to compare with


def main(folders: Sequence[str]) -> None:
    """Print for each encoding the median, 95th percentile and highest relative error over all files."""
    paths = sorted(path for folder in folders for path in Path(folder).rglob("*.md"))
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in paths]
    print(f"{len(texts)} files, error relative to the encoding: median, 95th percentile, highest, of the sum")
    for encoding in get_args(Encoding):
        real = [encoder(encoding)(text) for text in texts]
        print(_row(f"{encoding}, estimate", [weigh(text) / HUNDRED for text in texts], real))
        print(_row(f"{encoding}, bytes / 4", [len(text.encode()) / _BYTES_A_TOKEN for text in texts], real))


def _row(name: str, estimated: Sequence[float], real: Sequence[int]) -> str:
    errors = sorted(abs(one / other - 1) for one, other in zip(estimated, real, strict=True) if other)
    middle, high = errors[len(errors) // 2], errors[int(len(errors) * 0.95)]
    return f"{name:24} {middle:6.1%} {high:6.1%} {errors[-1]:6.1%} {sum(estimated) / sum(real) - 1:+6.1%}"


if __name__ == "__main__":
    main(sys.argv[1:])
