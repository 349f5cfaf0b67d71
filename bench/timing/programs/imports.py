"""Write the program that imports the libraries of another program: OUT MODULE ARGUMENT…

The other program is run. All modules that it has loaded at its end, except those of the standard library and
of this project, are necessary for it; a process that only imports these is its floor.
"""

from __future__ import annotations

import runpy
import sys
from contextlib import suppress
from pathlib import Path

_NOT_FOREIGN = frozenset({"bench", "personac"}) | sys.stdlib_module_names


_FLOOR = """\
for name in {names!r}:
    try:
        __import__(name)
    except ImportError:
        pass
"""


def floor(before: frozenset[str]) -> str:
    """Return a program that imports each foreign module that is not in `before`, in the order of loading.

    In this order, modules that only others can import are already loaded.
    """
    names = tuple(name for name in sys.modules if name not in before and _is_foreign(name))
    return _FLOOR.format(names=names)


def _is_foreign(name: str) -> bool:
    spec = getattr(sys.modules[name], "__spec__", None)
    return spec is not None and spec.name == name and name.partition(".")[0] not in _NOT_FOREIGN


if __name__ == "__main__":
    _, out, module, *arguments = sys.argv
    known = frozenset(sys.modules)
    sys.argv = [module, *arguments]
    with suppress(SystemExit):
        runpy.run_module(module, run_name="__main__")
    Path(out).write_text(floor(known), "utf-8")
