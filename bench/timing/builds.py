"""Builds as users run them: without changes, cold, after an edit; of many personas, and of many groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.timing.contenders import BUILT, IMPORTS, OWN_IMPORTS
from bench.timing.figures import Measured
from bench.timing.processes import DidNotEndError, Python, Usage
from bench.timing.race import report

CLICK = "import click"
NO_OP, CHECK, COLD = "nothing to do", "nothing to check", "cold build"
ONE_GROUP, MANY_GROUPS, EACH = "build of one group", "builds of groups", "groups in one command"
COMMAND = "bench.timing.programs.personac_command"
START = "import sys; from personac.cli import main; sys.argv[0] = 'personac'; main()"
"""What an installed script does; `-m` imports more than a build without changes."""
EDIT = "\n\n## Summary\n\n- Describe the changes in two sentences, number {number}\n"

Commands = Mapping[str, tuple[Python, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Builds:
    """Measures builds; `cached` is a Python whose personac has a cache folder for records of builds."""

    python: Python
    cached: Python
    runs: int
    limit: int
    scratch: Path

    def small(self, sources: Path) -> Iterator[Measured]:
        """Yield both sides of every ratio for a small group: cold builds and builds without changes.

        The latter run some time after the first build, because personac compares the content of files that
        have just changed.
        """
        report(f"builds of {sources.name}")
        unchanged = ["build", str(sources), "-o", str(self.scratch / "unchanged")]
        self.cached.run(["-c", START, *unchanged])
        cold = ["build", str(sources), "-o", str(self.scratch / "small"), "--force"]
        imports = self.scratch / "imports.py"
        self.python.run(["-m", IMPORTS, str(imports), COMMAND, *cold])
        builds: Commands = {
            OWN_IMPORTS + COLD: (self.python, [str(imports)]),
            COLD: (self.python, ["-m", COMMAND, *cold]),
        }
        no_ops: Commands = {
            CLICK: (self.python, ["-c", CLICK]),
            NO_OP: (self.cached, ["-c", START, *unchanged]),
            CHECK: (self.cached, ["-c", START, *unchanged, "--check"]),
        }
        for commands in (builds, no_ops):
            for name, runs in self.in_turn(commands).items():
                yield Measured(name, 0, tuple(runs))

    def in_turn(self, commands: Commands) -> Mapping[str, Sequence[Usage]]:
        """Run the commands in turn, once to fill the disk cache and then `runs` times."""
        used: dict[str, list[Usage]] = {name: [] for name in commands}
        for run in range(self.runs + 1):
            for name, (python, arguments) in commands.items():
                usage = python.run(arguments)
                if run:
                    used[name].append(usage)
        return used

    def cold(self, personas: Path, size: int) -> Measured:
        """Measure a build of `size` personas, imports included."""
        report(f"{size} personas")
        return Measured(COLD, size, (self._built(self.python, personas, "cold"),))

    def one_group(self, personas: Path, size: int) -> Measured:
        """Measure a build of `size` personas into one agent."""
        report(f"{size} personas in one group")
        return self._limited(ONE_GROUP, size, lambda: self._built(self.python, personas, "one"))

    def many_groups(self, folder: Path, size: int) -> Measured:
        """Measure builds of `size` folders, a process each: the sum of their time, the largest peak."""
        report(f"{size} groups")
        groups = sorted(path for path in folder.iterdir() if path.is_dir())

        def each() -> Usage:
            used = [self._built(self.python, group, f"each/{group.name}") for group in groups]
            cpu, wall = sum(one.cpu for one in used), sum(one.wall for one in used)
            return Usage(cpu, wall, max(one.peak for one in used))

        return self._limited(MANY_GROUPS, size, each)

    def each(self, folder: Path, size: int) -> Measured:
        """Measure the build of `size` folders by one command."""
        report(f"{size} groups in one command")
        groups = sorted(str(path) for path in folder.iterdir() if path.is_dir())
        command = ["-m", COMMAND, "build", "--each", *groups, "-o", str(self.scratch / "at-once"), "-q"]
        return self._limited(EACH, size, lambda: self.python.run(command, self.limit, BUILT))

    def _built(self, python: Python, sources: Path, output: str) -> Usage:
        """Build, and check that there are outputs; diagnostics of real files are no failure."""
        folder = self.scratch / output
        folder.parent.mkdir(parents=True, exist_ok=True)
        options = ["--force", "-q", "--name", "grown"]
        used = python.run(
            ["-m", COMMAND, "build", str(sources), "-o", str(folder), *options], self.limit, BUILT
        )
        if not (folder / "personac.lock").exists():
            message = f"{sources}: nothing was built"
            raise RuntimeError(message)
        return used

    def _limited(self, what: str, size: int, run: Callable[[], Usage]) -> Measured:
        try:
            return Measured(what, size, (run(),))
        except DidNotEndError:
            return Measured(what, size, (), self.limit)
