"""Write the program that imports what a program uses from others: OUT plain|spare MODULE ARGUMENT…

The program is run, and whatever it has loaded at its end that is neither the
standard library's nor this project's is what it cannot do without; a process
that imports just this is its floor: `plain` as anybody imports them, with all that
they import; `spare` without what personac puts off, if it is personac, which is what
has to be taken from its time to know what its work takes.
"""

from __future__ import annotations

import runpy
import sys
from contextlib import suppress
from pathlib import Path

_NOT_FOREIGN = frozenset({"bench", "personac"}) | sys.stdlib_module_names


_FLOOR = """\
from contextlib import nullcontext

with {context}:
    for name in {names!r}:
        try:
            __import__(name)
        except ImportError:
            pass
"""
_PUTS_OFF = "personac.passes.matching.deferred"


def floor(before: frozenset[str], *, spare: bool = False) -> str:
    """Return a program that imports each foreign module that came since `before`, in the order of loading.

    A module that can only be imported by way of another is there by then.
    """
    names = tuple(name for name in sys.modules if name not in before and _is_foreign(name))
    putting_off = f"__import__({_PUTS_OFF!r}, fromlist=['*'])"
    is_spared = spare and _PUTS_OFF in sys.modules
    context = f"{putting_off}.deferred(*{putting_off}.NEEDLESS)" if is_spared else "nullcontext()"
    return _FLOOR.format(names=names, context=context)


def _is_foreign(name: str) -> bool:
    spec = getattr(sys.modules[name], "__spec__", None)
    return spec is not None and spec.name == name and name.partition(".")[0] not in _NOT_FOREIGN


if __name__ == "__main__":
    _, out, how, module, *arguments = sys.argv
    known = frozenset(sys.modules)
    sys.argv = [module, *arguments]
    with suppress(SystemExit):
        runpy.run_module(module, run_name="__main__")
    Path(out).write_text(floor(known, spare=how == "spare"), "utf-8")
