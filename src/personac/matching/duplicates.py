"""Which bullets say the same word for word, so that they are one whatever any score says.

Case, marks, punctuation, plural and mostly order do not count. Order does
where it carries meaning ("prefer A over B", "5 workers and 10 threads"), and so
do numbers as they are written and what compares them ("< 80 %" is not "> 80 %").

Who else says a bullet word for word, among personas that fall silent one by one.

A repository of a thousand copies of one agent has a thousand speakers of each
bullet; asking for another one takes the same time all the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from personac.matching.tokenizer import Words, tokens
from personac.model import Bullet

Key = tuple[str, ...]
_DIRECTED = frozenset({
    "after", "against", "ahead", "avoid", "before", "behind", "but", "don", "except", "from", "if", "instead",
    "into", "never", "no", "not", "only", "over", "prefer", "rather", "than", "to", "unless", "until",
    "versus", "vs", "when", "without",
})  # fmt: skip
_QUANTITY = re.compile(r"(?:[<>]=?|[\u2264\u2265])(?=\s*[$\u20ac]?\d)|\d+(?:[.,:/]\d+)*\s*%?")
_DIGIT = re.compile(r"\d")
_SPACED = re.compile(r"\s|(?<=\d),(?=\d{3}\b)")
_CROSS = re.compile("[\u2717\u2718\u274c\u274e\u26d4\U0001f6ab]")  # "do not", drawn


def exact_key(text: str, words: Words) -> Key:
    """Return what two texts share where they are the same word for word."""
    said = tokens(text)
    if not said:
        return (text.strip(),)
    stems, found = words.stem_all(said), quantities(text)
    is_ordered = len(found) > 1 or not _DIRECTED.isdisjoint(said)
    return (*(stems if is_ordered else sorted(stems)), *found)


def quantities(text: str) -> list[str]:
    """Return the numbers that are more than digits, comparisons and crosses of `text`, in order."""
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text)
    found = _QUANTITY.findall(folded) if _DIGIT.search(folded) else ()
    crosses = () if folded.isascii() else _CROSS.findall(folded)
    return [*(_SPACED.sub("", sign) for sign in found), *crosses]


def units_of(
    bullets: Sequence[Bullet], words: Words, repeats: Mapping[int, int] = MappingProxyType({})
) -> tuple[tuple[int, ...], ...]:
    """Return the positions of the bullets grouped by what they say word for word, ordered by first position.

    Paragraphs are one among themselves only. Each of `repeats` stands behind the bullet that it repeats.
    """
    groups: dict[tuple[bool, Key], list[int]] = {}
    home: dict[int, list[int]] = {}
    for position, bullet in enumerate(bullets):
        if position not in repeats:
            key = bullet.is_paragraph, exact_key(bullet.text, words)
            home[position] = groups.setdefault(key, [])
            home[position].append(position)
    for copy, original in sorted(repeats.items()):
        home[original].append(copy)
    return tuple(tuple(group) for group in groups.values())


def sayings_of(bullets: Sequence[Bullet], words: Words) -> tuple[int, ...]:
    """Return a number for each bullet, the same for two of one kind that say the same word for word."""
    numbers: dict[tuple[bool, Key], int] = {}
    return tuple(
        numbers.setdefault((bullet.is_paragraph, exact_key(bullet.text, words)), len(numbers))
        for bullet in bullets
    )


class Said:
    """For each saying its speakers that are not silent, in the order of their first bullet that says it."""

    def __init__(self, bullets: Sequence[Bullet], sayings: Sequence[int]) -> None:
        """Let everybody speak."""
        self._bullets = bullets
        self._sayings = sayings
        self._speakers: dict[int, OrderedDict[str, int]] = {}
        for position, (bullet, saying) in enumerate(zip(bullets, sayings, strict=True)):
            self._speakers.setdefault(saying, OrderedDict()).setdefault(bullet.persona, position)

    def by_another(self, position: int) -> int | None:
        """Return the first bullet of another persona that says what the bullet at `position` does."""
        own = self._bullets[position].persona
        speakers = self._speakers[self._sayings[position]].items()
        return next((first for persona, first in speakers if persona != own), None)

    def silence(self, positions: Iterable[int]) -> None:
        """Let a persona say nothing from now on; `positions` are its bullets."""
        for position in positions:
            self._speakers[self._sayings[position]].pop(self._bullets[position].persona, None)
