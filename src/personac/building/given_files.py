"""What callers of `personac.build` pass: checked, and as a build reads it from the disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePath, PurePosixPath

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.input_kinds import BAD_PATH, NOT_UTF8

GivenFiles = (
    Mapping[str, str | bytes]
    | Mapping[Path, str | bytes]
    | Mapping[PurePath, str | bytes]
    | Mapping[PurePosixPath, str | bytes]
    | Mapping[str | Path, str | bytes]
)
"""Contents by relative path. Text is written as UTF-8."""
LONGEST_NAME = 240
"""Bytes of a file name: `variants/<name>.patch` has to fit into the 255 of most file systems."""
_RELATIVE = 'paths are relative to the project, as in "agents/reviewer.md"'


def checked_files(given: object, parameter: str) -> dict[str, bytes]:
    """Return the contents by normalised POSIX path, sorted; `parameter` names them in messages.

    Raises `TypeError` for values of another type, and `PersonacError` with each path that no file of a
    project can have.
    """
    if not isinstance(given, Mapping):
        message = f"{parameter} has to be a mapping of paths to contents, not {type(given).__name__}"
        raise TypeError(message)
    files: dict[str, bytes] = {}
    refused: list[Diagnostic] = []
    for key, content in given.items():
        shown, data = _shown(key, parameter), _bytes(key, content, parameter)
        path = PurePosixPath(shown).as_posix()
        problem = _problem(key, shown) or ("named twice" if path in files else "")
        if problem:
            refused.append(Diagnostic(BAD_PATH, shown, 0, 0, f"{shown!r:.60}: {problem}", _RELATIVE))
        files[path] = data
    if refused:
        raise PersonacError(*refused)
    return dict(sorted(files.items()))


def checked_name(name: object) -> str:
    """Return the name of an agent. Raises `TypeError` for anything but a text."""
    if isinstance(name, str):
        return name
    message = f"name has to be a str, not {type(name).__name__}"
    raise TypeError(message)


def _shown(key: object, parameter: str) -> str:
    if not isinstance(key, (str, PurePath)):
        message = f"a path in {parameter} has to be a str or a Path, not {type(key).__name__}"
        raise TypeError(message)
    return key.as_posix() if isinstance(key, PurePath) else key


def _bytes(key: object, content: object, parameter: str) -> bytes:
    if isinstance(content, (bytes, bytearray, memoryview)):
        return bytes(content)
    if not isinstance(content, str):
        message = f"{parameter}[{key!r}] has to be str or bytes, not {type(content).__name__}"
        raise TypeError(message)
    try:
        return content.encode()
    except UnicodeEncodeError as error:
        message = f"character {error.start} of the text is a surrogate, which UTF-8 cannot have"
        hint = "pass the bytes of the file, or the text as it was decoded without errors"
        raise PersonacError(Diagnostic(NOT_UTF8, str(key), 0, 0, message, hint)) from None


def _problem(key: object, shown: str) -> str:
    """Return what is wrong with a path; empty for nothing."""
    path = PurePosixPath(shown)
    if not path.parts:
        return "names no file"
    if path.is_absolute() or (isinstance(key, PurePath) and key.is_absolute()):
        return "an absolute path"
    if ".." in path.parts:
        return "leads out of the project with `..`"
    if not shown.isprintable():
        return "has a character that cannot be printed"
    longest = max(len(part.encode("utf-8", "surrogatepass")) for part in path.parts)
    return f"a name of {longest} bytes; at most {LONGEST_NAME} are allowed" if longest > LONGEST_NAME else ""
