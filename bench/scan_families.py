"""Hold the families that a scan finds against those made by hand, as pairs of files.

    python -m bench.scan_families [--shared ../shared] [--labels bench/families]

Each file of --labels names a repository of ../shared/wild and the families that a person found by reading
alone, before any tool had looked: groups of files that should be one agent, with a certainty and a reason.
Files that a scan puts into one family, or calls copies, are pairs found. Pairs named borderline count neither
for nor against. Prints precision and recall for each repository and for all, every pair that differs, and
whether the five seeds come out as one family of their own among all wild files.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from bench.revision import ROOT
from personac.scan.scan_report import FamilyRow, ScanReport
from personac.scan.scan_request import ScanRequest
from personac.scan.scanner import scan

Pair = tuple[str, str]
_SURE = "sure"


@dataclass(frozen=True, slots=True)
class Labels:
    """What a person found in one repository: pairs that should be one agent, sure and borderline ones."""

    repository: str
    pairs: frozenset[Pair]
    sure: frozenset[Pair]
    borderline: frozenset[Pair]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The pairs of a scan beside those of a person: in both, of the scan alone, of the person alone."""

    name: str
    both: frozenset[Pair]
    extra: frozenset[Pair]
    missed: frozenset[Pair]
    sure_missed: frozenset[Pair]

    def __str__(self) -> str:
        """Return precision and recall in one line."""
        precision = share(len(self.both), len(self.both) + len(self.extra))
        recall = share(len(self.both), len(self.both) + len(self.missed))
        return (
            f"{self.name}: precision {precision}, recall {recall}; {len(self.both)} pairs in both, "
            f"{len(self.extra)} of the scan alone, {len(self.missed)} of the person alone "
            f"({len(self.sure_missed)} of them sure)"
        )


def pairs_of(groups: Iterable[Iterable[str]]) -> frozenset[Pair]:
    """Return all pairs of files that are in one group."""
    return frozenset(pair for group in groups for pair in combinations(sorted(set(group)), 2))


def read_labels(path: Path) -> Labels:
    """Read what a person found."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    families, borderline = data["family"], data["borderline"]
    sure = [one["paths"] for one in families if one["certainty"] == _SURE]
    pairs, unclear = pairs_of(one["paths"] for one in families), pairs_of(one["paths"] for one in borderline)
    return Labels(data["repository"], pairs, pairs_of(sure), unclear)


def found_pairs(report: ScanReport) -> frozenset[Pair]:
    """Return the pairs of file names that a scan puts into one family, or calls copies."""
    families = (members_of(family) for family in report.families)
    copies = (copy.files for copy in report.copies)
    return pairs_of([Path(path).name for path in group] for group in (*families, *copies))


def members_of(family: FamilyRow) -> Sequence[str]:
    """Return the paths of a family, with those of exact copies."""
    return [path for member in family.members for path in (member.path, *member.same)]


def agreement(labels: Labels, found: frozenset[Pair]) -> Agreement:
    """Hold the pairs of a scan against those of a person."""
    missed = labels.pairs - found
    extra = found - labels.pairs - labels.borderline
    return Agreement(labels.repository, labels.pairs & found, extra, missed, missed & labels.sure)


def total(parts: Sequence[Agreement]) -> Agreement:
    """Return the agreement over all repositories."""
    names = ("both", "extra", "missed", "sure_missed")
    sums = (frozenset[Pair]().union(*(getattr(part, name) for part in parts)) for name in names)
    return Agreement("all", *sums)


def share(part: int, whole: int) -> str:
    """Return a share in percent; there is none of nothing."""
    return f"{part / whole:.0%}" if whole else "-"


def differences(parts: Iterable[Agreement]) -> Iterator[str]:
    """Yield a line for each pair that a scan and a person do not agree about."""
    for part in parts:
        for name, pairs in (("scan alone", part.extra), ("person alone", part.missed)):
            yield from (f"  {part.name}, {name}: {one} + {other}" for one, other in sorted(pairs))


def seeds_family(shared: Path) -> Iterator[str]:
    """Yield whether the five seeds are one family of their own among all wild files."""
    report = scan(ScanRequest(roots=(shared / "seeds", shared / "wild"), measure=0))
    assert report
    seeds = {path.name for path in (shared / "seeds").glob("*.md")}
    for family in report.families:
        names = {Path(path).name for path in members_of(family)}
        if names & seeds:
            others = ", ".join(sorted(names - seeds)) or "none"
            yield f"a family has {len(names & seeds)} of {len(seeds)} seeds; other files in it: {others}"


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--labels", type=Path, default=ROOT / "bench" / "families")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Scan the labelled repositories and print the agreement; return the exit status."""
    options = parsed(arguments)
    parts = list[Agreement]()
    for path in sorted(options.labels.glob("*.toml")):
        labels = read_labels(path)
        report = scan(ScanRequest(roots=(options.shared / "wild" / labels.repository,), measure=0))
        assert report
        parts.append(agreement(labels, found_pairs(report)))
    for line in (*map(str, (*parts, total(parts))), *differences(parts), *seeds_family(options.shared)):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
