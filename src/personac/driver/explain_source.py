"""Explain a line of a source: where it went, or why it was left out."""

from __future__ import annotations

import re
from pathlib import Path

from personac.driver.explain_agent import BuiltAgent, nothing, read_agent
from personac.driver.explain_line import Story
from personac.edits.build_folder import BuildFolder
from personac.emit.lock_entries import digest
from personac.emit.provenance import MappedOrigin
from personac.paths import display_path
from personac.report.explanation import Explanation, Place
from personac.report.model import LeftOutRow
from personac.storage.filesystem import read_if_possible

_FENCE = "---"
_RULE = re.compile(r"(?:[-*_=]\s*)*")  # a rule, the line under a heading, a fence, or nothing


def explain_source(source: Path, number: int, build: BuildFolder) -> Explanation:
    """Explain line `number` of `source`, which went into `build`. Raises `PersonacError`."""
    path = build.path_of(source)
    subject, data = f"{display_path(source)}:{number}", read_if_possible(source) or b""
    if digest(data) != build.lock.sources[path]:
        message = f"{display_path(source)} was changed since the build in {display_path(build.folder)}"
        raise nothing(subject, message, "build again: personac build")
    lines = data.decode("utf-8-sig", "replace").splitlines()
    if not 1 <= number <= len(lines):
        message = f"there is no such line: the file has {len(lines)}"
        raise nothing(subject, message, f"name a line from 1 to {len(lines)}")
    story = Story(read_agent(build.folder, build.lock.agent, subject))
    asked = Place(display_path(source), number, lines[number - 1].strip())
    return _kept(story, asked, path) or _left_out(story, asked, path) or _neither(asked, lines, story.built)


def _kept(story: Story, asked: Place, path: str) -> Explanation | None:
    """What became of a line that stands in the canonical: the innermost thing there that does."""
    found = [
        (_extent(origin), line, origin)
        for line, origins in sorted(story.built.provenance.lines.items())
        for origin in origins
        if origin.path == path and origin.line <= asked.line <= origin.end_line
    ]
    innermost = min((extent for extent, _, _ in found), default=None)
    left = _innermost_left_out(story.built, asked, path)
    if innermost is None or (left is not None and _left_extent(left) < innermost):
        return None
    lines = [line for extent, line, _ in found if extent == innermost]
    told = story.of_line(lines[0])
    places = tuple(story.line(line) for line in dict.fromkeys(lines))
    return Explanation(asked, told.subject, told.said_at, places, told.why)


def _left_out(story: Story, asked: Place, path: str) -> Explanation | None:
    row = _innermost_left_out(story.built, asked, path)
    if row is None:
        return None
    clusters = [c for c in story.built.report.clusters if row.bullet and row.bullet in c.members]
    others = [story.bullets[m] for cluster in clusters for m in cluster.members if m != row.bullet]
    patch = display_path(story.built.folder / "variants" / f"{row.persona}.patch")
    notes = (f"left out of {story.built.canonical_path}: {row.reason}", f"{patch} restores it")
    said_at = tuple(story.said(bullet) for bullet in others)
    why = tuple(story.why([cluster.id for cluster in clusters]))
    return Explanation(asked, "left out", said_at, why=why, notes=notes)


def _innermost_left_out(built: BuiltAgent, asked: Place, path: str) -> LeftOutRow | None:
    rows = [r for r in built.report.left_out if r.path == path and r.line <= asked.line <= r.end_line]
    return min(rows, key=_left_extent, default=None)


def _neither(asked: Place, lines: list[str], built: BuiltAgent) -> Explanation:
    """A line that holds nothing which is merged: front matter that gave way, a heading, or layout."""
    end = lines.index(_FENCE, 1) + 1 if lines[0] == _FENCE and _FENCE in lines[1:] else 0
    if _RULE.fullmatch(asked.text):
        note = f"layout, which says nothing; the nearest lines that do: {_nearest(asked, lines)}"
    elif asked.line < end:
        note = f"front matter that {built.canonical_path} does not have, or takes from another persona"
    else:
        note = f"a title that {built.canonical_path} does not have; what stands below it may: ask for that"
    return Explanation(asked, "layout", notes=(note,))


def _nearest(asked: Place, lines: list[str]) -> str:
    told = [n for n, line in enumerate(lines, start=1) if not _RULE.fullmatch(line.strip())]
    above = max((n for n in told if n < asked.line), default=0)
    below = min((n for n in told if n > asked.line), default=0)
    return " and ".join(str(n) for n in (above, below) if n) or "none"


def _extent(origin: MappedOrigin) -> tuple[int, int]:
    return (origin.end_line - origin.line, -origin.line)


def _left_extent(row: LeftOutRow) -> tuple[int, int]:
    return (row.end_line - row.line, -row.line)
