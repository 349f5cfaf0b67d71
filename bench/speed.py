"""How long personac takes, as ratios to floors and to peers measured in the same run, with peak memory.

    python -m bench.speed [SOURCES] [--only matching builds scale] [--sizes 350,1000,10000,100000] [--runs N]
                          [--data DATA] [--contenders NAME…] [--limit SECONDS] [--json FILE] [--from FILE…]
                          [--write docs/performance.md]

SOURCES is the small group whose builds are measured: the project's own agents, where none is named.
The two sides of a ratio run in turn, so that a busy machine slows both. CPU time is compared: the least of
all runs. --from takes up figures that --json wrote; what is measured now goes over them, so that a part can
be measured again, or with `--only nothing` shown again. docs/performance.md says what is measured and why.
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
from bench.timing.race import Race, told
from bench.timing.watching import Watching

PARTS = ("matching", "builds", "scale")
SYNTHETIC = "synthetic"
LIBRARIES = ("numpy", "scipy", "scikit-learn", "RapidFuzz", "string_grouper", "sparse-dot-topn")
_PERSONAS, _GROUPS, _MEMBERS, _HUNDRED = 1_000, 200, 5, 100
_RUNS_OF_SMALL = 4  # times as many: they are short, and close to each other


def measure(asked: argparse.Namespace, scratch: Path) -> Iterator[Measured]:
    """Yield everything that was asked for."""
    python = installed(scratch, {})
    cached = Python(python.packages, {"PERSONAC_CACHE_DIR": str(scratch / "cache")})
    if "builds" in asked.only:
        builds = Builds(python, cached, asked.runs * _RUNS_OF_SMALL, asked.limit, scratch)
        yield from builds.small(asked.sources.resolve())
        watched = Watching(cached, asked.runs, asked.limit, scratch).measure(asked.sources.resolve())
        yield from [watched] if watched else []
    if "matching" in asked.only:
        yield from Race(python, contenders_of(asked), asked.runs, asked.limit, scratch).over(
            asked.data, asked.sizes
        )
    if "scale" in asked.only:
        yield from at_scale(asked, Builds(python, cached, asked.runs, asked.limit, scratch))


def contenders_of(asked: argparse.Namespace) -> list[Contender]:
    """Return the contenders that were asked for; who is not installed is told of and left out."""
    named = [one for one in CONTENDERS if not asked.contenders or one.name in asked.contenders]
    for one in named:
        if not one.is_here:
            told(f"{one.name}: not installed: pip install -e '.[bench]'")
    return [one for one in named if one.is_here]


def at_scale(asked: argparse.Namespace, builds: Builds) -> Iterator[Measured]:
    """Yield builds of many personas."""
    for name, groups, members in (
        ("hundred", 1, _HUNDRED),
        ("one", 1, _PERSONAS),
        ("many", _GROUPS, _MEMBERS),
    ):
        numbers = [str(groups), str(members)]
        folder = builds.scratch / "personas" / name
        builds.python.run(["-m", "bench.timing.grouping", str(folder), asked.data, *numbers])
    personas = builds.scratch / "personas"
    yield builds.cold(personas / "hundred" / "group-000", _HUNDRED)
    yield builds.one_group(personas / "one" / "group-000", _PERSONAS)
    yield builds.many_groups(personas / "many", _GROUPS)
    yield from builds.each(personas / "many", _GROUPS)


def default_data() -> str:
    """Return the real agent files beside the project where they are there."""
    archive = ROOT.parent / "shared" / "corpus.tar.gz"
    return str(archive) if archive.is_file() else SYNTHETIC


def facts(asked: argparse.Namespace) -> dict[str, str]:
    """Return what figures have to be read with."""
    here = {found.metadata["Name"]: found.version for found in distributions()}
    known = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
        "load when it began": f"{os.getloadavg()[0]:.1f}, which is other work",
        "Python": platform.python_version(),
        "libraries": ", ".join(f"{name} {here[name]}" for name in LIBRARIES if name in here),
    }
    if set(asked.only) <= {"builds"}:
        return known
    is_made = asked.data == SYNTHETIC
    bullets = "made from agents/" if is_made else f"of real agent files ({Path(asked.data).name})"
    return {**known, "bullets": bullets}


def arguments_of(given: Sequence[str] | None) -> argparse.Namespace:
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
    parser.add_argument("--write", type=Path, help="put the tables into this page")
    return parser.parse_args(given)


def show(figures: Figures) -> None:
    """Print every table under its name."""
    for name, table in tables(figures).items():
        print(f"\n{name}\n\n{table}", end="", flush=True)


def main(given: Sequence[str] | None = None) -> None:
    """Run from the command line, from anywhere."""
    asked = arguments_of(given)
    figures = load(asked.earlier)
    with tempfile.TemporaryDirectory() as scratch:
        known = {} if tuple(asked.only) == ("nothing",) else facts(asked)
        for one in measure(asked, Path(scratch)):
            figures = figures.over(collected([one], known))
            if asked.json:  # what was measured for an hour is not lost in the next
                save(figures, asked.json)
    if asked.json:
        save(figures, asked.json)
    if asked.write:
        write(figures, asked.write)
    show(figures)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(sorted({int(number) for number in text.split(",")}))


if __name__ == "__main__":
    main()
