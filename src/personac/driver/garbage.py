"""Put off the search for garbage while a build runs.

A build makes many small values and drops few of them: the collector looks at
all of them again and again, for a tenth of the time, and finds next to nothing.
Between two builds of one process there is time; but what libraries and the
first build left lives on, and to look at all of it takes as long as a build.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """Collect no garbage meanwhile; afterwards as before."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def collection_between() -> Iterator[Callable[[bool], None]]:
    """Give what collects garbage between builds, looking only at what came since the first time.

    It is told whether to look at everything once more. Afterwards all is looked at as before.
    """

    def collect(everything: bool) -> None:  # noqa: FBT001 - the one thing to be told
        if everything:
            gc.unfreeze()
        gc.collect()
        if everything:
            gc.freeze()

    try:
        yield collect
    finally:
        gc.unfreeze()
