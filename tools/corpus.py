"""The lines of agent files as the background is counted from: units only, each text once.

Files are read by the product's own front end, so that what is counted is what
is later compared. A repository is the folder right below the one named: a word
counts as known only where several repositories use it.
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

_UNITS, _TITLE, _LEAD = 60, 6, 8  # where texts are cut: beyond, it is prose
_OPENING = 2  # words at whose place a capital says nothing

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
    """All lines, sorted, and how often each token stands inside a sentence, capitalised or at all."""

    lines: tuple[Line, ...]
    capitalised: Counter[str]
    inside: Counter[str]
    files: int


def read_corpus(folders: Iterable[Path], words: Words) -> Corpus:
    """Read every *.md file below `folders`; one that is not UTF-8 is told of and left out."""
    seen: dict[tuple[Units, Units, Units], str] = {}
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
                seen[key] = min(seen.get(key, repository), repository)
    lines = tuple(sorted(Line(repository, *key) for key, repository in seen.items()))
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
    """Return the words behind the lead and the first two, capitals kept."""
    text = plain(bullet.text.removeprefix(bullet.lead))
    found = text.split()[_OPENING:]
    return [word for piece in found for word in _kept(piece)]


def _kept(piece: str) -> Iterator[str]:
    """Cut a piece between blanks into its tokens, with their capitals."""
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
