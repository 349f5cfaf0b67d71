"""Whether a lock is what one build wrote.

A lock is text in a repository: git merges two of them line by line, people
resolve what is left. The result may name the sources of one build and the
outputs of another, and would call stale outputs fresh. A lock carries a
digest of itself, so that only what a build wrote as a whole is believed.

Imports next to nothing, for a build that has nothing to do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from personac.emit.lock_entries import digest

_SEAL = re.compile(rb'^  "seal": "([0-9a-f]{64})"', re.MULTILINE)  # deeper tables are indented further
_UNSEALED = b'  "seal": ""'


def seal_of(unsealed: bytes) -> str:
    """Return the seal of a lock whose own `seal` is empty."""
    return digest(unsealed)


def read_sealed(data: bytes) -> Mapping[str, Any] | None:
    """Return what a lock says, None where it is not as a build wrote it."""
    found = _SEAL.search(data)
    if found is None:
        return None
    unsealed = data[: found.start()] + _UNSEALED + data[found.end() :]
    if seal_of(unsealed).encode() != found[1]:
        return None
    said: Mapping[str, Any] = json.loads(data)
    return said
