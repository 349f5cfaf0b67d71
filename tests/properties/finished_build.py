"""One build on the disk, as every promise looks at it: through its files and the command line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import chdir
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

import personac
from tests.seams import PersonacError, main

Files = Mapping[str, bytes]
"""Contents by relative POSIX path."""
NAME = "agent"
_BUDGET = re.compile(r"(?<=budget = )\d+")


@dataclass(frozen=True)
class FinishedBuild:
    """Sources below `folder`, and in `folder/build` what a build of them wrote.

    `outputs` are the same files by their path below the output folder.
    """

    folder: Path
    sources: Files
    rules: Files
    outputs: Files

    @cached_property
    def canonical(self) -> bytes:
        return self.outputs[f"{NAME}.md"]

    @cached_property
    def report(self) -> dict[str, Any]:
        report: dict[str, Any] = json.loads(self.outputs["report.json"])
        return report

    @cached_property
    def canonical_lines(self) -> dict[str, int]:
        """Return the line of the canonical for each bullet, by its id."""
        ids = (bullet["id"] for bullet in self.report["bullets"])
        return dict(zip(ids, self.report["canonical_lines"], strict=True))

    @cached_property
    def origins(self) -> dict[int, list[dict[str, Any]]]:
        """Return where each line of the canonical came from, by line number from 1."""
        lines = json.loads(self.outputs[f"{NAME}.map.json"])["lines"]
        return {number: origins for number, origins in enumerate(lines, start=1) if origins}

    @property
    def budget(self) -> int:
        """Return how many tokens the rules allow, 0 for any number."""
        match = _BUDGET.search(b"".join(self.rules.values()).decode())
        return int(match[0]) if match else 0

    def run(self, *arguments: str) -> Result:
        """Run a command of personac in the folder."""
        with chdir(self.folder):
            return CliRunner().invoke(main, arguments)

    def rebuilt(self, sources: Files) -> Files:
        """Return the outputs of other sources under the same rules."""
        return personac.build(sources, self.rules, NAME).outputs


def build_in(folder: Path, sources: Files, rules: str = "") -> FinishedBuild:
    """Build `sources` by `rules` (TOML), and write sources and outputs below `folder`.

    A budget that nothing fits into is raised to the least that personac names.
    """
    rules_files = {"rules/test.toml": rules.encode()}
    try:
        outputs = personac.build(sources, rules_files, NAME).outputs
    except PersonacError as error:
        (diagnostic,) = error.diagnostics
        assert diagnostic.code == "PC433", diagnostic
        least = int(diagnostic.hint.split()[1])
        assert least > int(_BUDGET.findall(rules)[0])
        return build_in(folder, sources, _BUDGET.sub(str(least), rules))
    write(folder, sources)
    write(folder / "build", outputs)
    return FinishedBuild(folder, sources, rules_files, outputs)


def write(folder: Path, files: Files) -> None:
    """Write files below a folder, and make the folders that they need."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
