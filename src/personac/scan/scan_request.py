"""The request of a scan: which folders, on which engine, and how the options of it are spelled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from personac.building.project import Project

ENGINES = ("serial", "local", "ray")
"""Where tasks run: in this process, in processes of this machine, or on Ray; `ray://…` is a cluster."""
STAGE_NAMES = (
    "list",
    "hash",
    "parse",
    "sign",
    "pair",
    "verify",
    "fold",
    "share",
    "link",
    "count",
    "rank",
    "meet",
    "relate",
    "group",
    "measure",
)
"""The names of the stages in their order, for `--stage`: what each does is in `personac.scan.scan_stages`."""
Measure = int | Literal["auto", "all"]
"""How many families are built, those first that save most; `auto`: as many as take a moment."""
_ADDRESS = re.compile(r"ray://[^\s/:]+(?::\d{1,5})?")


class ScanOptionError(ValueError):
    """An option that cannot be understood; the text says why, and what is possible."""


@dataclass(frozen=True, slots=True)
class Shard:
    """The tasks of a stage that this process runs: those whose number leaves `number` divided by `of`."""

    number: int
    of: int


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """What to scan, and how. Paths are as given, and relative to the root of the project.

    `roots` are folders and files, none for those of the project. `rules` None means `rules/`, if it exists.
    `jobs` and `partitions` are 0 where the scan chooses. `work` is the folder of intermediate tables, None
    for a temporary one. With a `stage` the scan ends with that one, in `shard` for one part of its tasks.
    `tables` is the folder to write Parquet files to. Nothing in `outputs` is a source.
    """

    roots: tuple[Path, ...] = ()
    rules: Path | None = None
    engine: str = "local"
    jobs: int = 0
    partitions: int = 0
    work: Path | None = None
    shard: Shard | None = None
    stage: str = ""
    measure: Measure = "auto"
    tables: Path | None = None
    outputs: Path | None = None
    project: Project = field(default=Project(Path(), Path()))


def read_engine(text: str) -> str:
    """Return the name of an engine, or the address of one. Raises `ScanOptionError`."""
    if text in ENGINES or _ADDRESS.fullmatch(text):
        return text
    if text.startswith("ray:"):
        problem = f"{text!r} is no address of Ray, such as ray://head-node:10001"
        raise ScanOptionError(problem)
    raise ScanOptionError(_unknown(text, "an engine", ENGINES, "or ray://HOST:PORT"))


def read_stage(text: str) -> str:
    """Return the name of a stage. Raises `ScanOptionError`."""
    if text not in STAGE_NAMES:
        raise ScanOptionError(_unknown(text, "a stage", STAGE_NAMES))
    return text


def read_shard(text: str) -> Shard:
    """Read `0/10`, the first of ten shards. Raises `ScanOptionError`."""
    match = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text)
    if match is None:
        problem = f"{text!r} is not i/n, such as 0/10 for the first of ten"
        raise ScanOptionError(problem)
    number, of = map(int, match.groups())
    if number >= of:
        last = f", the last is {of - 1}/{of}" if of else ""
        problem = f"shards are counted from 0{last}; there is no {text}"
        raise ScanOptionError(problem)
    return Shard(number, of)


def read_measure(text: str) -> Measure:
    """Read the number of families to build, `auto` or `all`. Raises `ScanOptionError`."""
    if text == "auto":
        return "auto"
    if text == "all":
        return "all"
    if not (text.isascii() and text.isdigit()):
        problem = f"{text!r} is neither a whole number from 0 up, `auto` nor `all`"
        raise ScanOptionError(problem)
    return int(text)


def _unknown(text: str, noun: str, known: Sequence[str], more: str = "") -> str:
    near = get_close_matches(text, known, 1)
    listed = ", ".join([*known, *([more] if more else [])])
    return f"{text!r} is not {noun}; " + (f"did you mean {near[0]}?" if near else f"there are {listed}")
