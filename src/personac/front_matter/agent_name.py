"""Name the canonical agent after what its sources share.

`backend-developer`, `backend-expert` and `backend` share `backend`. A word
counts as shared when more than half of the personas have it in their id, or,
where the ids share none, in their `name:`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from personac.config.schema import Rules
from personac.ir import Compilation, Persona

_WORD = re.compile(r"[^\W_]+")
FALLBACK = "merged"
RESERVED = frozenset({"report"})
"""What no agent can be named: the file of the same name is the report."""


def run(compilation: Compilation, rules: Rules) -> Compilation:
    """Fill `name`, unless the caller or the rules give one."""
    name = compilation.name or rules.agent.name or derive_name(compilation.personas)
    return replace(compilation, name=name)


def derive_name(personas: Sequence[Persona]) -> str:
    """Return the words shared by most ids, or else names, in the order of the first that has them all."""
    name = _shared([persona.id for persona in personas]) or _shared([persona.name for persona in personas])
    return f"{name}-agent" if name in RESERVED else name or FALLBACK


def _shared(names: Sequence[str]) -> str:
    """The words that more than half of `names` have, joined; empty where there are none."""
    split = [[word.casefold() for word in _WORD.findall(name)] for name in names]
    counts = Counter(word for words in split for word in set(words))
    shared = [word for word in counts if counts[word] * 2 > len(split)]
    best = max(
        split, key=lambda words: (sum(word in words for word in shared), -split.index(words)), default=[]
    )
    return "-".join(dict.fromkeys(word for word in best if word in shared))
