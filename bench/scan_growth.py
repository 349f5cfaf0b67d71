"""Measure `personac scan` on a growing corpus, and hold the figures against their limits.

    python -m bench.scan_growth [--sizes 1e4,3e4,1e5,3e5,1e6] [--data FOLDER] [--shared ../shared]
                                [--only growth real agents] [--runs N] [--limit SECONDS] [-- OPTION…]

`growth` scans generated files (bench/scan_corpus.py) of each size, `real` the corpus and the wild files as
they are, `agents` the 155 agents of one repository; each OPTION is for `scan`. What runs is the command of
this checkout, cold: no cache, no work folder of an earlier run. CPU time and memory are those of all its
processes together; memory is the sum of their proportional set sizes. The least of all runs counts. Exponents
are of the CPU time above that of a scan of one file, and of scans that build no family, as ten are built at
any size; the largest size is scanned with them too. --data keeps the generated files for the next time. Exit
status 1 if a limit is passed.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bench.revision import ROOT
from bench.scan.agent_files import read_files
from bench.scan.growth_checks import MEGABYTE, Check, Run, exponent, rows
from bench.scan.process_tree import measure
from bench.scan_corpus import make, unpacked
from bench.timing.processes import Usage

PARTS = ("growth", "real", "agents")
GENERATED, BUILT = "generated, no family built", "generated"
_SIZES = "1e4,3e4,1e5,3e5,1e6"
_AGENTS = "VoltAgent__awesome-claude-code-subagents/categories"
_MILLION = 1_000_000
_FULL_RANGE = 100  # times the smallest size: less of a range says too little about growth


@dataclass(frozen=True, slots=True)
class Scans:
    """Scans folders with the command of this checkout, and measures it."""

    options: Sequence[str]
    runs: int
    limit: float

    def usage(self, folders: Sequence[Path]) -> Usage:
        """Return the least wall time, CPU time and memory of some cold scans of folders, as one project."""
        all_runs = [self._once(folders) for _ in range(self.runs)]
        return Usage(
            min(one.cpu for one in all_runs),
            min(one.wall for one in all_runs),
            min(one.peak for one in all_runs),
        )

    def run(self, name: str, folders: Sequence[Path]) -> Run:
        """Return the costs of a scan with the size of what is scanned; print them to stderr."""
        counts = [len(file.items) for file in read_files(folders)]
        usage = self.usage(folders)
        print(
            f"{name}: {usage.wall:.1f} s, {usage.cpu:.1f} CPU s, {usage.peak / MEGABYTE:.0f} MB",
            file=sys.stderr,
        )
        return Run(name, sum(counts), len(counts), usage)

    def _once(self, folders: Sequence[Path]) -> Usage:
        with tempfile.TemporaryDirectory() as scratch:
            project = Path(scratch)
            links = [project / f"part-{number}" for number in range(len(folders))]
            for link, folder in zip(links, folders, strict=True):
                shutil.copytree(folder, link, symlinks=False)
            variables = {"PYTHONPATH": str(ROOT / "src"), "PERSONAC_CACHE_DIR": "", "NO_COLOR": "1"}
            names = [link.name for link in links]
            command = [sys.executable, "-m", "personac", "scan", *names, *self.options]
            return measure(command, variables, self.limit, project)


def generated(count: int, data: Path) -> Path:
    """Return a folder with so many bullets, made if it is not there yet."""
    folder = data / f"{count}"
    if not folder.exists():
        partial_folder = data / f"{count}.partial"
        shutil.rmtree(partial_folder, ignore_errors=True)
        make(count, partial_folder)
        partial_folder.rename(folder)
    return folder


def floor_of(scans: Scans, scratch: Path) -> float:
    """Return the CPU seconds of a scan of one file with one bullet."""
    folder = scratch / "floor"
    folder.mkdir()
    (folder / "one.md").write_text(
        "---\nname: one\n---\n- Say what you do before you do it\n", encoding="utf-8"
    )
    return scans.usage([folder]).cpu


def growth(scans: Scans, sizes: Sequence[int], data: Path) -> Iterator[Run]:
    """Yield the scans of generated files."""
    bare = replace(scans, options=(*scans.options, "--measure", "0"))
    for size in sizes:
        yield bare.run(GENERATED, [generated(size, data)])
    yield scans.run(BUILT, [generated(sizes[-1], data)])


def real(scans: Scans, shared: Path) -> Iterator[Run]:
    """Yield the scan of all real files."""
    with unpacked(shared / "corpus.tar.gz") as corpus:
        yield scans.run("real files", [corpus, shared / "wild"])


def agents(scans: Scans, shared: Path) -> Iterator[Run]:
    """Yield the scan of the agents of one repository."""
    with unpacked(shared / "corpus.tar.gz") as corpus:
        yield scans.run("one repository", [next(corpus.glob(f"**/{_AGENTS}"))])


def checks(runs: Sequence[Run], floor: float) -> Iterator[Check]:
    """Yield what must hold, for all that was measured."""
    grown = [run for run in runs if run.name == GENERATED]
    for run in runs:
        if run.name == BUILT and run.bullets == _MILLION:
            yield Check("CPU s of a million bullets", run.usage.cpu, 250)
            yield Check("MB of a million bullets", run.usage.peak / MEGABYTE, 1_000)
    if grown and grown[-1].bullets >= _FULL_RANGE * grown[0].bullets:
        yield Check("exponent of growth", exponent(grown[0], grown[-1], floor), 1.1)
    for run in runs:
        if run.name == "real files":
            yield Check("wall s of all real files", run.usage.wall, 40)
            yield Check("MB of all real files", run.usage.peak / MEGABYTE, 600)
        if run.name == "one repository":
            yield Check(f"wall s of {run.files} agents", run.usage.wall, 5)


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line; what follows `--` is for the scan."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sizes", default=_SIZES)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--limit", type=float, default=1_800)
    parser.add_argument("scan", nargs="*")
    return parser.parse_args(arguments)


def measured(options: argparse.Namespace, scratch: Path) -> tuple[list[Run], float]:
    """Return all runs, and the CPU seconds of the smallest scan."""
    scans = Scans(options.scan, options.runs, options.limit)
    sizes = sorted(int(float(size)) for size in options.sizes.split(","))
    parts = {
        "growth": partial(growth, scans, sizes, options.data or scratch),
        "real": partial(real, scans, options.shared),
        "agents": partial(agents, scans, options.shared),
    }
    floor = floor_of(scans, scratch)
    return [run for name in PARTS if name in options.only for run in parts[name]()], floor


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table and the checks; return the exit status."""
    options = parsed(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        runs, floor = measured(options, Path(scratch))
    print(f"A scan of one file takes {floor:.2f} CPU s.\n")
    print("\n".join(rows(runs, floor)), end="\n\n")
    held = list(checks(runs, floor))
    print("\n".join(map(str, held)))
    return 0 if all(check.is_held for check in held) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
