"""Explain two bullets: whether they were merged, why or why not, and what only one of them says."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
from msgspec.structs import replace

from personac.config.loader import load_rules
from personac.diagnostics.merge_kinds import CONTRADICTION
from personac.emit.lock_entries import digest_of
from personac.emit.settings_table import SETTINGS_TABLES
from personac.matching.tokenizer import Words
from personac.matching.word_difference import difference, is_said
from personac.paths import display_path
from personac.regular_files import read_regular_file
from personac.report.explain import shown_source
from personac.report.explanation import BuiltAgent, Place, SourcePlace, read_agent, unexplained
from personac.report.named_lines import build_of_line, is_agent, place_of
from personac.report.report_schema import BulletRow, ClusterRow, Row, encode_json
from personac.report.safe_text import count, visible
from personac.storage.build_folder import BuildFolder


class PairExplanation(Row, frozen=True):
    """What is known about two bullets of a build; `notes` are sentences for people.

    `shared`, `only_a` and `only_b` are words of the two texts. `kept` is the line of the canonical that
    stands for both, None where there is none. `score` is None where the report has none of this pair;
    `reasons` and `features` belong to it.
    """

    a: SourcePlace
    b: SourcePlace
    shared: tuple[str, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    verdict: Literal["merged", "kept apart"] = "kept apart"
    notes: tuple[str, ...] = ()
    cluster: str = ""
    kept: Place | None = None
    score: float | None = None
    reasons: tuple[str, ...] = ()
    features: dict[str, float] = msgspec.field(default_factory=dict)
    schema: Literal["personac-pair-explanation/1"] = "personac-pair-explanation/1"


def explain_pair(
    first: str, second: str, output: Path, *, as_json: bool = False, verbose: bool = False
) -> str:
    """Explain two lines of sources of one build: `agents/one.md:9`, `agents/two.md:30`.

    `output` is the folder of the build. Raises `PersonacError` where a line is none of a bullet.
    """
    (a, line_a), (b, line_b) = _place(first), _place(second)
    build = build_of_line(a, line_a, output)
    other = build_of_line(b, line_b, output)
    if os.path.realpath(other.folder) != os.path.realpath(build.folder):
        message = f"not a source of the build in {display_path(build.folder)}, as {display_path(a)} is"
        raise unexplained(second, message, "name two sources of one build, or build both: personac build")
    built = read_agent(build.folder, build.lock.agent, first)
    one, two = _bullet(built, build.path_of(a), line_a, a), _bullet(built, build.path_of(b), line_b, b)
    if one == two:
        raise unexplained(second, "both lines are of one bullet", "name a line of another bullet")
    explanation = _Pair(built, one, two).explain(_words(build))
    return encode_json(explanation) if as_json else _render(explanation, verbose=verbose)


def _place(subject: str) -> tuple[Path, int]:
    place = place_of(subject)
    if place is None:
        hint = "name two lines of sources: agents/one.md:9 agents/two.md:30"
        raise unexplained(subject, "not a line of a file", hint)
    path, number = place
    if is_agent(path):
        hint = f"name one of the sources that it came from: personac explain {display_path(path)}:{number}"
        raise unexplained(subject, "a line of a built agent, not of a source", hint)
    return place


def _bullet(built: BuiltAgent, path: str, line: int, source: Path) -> BulletRow:
    """Return the innermost bullet of a line."""
    own = [row for row in built.report.bullets if row.path == path]
    around = [row for row in own if row.line <= line <= row.end_line]
    if around:
        return min(around, key=lambda row: (row.end_line - row.line, -row.line))
    near = min(own, key=lambda row: (abs(row.line - line), row.line), default=None)
    at = f"the nearest bullet: {display_path(source)}:{near.line}: {near.text}" if near else ""
    subject = f"{display_path(source)}:{line}"
    raise unexplained(subject, "no line of a bullet", at or "the file has no bullets: name another")


def _words(build: BuildFolder) -> Words:
    """Return the words under the rules of the build; files changed since say nothing about it."""
    base = build.base() or Path()
    rules = [
        (path, read_regular_file(base / path))
        for path, known in sorted(build.lock.rules.items())
        if path.endswith(".toml") and path not in SETTINGS_TABLES and digest_of(base / path) == known
    ]
    return Words.from_rules(load_rules(rules).vocabulary)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two bullets of a built agent."""

    built: BuiltAgent
    a: BulletRow
    b: BulletRow

    def explain(self, words: Words) -> PairExplanation:
        said = difference(self.a.text, self.b.text, words)
        a, b = self.built.bullet(self.a), self.built.bullet(self.b)
        compared = PairExplanation(a, b, said.shared, said.only_a, said.only_b)
        clusters = self.built.report.clusters
        cluster = next((c for c in clusters if {self.a.id, self.b.id}.issubset(c.members)), None)
        return self._apart(compared) if cluster is None else self._merged(compared, cluster)

    def _merged(self, compared: PairExplanation, cluster: ClusterRow) -> PairExplanation:
        notes = [f"{count(len(cluster.members), 'bullet')} of one meaning (cohesion {cluster.cohesion:.2f})"]
        why = next((row for row in cluster.why if self._is_asked(row.a, row.b)), None)
        if why is None:
            differs = compared.only_a or compared.only_b
            notes.append("joined through others of the cluster" if differs else "they say the same words")
        number, lines = self.a.canonical_line or self.b.canonical_line, self.built.lines
        is_twice = self.a.canonical_line and self.b.canonical_line not in {0, self.a.canonical_line}
        if is_twice:
            notes.append("both stay, because each is part of a list or a procedure that stays whole")
        return replace(
            compared,
            verdict="kept apart" if is_twice else "merged",
            notes=tuple(notes),
            cluster=cluster.id,
            kept=self.built.place(number) if 0 < number <= len(lines) else None,
            score=why.score if why else None,
            reasons=_other_reasons(why.reasons) if why else (),
            features=why.features if why else {},
        )

    def _apart(self, compared: PairExplanation) -> PairExplanation:
        report = self.built.report
        near = next((row for row in report.near_misses if self._is_asked(row.a, row.b)), None)
        direct = [note for a, b, note in self._notes() if self._is_asked(a, b)]
        notes = direct or [
            f"{note} ({self._named(a)} ~ {self._named(b)})" for a, b, note in self._of_clusters()
        ]
        return replace(
            compared,
            notes=tuple(notes or [self._unscored()]),
            score=near.score if near else None,
            reasons=_other_reasons(near.reasons) if near else (),
        )

    def _notes(self) -> Iterator[tuple[str, str, str]]:
        """Yield what the report has about pairs that were not merged: two ids and a sentence."""
        report = self.built.report
        for row in report.contradictions:
            yield row.a, row.b, f"they contradict each other ({CONTRADICTION.code}): {row.reason}"
        for near in report.near_misses:
            low = f"the score is under the threshold of {report.threshold:.2f}"
            yield near.a, near.b, near.apart or low
        for cover in report.covers:
            broad, narrow = (self._named(id_) for id_ in (cover.broad, cover.narrow))
            yield cover.broad, cover.narrow, f"{broad} covers {narrow} by its facet {cover.facet!r}"

    def _of_clusters(self) -> Iterator[tuple[str, str, str]]:
        """Yield what the report has about other bullets of the two clusters."""
        one, other = (self._cluster_of(bullet) for bullet in (self.a, self.b))
        for a, b, note in self._notes():
            if (a in one and b in other) or (a in other and b in one):
                yield a, b, f"others of their clusters: {note}"

    def _cluster_of(self, bullet: BulletRow) -> frozenset[str]:
        clusters = (row.members for row in self.built.report.clusters if bullet.id in row.members)
        return frozenset(next(clusters, (bullet.id,)))

    def _unscored(self) -> str:
        if (self.a.kind == "paragraph") is not (self.b.kind == "paragraph"):
            return "not compared: one is a paragraph, the other a list item"
        return "not compared, or far below the threshold: too few words or meanings in common"

    def _named(self, id_: str) -> str:
        place = self.built.bullet(self.built.bullets[id_])
        return f"{place.path}:{place.line}"

    def _is_asked(self, a: str, b: str) -> bool:
        return {a, b} == {self.a.id, self.b.id}


def _other_reasons(reasons: Iterable[str]) -> tuple[str, ...]:
    """Leave out what the words of the two already say, there in the order that was asked for."""
    return tuple(reason for reason in reasons if not is_said(reason))


def _render(pair: PairExplanation, *, verbose: bool) -> str:
    """Render as lines of text that is safe on a terminal."""
    lines = [
        shown_source(pair.a),
        shown_source(pair.b),
        f"{pair.verdict}: {'; '.join(pair.notes)}",
        *_support(pair, verbose=verbose),
        f"both say: {', '.join(pair.shared) or '(nothing)'}",
        f"only the first says: {', '.join(pair.only_a) or '(nothing else)'}",
        f"only the second says: {', '.join(pair.only_b) or '(nothing else)'}",
    ]
    return "".join(f"{visible(line)}\n" for line in lines)


def _support(pair: PairExplanation, *, verbose: bool) -> Iterator[str]:
    if pair.kept is not None:
        yield f"  in the canonical at {pair.kept.path}:{pair.kept.line}: {pair.kept.text}"
    elif pair.cluster:
        yield "  left out of the canonical"
    if pair.score is not None:
        yield "; ".join((f"  score {pair.score:.2f}", *pair.reasons))
    if verbose and pair.features:
        yield "  " + ", ".join(f"{name} {value:.1f}" for name, value in sorted(pair.features.items()))
