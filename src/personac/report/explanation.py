"""Explanations of lines as data, and the built agent that gives them: its lines, their origins, its report.

Files that are missing, or do not fit the rest of the build, are refused with a hint.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import NOTHING_TO_EXPLAIN
from personac.emit.emitted import hint_if_left_out
from personac.emit.lock_entries import digest
from personac.emit.provenance import MappedOrigin, ProvenanceMap, decode_map
from personac.model import Relation
from personac.paths import display_path
from personac.regular_files import read_plain_file
from personac.report.report_file import load_report
from personac.report.report_schema import BulletRow, ClusterRow, Report, Row
from personac.storage.build_folder import find_build

_READ = ("canonical", "map", "report")  # kinds of outputs
_REBUILD = "build again: personac build; or restore it from version control"
_NAME_A_LINE = "name a line of a built agent, or of a source; build first: personac build"
Subject = Literal["bullet", "block", "heading", "front matter", "layout", "left out"]


class Place(Row, frozen=True):
    """A line of a file, relative to the working directory, and its text."""

    path: str
    line: int
    text: str


class SourcePlace(Place, frozen=True):
    """A place in a source: its persona, last line and bullet, and its relation to the canonical ("": none).

    `because` has details, where there are any.
    """

    end_line: int
    persona: str
    bullet: str
    relation: Relation | Literal[""]
    because: str = ""


class Reason(Row, frozen=True):
    """Two compared bullets of a cluster: their places, and the score with its reasons."""

    a: Place
    b: Place
    score: float
    reasons: tuple[str, ...]
    features: dict[str, float]


class Why(Row, frozen=True):
    """Why the bullets of one cluster were merged."""

    cluster: str
    members: int
    cohesion: float
    pairs: tuple[Reason, ...]


class Explanation(Row, frozen=True):
    """What is known about one line; `notes` are sentences for people.

    `stands_at` are its lines in the canonical, where `asked` is a line of a source.
    """

    asked: Place
    subject: Subject
    said_at: tuple[SourcePlace, ...] = ()
    stands_at: tuple[Place, ...] = ()
    why: tuple[Why, ...] = ()
    notes: tuple[str, ...] = ()
    schema: Literal["personac-explanation/1"] = "personac-explanation/1"


def explain_canonical(canonical: Path, number: int) -> Explanation:
    """Explain line `number` of a built agent. Raises `PersonacError`."""
    subject = f"{display_path(canonical)}:{number}"
    built = read_agent(canonical.parent, canonical.stem, subject)
    last = len(built.lines) - (built.lines[-1] == "")
    if not 1 <= number <= last:
        raise unexplained(subject, f"no such line: the agent has {last}", f"name a line from 1 to {last}")
    return built.explain(number)


def unexplained(subject: str, message: str, hint: str) -> PersonacError:
    """Return the error of a `subject` that cannot be explained."""
    return PersonacError(Diagnostic(NOTHING_TO_EXPLAIN, subject, 0, 0, message, hint))


@dataclass(frozen=True, slots=True)
class BuiltAgent:
    """A built agent: its lines, their origins, and the report of its build.

    `base` is the working directory of the build, None where its sources are no longer there.
    """

    folder: Path
    base: Path | None
    provenance: ProvenanceMap
    report: Report
    bullets: Mapping[str, BulletRow]
    lines: tuple[str, ...]

    @property
    def path(self) -> str:
        """The agent, relative to the working directory."""
        return display_path(self.folder / f"{self.provenance.agent}.md")

    def explain(self, number: int) -> Explanation:
        """Explain an existing line."""
        origins = self.provenance.lines.get(number, ())
        asked = self.place(number)
        if not origins:
            near = nearest(number, self.provenance.lines)
            note = f"layout, without an origin; the nearest lines with one: {near}"
            return Explanation(asked, "layout", notes=(note,))
        said_at = tuple(self._origin(origin) for origin in origins)
        clusters = dict.fromkeys(origin.cluster for origin in origins if origin.cluster)
        notes = tuple(self.decisions(place.bullet for place in said_at))
        return Explanation(asked, _subject(origins), said_at, why=tuple(self.why(clusters)), notes=notes)

    def place(self, number: int) -> Place:
        """Return a line of the canonical with its text."""
        return Place(self.path, number, self.lines[number - 1].strip())

    def why(self, clusters: Iterable[str]) -> Iterator[Why]:
        """Yield why the bullets of each cluster were merged; clusters of one bullet are skipped."""
        with_member = {member: cluster for cluster in self.report.clusters for member in cluster.members}
        found = {with_member[id_].id: with_member[id_] for id_ in clusters if id_ in with_member}
        for cluster in found.values():
            yield Why(cluster.id, len(cluster.members), cluster.cohesion, tuple(self._pairs(cluster)))

    def decisions(self, bullets: Iterable[str]) -> Iterator[str]:
        """Yield what reviewers decided about some bullets, as sentences."""
        asked = {*bullets} - {""}
        for row in self.report.review:
            if row.files and not asked.isdisjoint(bullet for group in row.groups for bullet in group):
                state = {"decided": "", "grown": ", before it got more bullets"}.get(
                    row.state, f", and {row.state}"
                )
                yield f"decided by {', '.join(row.by)}{state}: {', '.join(map(self._shown, row.files))}"

    def bullet(self, row: BulletRow) -> SourcePlace:
        """Return a bullet's place in its source, without a relation."""
        return SourcePlace(self._shown(row.path), row.line, row.text, row.end_line, row.persona, row.id, "")

    def _shown(self, path: str) -> str:
        """A path of the build, relative to the working directory."""
        return path if self.base is None else display_path(self.base / path)

    def _pairs(self, cluster: ClusterRow) -> Iterator[Reason]:
        for why in cluster.why:
            a, b = (self.bullets[side] for side in (why.a, why.b))
            yield Reason(self._where(a), self._where(b), why.score, why.reasons, why.features)

    def _where(self, row: BulletRow) -> Place:
        return Place(self._shown(row.path), row.line, row.text)

    def _origin(self, origin: MappedOrigin) -> SourcePlace:
        row = self._row(origin)
        return SourcePlace(
            path=self._shown(origin.path),
            line=origin.line,
            end_line=origin.end_line,
            text=row.text if row else "",
            persona=origin.persona,
            bullet=row.id if row else "",
            relation=origin.relation,
            because=self._covered(row) if row and origin.relation == "covered" else "",
        )

    def _row(self, origin: MappedOrigin) -> BulletRow | None:
        if not origin.cluster:
            return None
        place = (origin.path, origin.line, origin.end_line)
        return next((b for b in self.bullets.values() if (b.path, b.line, b.end_line) == place), None)

    def _covered(self, narrow: BulletRow) -> str:
        cover = next((cover for cover in self.report.covers if cover.narrow == narrow.id), None)
        return f"covered by the facet {cover.facet!r}, score {cover.score:.2f}" if cover else ""


def nearest(number: int, numbers: Iterable[int]) -> str:
    """Return the nearest of the line numbers above and below a line, as words."""
    known = sorted(numbers)
    above = max((n for n in known if n < number), default=0)
    below = min((n for n in known if n > number), default=0)
    return " and ".join(str(n) for n in (above, below) if n) or "none"


def read_agent(folder: Path, agent: str, subject: str) -> BuiltAgent:
    """Read the outputs of a build of `agent` in `folder`. Raises `PersonacError`.

    Refuses an agent that was edited since the build: its lines are no longer those of the map.
    """
    canonical = folder / f"{agent}.md"
    try:
        data = read_plain_file(canonical)
    except OSError as error:
        hint = hint_if_left_out(folder, *_READ) or _REBUILD
        raise unexplained(subject, f"{display_path(canonical)} {_problem(error)}", hint) from None
    provenance = _map(folder / f"{agent}.map.json", subject)
    build = find_build(folder, canonical)
    if build is not None and build.lock.outputs.get(canonical.name, "") not in {"", digest(data)}:
        message = (
            f"{display_path(canonical)} was edited since the build, so its lines are not those of its map"
        )
        raise unexplained(subject, message, "build again, or restore the file that the build wrote")
    lines, report = tuple(data.decode("utf-8", "replace").split("\n")), load_report(folder)
    base = build.base() if build else None
    return BuiltAgent(folder, base, provenance, report, report.bullets_by_id(), lines)


def _problem(error: OSError) -> str:
    is_missing = isinstance(error, FileNotFoundError)
    return "does not exist" if is_missing else f"cannot be read: {error.strerror or error}"


def _map(path: Path, subject: str) -> ProvenanceMap:
    try:
        return decode_map(read_plain_file(path))
    except OSError as error:
        hint = hint_if_left_out(path.parent, *_READ) or _NAME_A_LINE
        raise unexplained(
            subject, f"no map beside it: {display_path(path)} {_problem(error)}", hint
        ) from None
    except msgspec.DecodeError as error:
        raise unexplained(
            subject, f"{display_path(path)} is damaged ({error})", "build again: personac build"
        ) from None


def _subject(origins: Sequence[MappedOrigin]) -> Subject:
    relations = {origin.relation for origin in origins}
    if "frontmatter" in relations:
        return "front matter"
    if "heading" in relations:
        return "heading"
    return "bullet" if any(origin.cluster for origin in origins) else "block"
