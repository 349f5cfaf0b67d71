"""A Python that runs nothing, for tests of what is run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.timing.processes import DidNotEndError, Python, Usage


@dataclass(frozen=True, slots=True)
class Recorder(Python):
    """Runs nothing, and writes the outputs that programs would write."""

    ran: list[Sequence[str]] = field(default_factory=list)
    slow: str = ""

    def run(
        self, arguments: Sequence[str], limit: int | None = None, accepted: Sequence[int] = (0,)
    ) -> Usage:
        self.ran.append(arguments)
        if self.slow and f"bench.timing.programs.{self.slow}" in arguments[:2] and limit is not None:
            raise DidNotEndError(self.slow)
        if "-o" in arguments:
            output = Path(arguments[list(arguments).index("-o") + 1])
            output.mkdir(parents=True, exist_ok=True)
            (output / "personac.lock").touch()
        elif len(arguments) == 4:
            Path(arguments[3]).write_text("[[0, 2], [1, 2]]", "utf-8")
        if "bench.timing.programs.imports" in arguments:
            Path(arguments[2]).write_text("", "utf-8")
        if "bench.timing.grouping" in arguments:
            _group(Path(arguments[2]), int(arguments[4]))
        return Usage(1.0, 1.0, len(accepted))


def _group(folder: Path, groups: int) -> None:
    for group in range(groups):
        (folder / f"group-{group:03}").mkdir(parents=True)
        (folder / f"group-{group:03}" / "one.md").write_text("- say it\n", "utf-8")
