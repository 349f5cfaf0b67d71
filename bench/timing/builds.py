"""Builds as users run them: nothing to do, cold, after an edit; many personas, and many groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.timing.contenders import OWN_IMPORTS
from bench.timing.figures import Measured
from bench.timing.processes import DidNotEndError, Python, Usage
from bench.timing.race import told

CLICK = "import click"
NO_OP, CHECK, COLD, ONE_EDIT = "nothing to do", "nothing to check", "cold build", "build after one edit"
ONE_GROUP, MANY_GROUPS = "build of one group", "builds of groups"
_COMMAND = "bench.timing.programs.personac_command"
EDIT = "\n\n## After the fact\n\n- Say in two sentences what was done, number {number}\n"


@dataclass(frozen=True, slots=True)
class Builds:
    """Measures builds; `cached` is a Python whose personac may keep what saves time."""

    python: Python
    cached: Python
    runs: int
    limit: float
    scratch: Path

    def small(self, sources: Path) -> Iterator[Measured]:
        """Yield the ratios' two sides for a small group: no-op builds and cold ones."""
        told(f"builds of {sources.name}")
        output = self.scratch / "small"
        build = ["-m", _COMMAND, "build", str(sources), "-o", str(output)]
        imports = self.scratch / "imports.py"
        of_all = ["-m", "bench.timing.programs.imports", str(imports), *build[1:]]
        self.python.run([*of_all, "--force"])
        commands = {
            CLICK: ["-c", CLICK],
            NO_OP: build,
            CHECK: [*build, "--check"],
            OWN_IMPORTS + COLD: [str(imports)],
            COLD: [*build, "--force"],
        }
        for name, runs in self.in_turn(commands).items():
            yield Measured(name, 0, tuple(runs))

    def in_turn(self, commands: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[Usage]]:
        """Run every command in turn, once to warm the disk and then as often as asked."""
        found: dict[str, list[Usage]] = {name: [] for name in commands}
        for run in range(self.runs + 1):
            for name, arguments in commands.items():
                usage = self.python.run(arguments)
                if run:
                    found[name].append(usage)
        return found

    def edited(self, personas: Path, size: int) -> Iterator[Measured]:
        """Yield a build of `size` personas without a cache, and those after an edit of one of them with it."""
        told(f"one edit among {size} personas")
        one = min(personas.glob("*.md"))
        original = one.read_bytes()
        arguments = self._build(personas, "edited")
        yield Measured(COLD, size, (self.python.run(arguments),))
        self.cached.run(arguments)
        runs = []
        for number in range(min(3, self.runs)):
            one.write_bytes(original + EDIT.format(number=number).encode())
            runs.append(self.cached.run(arguments))
        one.write_bytes(original)
        yield Measured(ONE_EDIT, size, tuple(runs))

    def one_group(self, personas: Path, size: int) -> Measured:
        """Measure a build of `size` personas into one agent."""
        told(f"{size} personas in one group")
        return self._limited(ONE_GROUP, size, lambda: self.python.run(self._build(personas, "one"), self.limit))

    def many_groups(self, folder: Path, size: int) -> Measured:
        """Measure a build for each of `size` folders: a process each, their time added up, their largest peak."""
        told(f"{size} groups")
        groups = sorted(path for path in folder.iterdir() if path.is_dir())

        def each() -> Usage:
            used = [self.python.run(self._build(group, f"each/{group.name}"), self.limit) for group in groups]
            return Usage(sum(one.cpu for one in used), sum(one.wall for one in used), max(one.peak for one in used))

        return self._limited(MANY_GROUPS, size, each)

    def _build(self, sources: Path, output: str) -> Sequence[str]:
        place = self.scratch / output
        place.parent.mkdir(parents=True, exist_ok=True)
        return ["-m", _COMMAND, "build", str(sources), "-o", str(place), "--force", "-q", "--name", "grown"]

    def _limited(self, what: str, size: int, run: Callable[[], Usage]) -> Measured:
        try:
            return Measured(what, size, (run(),))
        except DidNotEndError:
            return Measured(what, size, (), self.limit)
