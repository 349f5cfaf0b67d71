"""Compare the outputs on disk with those of a fresh build."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import unified_diff
from pathlib import Path

from personac.driver.guard import on_disk
from personac.driver.line_ends import unconverted
from personac.emit.lock_entries import is_inside
from personac.emit.lockfile import read_lock
from personac.report.escape import visible

_DIFF_LINES = 40


def stale_outputs(outputs: Mapping[str, bytes], folder: Path) -> tuple[str, ...]:
    """Return the names that differ from what is on disk, are not there, or are there no longer needed."""
    return tuple(sorted(_stale(outputs, folder)))


def is_stale(outputs: Mapping[str, bytes], folder: Path) -> bool:
    """Tell whether there are such names; the first one is enough."""
    return next(_stale(outputs, folder), None) is not None


def _stale(outputs: Mapping[str, bytes], folder: Path) -> Iterator[str]:
    yield from (name for name, data in outputs.items() if on_disk(folder / name) != data)
    lock, _ = read_lock(folder)
    # A lock comes with the repository: it must not make us look at files elsewhere.
    gone = [name for name in (lock.outputs if lock else ()) if name not in outputs and is_inside(name)]
    yield from (name for name in gone if (folder / name).exists())


def stale_diff(outputs: Mapping[str, bytes], folder: Path, names: Sequence[str]) -> str:
    """Return a readable diff, on disk -> fresh, of the outputs named; long ones are cut."""
    return "".join(_one_diff(name, on_disk(folder / name), outputs.get(name)) for name in names)


def _one_diff(name: str, old: bytes | None, new: bytes | None) -> str:
    if old and new and b"\r\n" in old and b"\r\n" not in new:
        old = unconverted(old)
        if old == new:
            return visible(f"{name}: only the line ends differ\n")
    one, other = (_lines(old), _lines(new))
    found = list(unified_diff(one, other, f"{name} (on disk)", f"{name} (fresh)", lineterm=""))
    cut = [f"... {len(found) - _DIFF_LINES} more lines"] if len(found) > _DIFF_LINES else []
    return visible("\n".join([*found[:_DIFF_LINES], *cut]) + "\n")


def _lines(data: bytes | None) -> list[str]:
    return [] if data is None else data.decode("utf-8", "backslashreplace").split("\n")
