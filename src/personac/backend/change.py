"""What one write is to do to an output directory, and what is known of it beforehand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from personac.emit.lock_entries import digest_of

Known = Mapping[str, tuple[str, ...]]
"""For an output the SHA-256 digests of what may be replaced by that name; where it is not listed, all may."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the caller has found out: what is `known` of outputs, whether it is `alone`.

    An output that is none of what is known of it is not thrown away. `alone` says that
    nobody else can be writing there (see `turns`).
    """

    known: Known = field(default_factory=dict)
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """The files to be there, the names that may go (`owned`), and what is known of either."""

    files: Mapping[str, bytes]
    owned: Collection[str]
    known: Known = field(default_factory=dict)


def may_go(path: Path, name: str, known: Known) -> bool:
    """Tell whether the file `path`, an output of this name, is not more than what is known of it."""
    return name not in known or digest_of(path) in known[name]
