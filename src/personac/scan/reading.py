"""The first stages: read and hash the files, then parse each distinct content once.

The identity of a persona is the hash of its content, so exact copies are one persona with several places.
What it says is a list of units; see `unit_reader`.
"""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.input_kinds import NOT_UTF8, UNREADABLE
from personac.extraction.bullets import said_in
from personac.model.source import Source, UndecodableError
from personac.parsing.parser import parse
from personac.parsing.toml_agents import is_toml
from personac.regular_files import MAX_TEXT_BYTES, read_regular_file
from personac.scan.tables import Column, Lists, Schema, Table, distinct, numbers, objects
from personac.scan.unit_reader import Reader, key_of

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
