"""A stand-in of the library's warm build: decisions are found by exact text, and change no line yet."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from personac.building.builder import compile_request
from personac.building.in_memory import Built
from personac.building.request import Request
from personac.config.decision_files import item_key, read_decisions
from personac.config.decision_schema import Decision
from personac.model import Compilation
from personac.model.decided import AnchoredDecision, DecidedLine
from personac.report.report_schema import Report


class Live(NamedTuple):
    """A build in memory."""

    compilation: Compilation
    report: Report


class LiveBuild:
    """Builds in memory, again and again."""

    def __init__(self, request: Request) -> None:
        """Build `request` without a cache of builds."""
        self._request = request

    @cached_property
    def _built(self) -> Built:
        return compile_request(self._request)

    @property
    def agent(self) -> str:
        """The name of the agent."""
        return self._built.compilation.name

    @property
    def folder(self) -> Path:
        """The folder of its decisions."""
        return Path("decisions") / self.agent

    def key_of(self, bullets: Sequence[int]) -> str:
        """Return the key of an item with these bullets."""
        return item_key(self._built.compilation.bullet_keys[bullet] for bullet in bullets)

    def built(self, decisions: Sequence[tuple[str, bytes]]) -> Live:
        """Return the build with these decision files."""
        from dataclasses import replace

        from personac.report.measure import measure
        from personac.report.near_miss_rows import Thresholds

        compilation = self._built.compilation
        read = read_decisions(decisions, self.agent)
        decided = tuple(_anchored(one, compilation) for one in read)
        again = replace(compilation, decided=decided)
        return Live(again, measure(again, Thresholds(self._built.report.threshold)))


def _anchored(decision: Decision, compilation: Compilation) -> AnchoredDecision:
    places = {(one.persona, one.text): at for at, one in enumerate(compilation.bullets)}
    named = [one for group in decision.content.group for one in group.bullets]
    missing = tuple(one for one in named if (one.persona, one.text) not in places)
    lines = tuple(
        DecidedLine(
            tuple(sorted(places[one.persona, one.text] for one in group.bullets if one not in missing)),
            group.text, group.section, group.drop,
        )
        for group in decision.content.group
    )  # fmt: skip
    return AnchoredDecision(decision, "stale" if missing else "exact", lines, (), missing)
