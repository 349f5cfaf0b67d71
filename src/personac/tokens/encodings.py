"""Real tokenizers: rs-bpe, whose wheel contains its vocabularies.

tiktoken has the same encodings, but downloads them at first use, and a build never uses the
network. rs-bpe is optional (`pip install personac[tokens]`).
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Literal, get_args

Encoding = Literal["cl100k_base", "o200k_base"]
ENCODINGS: tuple[Encoding, ...] = get_args(Encoding)


def is_installed() -> bool:
    """Return whether encodings are available, without importing them."""
    return find_spec("rs_bpe") is not None


def encoder(encoding: Encoding) -> Callable[[str], int]:
    """Return a function that counts the tokens of a text. Raises ImportError if rs-bpe is not installed."""
    from rs_bpe.bpe import openai  # noqa: PLC0415 - optional, and 50 MB

    tokenizer = openai.o200k_base() if encoding == "o200k_base" else openai.cl100k_base()

    def count(text: str) -> int:
        return int(tokenizer.count(text))

    return count
