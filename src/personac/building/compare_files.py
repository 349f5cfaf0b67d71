"""Compile two persona files with the passes of a build, and compare them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from personac.building.folder_walk import is_folder
from personac.building.in_memory import check_background
from personac.building.inputs import Inputs, find_inputs, read_inputs
from personac.building.request import Request
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.front_matter_kinds import SHARED_NAME
from personac.diagnostics.input_kinds import UNREADABLE
from personac.model.source import Source
from personac.observer import NOBODY, Observer
from personac.paths import cache_folder, display_path
from personac.pipeline import Aids, compile_personas
from personac.report.comparison import Comparison, compare

_OF_SOURCES = ("PC0", "PC1", "PC2")


@dataclass(frozen=True, slots=True)
class Compared:
    """A finished comparison, and the diagnostics on the two files."""

    comparison: Comparison
    diagnostics: tuple[Diagnostic, ...]


def compare_files(a: Path, b: Path, options: Request | None = None, observer: Observer = NOBODY) -> Compared:
    """Compare two personas by the rules of a build. Raises `PersonacError`.

    `options` have the rules, and what may be read. Diagnostics on the merge are dropped, and so is the one on
    a shared name: two versions of an agent have one. `observer` is notified of every pass.
    """
    folders = [display_path(path) for path in (a, b) if is_folder(path)]
    if folders:
        message, hint = "is a folder: diff compares two files", "name two persona files"
        raise PersonacError(*(Diagnostic(UNREADABLE, path, 0, 0, message, hint) for path in folders))
    request = (options or Request())._replace(sources=(a, b))
    given = read_inputs(find_inputs(request))._replace(cache=cache_folder())
    check_background(given)
    one, other = (_source(given, path) for path in (a, b))
    compilation = compile_personas(
        (one, other), given.rules, "diff", Aids(given.background, given.cache), observer
    )
    places = (0, 1) if one.path <= other.path else (1, 0)  # personas are ordered by path
    diagnostics = dict.fromkeys(d for d in compilation.diagnostics if _is_of_one_file(d))
    return Compared(compare(compilation, places[0], places[1]), tuple(diagnostics))


def _is_of_one_file(one: Diagnostic) -> bool:
    return one.code.startswith(_OF_SOURCES) and one.kind != SHARED_NAME


def _source(given: Inputs, path: Path) -> Source:
    """Return a new source for each side: a file may be compared with itself."""
    return next(Source(s.path, s.data) for s in given.sources if s.path == display_path(path))
