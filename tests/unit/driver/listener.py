"""An observer that remembers what it was told."""

from __future__ import annotations

from personac.driver.observer import Observer
from personac.ir import Compilation


class Listener(Observer):
    """Keeps what happened, in words, and the compilations that came with it."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.given: list[Compilation | None] = []

    def starts(self, step: str, compilation: Compilation | None = None) -> None:
        self.heard.append(f"starts {step}")
        self.given.append(compilation)

    def ends(self, step: str, compilation: Compilation | None = None) -> None:
        self.heard.append(f"ends {step}")
        self.given.append(compilation)

    def rests(self) -> None:
        self.heard.append("rests")
