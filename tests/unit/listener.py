"""An observer that records its notifications."""

from __future__ import annotations

from personac.observer import Observer


class Listener(Observer):
    """Records what happened, in words."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def step_started(self, step: str) -> None:
        self.heard.append(f"{step} started")

    def step_ended(self, step: str) -> None:
        self.heard.append(f"{step} ended")

    def pause(self) -> None:
        self.heard.append("pause")

    @property
    def steps(self) -> list[str]:
        """The steps that started, in order."""
        return [heard.removesuffix(" started") for heard in self.heard if heard.endswith(" started")]
