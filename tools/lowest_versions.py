"""Prints the lowest versions that pyproject.toml permits, as constraints for pip.

    python -m tools.lowest_versions [EXTRA...] > lowest.txt
    pip install -e '.[dev]' -c lowest.txt

They are those of the dependencies, and of the extras that are named. CI runs tests with them.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
_REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)(?:\[[^]]*\])?\s*>=\s*(?P<version>[\w.]+)[^;]*(?P<marker>;.*)?")


class NoBoundError(ValueError):
    """A requirement has no lower bound."""


def requirements(project: dict[str, Any], extras: Iterable[str]) -> list[str]:
    """Return the dependencies of a project table, and those of `extras`."""
    optional = project.get("optional-dependencies", {})
    return [*project["dependencies"], *(each for extra in extras for each in optional[extra])]


def constraints(listed: Iterable[str]) -> Iterator[str]:
    """Yield a constraint for each requirement, sorted. Raises `NoBoundError`."""
    for requirement in sorted({*listed}, key=str.casefold):
        found = _REQUIREMENT.fullmatch(requirement)
        if found is None:
            message = f"{requirement!r} has no lower bound"
            raise NoBoundError(message)
        yield f"{found['name']}=={found['version']}{found['marker'] or ''}"


def main() -> None:
    """Run from the command line."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    print(*constraints(requirements(project, sys.argv[1:])), sep="\n")


if __name__ == "__main__":
    main()
