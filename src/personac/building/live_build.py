"""A build that is kept in memory, so that decisions can be tried in a fraction of a second.

Nothing that decisions have a part in is kept: sources are parsed and pairs are scored once, and again when
a source, the rules or the settings have changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from personac.building.in_memory import check_background, thresholds_of
from personac.building.inputs import (
    DEFAULT_DECISIONS,
    InputFiles,
    Inputs,
    find_inputs,
    read_decision_files,
    read_inputs,
)
from personac.building.make_dependencies import input_state
from personac.building.request import Request
from personac.config.decision_files import read_decisions
from personac.config.schema import Rules
from personac.model import Compilation, Extracted, Merged
from personac.paths import cache_folder
from personac.pipeline import Aids, Compiler, MatchResult, Scored
from personac.report.measure import measure
from personac.report.report_schema import Report

Files = Sequence[tuple[str, bytes]]
"""Decision files: display paths and contents."""


_KEPT = 8  # builds: the present one, and trials of what a reviewer may answer


class Live(NamedTuple):
    """A finished build in memory: the compilation and its report."""

    compilation: Compilation
    report: Report


class _Kept(NamedTuple):
    """What decisions have no part in, and the marks of the files that it was made from."""

    marks: tuple[tuple[str, int, int, int], ...]
    inputs: Inputs
    compiler: Compiler
    extracted: Extracted
    scored: Scored
    finished: dict[Files, Live]


class LiveBuild:
    """Builds one agent in memory again and again; one thread at a time builds."""

    def __init__(self, request: Request) -> None:
        """Build what `request` asks for; nothing is read yet."""
        self.request = request
        self._kept: _Kept | None = None
        self._lock = Lock()

    @property
    def agent(self) -> str:
        """The name of the agent. Raises `PersonacError`."""
        with self._lock:
            return self._current().extracted.name

    @property
    def folder(self) -> Path:
        """The folder of the decisions about the agent; it may not exist. Raises `PersonacError`."""
        return (self.request.decisions or DEFAULT_DECISIONS) / self.agent

    @property
    def rules(self) -> Rules:
        """The rules of the build. Raises `PersonacError`."""
        with self._lock:
            return self._current().inputs.rules

    def normal_form(self, text: str) -> tuple[str, ...]:
        """Return what is equal for texts that decisions take for one. Raises `PersonacError`."""
        with self._lock:
            return self._current().compiler.normal_form(text)

    def decisions(self) -> Files:
        """Return the decision files about the agent as they are on the disk. Raises `PersonacError`."""
        files = find_inputs(self.request)
        with self._lock:
            agent = self._current(files).extracted.name
        return read_decision_files(files.of_agent(agent))

    def built(self, files: Files) -> Live:
        """Build with these decisions and no others. Raises `PersonacError`.

        The last builds are kept, so that nothing is built twice while nothing changes: the result is the
        same object then.
        """
        with self._lock:
            kept, key = self._current(), tuple(sorted(files))
            live = kept.finished.pop(key, None) or _finished(kept, files)
            kept.finished[key] = live
            while len(kept.finished) > _KEPT:
                del kept.finished[next(iter(kept.finished))]
            return live

    def _current(self, found: InputFiles | None = None) -> _Kept:
        """Return what is kept, made anew if a file has changed. Raises `PersonacError`.

        `found` are the files of the build, if they are known already.
        """
        files = (found or find_inputs(self.request))._replace(decisions={})
        marks = input_state(self.request, files).marks
        if self._kept is None or self._kept.marks != marks:
            self._kept = _kept(self.request, files, marks)
        return self._kept


def _kept(request: Request, files: InputFiles, marks: tuple[tuple[str, int, int, int], ...]) -> _Kept:
    inputs = read_inputs(files)
    check_background(inputs)
    rules = request.overrides.applied_to(inputs.rules)
    cache = cache_folder() if request.use_cache else None
    compiler = Compiler(rules, Aids(inputs.background, cache))
    extracted = compiler.extract(compiler.parse(inputs.sources, request.name))
    return _Kept(marks, inputs, compiler, extracted, compiler.score(extracted), {})


def _finished(kept: _Kept, files: Files) -> Live:
    merged, matching = _merged(kept, files)
    compilation = kept.compiler.finish(merged, matching.evidence)
    thresholds = thresholds_of(kept.inputs.rules.matching, len(compilation.distinct))
    return Live(compilation, measure(compilation, thresholds))


def _merged(kept: _Kept, files: Files) -> tuple[Merged, MatchResult]:
    decisions = read_decisions(files, kept.extracted.name)
    matching = kept.compiler.decide(replace(kept.extracted, decisions=decisions), kept.scored)
    return kept.compiler.merge(matching), matching
