"""A corpus of any size made of real agent files: an endless stream of files, the same for the same seed.

First come the real files as they are, in a seeded order. Each further round goes through them again in
another order. A file of a round is a copy of a recent one under another name, or a drifted copy (some items
reworded, left out or taken from elsewhere, a section dropped), or a new file: the lines that many files have
stay, a few items are taken from recent files, or are such items or lines of many files with one word changed,
and all other lines are said anew. "Recent" is as many files as there are real ones. The shares are those of
the real corpus (`bench.scan_corpus --shares` prints both), so that they do not change with size.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bench.scan.agent_files import ITEM, AgentFile, item_numbers
from bench.scan.rewording import Wording

_SHARED_BY = 3  # files: a line that so many have stays as it is
_COPIES, _DRIFTED = 0.1, 0.03  # of the files
_TAKEN, _NEAR = 0.06, 0.05  # of the items of a new file: taken from a recent file; with one word changed
_OF_BOILERPLATE, _SKEW = 0.15, 3  # of the latter; and how much more often it is the most common one
_REWORDED, _LEFT_OUT, _FOREIGN = 0.2, 0.05, 0.03  # of the items of a drifted copy
_SECTION_DROPPED, _NAME_KEPT = 0.08, 0.5


@dataclass(frozen=True, slots=True)
class Growth:
    """Makes further files of real ones. `recent` files are what copies are made of."""

    wording: Wording
    chance: random.Random
    recent: deque[AgentFile] = field(repr=False)

    def further(self, model: AgentFile) -> AgentFile:
        """Return the next file: a copy or what became of one, or a new one in the form of `model`."""
        kind = self.chance.random()
        if kind < _COPIES:
            made = self.copied(self._recent())
        elif kind < _COPIES + _DRIFTED:
            made = self.drifted(self._recent())
        else:
            made = self.new(model)
        self.recent.append(made)
        return made

    def copied(self, model: AgentFile) -> AgentFile:
        """Return the file under another name: sometimes of the file alone, mostly in its front matter too."""
        name = self._name(model.name)
        is_renamed = self.chance.random() >= _NAME_KEPT
        return replace(model, name=name, front=renamed(model.front, name) if is_renamed else model.front)

    def drifted(self, model: AgentFile) -> AgentFile:
        """Return what became of a copy of the file after a while."""
        items, lines, is_dropped = frozenset(model.items), list[str](), False
        for number, line in enumerate(model.lines):
            if line.startswith("## "):
                is_dropped = self.chance.random() < _SECTION_DROPPED
            if not is_dropped:
                lines.extend(self._drifted_item(line) if number in items else (line,))
        return AgentFile(model.name, model.front, lines, item_numbers(lines))

    def new(self, model: AgentFile) -> AgentFile:
        """Return a file in the form of another that says other things."""
        items, wording = frozenset(model.items), self.wording
        lines = [
            line
            if wording.is_kept(line)
            else self._new_item(line)
            if number in items
            else wording.anew(line, self.chance)
            for number, line in enumerate(model.lines)
        ]
        name = self._name(model.name)
        front = [self._described(line) for line in renamed(model.front, name)]
        return AgentFile(name, front, lines, model.items)

    def _drifted_item(self, line: str) -> Sequence[str]:
        kind = self.chance.random()
        if kind < _LEFT_OUT:
            return ()
        if kind < _LEFT_OUT + _FOREIGN:
            return (line, with_text(line, self._recent_item()))
        return (self.wording.edited(line, self.chance) if kind > 1 - _REWORDED else line,)

    def _new_item(self, line: str) -> str:
        kind = self.chance.random()
        if kind < _TAKEN:
            return with_text(line, self._recent_item())
        if kind < _TAKEN + _NEAR:
            return with_text(line, self.wording.edited(text_of(self._model_item()), self.chance))
        mark = mark_of(line)
        return mark + self.wording.anew(line[len(mark) :], self.chance)

    def _described(self, line: str) -> str:
        key, colon, text = line.partition(": ")
        return f"{key}: {self.wording.anew(text, self.chance)}" if colon and key == "description" else line

    def _recent(self) -> AgentFile:
        return self.recent[self.chance.randrange(len(self.recent))]

    def _recent_item(self) -> str:
        while not (file := self._recent()).items:
            pass
        return file.lines[self.chance.choice(file.items)]

    def _model_item(self) -> str:
        known = self.wording.boilerplate
        if not known or self.chance.random() >= _OF_BOILERPLATE:
            return self._recent_item()
        return known[int(self.chance.random() ** _SKEW * len(known))]

    def _name(self, name: str) -> str:
        word = self.chance.choice(self.wording.any_words).lower()
        return f"{word}-{name.rpartition('-')[2]}"


def grow(real: Sequence[AgentFile], count: int, seed: int) -> Iterator[AgentFile]:
    """Yield files with `count` list items in all; the last file is cut so that the number is exact."""
    for file in _endless(real, random.Random(seed)):  # noqa: S311 - no secret
        yield file.until_item(count)
        count -= len(file.items)
        if count <= 0:
            return


def _endless(real: Sequence[AgentFile], chance: random.Random) -> Iterator[AgentFile]:
    order = chance.sample(real, len(real))
    yield from order
    growth = Growth(
        Wording.of((file.lines for file in real), _SHARED_BY), chance, deque(order, maxlen=len(real))
    )
    while True:
        yield from map(growth.further, chance.sample(real, len(real)))


def renamed(front: Sequence[str], name: str) -> Sequence[str]:
    """Return the front matter with another name."""
    return [f"name: {name}" if line.startswith("name:") else line for line in front]


def mark_of(item: str) -> str:
    """Return the indentation and the mark of a list item."""
    match = ITEM.match(item)
    return match[1] if match else ""


def text_of(item: str) -> str:
    """Return a list item without its mark."""
    return item[len(mark_of(item)) :]


def with_text(item: str, other: str) -> str:
    """Return an item with the text of another."""
    return mark_of(item) + text_of(other)
