"""Personas as lines with numbers that stay while their text changes, so that bullets can be followed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import NamedTuple

from personac.config.schema import Rules
from personac.config.vocabulary import Vocabulary
from personac.extraction.bullets import extract_all
from personac.matching.prepared_bullets import Knowledge, load_knowledge
from personac.matching.scopes import Scope
from personac.model import Bullet
from personac.model.source import Source
from personac.parsing.normalization import Normaliser
from personac.parsing.parser import parse_all
from personac.parsing.prompt_tags import TagNames


class Line(NamedTuple):
    """A line; a number stands for what the line means, and stays while that does."""

    number: int
    text: str


class Read(NamedTuple):
    """The bullets of personas, their scopes, and for each the number of its first line."""

    bullets: tuple[Bullet, ...]
    scopes: tuple[Scope, ...]
    numbers: tuple[int, ...]


class Reader:
    """Extracts bullets; remembers the files that it has read, as an edit changes one of a group."""

    def __init__(self, rules: Rules) -> None:
        """Read by these rules."""
        self._normaliser = Normaliser(Vocabulary.from_groups(rules.vocabulary.groups))
        self._tags = TagNames.from_rules(rules.prompt_tags)
        self.knowledge: Knowledge = load_knowledge(rules, self._normaliser.stemmer)
        self._known: dict[tuple[str, str], tuple[tuple[Bullet, ...], tuple[Scope, ...]]] = {}

    def read(self, files: Mapping[str, Sequence[Line]]) -> Read:
        """Return the bullets of personas, each a name and its lines."""
        parts = [(name, lines, *self._one(name, lines)) for name, lines in sorted(files.items())]
        return Read(
            tuple(bullet for _, _, bullets, _ in parts for bullet in bullets),
            tuple(scope for _, _, _, scopes in parts for scope in scopes),
            tuple(lines[bullet.line - 1].number for _, lines, bullets, _ in parts for bullet in bullets),
        )

    def _one(self, name: str, lines: Sequence[Line]) -> tuple[tuple[Bullet, ...], tuple[Scope, ...]]:
        key = name, "".join(line.text for line in lines)
        if key not in self._known:
            personas, _ = parse_all([Source(f"{name}.md", key[1].encode())], self._tags)
            bullets = extract_all(personas, self._normaliser)
            self._known[key] = bullets, self.knowledge.scopes.read_all(bullets)
        return self._known[key]


@dataclass
class History:
    """Personas that are edited step by step.

    `words` counts the words that were changed in a line, `done` the edits by their names. `focus` are the
    numbers of lines that most edits are about.
    """

    files: dict[str, list[Line]]
    reader: Reader
    chance: Random
    focus: frozenset[int] = frozenset()
    words: Counter[int] = field(default_factory=Counter)
    done: list[str] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)
    fresh: Iterable[int] = field(default_factory=lambda: count(1_000_000))

    def number(self) -> int:
        """Return a number that no line has."""
        return next(iter(self.fresh))

    def read(self) -> Read:
        """Return the bullets as they are now."""
        return self.reader.read(self.files)

    def some_bullet(self, *, leaf: bool = False) -> Bullet | None:
        """Return a bullet to edit: mostly one in focus; a `leaf` has nothing below it."""
        now = self.read()
        parents = {bullet.parent for bullet in now.bullets} if leaf else set[str]()
        fit = [
            (bullet, number)
            for bullet, number in zip(now.bullets, now.numbers, strict=True)
            if bullet.id not in parents and not (leaf and bullet.is_paragraph)
        ]
        near = [one for one in fit if one[1] in self.focus]
        chosen = near if near and self.chance.random() < _IN_FOCUS else fit
        if not chosen:
            return None
        bullet, number = self.chance.choice(chosen)
        self.touched.add(number)
        return bullet

    def lines_of(self, bullet: Bullet) -> list[Line]:
        """Return the lines of a bullet."""
        return self.files[bullet.persona][bullet.line - 1 : bullet.end_line]

    def put(self, bullet: Bullet, lines: Sequence[Line]) -> None:
        """Replace the lines of a bullet."""
        self.files[bullet.persona][bullet.line - 1 : bullet.end_line] = lines


_IN_FOCUS = 0.8


def numbered(texts: Mapping[str, str]) -> dict[str, list[Line]]:
    """Return texts as lines with numbers, each its own."""
    numbers = count(1)
    return {
        name: [Line(next(numbers), line) for line in text.splitlines(keepends=True)]
        for name, text in sorted(texts.items())
    }
