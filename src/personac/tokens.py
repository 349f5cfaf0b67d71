"""The size of texts in tokens of a language model: counted by an encoding, or estimated.

Committed outputs contain token counts, so by default they must not depend on what is installed: the
default is the estimate, which gives the same number on every machine. Encodings need rs-bpe, which is
optional (the extra `tokens`). Its wheel contains the vocabularies; tiktoken downloads them at
first use, and a build never uses the network.

Byte-pair encoders first split a text into words, digits, punctuation and line ends, so counting those
gives a close estimate. The weights were fitted to `o200k_base` on 443 real agent files (bench/tokens.py
measures the error, docs/keep.md reports it). The estimate of a text is the sum over its lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal

from personac.diagnostics.diagnostic import INSTALL_EXTRA, Diagnostic, PersonacError
from personac.diagnostics.merge_kinds import NO_TOKENIZER

Encoding = Literal["cl100k_base", "o200k_base"]


Tokenizer = Literal["auto", "cl100k_base", "estimate", "o200k_base"]
ResolvedTokenizer = Encoding | Literal["estimate"]
HUNDRED = 100  # weights are hundredths of a token, so that sums are integers
_PREFERRED: Encoding = "o200k_base"

_COMMON_WORD_LETTERS = 7  # words up to this length are mostly one token
_DIGITS_PER_TOKEN = 3
_WORD = re.compile(r"[A-Z]*[a-z]+|[A-Z]+")
_NUMBER = re.compile(r"[0-9]+")
_MARKS = re.compile(r"[!-/:-@\[-`{-~]+")
_LINE_END = re.compile(r"\n\s*")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")

_WORD_WEIGHT, _EXTRA_LETTER_WEIGHT = 103, 4
_THREE_DIGITS_WEIGHT = 160
_FIRST_MARK_WEIGHT, _MARK_WEIGHT = 76, 31
_LINE_END_WEIGHT = 102
_CHARACTER_WEIGHT = 70


@dataclass(frozen=True, slots=True)
class Counter:
    """A token counter: its `name`, and the size of a text in hundredths of a token."""

    name: ResolvedTokenizer
    weigh: Callable[[str], int]

    def count(self, text: str) -> int:
        """Return the number of tokens of `text`, rounded up."""
        return -(-self.weigh(text) // HUNDRED)


def name_of(tokenizer: Tokenizer) -> ResolvedTokenizer:
    """Return the tokenizer to use for a configured one, which may be `auto`."""
    if tokenizer == "auto":
        return _PREFERRED if is_installed() else "estimate"
    return tokenizer


def counter(tokenizer: Tokenizer) -> Counter:
    """Return the counter for a configured tokenizer; `auto` prefers an encoding if one is installed.

    Raises `PersonacError` if the encoding is not installed.
    """
    name = name_of(tokenizer)
    if name == "estimate":
        return Counter(name, weigh)
    try:
        count = encoder(name)
    except ImportError as error:
        hint = f'{INSTALL_EXTRA.format("tokens")}; or use the estimate: tokenizer = "estimate"'
        message = f"the tokenizer {name} is not installed ({error})"
        raise PersonacError(Diagnostic(NO_TOKENIZER, "rules", 0, 0, message, hint)) from None
    return Counter(name, lambda text: count(text) * HUNDRED)


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


def weigh(text: str) -> int:
    """Return the estimated size of `text` in hundredths of a token."""
    words, marks = _WORD.findall(text), _MARKS.findall(text)
    extra_letters = sum(
        [len(word) - _COMMON_WORD_LETTERS for word in words if len(word) > _COMMON_WORD_LETTERS]
    )
    return (
        len(words) * _WORD_WEIGHT
        + extra_letters * _EXTRA_LETTER_WEIGHT
        + sum(-(-len(digits) // _DIGITS_PER_TOKEN) for digits in _NUMBER.findall(text)) * _THREE_DIGITS_WEIGHT
        + len(marks) * (_FIRST_MARK_WEIGHT - _MARK_WEIGHT)
        + sum(map(len, marks)) * _MARK_WEIGHT
        + len(_LINE_END.findall(text)) * _LINE_END_WEIGHT
        + len(_BEYOND_ASCII.findall(text)) * _CHARACTER_WEIGHT
    )
