"""report.json: reading and checking it, the one of an earlier build, and its JSON Schema.

The schema ships with the package. To write it again:
personac report --schema > src/personac/report/report.schema.json
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from personac.config.one_at_a_time import decode_json, one_at_a_time
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import NO_REPORT
from personac.emit.emitted import hint_if_left_out
from personac.paths import display_path
from personac.regular_files import is_file, read_plain_file, read_regular_file
from personac.report.report_schema import SCHEMA, Report, ReportFile
from personac.report.safe_text import one_line

REPORT_NAME = "report.json"
_BUILD = "build first: personac build; or name the build's folder"
_EARLIER = "name a report.json of an earlier build, or a revision at which the build's folder was committed"


def load_report(folder: Path) -> Report:
    """Read `report.json` of a build's folder. Raises `PersonacError`."""
    hint = hint_if_left_out(folder, "report") or _BUILD
    return _read(folder / REPORT_NAME, "no report here", hint, read_plain_file)


def load_earlier(since: str, folder: Path) -> Report:
    """Read a report from a file or a build's folder, or the one of `folder` at a git revision.

    An existing path takes precedence over a revision of the same name. Raises `PersonacError`.
    """
    path = Path(since)
    if path.is_dir():
        return load_report(path)
    if is_file(path):
        return _read(path, "cannot read", _EARLIER, read_regular_file)
    return _at_revision(since, folder)


def decode_report(data: bytes) -> Report:
    """Decode the JSON of a report; raises `msgspec.DecodeError` for anything else."""
    file = decode_json(data, ReportFile)
    if len(file.canonical_lines) not in {0, len(file.bullets)}:
        problem = "the lines of the canonical do not fit the bullets"
        raise msgspec.ValidationError(problem)
    report = file.report
    problem = next(_problems(report), "")
    if problem:
        raise msgspec.ValidationError(problem)
    return report


@one_at_a_time
def report_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of report.json."""
    schema = msgspec.json.schema(ReportFile)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": SCHEMA, **schema}


def schema_text() -> str:
    """Return the schema as text, equal to the file beside this module."""
    return json.dumps(report_schema(), indent=2, ensure_ascii=False) + "\n"


def _decoded(data: bytes, path: str) -> Report:
    try:
        return decode_report(data)
    except msgspec.DecodeError as error:
        raise _no_report(path, f"not a report of this version: {error}", _BUILD) from None


def _no_report(path: str, message: str, hint: str) -> PersonacError:
    return PersonacError(Diagnostic(NO_REPORT, path, 0, 0, message, hint))


def _read(path: Path, problem: str, hint: str, read: Callable[[Path], bytes]) -> Report:
    try:
        data = read(path)
    except OSError as error:
        message = f"{problem}: {error.strerror or type(error).__name__}"
        raise _no_report(display_path(path), message, hint) from None
    return _decoded(data, display_path(path))


def _at_revision(revision: str, folder: Path) -> Report:
    # `--end-of-options`: a revision that starts with a hyphen is not an option of git.
    options = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    commit = _git(folder, *options)
    if commit is None:
        raise _no_report(one_line(revision), "neither a file nor a git revision here", _EARLIER)
    data = _git(folder, "cat-file", "blob", f"{commit.decode().strip()}:./{REPORT_NAME}")
    path = f"{display_path(folder / REPORT_NAME)} at {one_line(revision)}"
    if data is None:
        raise _no_report(path, "the revision has no such file", _EARLIER)
    return _decoded(data, path)


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Return git's output, None where it fails. Raises `PersonacError` where it is not installed."""
    git = shutil.which("git")
    if git is None:
        raise _no_report(REPORT_NAME, "git is not installed, so other revisions cannot be read", _EARLIER)
    # A repository can bring along a bare one, whose settings name commands that fetch what it lacks.
    command = [git, "-c", "safe.bareRepository=explicit", "-C", str(folder), *arguments]
    offline = {**os.environ, "GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1"}
    done = subprocess.run(command, env=offline, capture_output=True, check=False)  # noqa: S603 - a list, no shell
    return done.stdout if done.returncode == 0 else None


def _problems(report: Report) -> Iterator[str]:
    """Find torn references, as after a bad edit: renderers follow the ids of a report."""
    named = {id_ for cluster in report.clusters for id_ in (*cluster.members, cluster.representative)}
    named |= {id_ for cover in report.covers for id_ in (cover.broad, cover.narrow)}
    named |= {id_ for row in report.contradictions for id_ in (row.a, row.b)}
    named |= {id_ for row in report.near_misses for id_ in (row.a, row.b)}
    named |= {id_ for row in report.review for group in row.groups for id_ in group}
    named -= {bullet.id for bullet in report.bullets}
    if named:
        yield f"it names the bullet {min(named)!r}, which is not listed"
    sides = {len(report.overlap.matrix), *(len(row) for row in report.overlap.matrix)}
    if sides != {len(report.overlap.personas)}:
        yield "the overlap matrix does not fit its personas"
    if not all(0 <= share <= 1 for row in report.overlap.matrix for share in row):
        yield "a share of the overlap is not between 0 and 1"
    personas = {bullet.persona for bullet in report.bullets} | set(report.overlap.personas)
    personas |= {origin.persona for line in report.lines for origin in line.origins}
    personas |= {row.persona for row in report.losses}
    personas |= {value.persona for row in report.front_matter for value in row.values}
    if personas - {persona.id for persona in report.personas}:
        yield "it names a persona that is not listed"
    sections = len(report.section_overlap.sections)
    cells = (max(one, other) for one, other, _ in report.section_overlap.shared)
    if max(cells, default=-1) >= sections or len(report.section_overlap.bullets) != sections:
        yield "the overlap of the sections does not fit them"
