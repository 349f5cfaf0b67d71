"""Makes a case that fails smaller: fewer files, fewer lines, fewer bytes, with a fault of the same cause."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.robustness.fuzz_cases import Case

Fails = Callable[[Case], bool]


def shrunk(case: Case, fails: Fails, seconds: float = 20) -> Case:
    """Return the smallest case that still fails, of those that were tried in the time."""
    end = time.monotonic() + seconds
    for path in sorted(case.inputs):
        case = _without_file(case, path, fails)
    for path in sorted(case.inputs):
        for separator in (b"\n", b""):
            case = _with_less(
                case, path, separator, lambda smaller: time.monotonic() < end and fails(smaller)
            )
    return case


def _without_file(case: Case, path: str, fails: Fails) -> Case:
    smaller = case.with_inputs({name: data for name, data in case.inputs.items() if name != path})
    return smaller if smaller.inputs and fails(smaller) else case


def _with_less(case: Case, path: str, separator: bytes, fails: Fails) -> Case:
    """Remove ranges of lines, or of bytes, of one file: first halves, at last single ones."""
    data = case.inputs[path]
    parts = data.split(separator) if separator else [data[i : i + 1] for i in range(len(data))]
    size = len(parts) // 2
    while size:
        start = 0
        while start < len(parts):
            fewer = [*parts[:start], *parts[start + size :]]
            smaller = case.with_inputs({**case.inputs, path: separator.join(fewer)})
            if fails(smaller):
                case, parts = smaller, fewer
            else:
                start += size
        size //= 2
    return case
