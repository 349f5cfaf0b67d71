"""The lock of everything that reads data by a schema: rules, settings, lock files, maps and reports.

msgspec reads the annotations of a type when it is used first. Two threads that do so at once crash the
process, so `personac.build` in several threads needs one lock for all types, as they share others.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from threading import RLock
from typing import ParamSpec, TypeVar

import msgspec

P = ParamSpec("P")
T = TypeVar("T")
_LOCK = RLock()  # of the process, as what it guards is msgspec's


def one_at_a_time(function: Callable[P, T]) -> Callable[P, T]:
    """Let one thread at a time run the functions that are decorated with this."""

    @functools.wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        with _LOCK:
            return function(*args, **kwargs)

    return guarded


@one_at_a_time
def decode_json(data: bytes, kind: type[T]) -> T:
    """Return JSON as data of a kind. Raises `msgspec.DecodeError` for all else, however it is wrong."""
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.DecodeError:
        raise
    except (ValueError, RecursionError) as error:  # of a name, of bytes, of depth
        raise msgspec.DecodeError(str(error)) from None
