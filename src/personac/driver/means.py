"""What serves a build and makes no difference to what is built."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from personac.driver.observer import NOBODY, Observer


@dataclass(frozen=True, slots=True)
class Means:
    """A folder of compiled templates, None for none, and the observer of every step."""

    templates: Path | None = None
    observer: Observer = NOBODY
