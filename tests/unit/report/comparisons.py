"""Two small personas compared, with what the matching is to find given, so that tests do not hang on it."""

from __future__ import annotations

from dataclasses import replace

from personac.model import Compilation, Cover, KeptApart, Pair
from personac.report.comparison import Comparison, compare
from tests.unit.helpers import EXACT, compiled

FORBIDS = "one forbids what the other asks for"
_ALWAYS, _NEVER = "Always wrap errors with context", "Never wrap errors with context"
_STORE, _POOLING, _BALANCING = "Store: pools, balancing, shards", "Connection pools", "Load balancing"

A = f"""---
name: a
description: Keeps the light of the harbour
tools: Read
---

# Duties

- {_ALWAYS}
- {_STORE}
- Polish the lens
- Same here
- Alone
"""
B = f"""---
name: b
description: Keeps the lamp of the harbour
color: red
---

# Duties

- {_NEVER}
- {_POOLING}
- Rub all of it
- Same here
- Also alone
"""
RULES = f'[[must_link]]\ntexts = ["Polish the lens", "Rub all of it"]\n{EXACT}'


def compared(a: str, b: str, rules: str = EXACT, *, swapped: bool = False) -> Comparison:
    """Compare two texts, or with `swapped` the second with the first."""
    compilation = compiled({"x/a.md": a, "y/b.md": b}, rules_text=rules)
    compilation = replace(compilation, apart=_apart(compilation), covers=_covers(compilation))
    return compare(compilation, 1, 0) if swapped else compare(compilation, 0, 1)


def _apart(compilation: Compilation) -> tuple[KeptApart, ...]:
    pair = sorted(_all(compilation, _ALWAYS) + _all(compilation, _NEVER))
    return (KeptApart(Pair(*pair), FORBIDS, contradicts=True),) if len(pair) > 1 else ()


def _covers(compilation: Compilation) -> tuple[Cover, ...]:
    result = [(narrow, text) for text in (_POOLING, _BALANCING) for narrow in _all(compilation, text)]
    return tuple(Cover(b, n, 0.95, text) for b in _all(compilation, _STORE) for n, text in sorted(result))


def _all(compilation: Compilation, text: str) -> list[int]:
    return [i for i, bullet in enumerate(compilation.bullets) if bullet.text == text]
