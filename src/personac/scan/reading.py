"""The first stages: read and hash the files, then parse each distinct content once.

The identity of a persona is the hash of its content, so exact copies are one persona with several places.
What it says is a list of units: an item or a paragraph, without case, marks and word endings. Units are
equal for the same words in the same order in one scope: the polarity and condition of what stands above
them, and their own words and numbers that turn the meaning. Near copies have one scope too.
"""

from __future__ import annotations

import gc
import os
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from personac.config.schema import Rules
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.input_kinds import NOT_UTF8, UNREADABLE
from personac.extraction.bullets import Said, said_in
from personac.matching.copies import ORDERING, quantities
from personac.matching.corpus_stats import Background, read_background, read_bytes
from personac.matching.guard_signals import load_guard_data
from personac.matching.scopes import ScopeReader
from personac.matching.tokenizer import Words, tokens
from personac.model import Persona
from personac.model.source import Source, UndecodableError
from personac.parsing.parser import parse
from personac.parsing.prompt_tags import TagNames
from personac.parsing.toml_agents import is_toml
from personac.regular_files import MAX_TEXT_BYTES, read_regular_file
from personac.scan.tables import Column, Lists, Schema, Table, distinct, numbers, objects
from personac.tokens import HUNDRED, weigh

PATHS = Schema((("path", "text"), ("place", "bytes")))
"""Display paths, and the bytes of the absolute ones."""
FILES = Schema((("content", "key"), ("path", "text"), ("data", "bytes")))
PROBLEMS = Schema((("path", "text"), ("kind", "text"), ("message", "text")))
PLACES = Schema((("content", "key"), ("path", "text")))
OCCURRENCES = Schema((("unit", "key"), ("content", "key"), ("words", "count")))
UNITS = Schema((("unit", "key"), ("scope", "key"), ("terms", "keys")))
PERSONAS = Schema((
    ("content", "key"), ("body", "key"), ("name", "text"), ("description", "text"), ("bullets", "count"),
    ("words", "count"), ("tokens", "count"), ("terms", "keys"), ("weights", "keys"), ("ends", "keys"),
    ("units", "keys"), ("described", "keys"), ("described_weights", "keys"),
))  # fmt: skip
FREQUENCIES = Schema((("term", "key"), ("personas", "count")))
DESCRIBED = 2**32
"""What is added to a term of a description, which is counted apart from those of bodies."""
WEIGHT = 16
"""A weight of 1 as the tables have it."""
_LOW = 2**32 - 1
_COMMON = 1.5  # the rarity below which a word tells nothing
_PHRASE = 6.0  # the rarity of a term of several words
_SEQUENCE = frozenset(
    {"afterwards", "finally", "first", "last", "next", "order", "prefer", "priority", "then"}
)
_TURNING = (ORDERING - _SEQUENCE) | {"except", "no", "only", "unless", "without"}


def key_of(data: bytes) -> int:
    """Return the hash that identifies a content, a unit or a bucket: 64 bits."""
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


def hash_files(paths: Table) -> tuple[Table, Table]:
    """Read files; return them with the hashes of their contents, and the problems."""
    found: list[tuple[int, str, bytes]] = []
    problems: list[tuple[str, str, str]] = []
    for path, place in zip(objects(paths, "path"), objects(paths, "place"), strict=True):
        try:
            data = read_regular_file(Path(os.fsdecode(place)), MAX_TEXT_BYTES)
        except OSError as error:
            problems.append((path, UNREADABLE.code, error.strerror or type(error).__name__))
        else:
            found.append((key_of(b"%d\0%b" % (is_toml(path), data)), path, data))
    contents = np.array([content for content, *_ in found], np.uint64)
    files = FILES.table(contents, [path for _, path, _ in found], [data for *_, data in found])
    return files, PROBLEMS.table(*_columns(problems, 3))


NO_BODY = key_of(b"")
"""What identifies the body of a file that has front matter alone, or nothing."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """The tables of a parsed partition."""

    places: Table
    personas: Table
    occurrences: Table
    units: Table
    frequencies: Table
    problems: Table


def parse_files(files: Table, reader: Reader) -> Parsed:
    """Parse each distinct content of a partition once; `files` may have it under several paths."""
    ordered = files.sort_by([("content", "ascending"), ("path", "ascending")])
    read = _Read(reader)
    firsts = distinct(ordered, "content")
    columns = (numbers(firsts, "content").tolist(), objects(firsts, "path"), objects(firsts, "data"))
    with _collector_paused():
        for content, path, data in zip(*columns, strict=True):
            read.add(content, Source(path, data))
    return read.tables(ordered.select(["content", "path"]))


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Leave out the collection of cycles: trees have none, and looking for them takes a tenth of parsing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Read:
    """What is read of the personas of one partition, row by row."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._personas: list[tuple[Any, ...]] = []
        self._occurrences: list[tuple[int, int, int]] = []
        self._units: dict[int, tuple[int, tuple[int, ...]]] = {}
        self._problems: list[tuple[str, str, str]] = []
        self._frequencies: Counter[int] = Counter()

    def add(self, content: int, source: Source) -> None:
        """Add one content; what cannot be read is a problem."""
        try:
            persona, _ = parse(source, "scanned", self._reader.tag_names)
        except (UndecodableError, PersonacError) as error:
            self._problems.append((source.path, NOT_UTF8.code, _first_line(error)))
            return
        said = [self._reader.unit(one) for one in said_in(persona.body)]
        self._units.update((one.key, (one.scope, one.terms)) for one in said)
        self._occurrences += [(one.key, content, one.words) for one in said]
        self._personas.append((content, *self._reader.row(persona, said)))
        self._frequencies.update({term for one in said for term in one.terms})
        self._frequencies.update(term + DESCRIBED for term in self._personas[-1][-2])

    def tables(self, places: Table) -> Parsed:
        """Return the tables."""
        keys = np.fromiter(self._units, np.uint64, len(self._units))
        scopes = np.array([scope for scope, _ in self._units.values()], np.uint64)
        units = UNITS.table(keys, scopes, Lists.of([terms for _, terms in self._units.values()]))
        return Parsed(
            places,
            PERSONAS.table(*_columns(self._personas, len(PERSONAS.columns), of_lists=6)),
            OCCURRENCES.table(*_columns(self._occurrences, 3)),
            units,
            FREQUENCIES.table(list(self._frequencies), list(self._frequencies.values())),
            PROBLEMS.table(*_columns(self._problems, 3)),
        )


def _columns(rows: Sequence[tuple[Any, ...]], number: int, of_lists: int = 0) -> list[Column]:
    """Return the columns of rows; the last `of_lists` are lists."""
    columns: list[list[Any]] = (
        list(map(list, zip(*rows, strict=True))) if rows else [[] for _ in range(number)]
    )
    return [*columns[: number - of_lists], *map(Lists.of, columns[number - of_lists :])]


def _first_line(error: UndecodableError | PersonacError) -> str:
    diagnostics: tuple[Diagnostic, ...] = getattr(error, "diagnostics", ())
    return diagnostics[0].message if diagnostics else str(error)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its key, that of its scope, its distinct terms with their weights, and the number of words."""

    key: int
    scope: int
    terms: tuple[int, ...]
    weights: tuple[int, ...]
    words: int


class Reader:
    """Reads units and personas by the words of the rules."""

    def __init__(self, rules: Rules, background: bytes | None = None) -> None:
        """Load what is known of words; `background` replaces the statistics of the package."""
        self.words = Words.from_rules(rules.vocabulary)
        self.background = read_background(background or read_bytes("background.npz"))
        self._scope_reader = ScopeReader(rules.scope, self.words)
        self._scopes: dict[tuple[tuple[str, ...], str], int] = {}
        self._forbid = load_guard_data(self.words, self.background).forbid
        self._terms = _Terms(self.background)
        self.tag_names = TagNames.from_rules(rules.prompt_tags)

    def unit(self, said: Said) -> Unit:
        """Return the unit of an item or a paragraph."""
        words = tokens(said.text)
        stems = self.words.stem_all(words)
        scope = self._scope(said) ^ self._turn(said.text, words, stems)
        hidden = "\0".join(said.hidden)
        key = key_of(f"{scope}\0{' '.join(stems) or said.text}\0{hidden}".encode("utf-8", "surrogatepass"))
        terms = sorted({self._terms[stem] for stem in self.words.phrases.apply(stems)})
        return Unit(key, scope, tuple([term for term, _ in terms]), tuple([w for _, w in terms]), len(stems))

    def row(self, persona: Persona, said: Sequence[Unit]) -> tuple[object, ...]:
        """Return the row of a persona, without its content."""
        values = persona.front_matter.values
        body = persona.source.slice_text(persona.body.span)
        lines = "\n".join(line.rstrip() for line in body.splitlines()).strip()
        description = values.get("description")
        described = description if isinstance(description, str) else ""
        terms = sorted({self._terms[stem] for stem in self.words.read(described)})
        return (
            key_of(lines.encode("utf-8", "surrogatepass")), persona.name, described, len(said),
            sum(one.words for one in said), -(-weigh(persona.source.text) // HUNDRED),
            [term for one in said for term in one.terms], [weight for one in said for weight in one.weights],
            np.cumsum([len(one.terms) for one in said]).tolist(), [one.key & _LOW for one in said],
            [term for term, _ in terms], [weight for _, weight in terms],
        )  # fmt: skip

    def _scope(self, said: Said) -> int:
        """Return the key of what stands above: polarity, condition, and whether it is a paragraph."""
        titles = (*said.section, said.lead_in) if said.lead_in else said.section
        place = titles, said.parent.text if said.parent else ""
        if place not in self._scopes:
            polarity, condition = self._scope_reader.turn(*place)
            self._scopes[place] = key_of(f"{polarity}\0{' '.join(sorted(condition))}".encode())
        return self._scopes[place] ^ (said.kind == "paragraph")

    def _turn(self, text: str, words: Sequence[str], stems: Sequence[str]) -> int:
        """Return the key of what turns the meaning of a text, 0 for nothing: `never`, `only`, its numbers."""
        forbids = not self._forbid.isdisjoint(stems)
        turning = [*sorted(_TURNING.intersection(words)), *sorted(quantities(text))]
        return key_of(f"{forbids}\0{' '.join(turning)}".encode()) if forbids or turning else 0


class _Terms(dict[str, tuple[int, int]]):
    """The hash (32 bits) and the weight of each stem or phrase, as they are asked for."""

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._background = background

    def __missing__(self, stem: str) -> tuple[int, int]:
        rarity = _PHRASE if "_" in stem else self._background.stats(stem).idf
        weight = round(max(rarity - _COMMON, 0.0) * WEIGHT)
        term = self[stem] = zlib.crc32(stem.encode("utf-8", "surrogatepass")), weight
        return term
