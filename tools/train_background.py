"""Count the word statistics of the package: rarity, positions and vectors of words.

    python -m tools.train_background OUT.npz DIR...

Reads every *.md file below each DIR; the folders directly below DIR are the repositories. The output contains
numbers, and words and short phrases that several repositories use, but no sentences. The same files give the
same bytes. --rules names the rules of a project, for its vocabulary.
"""

from __future__ import annotations

import argparse
import io
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from personac.config.loader import load_rules
from personac.matching.tokenizer import Words
from tools.corpus import Corpus, read_corpus
from tools.counting import (
    MIN_REPOSITORIES,
    Usage,
    capitals,
    pick_phrases,
    pick_words,
    places,
    rarity,
    spread,
    topicality,
)
from tools.vectors import DIMENSIONS, vectors

Arrays = Mapping[str, NDArray[Any]]
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_SHARE, _IDF, _SPREAD, _VECTOR = 255, 16, 50, 127  # steps in 1, as personac reads them


def train(corpus: Corpus, words: Words) -> Arrays:
    """Return the arrays to write, by name. Raises `ValueError` if the corpus is too small."""
    lines = corpus.lines
    usage = Usage(lines, phrases=False)
    singles = pick_words(usage)
    if len(singles) <= DIMENSIONS:
        message = (
            f"only {len(singles)} words are used in {MIN_REPOSITORIES} repositories or more:"
            " too few to learn from; add folders"
        )
        raise ValueError(message)
    phrases = pick_phrases(lines, {word: usage.lines[word] for word in singles})
    rows = {word: row for row, word in enumerate(singles)}
    units = [*singles, *phrases]
    first, last = places(lines, rows)
    return {
        "units": np.frombuffer("\n".join(units).encode(), dtype=np.uint8),
        "meta": np.array([len(lines), len(singles), len(phrases)], dtype=np.int64),
        "idf": _bytes(rarity(usage, singles, len(lines)), _IDF),
        "spread": _bytes(spread(lines, rows), _SPREAD),
        "first": _bytes(first, _SHARE),
        "last": _bytes(last, _SHARE),
        "proper": _bytes(capitals(corpus, words, rows), _SHARE),
        "topical": _bytes(topicality(lines, usage, singles), _SHARE),
        "vectors": np.round(vectors(lines, {unit: row for row, unit in enumerate(units)}) * _VECTOR).astype(
            np.int8
        ),
    }


def pack(arrays: Arrays) -> bytes:
    """Return an .npz without dates: the same arrays give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(arrays):
            buffer = io.BytesIO()
            np.save(buffer, arrays[name], allow_pickle=False)
            archive.writestr(
                zipfile.ZipInfo(f"{name}.npy", _NO_DATE), buffer.getvalue(), zipfile.ZIP_DEFLATED, 9
            )
    return packed.getvalue()


def _bytes(values: NDArray[np.float64], steps: int) -> NDArray[np.uint8]:
    return np.round(np.clip(values * steps, 0, 255)).astype(np.uint8)


def main(arguments: Sequence[str] | None = None) -> int:
    """Count, write, and print the amount of data; return 1 if there is too little."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path, metavar="OUT.npz")
    parser.add_argument("folders", type=Path, nargs="+", metavar="DIR")
    parser.add_argument("--rules", type=Path, nargs="*", default=[], metavar="FILE.toml")
    options = parser.parse_args(arguments)
    rules = load_rules([(str(path), path.read_bytes()) for path in options.rules])
    words = Words.from_rules(rules.vocabulary)
    corpus = read_corpus(options.folders, words)
    try:
        arrays = train(corpus, words)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    options.out.write_bytes(pack(arrays))
    lines, singles, phrases = arrays["meta"].tolist()
    print(f"{options.out}: {singles} words and {phrases} phrases of {lines} lines in {corpus.files} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
