"""Cut the vocabulary of all-MiniLM-L6-v2 to the word pieces that agent files use, and write tokenizer.json.

    python -m tools.cut_vocabulary BASE_DIR/tokenizer.json CORPUS_DIR OUT.json [--size 12000]

Pieces of one letter always stay: a word without a piece of its own is then read as several ones.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

SIZE = 12_000
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_LETTER = re.compile(r"(?:##)?.")
_BEYOND_LATIN = "\u0250"
_UNUSED = "[unused"


def readable_texts(corpus: Path) -> Iterator[str]:
    """Yield the text of each *.md file below `corpus` that is UTF-8, in the order of their paths."""
    for path in sorted(corpus.rglob("*.md")):
        try:
            yield path.read_text("utf-8")
        except UnicodeDecodeError:
            print(f"{path}: left out: not UTF-8", file=sys.stderr)


def document_frequency(tokenizer: Tokenizer, corpus: Path) -> Counter[int]:
    """Return in how many files each piece is."""
    tokenizer.no_padding()
    tokenizer.no_truncation()
    files: Counter[int] = Counter()
    for text in readable_texts(corpus):
        files.update(set(tokenizer.encode(text).ids))
    return files


def kept_pieces(vocabulary: Mapping[str, int], files: Mapping[int, int], size: int) -> list[str]:
    """Return the pieces that stay, in their new order: special ones, letters, then by frequency.

    Ties go to the lower number, which is more frequent in general English.
    """
    special = [piece for piece in _SPECIAL if piece in vocabulary]
    letters = [piece for piece in vocabulary if _LETTER.fullmatch(piece) and piece[-1] < _BEYOND_LATIN]
    always = dict.fromkeys([*special, *sorted(letters, key=lambda piece: vocabulary[piece])])
    rest = [piece for piece in vocabulary if piece not in always and not piece.startswith(_UNUSED)]
    rest.sort(key=lambda piece: (-files.get(vocabulary[piece], 0), vocabulary[piece]))
    return [*always, *rest][: max(size, len(always))]


def cut(settings: Mapping[str, Any], pieces: Sequence[str]) -> dict[str, Any]:
    """Return the settings of a tokenizer that knows `pieces` only, without padding and truncation."""
    old = {number: piece for piece, number in settings["model"]["vocab"].items()}
    new = {piece: number for number, piece in enumerate(pieces)}

    def renumbered(value: object, key: str = "") -> object:
        if isinstance(value, dict):
            return {own: renumbered(part, own) for own, part in value.items()}
        if isinstance(value, list):
            return [renumbered(part, key) for part in value]
        return new[old[value]] if key in {"id", "ids"} and isinstance(value, int) else value

    changed = {key: renumbered(settings[key]) for key in ("added_tokens", "post_processor")}
    model = {**settings["model"], "vocab": new}
    return {**settings, **changed, "model": model, "padding": None, "truncation": None}


def main(arguments: Sequence[str] | None = None) -> int:
    """Count, cut and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tokenizer", type=Path, metavar="BASE_DIR/tokenizer.json")
    parser.add_argument("corpus", type=Path, metavar="CORPUS_DIR")
    parser.add_argument("out", type=Path, metavar="OUT.json")
    parser.add_argument("--size", type=int, default=SIZE)
    options = parser.parse_args(arguments)
    settings = json.loads(options.tokenizer.read_text("utf-8"))
    files = document_frequency(Tokenizer.from_file(str(options.tokenizer)), options.corpus)
    pieces = kept_pieces(settings["model"]["vocab"], files, options.size)
    text = json.dumps(cut(settings, pieces), ensure_ascii=False, separators=(",", ":"))
    options.out.write_text(text, encoding="utf-8")
    last = files[settings["model"]["vocab"][pieces[-1]]]
    print(f"{options.out}: {len(pieces)} pieces; the last one is in {last} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
