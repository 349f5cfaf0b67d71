"""Diff: what two personas say alike and otherwise, found by the passes of a build."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from personac.building.in_memory import check_background
from personac.building.inputs import Inputs, find_inputs, read_inputs
from personac.diagnostics.front_matter_kinds import SHARED_NAME
from personac.diagnostics.input_kinds import UNREADABLE
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.driver.compile import compile_personas
from personac.model.source import Source
from personac.observer import NOBODY, Observer
from personac.paths import display_path
from personac.report.compare import compare
from personac.report.comparison import Comparison, encode_comparison
from personac.report.diff_markdown import render_diff_markdown
from personac.report.diff_text import render_diff_text

DiffFormat = Literal["text", "md", "json"]
_OF_SOURCES = ("PC0", "PC1", "PC2")


@dataclass(frozen=True, slots=True)
class Compared:
    """A finished comparison, and what was found in the two files while reading them."""

    comparison: Comparison
    diagnostics: tuple[Diagnostic, ...]


def diff(a: Path, b: Path, rules: Path | None = None, observer: Observer = NOBODY) -> Compared:
    """Compare two personas by the rules of a build. Raises `PersonacError`.

    `rules` None means `rules/`, if it is there. Findings about a merge are left
    out, as nobody asked for one, and so is that both have one name: two versions
    of an agent do. `observer` is notified of every pass.
    """
    _refuse_folders(a, b)
    given = read_inputs(find_inputs((a, b), rules))
    check_background(given)
    one, other = (_source(given, path) for path in (a, b))
    compilation = compile_personas((one, other), given.rules, "diff", given.background, observer)
    places = [next(i for i, p in enumerate(compilation.personas) if p.source is s) for s in (one, other)]
    found = dict.fromkeys(d for d in compilation.diagnostics if _is_of_one_file(d))
    return Compared(compare(compilation, places[0], places[1]), tuple(found))


def _is_of_one_file(found: Diagnostic) -> bool:
    return found.code.startswith(_OF_SOURCES) and found.kind != SHARED_NAME


def _source(given: Inputs, path: Path) -> Source:
    """A source of its own for each side: a file may be compared with itself."""
    return next(Source(s.path, s.data) for s in given.sources if s.path == display_path(path))


def _refuse_folders(*paths: Path) -> None:
    folders = [path for path in paths if path.is_dir()]
    if folders:
        message, hint = "is a folder: diff compares two files", "name two persona files"
        raise PersonacError(*(Diagnostic(UNREADABLE, display_path(p), 0, 0, message, hint) for p in folders))


def render_diff(comparison: Comparison, form: DiffFormat, *, stat: bool, color: bool | None) -> str:
    """Render in one of the formats; `stat` gives figures only (JSON has them all the same)."""
    if form == "json":
        return encode_comparison(comparison).decode("utf-8")
    if form == "md":
        return render_diff_markdown(comparison, stat=stat)
    return render_diff_text(comparison, stat=stat, color=color)
