"""Put off imports that another package makes and that nothing here needs.

scikit-learn up to 1.9 imports all of scipy.stats, scipy.interpolate and, where it is
installed, pandas for what is not called here; that takes as long as the matching
itself. A module that is put off is imported when something of it is first asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from personac.cores import is_alone

NEEDLESS = ("pandas", "scipy.interpolate:BSpline", "scipy.stats")
"""What scikit-learn imports and never calls for its TF-IDF."""


class _Later(ModuleType):
    """Stands in for a module until something of it is asked for that has no stand-in of its own."""

    def __init__(self, name: str, put_off: str) -> None:
        super().__init__(name)
        self.__spec__ = ModuleSpec(name, None)
        self._put_off = put_off

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module has
        if name == "__path__":
            raise AttributeError(name)  # asked by every import: this is no package yet
        if name == self._put_off and sys.modules.get(self.__name__) is self:
            return _LaterClass(self, name)
        return getattr(self.real(), name)

    def real(self) -> ModuleType:
        """Return the module that this stands in for, imported now if it was not yet."""
        _withdraw(self)
        return import_module(self.__name__)


class _LaterClass:
    """Stands in for a class that was imported by its name: to be called, asked and derived from."""

    def __init__(self, module: _Later, name: str) -> None:
        self._module, self._name = module, name

    def _found(self) -> Any:  # noqa: ANN401 - whatever class it is
        return getattr(self._module.real(), self._name)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the class has
        return getattr(self._found(), name)

    def __call__(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever it takes
        return self._found()(*args, **options)

    def __instancecheck__(self, instance: object) -> bool:
        return isinstance(instance, self._found())

    def __subclasscheck__(self, subclass: type) -> bool:
        return issubclass(subclass, self._found())

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        return (self._found(),)

    def __or__(self, other: object) -> Any:  # noqa: ANN401 - a union of types
        return self._found() | other

    __ror__ = __or__


@contextmanager
def deferred(*names: str) -> Iterator[None]:
    """Put off imports, by what is imported inside, of modules, `scipy.stats`, and of a class by name, `m:C`.

    Those who imported them keep the stand-ins, which hand on what they are asked
    for. What is there already is left alone, as is what is not installed, and all where
    another thread might import it meanwhile.
    """
    wanted = [name.partition(":")[::2] for name in names if is_alone()]
    found = [_Later(module, put_off) for module, put_off in wanted if _can_wait(module)]
    for later in found:
        sys.modules[later.__name__] = later
        parent, _, child = later.__name__.rpartition(".")
        if parent:
            setattr(import_module(parent), child, later)
    try:
        yield
    finally:
        for later in found:
            _withdraw(later)


def _can_wait(module: str) -> bool:
    return module not in sys.modules and find_spec(module) is not None


def _withdraw(later: _Later) -> None:
    if sys.modules.get(later.__name__) is not later:
        return
    del sys.modules[later.__name__]
    parent, _, child = later.__name__.rpartition(".")
    if parent:
        delattr(import_module(parent), child)
