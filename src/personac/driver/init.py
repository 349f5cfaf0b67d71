"""Write what a new prompt repository needs: starter rules, an include for make, a word to git.

Nothing that a person has is ever lost: rules that are there stay as they are,
.gitattributes is added to, and another personac.mk is replaced only when forced.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import CANNOT_WRITE, OUTPUT_IN_THE_WAY
from personac.driver.discover import DEFAULT_RULES, DEFAULT_SOURCES
from personac.storage.file_writer import write_file

RULES = DEFAULT_RULES / "personac.toml"
INCLUDE = Path("personac.mk")
ATTRIBUTES = Path(".gitattributes")
_UNCONVERTED = (b"agents/**/*.md -text", b"rules/** -text", b"build/** -text")


@dataclass(frozen=True, slots=True)
class Step:
    """A file that is to have this content, and what to tell of it; no content: it stays as it is."""

    path: Path
    data: bytes | None
    said: str


def init(*, make: bool, git: bool, force: bool) -> tuple[str, ...]:
    """Write starter rules, and personac.mk and .gitattributes where asked; return what to tell.

    Looks at everything before it writes anything. Raises `PersonacError`.
    """
    steps = [_rules(), *([_include(force=force)] if make else []), *([_attributes()] if git else [])]
    for step in steps:
        if step.data is not None:
            _make_folder(step.path.parent)
            write_file(step.path, step.data)
    return (*(f"{step.path.as_posix()}: {step.said}" for step in steps), *_next())


def _rules() -> Step:
    if any(DEFAULT_RULES.glob("*.toml")):
        return Step(DEFAULT_RULES, None, "has rules already, left as they are")
    return Step(RULES, _starter("rules.toml"), "written; `personac rules` prints all that can stand there")


def _include(*, force: bool) -> Step:
    wanted, found = _starter("personac.mk"), _read(INCLUDE)
    if found == wanted:
        return Step(INCLUDE, None, "up to date")
    if found is not None and not force:
        message = "there is another file of this name"
        hint = "keep it, or have it written anew with --force"
        raise PersonacError(Diagnostic(OUTPUT_IN_THE_WAY, INCLUDE.as_posix(), 0, 0, message, hint))
    return Step(INCLUDE, wanted, "written; put `include personac.mk` into your Makefile, then: make personac")


def _attributes() -> Step:
    found = _read(ATTRIBUTES) or b""
    lines = {line.strip() for line in found.splitlines()}
    missing = [line + b"\n" for line in _UNCONVERTED if line not in lines]
    if not missing:
        return Step(ATTRIBUTES, None, "up to date")
    gap = b"\n" if found and not found.endswith(b"\n") else b""
    added = b", ".join(line.strip() for line in missing).decode()
    return Step(ATTRIBUTES, b"".join((found, gap, *missing)), f"added {added}")


def _next() -> tuple[str, ...]:
    if any(DEFAULT_SOURCES.glob("*.md")):
        return ("next: personac build",)
    return ("next: put personas into agents/, then: personac build",)


def _starter(name: str) -> bytes:
    return files("personac.driver").joinpath("starters", name).read_bytes()


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PersonacError(_refused(path, error)) from error


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        raise PersonacError(_refused(path, error)) from error


def _refused(path: Path, error: OSError) -> Diagnostic:
    message = f"cannot be read or written: {error.strerror or error}"
    return Diagnostic(CANNOT_WRITE, path.as_posix(), 0, 0, message, "move it away, or change its permissions")
