"""Compare the families of `personac scan` with those made by hand in bench/families.

    python -m bench.scan_families [--shared ../shared]

A pair of files counts as found where one family, or one group of equal files, has both. Borderline pairs
count neither as found nor as missed. The five seeds are hidden among all wild files as well.
"""

from __future__ import annotations

import argparse
import os
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from bench.revision import ROOT
from personac.scan.scan_report import ScanReport
from personac.scan.scan_request import ScanRequest
from personac.scan.scanner import scan

Pairs = frozenset[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs found by hand and by the scan: both, the scan alone, the hand alone."""

    both: int
    scan_alone: int
    hand_alone: int

    def __add__(self, other: Score) -> Score:
        """Add up the pairs of two repositories."""
        sums = (
            self.both + other.both,
            self.scan_alone + other.scan_alone,
            self.hand_alone + other.hand_alone,
        )
        return Score(*sums)

    def __str__(self) -> str:
        """Return precision and recall for people."""
        return f"{self.both} found, {self.scan_alone} too many, {self.hand_alone} missed{self._shares()}"

    def _shares(self) -> str:
        if not self.both:
            return ""
        precision, recall = (self.both / (self.both + own) for own in (self.scan_alone, self.hand_alone))
        return f": precision {precision:.2f}, recall {recall:.2f}"


def pairs_of(groups: Iterable[Sequence[str]]) -> Pairs:
    """Return the pairs of files in each group."""
    return frozenset(frozenset(pair) for group in groups for pair in combinations(sorted(group), 2))


def score(found: Pairs, by_hand: Pairs, borderline: Pairs) -> Score:
    """Compare pairs."""
    return Score(len(found & by_hand), len(found - by_hand - borderline), len(by_hand - found))


def found_groups(report: ScanReport) -> list[list[str]]:
    """Return the families and the groups of equal files, by file name."""
    families = [
        [one for member in row.members for one in (member.path, *member.same)] for row in report.families
    ]
    equal = [list(row.files) for row in report.copies if row.kind == "equal"]
    return [[Path(path).name for path in group] for group in (*families, *equal)]


def scanned(*roots: Path) -> ScanReport:
    """Scan folders; no family is built."""
    report = scan(ScanRequest(roots, measure=0))
    if report is None:
        raise AssertionError
    return report


def main() -> None:
    """Print the figures of each repository and of all together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    shared: Path = parser.parse_args().shared.resolve()
    os.chdir(shared)
    total = Score(0, 0, 0)
    for file in sorted((ROOT / "bench" / "families").glob("*.toml")):
        labels = tomllib.loads(file.read_text(encoding="utf-8"))
        by_hand, borderline = (
            pairs_of(one["paths"] for one in labels.get(kind, ())) for kind in ("family", "borderline")
        )
        own = score(pairs_of(found_groups(scanned(Path("wild") / labels["repository"]))), by_hand, borderline)
        print(f"{labels['repository']}: {own}")
        total += own
    print(f"all: {total}")
    families = scanned(Path("wild"), Path("seeds")).families
    members = [[one.path for one in row.members] for row in families]
    print("seeds:", [sum("seeds/" in path for path in own) for own in members if "seeds/" in str(own)])


if __name__ == "__main__":
    main()
