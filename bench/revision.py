"""Compare this checkout with another git revision: cold build, build without changes, after an edit, check.

    python -m bench.revision REVISION [SOURCES] [--runs N]

Both sides alternate in one run, so that other work on the machine slows both. For each measurement the least
wall time, CPU time and peak of memory of all runs are compared. SOURCES, a folder, defaults to the project's
own agents; each side builds its own copy of it.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SETTLED = 2.5  # seconds after which a file counts as unchanged
COLD = "cold build"  # without a cache folder: no record of an earlier build is used
EDITED = "after a line more"  # of one source
CASES: Mapping[str, tuple[str, ...]] = {
    COLD: ("build", "--force"),
    "nothing to do": ("build",),
    EDITED: ("build",),
    "check": ("build", "--check"),
}
_UNITS = {"wall": "s", "cpu": "CPU s", "peak": "peak MiB"}


@dataclass(frozen=True, slots=True)
class Usage:
    """Seconds by the clock and of CPU, and the peak of resident memory in MiB, of one process."""

    wall: float
    cpu: float
    peak: float


@dataclass(frozen=True, slots=True)
class Side:
    """One state of personac: its packages, and a folder for its sources, its builds and its cache."""

    name: str
    packages: Path
    folder: Path

    @property
    def sources(self) -> Path:
        """The copy of the sources that this side builds."""
        return self.folder / "agents"

    def edit(self, number: int) -> None:
        """Add a line to the first source."""
        first = min(self.sources.glob("*.md"))
        first.write_text(f"{first.read_text('utf-8').rstrip()}\n- Review change number {number}\n", "utf-8")

    def run(self, case: str, arguments: Sequence[str]) -> Usage:
        """Run `python -m personac` with `arguments`. Raises `RuntimeError` if it fails."""
        cache = "" if case == COLD else str(self.folder / "cache")
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.packages),
            "PERSONAC_CACHE_DIR": cache,
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
        command = [sys.executable, "-m", "personac", *arguments]
        began = time.perf_counter()
        process = os.posix_spawn(sys.executable, command, environment, file_actions=quiet)
        _, status, used = os.wait4(process, 0)
        if os.waitstatus_to_exitcode(status) not in (0, 1):
            message = f"{self.name}: personac {' '.join(arguments)}: {os.waitstatus_to_exitcode(status)}"
            raise RuntimeError(message)
        wall = time.perf_counter() - began
        return Usage(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def at_revision(revision: str, folder: Path) -> Path:
    """Extract src/ of a git revision below `folder`; return the folder of its packages."""
    archive = subprocess.run(
        ["git", "archive", revision, "src"], cwd=ROOT, check=True, capture_output=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
    return folder / "src"


def compare(sides: Sequence[Side], runs: int) -> Mapping[str, Sequence[Usage]]:
    """Run every case `runs` times, the sides alternating; return the least usage of each side by case."""
    least: dict[str, list[Usage]] = {}
    for case, command in CASES.items():
        used: list[list[Usage]] = [[] for _ in sides]
        for wait in (0, SETTLED):  # files that changed just before a build are compared by content next time
            time.sleep(wait)
            for side in sides:
                side.run("", ["build", str(side.sources), "-o", str(side.folder / "build")])
        for number in range(runs):
            for side, own in zip(sides, used, strict=True):
                if case == EDITED:
                    side.edit(number)
                own.append(side.run(case, [*command, str(side.sources), "-o", str(side.folder / "build")]))
        least[case] = [_least(own) for own in used]
    return least


def _least(used: Sequence[Usage]) -> Usage:
    return Usage(min(u.wall for u in used), min(u.cpu for u in used), min(u.peak for u in used))


def table(sides: Sequence[Side], least: Mapping[str, Sequence[Usage]]) -> str:
    """Return the comparison as a markdown table."""
    old, new = sides
    lines = [f"| | {old.name} | {new.name} | ratio |", "| --- | --- | --- | --- |"]
    for case, (before, after) in least.items():
        for name in ("wall", "cpu", "peak"):
            one, other = getattr(before, name), getattr(after, name)
            lines.append(f"| {case}, {_UNITS[name]} | {one:.2f} | {other:.2f} | {other / one:.2f} |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("revision")
    parser.add_argument("sources", type=Path, nargs="?", default=ROOT / "agents")
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        folders = [Path(scratch, name) for name in ("before", "now")]
        for folder in folders:
            shutil.copytree(options.sources, folder / "agents")
        sides = [
            Side(options.revision, at_revision(options.revision, folders[0]), folders[0]),
            Side("now", ROOT / "src", folders[1]),
        ]
        print(table(sides, compare(sides, options.runs)))


if __name__ == "__main__":
    main()
