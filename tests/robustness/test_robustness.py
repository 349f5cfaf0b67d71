"""No damaged file makes personac raise anything but its own error."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

import pytest

import personac
from tests.conftest import ROOT
from tests.robustness.damage import mutants
from tests.seams import PersonacError, UndecodableError, parse_body

GROUP_SIZE = 5
SHARES = 10
"""Parts that the long tests come in, so that several workers can take them."""
Files = Mapping[str, bytes]


def _originals(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.rglob("*.md"))]


def _groups(files: Iterable[bytes], size: int = GROUP_SIZE) -> Iterator[Files]:
    iterator = iter(files)
    while group := list(islice(iterator, size)):
        yield {f"f{number}.md": data for number, data in enumerate(group)}


def _parse(files: Files) -> None:
    for data in files.values():
        parse_body(data)


def _build(files: Files) -> None:
    personac.build(files, {"rules/x.toml": b"[matching]\njudge = false\n"})


def _crashes(run: Callable[[Files], object], groups: Iterable[Files]) -> list[str]:
    """Run each group; describe what raised anything but personac's own errors."""
    crashes = []
    for group in groups:
        try:
            run(group)
        except (PersonacError, UndecodableError):
            pass
        except Exception as error:  # noqa: BLE001 - any of them is the bug looked for
            crashes.append(f"{type(error).__name__}: {error} on {group!r}")
    return crashes


def test_damaged_agents_are_built_or_refused() -> None:
    damaged = mutants(_originals(ROOT / "agents"), count=50, seed=1)
    assert _crashes(_build, _groups(damaged)) == []


def test_damaged_real_files_are_built_or_refused(shared: Path) -> None:
    damaged = mutants(_originals(shared / "wild"), count=50, seed=2)
    assert _crashes(_build, _groups(damaged)) == []


def test_damaged_real_files_are_parsed_or_refused(shared: Path) -> None:
    damaged = mutants(_originals(shared / "wild"), count=300, seed=3)
    assert _crashes(_parse, _groups(damaged, 1)) == []


@pytest.mark.long
def test_every_real_file_is_parsed_or_refused(shared: Path) -> None:
    assert _crashes(_parse, _groups(_originals(shared / "wild"), 1)) == []


@pytest.mark.long
@pytest.mark.parametrize("share", range(SHARES))
def test_thousands_of_damaged_files_are_built_or_refused(shared: Path, share: int) -> None:
    damaged = mutants(_originals(shared / "wild"), count=300, seed=100 + share)
    assert _crashes(_build, _groups(damaged)) == []


@pytest.mark.long
@pytest.mark.parametrize("share", range(SHARES))
def test_thousands_of_damaged_files_are_parsed_or_refused(shared: Path, share: int) -> None:
    damaged = mutants(_originals(shared / "wild"), count=2_000, seed=200 + share)
    assert _crashes(_parse, _groups(damaged, 1)) == []
