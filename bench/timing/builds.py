"""Builds as users run them: nothing to do, cold, after an edit; many personas, and many groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.timing.contenders import BUILT, IMPORTS, OWN_IMPORTS
from bench.timing.figures import Measured
from bench.timing.processes import DidNotEndError, Python, Usage
from bench.timing.race import told

CLICK = "import click"
NO_OP, CHECK, COLD = "nothing to do", "nothing to check", "cold build"
ONE_GROUP, MANY_GROUPS, EACH = "build of one group", "builds of groups", "groups in one command"
COMMAND = "bench.timing.programs.personac_command"
START = "import sys; from personac.cli import main; sys.argv[0] = 'personac'; main()"
"""What an installed script does. `-m` imports more than a build that has nothing to do."""
EDIT = "\n\n## After the fact\n\n- Say in two sentences what was done, number {number}\n"

Commands = Mapping[str, tuple[Python, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Builds:
    """Measures builds; `cached` is a Python whose personac may record builds."""

    python: Python
    cached: Python
    runs: int
    limit: int
    scratch: Path

    def small(self, sources: Path) -> Iterator[Measured]:
        """Yield the ratios' two sides for a small group: cold builds and no-op builds.

        The build with nothing to do comes a while after the last one: the content of files that have just
        changed is compared.
        """
        told(f"builds of {sources.name}")
        standing = ["build", str(sources), "-o", str(self.scratch / "standing")]
        self.cached.run(["-c", START, *standing])
        cold = ["build", str(sources), "-o", str(self.scratch / "small"), "--force"]
        imports = self.scratch / "imports.py"
        self.python.run(["-m", IMPORTS, str(imports), COMMAND, *cold])
        builds: Commands = {
            OWN_IMPORTS + COLD: (self.python, [str(imports)]),
            COLD: (self.python, ["-m", COMMAND, *cold]),
        }
        no_ops: Commands = {
            CLICK: (self.python, ["-c", CLICK]),
            NO_OP: (self.cached, ["-c", START, *standing]),
            CHECK: (self.cached, ["-c", START, *standing, "--check"]),
        }
        for commands in (builds, no_ops):
            for name, runs in self.in_turn(commands).items():
                yield Measured(name, 0, tuple(runs))

    def in_turn(self, commands: Commands) -> Mapping[str, Sequence[Usage]]:
        """Run every command in turn, once to warm the disk and then as often as asked."""
        found: dict[str, list[Usage]] = {name: [] for name in commands}
        for run in range(self.runs + 1):
            for name, (python, arguments) in commands.items():
                usage = python.run(arguments)
                if run:
                    found[name].append(usage)
        return found

    def cold(self, personas: Path, size: int) -> Measured:
        """Measure a build of `size` personas, imports included."""
        told(f"{size} personas")
        return Measured(COLD, size, (self._built(self.python, personas, "cold"),))

    def one_group(self, personas: Path, size: int) -> Measured:
        """Measure a build of `size` personas into one agent."""
        told(f"{size} personas in one group")
        return self._limited(ONE_GROUP, size, lambda: self._built(self.python, personas, "one"))

    def many_groups(self, folder: Path, size: int) -> Measured:
        """Measure builds of `size` folders, a process each: the sum of their time, the largest peak."""
        told(f"{size} groups")
        groups = sorted(path for path in folder.iterdir() if path.is_dir())

        def each() -> Usage:
            used = [self._built(self.python, group, f"each/{group.name}") for group in groups]
            cpu, wall = sum(one.cpu for one in used), sum(one.wall for one in used)
            return Usage(cpu, wall, max(one.peak for one in used))

        return self._limited(MANY_GROUPS, size, each)

    def each(self, folder: Path, size: int) -> Iterator[Measured]:
        """Yield the build of `size` folders by one command, where this personac has that."""
        if not can(self.python, "--each"):
            return
        told(f"{size} groups in one command")
        groups = sorted(str(path) for path in folder.iterdir() if path.is_dir())
        command = ["-m", COMMAND, "build", "--each", *groups, "-o", str(self.scratch / "at-once"), "-q"]
        yield self._limited(EACH, size, lambda: self.python.run(command, self.limit, BUILT))

    def _built(self, python: Python, sources: Path, output: str) -> Usage:
        """Build, and see that something was built: errors found in real files are no failure."""
        place = self.scratch / output
        place.parent.mkdir(parents=True, exist_ok=True)
        options = ["--force", "-q", "--name", "grown"]
        used = python.run(
            ["-m", COMMAND, "build", str(sources), "-o", str(place), *options], self.limit, BUILT
        )
        if not (place / "personac.lock").exists():
            message = f"{sources}: nothing was built"
            raise RuntimeError(message)
        return used

    def _limited(self, what: str, size: int, run: Callable[[], Usage]) -> Measured:
        try:
            return Measured(what, size, (run(),))
        except DidNotEndError:
            return Measured(what, size, (), self.limit)


def can(python: Python, option: str) -> bool:
    """Tell whether `personac build` knows an option."""
    try:
        python.run(["-m", COMMAND, "build", option, "--help"])
    except RuntimeError:
        return False
    return True
