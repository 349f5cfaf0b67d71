"""The texts of many bullets, read on all cores before anybody asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from personac.cores import shared
from personac.passes.matching.words import Reading, Words

_BLOCK = 512  # texts at once
_WORTH_A_COPY = 4  # blocks


def read_all(texts: Iterable[str], words: Words) -> None:
    """Have `words` read `texts`, if they are many."""
    kinds = [*dict.fromkeys(texts)]
    parts = [kinds[start : start + _BLOCK] for start in range(0, len(kinds), _BLOCK)]
    if len(parts) >= 2 * _WORTH_A_COPY:
        for found in shared(lambda part: _read(part, words), parts, least=_WORTH_A_COPY):
            words.remember(found)


def _read(texts: Sequence[str], words: Words) -> list[Reading]:
    return [(text, words.normal(text), words.read(text)) for text in texts]
