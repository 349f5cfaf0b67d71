"""A family of generated files: one construct, in any number.

A family is data: a name, the stage that it is meant to load, and what makes its files of a size. Files are
the same whenever they are made: the only chance is a generator that is seeded with the name of the family.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Files = Mapping[str, bytes]
"""Contents by path; `rules/x.toml` is rules, every other path is a source."""
Maker = Callable[[int, random.Random], Files]
RULES = "rules/"
_SYLLABLES = tuple(first + vowel for first in "bdfgklmnprstvz" for vowel in "aeiou")


@dataclass(frozen=True, slots=True)
class Family:
    """Files with `size` times one construct. At `size` 1 they are a few lines."""

    name: str
    stage: str
    make: Maker

    def files(self, size: int) -> Files:
        """Make the files of a size."""
        return self.make(size, random.Random(self.name))  # noqa: S311 - no secret

    def bytes_of(self, size: int) -> int:
        """Return how many bytes of sources there are at a size."""
        return sum(len(data) for path, data in self.files(size).items() if not path.startswith(RULES))


def word(chance: random.Random) -> str:
    """Return a word of no language; a thousand of them are nearly all different."""
    return "".join(chance.choices(_SYLLABLES, k=4))


def words(chance: random.Random, count: int) -> str:
    """Return words that no other text has, so that matching finds nothing to merge."""
    return " ".join(word(chance) for _ in range(count))


def source(body: str, front_matter: str = "name: one\ndescription: Reads code\n") -> Files:
    """Return one persona with a body."""
    return {"agents/one.md": f"---\n{front_matter}---\n\n{body}".encode()}
