"""Put off an import that another package makes and this one never needs.

scikit-learn up to 1.9 imports all of scipy.stats for one function that is not
called here; that takes as long as the matching itself. A module that is put
off is imported when something of it is first asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


class _Later(ModuleType):
    """Stands in for a module until something of it is asked for."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module has
        if name.startswith("__"):
            raise AttributeError(name)  # asked by the import system of every module
        _withdraw(self)
        return getattr(import_module(self.__name__), name)


@contextmanager
def deferred(name: str) -> Iterator[None]:
    """Put off the import of the module `name` by what is imported inside.

    Those who imported it keep the stand-in, which hands on what it is asked
    for; nobody else ever sees it. A module that is there already is left alone.
    """
    if name in sys.modules:
        yield
        return
    later = _Later(name)
    later.__spec__ = ModuleSpec(name, None)
    sys.modules[name] = later
    parent, _, child = name.rpartition(".")
    setattr(import_module(parent), child, later)
    try:
        yield
    finally:
        _withdraw(later)


def _withdraw(later: _Later) -> None:
    if sys.modules.get(later.__name__) is not later:
        return
    del sys.modules[later.__name__]
    parent, _, child = later.__name__.rpartition(".")
    delattr(import_module(parent), child)
