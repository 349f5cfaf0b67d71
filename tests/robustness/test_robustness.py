"""No damaged file makes personac raise anything but its own error.

A sample of what `python -m tests.robustness.fuzz` does at length.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.effort import one_in
from tests.robustness.fuzz import build_whole, damaged, failures, front_end, in_groups

SHARES = 4


def _originals(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.rglob("*.md"))]


@pytest.mark.parametrize("share", range(SHARES))
def test_damaged_wild_files_are_parsed_or_refused(shared: Path, share: int) -> None:
    # Whole files are built by tests/properties; a few stand here and below to be damaged.
    originals = _originals(shared / "wild")[share :: SHARES * one_in(8)]
    files = damaged(originals, mutants=500, per_file=1, seed=share)
    assert failures(in_groups(files, 1), front_end()) == []


@pytest.mark.parametrize("share", range(SHARES))
def test_damaged_wild_files_are_built_or_refused(shared: Path, share: int) -> None:
    originals = _originals(shared / "wild")[SHARES + share :: SHARES * one_in(8)]
    files = damaged(originals, mutants=60, per_file=0, seed=100 + share)
    assert failures(in_groups(files, 5), build_whole) == []


def test_damaged_own_agents_are_built_or_refused(root: Path) -> None:
    files = damaged(_originals(root / "agents"), mutants=30, per_file=2, seed=1)
    assert failures(in_groups(files, 5), build_whole) == []
