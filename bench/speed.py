"""Measure the speed of personac as ratios to floors and to other programs in the same run, with peak memory.

    python -m bench.speed [SOURCES] [--only matching builds scale] [--sizes 350,1000,10000,100000] [--runs N]
                          [--data DATA] [--contenders NAME…] [--limit SECONDS] [--json FILE] [--from FILE…]
                          [--write docs/performance.md]

SOURCES is the small group whose builds are measured; the default is the project's own agents. The two sides
of a ratio run in turn, so that other work on the machine slows both. CPU time is compared: the least of all
runs. --from reads figures that --json wrote; new measurements replace them, so that a part can be measured
again, or displayed again with `--only nothing`. docs/performance.md explains what is measured and why.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import distributions
from pathlib import Path

from bench.timing.builds import Builds
from bench.timing.contenders import CONTENDERS, Contender
from bench.timing.figures import Figures, Measured, collected, load, save
from bench.timing.pages import tables, write
from bench.timing.processes import ROOT, Python, installed
from bench.timing.race import Race, report
from bench.timing.watching import Watching

PARTS = ("matching", "builds", "scale")
SYNTHETIC = "synthetic"
LIBRARIES = ("numpy", "scipy", "scikit-learn", "RapidFuzz", "string_grouper", "sparse-dot-topn")
_PERSONAS, _GROUPS, _MEMBERS, _HUNDRED = 1_000, 200, 5, 100
_RUNS_OF_SMALL = 4  # times as many runs, because they are short and their ratios are close to 1


def measure(options: argparse.Namespace, scratch: Path) -> Iterator[Measured]:
    """Yield all selected measurements."""
    python = installed(scratch, {})
    cached = Python(python.packages, {"PERSONAC_CACHE_DIR": str(scratch / "cache")})
    if "builds" in options.only:
        builds = Builds(python, cached, options.runs * _RUNS_OF_SMALL, options.limit, scratch)
        yield from builds.small(options.sources.resolve())
        yield Watching(cached, options.runs, options.limit, scratch).measure(options.sources.resolve())
    if "matching" in options.only:
        yield from Race(python, contenders_of(options), options.runs, options.limit, scratch).over(
            options.data, options.sizes
        )
    if "scale" in options.only:
        yield from at_scale(options, Builds(python, cached, options.runs, options.limit, scratch))


def contenders_of(options: argparse.Namespace) -> list[Contender]:
    """Return the selected programs; one that is not installed is reported and left out."""
    named = [one for one in CONTENDERS if not options.contenders or one.name in options.contenders]
    for one in named:
        if not one.is_here:
            report(f"{one.name}: not installed: pip install -e '.[bench]'")
    return [one for one in named if one.is_here]


def at_scale(options: argparse.Namespace, builds: Builds) -> Iterator[Measured]:
    """Yield builds of many personas."""
    for name, groups, members in (
        ("hundred", 1, _HUNDRED),
        ("one", 1, _PERSONAS),
        ("many", _GROUPS, _MEMBERS),
    ):
        numbers = [str(groups), str(members)]
        folder = builds.scratch / "personas" / name
        builds.python.run(["-m", "bench.timing.grouping", str(folder), options.data, *numbers])
    personas = builds.scratch / "personas"
    yield builds.cold(personas / "hundred" / "group-000", _HUNDRED)
    yield builds.one_group(personas / "one" / "group-000", _PERSONAS)
    yield builds.many_groups(personas / "many", _GROUPS)
    yield builds.each(personas / "many", _GROUPS)


def default_data() -> str:
    """Return the real agent files beside the project if they exist."""
    archive = ROOT.parent / "shared" / "corpus.tar.gz"
    return str(archive) if archive.is_file() else SYNTHETIC


def facts(options: argparse.Namespace) -> dict[str, str]:
    """Return the conditions of the measurements."""
    versions = {one.metadata["Name"]: one.version for one in distributions()}
    conditions = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
        "load at the start": f"{os.getloadavg()[0]:.1f}, by other work",
        "Python": platform.python_version(),
        "libraries": ", ".join(f"{name} {versions[name]}" for name in LIBRARIES if name in versions),
    }
    if set(options.only) <= {"builds"}:
        return conditions
    is_synthetic = options.data == SYNTHETIC
    bullets = "derived from agents/" if is_synthetic else f"of real agent files ({Path(options.data).name})"
    return {**conditions, "bullets": bullets}


def arguments_of(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sources", type=Path, nargs="?", default=ROOT / "agents")
    parser.add_argument("--only", nargs="+", choices=(*PARTS, "nothing"), default=PARTS)
    parser.add_argument("--sizes", type=_numbers, default=(350, 1_000, 10_000, 100_000))
    parser.add_argument("--contenders", nargs="+", choices=[one.name for one in CONTENDERS])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--limit", type=int, default=600, help="seconds of CPU time for each process")
    parser.add_argument("--data", default=default_data(), help="folder or tar of agent files, or synthetic")
    parser.add_argument("--json", type=Path, help="write the figures")
    parser.add_argument("--from", dest="earlier", type=Path, nargs="+", default=[])
    parser.add_argument("--write", type=Path, help="write the tables into this page")
    return parser.parse_args(arguments)


def show(figures: Figures) -> None:
    """Print every table below its name."""
    for name, table in tables(figures).items():
        print(f"\n{name}\n\n{table}", end="", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    options = arguments_of(arguments)
    figures = load(options.earlier)
    with tempfile.TemporaryDirectory() as scratch:
        conditions = {} if tuple(options.only) == ("nothing",) else facts(options)
        for one in measure(options, Path(scratch)):
            figures = figures.over(collected([one], conditions))
            if options.json:  # after every measurement, because all of them may take hours
                save(figures, options.json)
    if options.json:
        save(figures, options.json)
    if options.write:
        write(figures, options.write)
    show(figures)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(sorted({int(number) for number in text.split(",")}))


if __name__ == "__main__":
    main()
