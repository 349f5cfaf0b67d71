"""Personas derived from a few others by replacing words, for measurements at large sizes.

Every derived persona is about another subject: most of its words, except those of all given personas, are
replaced by new words, which consist of the beginning of one word and the end of another. So the vocabulary
grows with the text, as in natural language. At regular intervals a persona is followed by a modified copy:
the same replacements, and a few more. Headings, lists and marks are kept, so that these files are parsed as
personas. The shares are chosen so that about as many bullets are similar as in 10,000 bullets of real agent
files (docs/performance.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import count

RENEWED = 0.6  # of the words are replaced
DRIFTED = 0.08  # of the words of a copy are replaced differently
COPIED = 40  # one of so many personas has a copy
_WORD = re.compile(r"[A-Za-z]{4,}")
_SEED = "personac"


@dataclass(frozen=True, slots=True)
class Text:
    """One persona file: the name of its path, and its content."""

    name: str
    content: str


def personas(given: Sequence[Text]) -> Iterator[Text]:
    """Yield infinitely many personas, derived from those of `given` in turn."""
    words = Words([text.content for text in given])
    for number in count():
        base = given[number % len(given)]
        yield Text(f"{base.name}-{number}", words.replaced(base.content, number))
        if number % COPIED == 0:
            yield Text(f"{base.name}-{number}-copy", words.replaced(base.content, number, copy=True))


class Words:
    """The words of some texts, and new words made of them."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Take the words of `texts`; words of all texts are never replaced."""
        words: list[set[str]] = [{word.lower() for word in _WORD.findall(text)} for text in texts]
        self._common = set.intersection(*words) if len(words) > 1 else set()
        self._all = sorted(set.union(*words))

    def replaced(self, text: str, number: int, *, copy: bool = False) -> str:
        """Return `text` for persona `number` or its copy; equal words have equal replacements."""
        shares = {f"{number} copy": DRIFTED, f"{number}": RENEWED} if copy else {f"{number}": RENEWED}

        def new(match: re.Match[str]) -> str:
            original: str = match[0]
            word = original.lower()
            key = next((key for key, share in shares.items() if _chance(key, word) < share), None)
            if key is None or word in self._common:
                return original
            return _with_case(original, self._blend(f"{key} {word}"))

        head, fence, body = _front_matter(text)
        return head + fence + _WORD.sub(new, body)

    def _blend(self, key: str) -> str:
        """Return the first half of one word and the second half of another, both chosen by `key`."""
        one, other = (self._all[_number(f"{part} {key}") % len(self._all)] for part in ("front", "back"))
        return one[: (len(one) + 1) // 2] + other[len(other) // 2 :]


def _front_matter(text: str) -> tuple[str, str, str]:
    """Split a file after its front matter, which is not changed because it names tools and models."""
    head, fence, body = text.partition("\n---\n")
    return (head, fence, body) if text.startswith("---\n") and fence else ("", "", text)


def _with_case(model: str, word: str) -> str:
    return word.upper() if model.isupper() else word.capitalize() if model[0].isupper() else word


def _chance(key: str, word: str) -> float:
    return _number(f"chance {key} {word}") / 2**64


def _number(key: str) -> int:
    return int.from_bytes(blake2b(f"{_SEED} {key}".encode(), digest_size=8).digest(), "big")
