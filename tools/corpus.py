"""The lines of agent files from which word statistics are counted: only units, each text once.

Files are parsed by personac, so that the counted words are those that are compared later. A repository is a
folder directly below a given one: only words of several repositories count as known.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from personac.config.vocabulary import Vocabulary
from personac.extraction.bullets import extract
from personac.matching.tokenizer import Words, plain, tokens
from personac.model import Bullet
from personac.model.source import Source, UndecodableError
from personac.parsing.normalization import Normaliser
from personac.parsing.parser import parse

_UNITS, _TITLE, _LEAD = 60, 6, 8  # lengths at which texts are truncated
_OPENING = 2  # first words, whose capitals are not significant

Units = tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One distinct bullet or paragraph: its units, and those of its title and lead."""

    repository: str
    units: Units
    title: Units
    lead: Units


@dataclass(frozen=True)
class Corpus:
    """All lines, sorted, and how often each token is inside a sentence, and with a capital there."""

    lines: tuple[Line, ...]
    capitalised: Counter[str]
    inside: Counter[str]
    files: int


def read_corpus(folders: Iterable[Path], words: Words) -> Corpus:
    """Read every *.md file below `folders`; one that is not UTF-8 is reported and left out."""
    repositories: dict[tuple[Units, Units, Units], str] = {}
    capitalised: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    files = 0
    for repository, source in _sources(folders):
        files += 1
        for bullet in _bullets(source):
            for token in _inner_words(bullet):
                inside[token.lower()] += 1
                capitalised[token.lower()] += token != token.lower()
            key = _key(bullet, words)
            if key[0]:
                repositories[key] = min(repositories.get(key, repository), repository)
    lines = tuple(sorted(Line(repository, *key) for key, repository in repositories.items()))
    return Corpus(lines, capitalised, inside, files)


def _sources(folders: Iterable[Path]) -> Iterator[tuple[str, Source]]:
    for folder in folders:
        for path in sorted(folder.rglob("*.md"), key=lambda path: path.relative_to(folder).as_posix()):
            name = path.relative_to(folder)
            yield name.parts[0], Source(name.as_posix(), path.read_bytes())


def _bullets(source: Source) -> tuple[Bullet, ...]:
    try:
        _ = source.text
    except UndecodableError as error:
        print(f"{source.path}: left out: {error.problem}", file=sys.stderr)
        return ()
    persona, _ = parse(source, "corpus")
    return extract(persona, Normaliser(Vocabulary.from_groups(())))


def _inner_words(bullet: Bullet) -> list[str]:
    """Return the words after the lead, without the first two, with their capitals."""
    text = plain(bullet.text.removeprefix(bullet.lead))
    return [word for piece in text.split()[_OPENING:] for word in _with_capitals(piece)]


def _with_capitals(piece: str) -> Iterator[str]:
    """Split a piece between blanks into its tokens, with their capitals."""
    at = 0
    lowered = piece.lower()
    for token in tokens(piece):
        start = lowered.find(token, at)
        if start >= 0:
            at = start + len(token)
            yield piece[start:at]


def _key(bullet: Bullet, words: Words) -> tuple[Units, Units, Units]:
    title = words.units(bullet.section[-1]) if bullet.section else ()
    return words.units(bullet.text)[:_UNITS], title[:_TITLE], words.units(bullet.lead)[:_LEAD]
