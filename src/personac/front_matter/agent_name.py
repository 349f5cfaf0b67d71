"""The name of the merged agent, where neither the rules nor the caller give one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from personac.model import Persona
from personac.paths import RESERVED

FALLBACK = "merged"
_WORD = re.compile(r"[^\W_]+")
_FILE_NAME = re.compile(r"\w[\w.-]*")
_LONGEST = 64


def derive_name(personas: Sequence[Persona]) -> str:
    """Return a name for the canonical agent: the one that all share, or the words that most names share.

    A persona without a `name:` is named by its id. `backend-developer`, `backend-expert` and `backend` share
    `backend`. Where nothing is shared, the only `name:` counts, and then the words that most ids share.
    """
    common = shared_name(personas) or shared_words([persona.name or persona.id for persona in personas])
    only = shared_name([persona for persona in personas if persona.name])
    from_ids = shared_words([persona.id for persona in personas])
    name = name_of_words(common or only) or name_of_words(from_ids) or FALLBACK
    return f"{name}-agent" if name in RESERVED else name


def shared_name(personas: Sequence[Persona]) -> str:
    """Return the `name:` that all personas have; empty if they have several, or one has none."""
    names = {persona.name for persona in personas}
    return names.pop() if len(names) == 1 else ""


def name_of_words(name: str) -> str:
    """Return `name` if a file can be called so, else its words; empty if it has none, or too many."""
    usable = name if _FILE_NAME.fullmatch(name) else "-".join(_words(name))
    return usable if len(usable) <= _LONGEST else ""


def _words(name: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(name)]


def shared_words(names: Sequence[str]) -> str:
    """Return the shared words, in the order of the name that has most of them; may be empty."""
    split = [_words(name) for name in names]
    counts = Counter(word for words in split for word in set(words))
    shared = {word for word, count in counts.items() if count * 2 > len(split)}
    best = min(split, key=lambda words: (-len(shared & set(words)), words), default=[])
    return "-".join(dict.fromkeys(word for word in best if word in shared))
