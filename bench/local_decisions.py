"""Measure how many lines of the canonical a single decision of a reviewer changes.

    python -m bench.local_decisions FOLDER [--most N] [--seed N] [--rules]

Builds the personas in FOLDER without decisions, and once with each of N decision files of each kind: two
lines as one, a member taken out, a wording, a section, a dropped line, a front-matter key. The table says how
many were applied, how many lines differ (removed and added; blank ones, comments between lists and numbers do
not count), and how many change lines that they are not about. Titles of sections that are empty then go, too.

With --rules the decisions are those of the rules: half of them a `[[must_link]]` of bullets of two personas
that score just below the threshold, half a `[[cannot_link]]` of the two bullets of a line.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import msgspec

from bench.sampled_reviews import KINDS, Sample, samples
from personac.building.live_build import LiveBuild
from personac.building.request import Request
from personac.config.loader import load_rules
from personac.config.schema import Link, Rules
from personac.diagnostics.diagnostic import PersonacError
from personac.emit.canonical_markdown import emit
from personac.model import Canonical, Compilation, Line, Merged
from personac.model.source import Source
from personac.pipeline import Aids, Compiler

LOCAL = 3  # lines: the two wordings of one item, and another item
_NEAREST = 2  # times as many pairs as are drawn
_OF_A_PAIR = 2
_BETWEEN_LISTS = "<!-- -->"
_NUMBER = re.compile(r"^\s*\d+[.)]\s")
Place = tuple[str, int]  # of a bullet: its persona and its line


class Decision(NamedTuple):
    """Two bullets, by position, that a rule joins (`must_link`) or keeps apart, and their score."""

    kind: str
    a: int
    b: int
    score: float


@dataclass(frozen=True)
class Build:
    """A build up to the canonical."""

    merged: Merged
    canonical: Canonical


def built(sources: Sequence[Source], rules: Rules, cache: Path) -> Build:
    """Build as far as the canonical. Raises `PersonacError`."""
    compiler = Compiler(rules, Aids(cache=cache))
    merged = compiler.merge(compiler.match(compiler.extract(compiler.parse(sources))))
    return Build(merged, emit(merged))


class Change(NamedTuple):
    """How many lines differ, and how many of these come from no bullet that the decision is about."""

    lines: int
    others: int


@dataclass(frozen=True)
class Bench:
    """The sources, the rules, the folder of what the judge has read, and the build without decisions."""

    sources: Sequence[Source]
    rules: Rules
    cache: Path
    base: Build

    def decided(self, decision: Decision) -> Build:
        """Build with one decision. Raises `PersonacError` where it contradicts a rule."""
        bullets = self.base.merged.bullets
        link = Link((bullets[decision.a].text, bullets[decision.b].text))
        links = (*getattr(self.rules, decision.kind), link)
        return built(self.sources, msgspec.structs.replace(self.rules, **{decision.kind: links}), self.cache)

    def change(self, decision: Decision, canonical: Canonical) -> Change:
        """Compare a canonical with that of no decision."""
        return change(self.base.canonical, canonical, _subjects(self.base.merged, decision))


def change(old: Canonical, new: Canonical, subjects: frozenset[Place]) -> Change:
    """Count the lines that differ between two bodies, and those that come from none of `subjects`."""
    lines = differing(old, new)
    others = [line for line in lines if subjects.isdisjoint((o.persona, o.line) for o in line.origins)]
    return Change(len(lines), len(others))


def _body(canonical: Canonical) -> Sequence[Line]:
    lines = (line for line in canonical.lines if line.text.strip() not in {"", _BETWEEN_LISTS})
    return [line for line in lines if all(origin.relation != "frontmatter" for origin in line.origins)]


def _subjects(merged: Merged, decision: Decision) -> frozenset[Place]:
    """Return the places of the bullets in the clusters of the two."""
    clusters = {merged.duplicate_of[decision.a], merged.duplicate_of[decision.b]}
    members = (member for number in clusters for member in merged.duplicates[number].members)
    return frozenset((merged.bullets[member].persona, merged.bullets[member].line) for member in members)


def decisions(base: Build, rules: Rules, most: int, seed: int) -> Iterator[Decision]:
    """Yield a sample of decisions, half of each kind if there are enough."""
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    near = sorted(_near(base.merged, rules.matching.threshold), key=lambda one: -one.score)
    for candidates in (near[: _NEAREST * (most // 2)], list(_pairs(base.merged))):
        yield from sorted(chance.sample(candidates, min(most // 2, len(candidates))))


def _near(merged: Merged, threshold: float) -> Iterator[Decision]:
    """Yield the best pair of each two clusters, if it is below the threshold and of two personas."""
    best: dict[tuple[int, ...], Decision] = {}
    for scored in merged.scored.at_least(threshold / 2):
        a, b = scored.pair.a, scored.pair.b
        clusters = tuple(sorted((merged.duplicate_of[a], merged.duplicate_of[b])))
        known = best.get(clusters)
        if len(set(clusters)) > 1 and (known is None or scored.score > known.score):
            best[clusters] = Decision("must_link", a, b, scored.score)
    for decision in best.values():
        authors = {merged.bullets[decision.a].persona, merged.bullets[decision.b].persona}
        if decision.score < threshold and len(authors) > 1:
            yield decision


def _pairs(merged: Merged) -> Iterator[Decision]:
    """Yield the clusters of two bullets with two texts that are one line of the canonical."""
    for cluster in merged.clusters:
        texts = {merged.bullets[member].text for member in cluster.members}
        if len(cluster.members) == len(texts) == _OF_A_PAIR:
            a, b = cluster.members
            yield Decision("cannot_link", a, b, cluster.cohesion)


def report(bench: Bench, sample: Sequence[Decision]) -> None:
    """Print a line for each decision, and the sums."""
    changes: list[Change] = []
    bullets = bench.base.merged.bullets
    print("| decision | bullets | score | lines | others |\n| --- | --- | --- | --- | --- |")
    for decision in sample:
        places = " ~ ".join(f"{bullets[at].persona}:{bullets[at].line}" for at in (decision.a, decision.b))
        try:
            own = bench.decided(decision)
        except PersonacError as error:
            print(f"| {decision.kind} | {places} | {decision.score:.2f} | refused: {error} | |")
            continue
        changes.append(bench.change(decision, own.canonical))
        figures = f"{decision.score:.2f} | {changes[-1].lines} | {changes[-1].others}"
        print(f"| {decision.kind} | {places} | {figures} |", flush=True)
    far, others = sum(one.lines > LOCAL for one in changes), sum(one.others > 0 for one in changes)
    without = sum(not one.lines for one in changes)
    print(f"\n{len(changes)} decisions: {far} change more than {LOCAL} lines, {others} change other lines,")
    print(f"{without} change none")


class Outcome(NamedTuple):
    """What a decision file did: why it was not applied, the lines that differ, and those of others."""

    problem: str
    lines: int
    others: tuple[str, ...]


class ReviewBench:
    """A build in memory, with one decision file at a time."""

    def __init__(self, folder: Path) -> None:
        """Build the personas of a folder without decisions."""
        self._live = LiveBuild(Request((folder,)))
        self.base = self._live.built(()).compilation

    def outcome(self, sample: Sample) -> Outcome:
        """Build with one decision."""
        file = sample.file(self._live.agent)
        new = self._live.built([file]).compilation
        problem = next((one.message for one in new.diagnostics if one.path == file[0]), "")
        if sample.field:
            return Outcome(problem, *self._of_field(sample.field, new))
        subjects = frozenset(
            (self.base.bullets[at].persona, self.base.bullets[at].line) for at in sample.subjects
        )
        lines = differing(self.base.canonical, new.canonical)
        others = (line for line in lines if subjects.isdisjoint((o.persona, o.line) for o in line.origins))
        titles = {*map(_text_of, _body(self.base.canonical))} - {*map(_text_of, _body(new.canonical))}
        wrong = [one.text for one in others if not (one.text in titles and _is_title(one))]
        return Outcome(problem, len(lines), tuple(wrong))

    def _of_field(self, key: str, new: Compilation) -> tuple[int, tuple[str, ...]]:
        """Return how many keys differ, and the others; no line of the body may."""
        one, other = ({own.key: own.value for own in build.fields} for build in (self.base, new))
        keys = [
            name for name in sorted(one.keys() | other.keys()) if one.get(name, ()) != other.get(name, ())
        ]
        texts = (line.text for line in differing(self.base.canonical, new.canonical))
        lines = [text for text in texts if not text.startswith(f"{key}:")]
        return len(keys), (*lines, *(name for name in keys if name != key))


def differing(old: Canonical, new: Canonical) -> Sequence[Line]:
    """Return the lines that only one of two bodies has."""
    before, after = _body(old), _body(new)
    one, other = (list(map(_text_of, lines)) for lines in (before, after))
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return [line for tag, i, j, m, n in blocks if tag != "equal" for line in (*before[i:j], *after[m:n])]


def _text_of(line: Line) -> str:
    return _NUMBER.sub("", line.text)


def _is_title(line: Line) -> bool:
    return bool(line.origins) and all(origin.relation == "heading" for origin in line.origins)


def report_reviews(bench: ReviewBench, most: int, seed: int) -> None:
    """Print a row for each kind of decision, and what is wrong."""
    print("| kind | decisions | applied | lines | most | change other lines |\n" + "| --- " * 6 + "|")
    faults: list[str] = []
    for kind in KINDS:
        chosen = samples(bench.base, kind, most, random.Random(seed))  # noqa: S311 - no secret
        found = [(one, bench.outcome(one)) for one in chosen]
        applied = [own.lines for _, own in found if not own.problem]
        bad = [(one, own) for one, own in found if own.others]
        figures = f"{len(found)} | {len(applied)} | {sum(applied)} | {max(applied, default=0)} | {len(bad)}"
        print(f"| {kind} | {figures} |", flush=True)
        faults += [f"{kind}: not applied: {own.problem}" for _, own in found if own.problem]
        faults += [f"{kind}: {_named(one)}: {own.others}" for one, own in bad]
    print("".join(f"\n- {fault}" for fault in faults))


def _named(sample: Sample) -> str:
    return " ~ ".join(f"{one.persona}: {one.text}" for group in sample.content.group for one in group.bullets)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=43)
    parser.add_argument("--seed", type=int, default=15)
    parser.add_argument("--rules", action="store_true", help="links of the rules, no decision files")
    options = parser.parse_args(arguments)
    if not options.rules:
        report_reviews(ReviewBench(options.folder), options.most, options.seed)
        return
    sources = [Source(path.name, path.read_bytes()) for path in sorted(options.folder.glob("*.md"))]
    rules = load_rules([])
    with TemporaryDirectory() as scratch:
        bench = Bench(sources, rules, Path(scratch), built(sources, rules, Path(scratch)))
        report(bench, list(decisions(bench.base, rules, options.most, options.seed)))


if __name__ == "__main__":
    main()
