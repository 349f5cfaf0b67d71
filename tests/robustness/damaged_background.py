"""Statistics of words (`background.npz`) with arrays of other shapes, types and values, or damaged bytes."""

from __future__ import annotations

import io
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.robustness.damage import mutant

_ROWS = 40
_NAMES = ("idf", "spread", "first", "last", "topical", "proper")
_TYPES = (
    np.uint8,
    np.int64,
    np.float16,
    np.float64,
    np.complex128,
    np.bool_,
    "U3",
    "S3",
    "datetime64[D]",
    "M8[ns]",
    object,
)
_SHAPES = ((), (0,), (1,), (_ROWS, 1), (2, _ROWS), (0, 5), (3, 3, 3), (_ROWS - 1,), (_ROWS + 1,))


def damaged_background(chance: Random) -> bytes:
    """Return the bytes of an archive with up to three changes."""
    arrays: dict[str, NDArray[Any]] = {
        "units": np.frombuffer("\n".join(f"word{n}" for n in range(_ROWS)).encode(), dtype=np.uint8),
        "meta": np.array([1, _ROWS, 8]),
        "vectors": np.arange(_ROWS * 8, dtype=np.int8).reshape(_ROWS, 8),
        **{name: np.arange(_ROWS, dtype=np.uint8) for name in _NAMES},
    }
    for _ in range(chance.randint(0, 3)):
        name = chance.choice(sorted(arrays))
        match chance.randrange(6):
            case 0:
                del arrays[name]
            case 1:
                arrays[name] = np.zeros(chance.choice(_SHAPES)).astype(chance.choice(_TYPES))
            case 2:
                arrays[name] = np.full(arrays[name].shape, chance.choice((np.nan, np.inf, -1e308, 0)))
            case 3:
                arrays[name] = np.array(chance.choice((-1, 2**62, 10**9)))
            case 4:
                arrays[chance.choice(("../x", "", "a/b", "extra"))] = arrays[name]
            case _:
                arrays["meta"] = np.array([1, chance.choice((-1, 0, 10**12))])
    file = io.BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type]  # arrays by name, no options
    data = file.getvalue()
    return mutant(data, [data, b"PK\x05\x06", b"PK\x03\x04"], chance) if chance.random() < 0.3 else data
