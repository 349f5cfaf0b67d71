"""What a bullet is about, and what the title above it names.

"**Caching**: keys that expire" is about caching, and a short bullet says what
its title says: `Redis` under `Caching`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from personac.matching.tokenizer import Words
from personac.model import Bullet

_QUALIFIER = re.compile(
    r"\s(?:with|using|for|through|via|by|including|such as|like|based on|from|to)\s"
    r"|[:(,;.]|\s[-\u2013\u2014]\s",
    re.IGNORECASE,
)
_SHORTEST = 12  # characters of a head that is not the whole text
_COMMON_WORD = 0.06  # share of the bullets from which a word is what the whole group is about
_COMMON_TITLE = 0.06  # the same, of titles


def head_text(bullet: Bullet) -> str:
    """Return what the bullet is about: its lead, or its text up to the first clause that qualifies it."""
    if bullet.lead:
        return bullet.lead
    end = _QUALIFIER.search(bullet.text, len(bullet.text.split(" ", 1)[0]))
    return bullet.text[: end.start()] if end and end.start() > _SHORTEST else bullet.text


def title_text(bullet: Bullet, parent: str) -> str:
    """Return the title right above the bullet: its parent's first words, or its innermost section."""
    if parent:
        return parent.partition(":")[0]
    return bullet.section[-1] if bullet.section else ""


def title_rows(
    bullets: Sequence[Bullet], parents: Sequence[str], texts: Sequence[tuple[str, ...]], words: Words
) -> list[tuple[str, ...]]:
    """Return the units that each bullet's title names, without filler and what the whole group is about."""
    titles = [title_text(bullet, parent) for bullet, parent in zip(bullets, parents, strict=True)]
    kinds = sorted(set(titles))
    titled = Counter(unit for title in kinds for unit in set(words.units(title)))
    spoken = Counter(unit for text in texts for unit in set(text))
    most_spoken, most_titled = max(_COMMON_WORD * len(bullets), 6), max(_COMMON_TITLE * len(kinds), 3)
    common = {unit for unit in titled if spoken[unit] > most_spoken or titled[unit] > most_titled}
    skip = words.filler | words.title_filler | common
    return [tuple(unit for unit in words.units(title) if unit not in skip) for title in titles]
