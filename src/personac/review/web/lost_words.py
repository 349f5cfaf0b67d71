"""A word that a merge gives up, put back into the line where the source has it."""

from __future__ import annotations

import re

from personac.report.word_marks import words_of

_PIECE = re.compile(r"\S+")


def with_word(line: str, source: str, word: str) -> str:
    """Return `line` with `word` behind the word that precedes it in `source`.

    Where the line does not have that word either it is added at the end, in brackets, for the reviewer to
    place.
    """
    written, before = _found(source, word)
    places = [match.end() for match in _PIECE.finditer(line) if words_of(match[0]) == before and before]
    if not places:
        return f"{line.rstrip()} ({written})"
    end = places[0]
    stop = len(line[:end]) - len(line[:end].rstrip(".,;:"))
    return f"{line[: end - stop]} {written}{line[end - stop :]}"


def _found(source: str, word: str) -> tuple[str, tuple[str, ...]]:
    """The word as the source writes it, and the words of what is before it."""
    before: tuple[str, ...] = ()
    for match in _PIECE.finditer(source):
        if frozenset(words_of(word)) & frozenset(words_of(match[0])):
            return match[0].strip("()[],;:").rstrip(".") or word, before
        before = words_of(match[0])
    return word, ()
