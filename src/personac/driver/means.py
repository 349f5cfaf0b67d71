"""What serves a build and makes no difference to what is built."""

from __future__ import annotations

from dataclasses import dataclass

from personac.driver.observer import NOBODY, Observer
from personac.memory import Memory


@dataclass(frozen=True, slots=True)
class Means:
    """A memory of results (None for none), and the observer of every step."""

    memory: Memory | None = None
    observer: Observer = NOBODY
