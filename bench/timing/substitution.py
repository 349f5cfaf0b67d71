"""Personas made out of a few by exchanging words, for measuring at sizes that no few files have.

Each is one of them about another matter: most of its words, except those that
every given persona uses, are exchanged for words that nobody has, put together
from the beginning of one word and the end of another. So the words grow in
number with the text, as they do in language, and look like words. Every so
many personas the next is a copy that drifted: the same words exchanged, and a
few more. Headings, lists and marks stay, so these are personas to the front end
too. The shares are such that about as many bullets are like another as in
10,000 bullets of real agent files (docs/performance.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import count

RENEWED = 0.6  # of the words are exchanged
DRIFTED = 0.08  # of the words of a copy are exchanged otherwise
COPIED = 40  # one persona in so many has a copy
_WORD = re.compile(r"[A-Za-z]{4,}")
_SEED = "personac"


@dataclass(frozen=True, slots=True)
class Text:
    """One persona file: a name for its path, and what it holds."""

    name: str
    content: str


def personas(given: Sequence[Text]) -> Iterator[Text]:
    """Yield personas without end, each made from one of `given` in turn."""
    words = Words([text.content for text in given])
    for number in count():
        base = given[number % len(given)]
        yield Text(f"{base.name}-{number}", words.exchanged(base.content, number))
        if number % COPIED == 0:
            yield Text(f"{base.name}-{number}-copy", words.exchanged(base.content, number, copy=True))


class Words:
    """The words of some texts, and new ones made of them."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Take the words of `texts`; what all of them use is never exchanged."""
        found: list[set[str]] = [{word.lower() for word in _WORD.findall(text)} for text in texts]
        self._common = set.intersection(*found) if len(found) > 1 else set()
        self._all = sorted(set.union(*found))

    def exchanged(self, text: str, number: int, *, copy: bool = False) -> str:
        """Return `text` as persona `number` or its copy says it; the same word becomes the same word."""
        shares = {f"{number} copy": DRIFTED, f"{number}": RENEWED} if copy else {f"{number}": RENEWED}

        def new(match: re.Match[str]) -> str:
            written: str = match[0]
            word = written.lower()
            key = next((key for key, share in shares.items() if _chance(key, word) < share), None)
            if key is None or word in self._common:
                return written
            return _as_written(written, self._blend(f"{key} {word}"))

        head, fence, body = _front_matter(text)
        return head + fence + _WORD.sub(new, body)

    def _blend(self, key: str) -> str:
        """Return the first half of one word with the second half of another, both picked by `key`."""
        one, other = (self._all[_number(f"{part} {key}") % len(self._all)] for part in ("front", "back"))
        return one[: (len(one) + 1) // 2] + other[len(other) // 2 :]


def _front_matter(text: str) -> tuple[str, str, str]:
    """Part a file at the fence below its front matter; names of tools and models stay."""
    head, fence, body = text.partition("\n---\n")
    return (head, fence, body) if text.startswith("---\n") and fence else ("", "", text)


def _as_written(model: str, word: str) -> str:
    return word.upper() if model.isupper() else word.capitalize() if model[0].isupper() else word


def _chance(key: str, word: str) -> float:
    return _number(f"chance {key} {word}") / 2**64


def _number(key: str) -> int:
    return int.from_bytes(blake2b(f"{_SEED} {key}".encode(), digest_size=8).digest(), "big")
