"""Runs the commands of a case in a project of its own, and says what is wrong with how they end."""

from __future__ import annotations

import json
import shutil
import signal
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from click.testing import CliRunner

import personac
from tests.robustness.fuzz_cases import Case, Command, Files
from tests.seams import main

USAGE = 2
SECONDS = 5
"""What a command may take of the processor: waiting for others does not count."""
_SOUND = {
    f"agents/{name}.md": (
        f"---\nname: keeper\ndescription: Keeps {name}\ntools: Read, Grep\nmodel: opus\n---\n\n"
        "# Rules\n\n"
        f"- Drain the oldest queue first\n- Log every error with its context\n"
        f"- Keep the {name} valves closed\n"
        f"- {'Always' if name == 'one' else 'Never'} push to the main branch without a review\n"
        f"\n## Steps\n\n1. Read the {name} gauge\n2. Write a test, see [docs]\n\n```sh\nmake {name}\n```\n\n"
        "[docs]: http://x.example\n"
    ).encode()
    for name in ("one", "two", "three")
}


class Fault(NamedTuple):
    """What went wrong in which command; `kind` and `place` are the same for faults of one cause."""

    kind: str
    place: str
    command: Command
    detail: str

    @property
    def cause(self) -> tuple[str, str]:
        """What tells this fault from others."""
        return self.kind, self.place


class TooSlowError(BaseException):
    """A command takes too long. No `Exception`, so that nothing in the command catches it."""


def sound_project() -> dict[str, bytes]:
    """Return a project and its build, by path."""
    rules = {"rules/x.toml": b"[matching]\njudge = false\n"}
    outputs = personac.build(_SOUND, rules).outputs
    built = {f"build/{name}": data for name, data in outputs.items()}
    findings = b"PC407:0123456789abcdef  # known\n"
    return {**_SOUND, **rules, **built, "known.txt": findings}


class CaseRunner:
    """Runs cases one after the other in `folder`, which is emptied for each; `sound` is where they start."""

    def __init__(self, folder: Path, sound: Files) -> None:
        """Take a folder of its own."""
        self._folder, self._sound = folder, sound

    def faults(self, case: Case) -> Iterator[Fault]:
        """Run the commands of a case, and yield what is wrong."""
        files = case.files(self._sound)
        self._put(files)
        with chdir(self._folder):
            for number, command in enumerate(case.commands):
                yield from self._faults_of(command)
                if case.restores and number == 0:
                    yield from self._lost_sources(files)

    def _put(self, files: Mapping[str, bytes]) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        for folder in {(self._folder / name).parent for name in files} | {self._folder / ".git"}:
            folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (self._folder / name).write_bytes(data)

    def _faults_of(self, command: Command) -> Iterator[Fault]:
        before = _tree(Path("build"))
        start = time.process_time()
        try:
            with _bounded():
                result = CliRunner().invoke(main, command)
        except TooSlowError as error:
            yield Fault("too slow", _place(error), command, "".join(traceback.format_exception(error)))
            return
        spent = time.process_time() - start
        raised: BaseException | None = result.exception
        if raised is not None and not isinstance(raised, SystemExit):
            detail = "".join(traceback.format_exception(raised))
            yield Fault("traceback", f"{type(raised).__name__} at {_place(raised)}", command, detail)
        elif result.exit_code not in {0, 1, 2} or "Traceback" in result.output:
            yield Fault("exit code", str(result.exit_code), command, result.output)
        elif result.exit_code == USAGE and _tree(Path("build")) != before:
            yield Fault("build/ changed", command[0], command, result.output)
        if spent > SECONDS:
            yield Fault("too slow", command[0], command, f"{spent:.1f} s")

    def _lost_sources(self, files: Mapping[str, bytes]) -> Iterator[Fault]:
        """Restore the sources of the build, if there is a new one, and compare them."""
        lock = Path("build", "personac.lock").read_bytes()
        if lock == files["build/personac.lock"]:
            return
        command = ("expand", "--all", "-o", "restored")
        result = CliRunner().invoke(main, command)
        if result.exit_code:
            yield Fault(
                "not restored", _first_line(result.output), command, f"{result.output}{result.exception!r}"
            )
            return
        for path in json.loads(lock)["sources"]:
            if Path("restored", path).read_bytes() != files[path]:
                yield Fault("not restored", "other bytes", command, path)


def _tree(folder: Path) -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@contextmanager
def _bounded() -> Iterator[None]:
    """Stop what takes longer than it may, at the next instruction of Python."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlowError

    old = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, old)


def _place(error: BaseException) -> str:
    """Return the innermost line of personac that an error comes from."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "/personac/" in frame.filename] or list(frames)
    return f"{Path(own[-1].filename).name}:{own[-1].lineno} {own[-1].name}"


def _first_line(text: str) -> str:
    return (text.splitlines() or [""])[0][:80]
