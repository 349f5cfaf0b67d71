"""Measure what becomes of decisions while the sources are edited.

    python -m bench.decision_histories [FOLDER…] [--histories N] [--seed N] [--grid] [--show N]

Each folder is a group of personas; of a large one groups of five are drawn. Decisions of all kinds are made
about bullets that are alike, and single ones. Then a script edits the sources, 1, 3 or 10 times, and keeps
track of what each bullet became. The table says how many decisions survive of those whose bullets still exist
with small edits; how many of those that an edit touched; and how many applications were to a bullet that the
decision was not made for: those are faults. `equal` are applications to another bullet with the same words in
the same persona and scope. A second table has histories of one edit, by its kind. --grid tries other bounds.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import NamedTuple, Self

from bench.histories.numbered_lines import History, Line, Read, Reader, numbered
from bench.histories.scripted_edits import EDITS, FILES, OTHERS, PLACES, SMALL
from personac.config.loader import load_rules
from personac.matching import anchoring, renamed_personas
from personac.matching.anchoring import anchor_all
from personac.matching.bullet_index import bullet_under, named_bullet
from personac.matching.copies import exact_key
from personac.matching.guards import alike
from personac.model import Bullet
from personac.model.decided import AnchoredDecision
from personac.model.decision_format import DecidedGroup, Decision, DecisionFile, NamedBullet

LENGTHS = (1, 3, 10)
_SIZE = 5  # personas of a group drawn from a large folder
_LARGE = 12  # files of a folder that is no group
_DRAWN = 3  # groups of a large folder
_NEAR = 0.35  # Jaccard index of bullets that a decision is about
_DECISIONS = (2, 10, 40)
_SHARES = (10, 4, 2, 4)  # of words, of places, of whole files, and of what ends decisions
_PER_WORDS = 5  # words of which one may be changed by a small edit
_GRID = [
    (least, ahead, renamed)
    for least in (0.6, 0.75, 0.85)
    for ahead in (0.1, 0.2, 0.3)
    for renamed in (0.4, 0.6)
]


class Asked(NamedTuple):
    """A named bullet, and the numbers of the bullets that it meant when the decision was made."""

    named: NamedBullet
    numbers: frozenset[int]


@dataclass
class Figures:
    """Counts of decisions: that should survive, that do; the same of touched ones; and of applications."""

    decisions: int = 0
    due: int = 0
    survived: int = 0
    touched: int = 0
    touched_survived: int = 0
    wrong: int = 0
    equal: int = 0

    def __iadd__(self, other: Figures) -> Self:
        """Add the counts of other histories."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)
        return self

    def row(self, label: str) -> str:
        """Return a row of the table."""
        rates = [
            f"{100 * part / whole:.1f} %" if whole else ""
            for part, whole in ((self.survived, self.due), (self.touched_survived, self.touched))
        ]
        numbers = f"{self.decisions} | {self.due} | {rates[0]} | {self.touched} | {rates[1]}"
        return f"| {label} | {numbers} | {self.wrong} | {self.equal} |"


HEAD = "| edits | decisions | due | survive | touched | survive | wrong | equal |\n" + "| --- " * 8 + "|"


class Trial:
    """A group of personas, decisions about it, and what they mean."""

    def __init__(self, files: Mapping[str, list[Line]], reader: Reader, chance: Random) -> None:
        """Make decisions."""
        self._files, self._reader, self._chance = files, reader, chance
        self._before = reader.read(files)
        self.decisions = tuple(_decisions(self._before, reader, chance))
        self._asked = {one: self._meant(one) for decision in self.decisions for one in decision.bullets}
        self.equals: list[str] = []
        self._words = {n: len(b.text.split()) for b, n in self._placed(self._before)}
        self._scopes = {n: s for s, n in zip(self._before.scopes, self._before.numbers, strict=True)}

    def _placed(self, read: Read) -> Iterator[tuple[Bullet, int]]:
        return zip(read.bullets, read.numbers, strict=True)

    def _meant(self, named: NamedBullet) -> Asked:
        key = self._key(named.text)
        texts = {bullet.id: bullet.text for bullet in self._before.bullets}
        return Asked(
            named,
            frozenset(
                number for bullet, number in self._placed(self._before)
                if bullet.persona == named.persona and self._key(bullet.text) == key
                and bullet_under(bullet, texts.get(bullet.parent, "")) == named.under
            ),
        )  # fmt: skip

    def _key(self, text: str) -> tuple[str, ...]:
        return exact_key(text, self._reader.knowledge.words)

    def edited(self, names: Sequence[str]) -> History:
        """Return the group after edits of these kinds."""
        focus = frozenset(number for asked in self._asked.values() for number in asked.numbers)
        files = {name: list(lines) for name, lines in self._files.items()}
        history = History(files, self._reader, self._chance, focus)
        for name in names:
            if EDITS[name](history):
                history.done.append(name)
        return history

    def figures(self, history: History, faults: list[str]) -> Figures:
        """Return what became of the decisions."""
        now, found = history.read(), Figures()
        anchored = anchor_all(self.decisions, now.bullets, now.scopes, self._reader.knowledge)
        for one in anchored:
            found += self._of_one(one, history, now, faults)
        return found

    def _of_one(self, one: AnchoredDecision, history: History, now: Read, faults: list[str]) -> Figures:
        asked = [self._asked[named] for named in one.decision.bullets]
        due = all(self._is_due(each, history, now) for each in asked)
        hit = {now.numbers[at] for at in one.bullets}
        survives = one.state != "stale" and all(each.numbers & hit for each in asked)
        touched = due and not history.touched.isdisjoint(n for each in asked for n in each.numbers)
        wrong, equal = self._misapplied(one, now)
        faults += [f"equal: {history.done} {text}" for text in self.equals]
        self.equals.clear()
        for at in wrong:
            named = " ~ ".join(f"{each.named.persona}: {each.named.text}" for each in asked)
            faults.append(f"{history.done} {named!r} -> {now.bullets[at].persona}: {now.bullets[at].text!r}")
        if touched and not survives:
            named = " ~ ".join(f"{each.named.persona}: {each.named.text}" for each in asked)
            faults.append(f"lost: {history.done} {named!r}")
        return Figures(
            1, due, due and survives, touched, touched and survives, len(wrong), equal
        )  # fmt: skip

    def _is_due(self, asked: Asked, history: History, now: Read) -> bool:
        """Return whether a bullet still exists with small edits in the same scope."""
        there = [
            (number, scope)
            for number, scope in zip(now.numbers, now.scopes, strict=True)
            if number in asked.numbers
        ]
        return any(
            history.words[number] <= max(1, self._words[number] // _PER_WORDS)
            and (scope.polarity, scope.condition, scope.agents)
            == (self._scopes[number].polarity, self._scopes[number].condition, self._scopes[number].agents)
            for number, scope in there
        )

    def _misapplied(self, one: AnchoredDecision, now: Read) -> tuple[list[int], int]:
        """Return the bullets that a decision was not made for, and how many more have just the same words."""
        wrong, equal = [], 0
        carried = {edit.bullet: edit.named for edit in one.carried}
        asked = {each.named: each for each in map(self._asked.__getitem__, one.decision.bullets)}
        for at in one.bullets:
            named = [carried[at]] if at in carried else list(asked)
            if any(now.numbers[at] in asked[each].numbers for each in named):
                continue
            key = self._key(now.bullets[at].text)
            persona = now.bullets[at].persona
            places = {(persona, key), (self._origin(persona, now), key)}
            is_equal = any((each.persona, self._key(each.text)) in places for each in named)
            equal += is_equal
            if is_equal:
                bullet = now.bullets[at]
                self.equals.append(f"{bullet.persona} {bullet_under(bullet)}: {bullet.text!r} for {named}")
            wrong += [] if is_equal else [at]
        return wrong, equal

    def _origin(self, persona: str, now: Read) -> str:
        """Return the persona that most lines of one are from."""
        numbers = {number for bullet, number in self._placed(now) if bullet.persona == persona}
        counts = Counter(bullet.persona for bullet, number in self._placed(self._before) if number in numbers)
        return max(sorted(counts), key=counts.__getitem__, default="")


def _decisions(read: Read, reader: Reader, chance: Random) -> Iterator[Decision]:
    """Yield decisions about pairs and clusters of bullets that are alike, and about single ones."""
    items = _clusters(read, reader)
    singles = [(at,) for at in range(len(read.bullets))]
    most = chance.choice(_DECISIONS)
    chosen = chance.sample(items, min(len(items), most)) + chance.sample(
        singles, min(len(singles), most // 2)
    )
    texts = {bullet.id: bullet.text for bullet in read.bullets}
    named = [named_bullet(bullet, texts.get(bullet.parent, "")) for bullet in read.bullets]
    for number, item in enumerate(chosen):
        groups = tuple(_groups([named[at] for at in item], chance))
        yield Decision(
            f"{number:012x}",
            "ada",
            f"decisions/x/{number:012x}.ada.toml",
            DecisionFile(reason="x", group=groups),
        )


def _groups(bullets: Sequence[NamedBullet], chance: Random) -> Iterator[DecidedGroup]:
    """Yield the lines of a decision: one, one for each bullet, or two."""
    bullets = list(dict.fromkeys(bullets))
    cut = chance.choice((0, 1, len(bullets)))
    lines = [[one] for one in bullets] if cut == 1 else [bullets]
    for line in lines:
        kind = chance.choice(("", "", "text", "section", "drop"))
        yield DecidedGroup(
            tuple(line),
            "Another wording" if kind == "text" else "",
            ("Work",) if kind == "section" else (),
            kind == "drop",
        )


def _clusters(read: Read, reader: Reader) -> list[tuple[int, ...]]:
    """Return pairs of bullets of two personas that are alike, and clusters of those that are very much so."""
    keys = [frozenset(exact_key(one.text, reader.knowledge.words)) for one in read.bullets]
    near: dict[int, list[int]] = defaultdict(list)
    pairs = []
    for a, bullet in enumerate(read.bullets):
        for b in range(a + 1, len(read.bullets)):
            other = read.bullets[b]
            if bullet.persona != other.persona and alike(keys[a], keys[b]) >= _NEAR:
                near[a].append(b)
                pairs.append((a, b))
    wide = [(a, *others) for a, others in near.items() if len(others) > 1]
    return [*pairs, *wide]


def groups_in(folders: Iterable[Path], chance: Random) -> Iterator[Mapping[str, list[Line]]]:
    """Yield the groups of personas in folders."""
    for folder in folders:
        paths = sorted(path for path in folder.rglob("*.md") if path.name != "README.md")
        texts = {path.stem: path.read_text("utf-8", "replace") for path in paths}
        if 1 < len(texts) < _LARGE:
            yield numbered(texts)
        for _ in range(_DRAWN if len(texts) >= _LARGE else 0):
            names = chance.sample(sorted(texts), _SIZE)
            yield numbered({name: texts[name] for name in names})


def kinds_of(length: int, chance: Random) -> list[str]:
    """Return the kinds of the edits of a history: most keep what is decided."""
    names = [list(SMALL), list(PLACES), list(FILES), list(OTHERS)]
    return [chance.choice(chance.choices(names, _SHARES)[0]) for _ in range(length)]


class Tables(NamedTuple):
    """Figures by the number of edits, and of single edits by their kind."""

    lengths: Mapping[int, Figures]
    kinds: Mapping[str, Figures]
    faults: list[str]


def measured(groups: Sequence[Mapping[str, list[Line]]], reader: Reader, histories: int, seed: int) -> Tables:
    """Run `histories` histories of each length and of each kind of edit on every group."""
    lengths: dict[int, Figures] = defaultdict(Figures)
    kinds: dict[str, Figures] = defaultdict(Figures)
    faults: list[str] = []
    for at, files in enumerate(groups):
        for number in range(histories):
            chance = Random(f"{seed} {at} {number}")  # noqa: S311 - reproducible, no secret
            trial = Trial(files, reader, chance)
            for length in LENGTHS:
                lengths[length] += trial.figures(trial.edited(kinds_of(length, chance)), faults)
            for name in EDITS:
                kinds[name] += trial.figures(trial.edited([name]), faults)
    return Tables(lengths, kinds, faults)


def report(tables: Tables, shown: int) -> None:
    """Print the tables, and some faults."""
    print(HEAD)
    for length, figures in tables.lengths.items():
        print(figures.row(f"{length}"))
    print(f"\n{HEAD}")
    for name, figures in tables.kinds.items():
        print(figures.row(name))
    for fault in sorted(tables.faults)[:shown]:
        print(f"- {fault}")


def grid(groups: Sequence[Mapping[str, list[Line]]], reader: Reader, histories: int, seed: int) -> None:
    """Print the sums for other bounds."""
    print(HEAD.replace("edits", "least, ahead, renamed", 1))
    for least, ahead, renamed in _GRID:
        anchoring.LEAST, anchoring.AHEAD, renamed_personas.RENAMED = least, ahead, renamed
        total = Figures()
        tables = measured(groups, reader, histories, seed)
        for figures in (*tables.lengths.values(), *tables.kinds.values()):
            total += figures
        print(total.row(f"{least}, {ahead}, {renamed}"), flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path, default=[Path("agents")])
    parser.add_argument("--histories", type=int, default=8, help="of each group, length and kind")
    parser.add_argument("--seed", type=int, default=19)
    parser.add_argument("--grid", action="store_true")
    parser.add_argument("--show", type=int, default=0, help="faults to print")
    options = parser.parse_args(arguments)
    reader = Reader(load_rules([]))
    groups = list(groups_in(options.folders, Random(options.seed)))  # noqa: S311
    if options.grid:
        grid(groups, reader, options.histories, options.seed)
    else:
        report(measured(groups, reader, options.histories, options.seed), options.show)


if __name__ == "__main__":
    main()
