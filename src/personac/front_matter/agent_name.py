"""Pass: name the canonical agent after what its sources share.

`backend-developer`, `backend-expert` and `backend` share `backend`. A word is shared if more than half of
the personas have it in their id; if the ids share none, their `name:` fields are compared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from personac.model import Persona

_WORD = re.compile(r"[^\W_]+")
FALLBACK = "merged"
RESERVED = frozenset({"report"})
"""Names that no agent can have, because a build writes other files of these names."""


def derive_name(personas: Sequence[Persona]) -> str:
    """Return the words that most ids share, or else most names, joined by hyphens."""
    ids, names = [persona.id for persona in personas], [persona.name for persona in personas]
    name = _shared_words(ids) or _shared_words(names) or FALLBACK
    return f"{name}-agent" if name in RESERVED else name


def _shared_words(names: Sequence[str]) -> str:
    """Return the shared words, in the order of the first name that has most of them; may be empty."""
    split = [[word.casefold() for word in _WORD.findall(name)] for name in names]
    counts = Counter(word for words in split for word in set(words))
    shared = {word for word, count in counts.items() if count * 2 > len(split)}
    best = max(split, key=lambda words: len(shared & set(words)), default=[])  # the first of equals
    return "-".join(dict.fromkeys(word for word in best if word in shared))
