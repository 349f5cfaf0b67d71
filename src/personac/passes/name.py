"""Name the canonical agent after what its sources share.

`backend-developer`, `backend-expert` and `backend` share `backend`. A word
counts as shared when more than half of the personas have it in their id.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from personac.ir import Compilation, Persona
from personac.rules.model import Rules

_WORD = re.compile(r"[^\W_]+")
FALLBACK = "merged"
RESERVED = frozenset({"report"})
"""What no agent can be named: the file of the same name is the report."""


def run(compilation: Compilation, rules: Rules) -> Compilation:
    """Fill `name`, unless the caller or the rules give one."""
    name = compilation.name or rules.agent.name or derive_name(compilation.personas)
    return replace(compilation, name=name)


def derive_name(personas: Sequence[Persona]) -> str:
    """Return the words shared by most ids, in the order of the first id that has them all."""
    ids = [[word.casefold() for word in _WORD.findall(persona.id)] for persona in personas]
    counts = Counter(word for words in ids for word in set(words))
    shared = [word for word in counts if counts[word] * 2 > len(ids)]
    if not shared:
        return FALLBACK
    best = max(ids, key=lambda words: (sum(word in words for word in shared), -ids.index(words)))
    name = "-".join(dict.fromkeys(word for word in best if word in shared))
    return f"{name}-agent" if name in RESERVED else name
