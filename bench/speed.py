"""How long a build takes against the floor that imports set, as ratios measured in one run.

    python -m bench.speed [SOURCES] [--runs N]

Both sides of a ratio run in turn, so that a busy machine slows both; the CPU
time of the process is taken, and the least and the median of all runs shown.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUN = "import sys; from personac.cli import main; sys.argv = ['personac', *sys.argv[1:]]; main()"
LIBRARIES = (
    "import click, frontmatter, jinja2, mistune, msgspec, networkx, numpy, rapidfuzz.process, Stemmer, yaml\n"
    "from scipy import sparse\n"
    "from sklearn.feature_extraction.text import TfidfVectorizer\n"
)
Times = Mapping[str, Sequence[float]]


def cpu_seconds(arguments: Sequence[str], packages: Path) -> float:
    """Run Python with `arguments`, silently; return the CPU seconds it took. Raises where it fails."""
    quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (1, 2)]
    # Without byte code every process would compile personac anew, which no installed one does.
    others = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = {**others, "PYTHONPATH": str(packages)}
    process = os.posix_spawn(sys.executable, [sys.executable, *arguments], environment, file_actions=quiet)
    _, status, used = os.wait4(process, 0)
    if status:
        message = f"{arguments[-1]}: {os.waitstatus_to_exitcode(status)}"
        raise RuntimeError(message)
    return used.ru_utime + used.ru_stime


def measure(commands: Mapping[str, Sequence[str]], runs: int, packages: Path) -> Times:
    """Run every command in turn, `runs` times."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, arguments in commands.items():
            times[name].append(cpu_seconds(arguments, packages))
    return times


def commands_for(sources: Path, folder: Path) -> Mapping[str, Sequence[str]]:
    """Return what is measured: floors, and builds of `sources` into `folder`."""
    build = ["-c", RUN, "build", str(sources), "-o", str(folder / "build")]
    return {
        "import click": ["-c", "import click"],
        "nothing to do": build,
        "nothing to check": [*build, "--check"],
        "import libraries": ["-c", LIBRARIES],
        "cold build": [*build, "--force"],
    }


def show(times: Times) -> None:
    """Print a line for each ratio."""
    for name, floor in (
        ("nothing to do", "import click"),
        ("nothing to check", "import click"),
        ("cold build", "import libraries"),
    ):
        least = min(times[name]) / min(times[floor])
        median = statistics.median(times[name]) / statistics.median(times[floor])
        seconds = f"{min(times[name]):.3f} s / {min(times[floor]):.3f} s"
        print(f"{name:16} / {floor:16} = {least:.2f} (median {median:.2f}; {seconds})")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run from the command line, from anywhere."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sources", type=Path, nargs="?", default=ROOT / "agents")
    parser.add_argument("--runs", type=int, default=20)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        # A lock is believed by an installed personac only: its code is that of its version.
        packages = Path(scratch) / "site-packages"
        shutil.copytree(ROOT / "src" / "personac", packages / "personac")
        commands = commands_for(asked.sources.resolve(), Path(scratch))
        measure({name: commands[name] for name in ("cold build", "nothing to do")}, 1, packages)
        show(measure(commands, asked.runs, packages))


if __name__ == "__main__":
    main()
