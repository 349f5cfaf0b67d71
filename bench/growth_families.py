"""Measure how builds grow with each construct of their sources, by families of generated files.

    python -m bench.growth_families [--only PART…] [--stage STAGE…] [--runs N] [--limit SECONDS]
                                    [--profile] [--write docs/performance.md]

Each family is built at 1, 4 and 16 times its base size, which takes at least 60 ms or has 240 kB. The table
has the bytes of the largest size, the least CPU time of all runs above that of a tiny build, and the memory
of the largest size. Exponents are those of the step from 4x to 16x: 1 is linear, 2 quadratic. Families over
1.3 are marked, and the exit status is 1 if there is one. --profile shows instead where the largest build of
each family spends its time.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.growth.family import Family
from bench.growth.growth_table import STEPS, Growth, by_stage, rows, summary
from bench.growth.measuring import Cost, Meter, NoResultError, build
from bench.growth.merge_families import MERGE_FAMILIES
from bench.growth.source_families import SOURCE_FAMILIES
from tools.marked_blocks import with_blocks

FAMILIES = (*SOURCE_FAMILIES, *MERGE_FAMILIES)
_COMMAND = "python -m bench.growth_families --write"
_NOISY = 1.2  # an exponent from which other work on the machine may have disturbed the only run
_SHOWN = 25  # functions of a profile


def grown(family: Family, runs: int, meter: Meter) -> Growth:
    """Measure one family. A family that looks bounded after one run is not measured again."""
    costs: list[Cost] = []
    sizes: tuple[int, ...] = (0,)
    try:
        base = meter.base_size(family)
        sizes = tuple(family.bytes_of(base * step) for step in STEPS)
        costs.extend(meter.cost(family, base * step) for step in STEPS)
        growth = Growth(family.name, family.stage, sizes, tuple(costs))
        for _ in range(runs - 1):
            if growth.is_bounded and (growth.exponent or 0) < _NOISY:
                break
            costs = [
                _least(cost, meter.cost(family, base * step)) for cost, step in zip(costs, STEPS, strict=True)
            ]
            growth = Growth(family.name, family.stage, sizes, tuple(costs))
    except NoResultError as error:
        return Growth(family.name, family.stage, sizes, tuple(costs), str(error))
    return growth


def _least(one: Cost, other: Cost) -> Cost:
    return Cost(min(one.seconds, other.seconds), min(one.memory, other.memory))


def chosen(options: argparse.Namespace) -> Iterator[Family]:
    """Yield the selected families."""
    for family in FAMILIES:
        is_named = not options.only or any(one in family.name for one in options.only)
        if is_named and (not options.stage or family.stage in options.stage):
            yield family


def profile(family: Family, meter: Meter) -> None:
    """Print where the largest build of a family spends its time."""
    base = meter.base_size(family)
    files = family.files(base * STEPS[-1])
    print(f"\n{family.name}: {base} x {STEPS[-1]}", flush=True)
    profiler = cProfile.Profile()
    profiler.runcall(build, files)
    pstats.Stats(profiler).sort_stats("tottime").print_stats(_SHOWN)


def measured(options: argparse.Namespace) -> list[Growth]:
    """Measure the chosen families, and print each row as soon as it is known."""
    known, meter = list[Growth](), Meter.warm(options.limit)

    def measure() -> Iterator[Growth]:
        for family in chosen(options):
            known.append(grown(family, options.runs, meter))
            yield known[-1]

    for line in rows(measure()):
        print(line, flush=True)
    print(f"\n{summary(known)}")
    if options.write:
        table = "".join(f"{line}\n" for line in [summary(known), "", *by_stage(known)])
        page: Path = options.write
        page.write_text(with_blocks(page.read_text("utf-8"), {"families": table}, _COMMAND), "utf-8")
    return known


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 1 if a family grows faster than the bound."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", metavar="PART", help="of the names of families")
    parser.add_argument("--stage", nargs="+", choices=sorted({family.stage for family in FAMILIES}))
    parser.add_argument("--runs", type=int, default=3, help="of families that seem to grow too fast")
    parser.add_argument("--limit", type=int, default=60, help="seconds of CPU time for each family and size")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--write", type=Path, help="write a row for each stage into this page")
    options = parser.parse_args(arguments)
    if options.profile:
        meter = Meter.warm(options.limit)
        for family in chosen(options):
            profile(family, meter)
        return 0
    return int(not all(growth.is_bounded for growth in measured(options)))


if __name__ == "__main__":
    sys.exit(main())
