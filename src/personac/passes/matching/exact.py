"""Which bullets say the same word for word, so that they are one whatever any score says.

Case, marks, punctuation, plural and mostly order do not count. Order does
where it carries meaning ("prefer A over B", "5 workers and 10 threads"), and so
do numbers as they are written and what compares them ("< 80 %" is not "> 80 %").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from personac.ir import Bullet
from personac.passes.matching.words import Words, tokens

Key = tuple[str, ...]
_DIRECTED = frozenset({
    "after", "against", "ahead", "avoid", "before", "behind", "but", "don", "except", "from", "if", "instead",
    "into", "never", "no", "not", "only", "over", "prefer", "rather", "than", "to", "unless", "until",
    "versus", "vs", "when", "without",
})  # fmt: skip
_QUANTITY = re.compile(r"(?:[<>]=?|[\u2264\u2265])(?=\s*[$\u20ac]?\d)|\d+(?:[.,:/]\d+)*\s*%?")
_CROSS = re.compile("[\u2717\u2718\u274c\u274e\u26d4\U0001f6ab]")  # "do not", drawn


def exact_key(text: str, words: Words) -> Key:
    """Return what two texts share where they are the same word for word."""
    stems = words.stems(text)
    if not stems:
        return (text.strip(),)
    found = quantities(text)
    is_ordered = len(found) > 1 or not _DIRECTED.isdisjoint(tokens(text))
    return (*(stems if is_ordered else sorted(stems)), *found)


def quantities(text: str) -> list[str]:
    """Return the numbers that are more than digits, comparisons and crosses of `text`, in order."""
    folded = unicodedata.normalize("NFKC", text)
    found = [re.sub(r"\s|(?<=\d),(?=\d{3}\b)", "", sign) for sign in _QUANTITY.findall(folded)]
    return [*found, *_CROSS.findall(folded)]


def units_of(
    bullets: Sequence[Bullet], words: Words, echoes: Mapping[int, int] = MappingProxyType({})
) -> tuple[tuple[int, ...], ...]:
    """Return the positions of the bullets grouped by what they say word for word, ordered by first position.

    Paragraphs are one among themselves only. Each of `echoes` stands behind the bullet that it repeats.
    """
    groups: dict[tuple[bool, Key], list[int]] = {}
    home: dict[int, list[int]] = {}
    for position, bullet in enumerate(bullets):
        if position not in echoes:
            key = bullet.is_paragraph, exact_key(bullet.text, words)
            home[position] = groups.setdefault(key, [])
            home[position].append(position)
    for echo, original in sorted(echoes.items()):
        home[original].append(echo)
    return tuple(tuple(group) for group in groups.values())
