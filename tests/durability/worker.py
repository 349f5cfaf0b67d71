"""A process that has imported everything and built twice, and forks children that build once more.

A build takes seconds to start and a twentieth of one to write. To kill it at hundreds of moments of the
latter, each child is a fork: `python -m tests.durability.worker PROJECT`. It reads commands from stdin,
one a line, and writes answers to stdout:

    fork WHAT WHICH   starts a child that waits; answers its process number
    go                lets all children begin
    reap              waits for their ends; answers their exit statuses, negative for a signal

WHAT is `write` (the outputs, compiled beforehand) or `build` (all of it), WHICH is the state of the
sources, `a` or `b`. A child that ends with diagnostics exits with 3, an abandoned one with 4.
"""

# ruff: noqa: T201 - its answers are what it prints

from __future__ import annotations

import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path

from personac.building.builder import compile_request, store
from personac.building.in_memory import Built
from personac.building.output_store import remove_leftovers_of
from personac.building.request import Request
from personac.diagnostics.diagnostic import PersonacError
from tests.durability.scene import REFUSED, STATES, put_sources

ABANDONED = 4


def _compiled() -> dict[str, Built]:
    """Compile both states, and write them, so that no child has to import anything."""
    built = {}
    for state in STATES:
        put_sources(Path(), state)
        built[state] = compile_request(Request())
        for check in (False, True):
            store(built[state], Request(check=check))
    remove_leftovers_of(Request().output)
    return built


def _work(what: str, built: Built) -> int:
    request = Request(force=False)
    try:
        store(built if what == "write" else compile_request(request), request)
    except PersonacError as error:
        for found in error.diagnostics:
            print(found.code, found.path, found.message, file=sys.stderr)
        return REFUSED
    except BaseException:  # noqa: BLE001 - the test has to see it
        traceback.print_exc()
        return 1
    return 0


def _fork(what: str, built: Built, others: list[tuple[int, int]]) -> tuple[int, int]:
    """Return the process number of a new child, and the descriptor that lets it begin."""
    begin, go = os.pipe()
    child = os.fork()
    if child == 0:
        for end in (go, *(other for _, other in others)):
            os.close(end)
        os._exit(_work(what, built) if os.read(begin, 1) else ABANDONED)
    os.close(begin)
    return child, go


def _let_begin(go: int) -> None:
    with suppress(BrokenPipeError):  # killed before it began
        os.write(go, b".")
    os.close(go)


def main() -> None:
    """Run commands until stdin ends."""
    os.chdir(sys.argv[1])
    built = _compiled()
    children: list[tuple[int, int]] = []
    print("ready", flush=True)
    for line in sys.stdin:
        match line.split():
            case ["fork", what, which]:
                children.append(_fork(what, built[which], children))
                print(children[-1][0], flush=True)
            case ["go"]:
                for _, go in children:
                    _let_begin(go)
            case ["reap"]:
                statuses = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child, _ in children]
                print(*statuses, flush=True)
                children.clear()


if __name__ == "__main__":
    main()
