"""Write the program that imports what a program uses from others: OUT MODULE ARGUMENT…

The program is run, and whatever it has loaded at its end that is neither the
standard library's nor this project's is what it cannot do without; a process
that imports just this is its floor.
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
    """Return a program that imports each foreign module that came since `before`, in the order of loading.

    A module that can only be imported by way of another is there by then.
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
