"""Who else says a bullet word for word, among personas that fall silent one by one.

A repository of a thousand copies of one agent has a thousand speakers of each
bullet; asking for another one takes the same time all the same.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence

from personac.ir import Bullet
from personac.passes.matching.exact import Key, exact_key
from personac.passes.matching.words import Words


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
