"""What serves a build and makes no difference to what is built."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from personac.driver.observer import NOBODY, Observer
from personac.memory import Memory


@dataclass(frozen=True, slots=True)
class Means:
    """A memory of results, a folder of compiled templates, and who is told of every step; None for none."""

    memory: Memory | None = None
    templates: Path | None = None
    observer: Observer = NOBODY
