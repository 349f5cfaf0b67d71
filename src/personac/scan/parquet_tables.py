"""The tables of a scan as Parquet files, for DuckDB, pandas and their kin; docs/scan.md describes them.

    places     content, path
    personas   content, name, description, bullets, words, tokens
    families   family, path
    said       root, content, words: lines by the root of their near copies
    links      a, b, ours, theirs: shares of the words of either that both say
    relations  a, b, kind, similarity

A content is the hash of a file's bytes; `a` is below `b`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from personac.building.folder_walk import unreadable
from personac.paths import display_path
from personac.scan.profiles import KINDS
from personac.scan.reading import PERSONAS, PLACES
from personac.scan.relations import RELATIONS
from personac.scan.scan_report import ScanReport
from personac.scan.shared_words import FINE, LINKS, SAID
from personac.scan.tables import Schema, Table, distinct, joined, numbers, objects, summed, write_parquet
from personac.scan.work_folder import WorkFolder

FAMILIES = Schema((("family", "text"), ("path", "text")))
_SHARES = Schema((("a", "key"), ("b", "key"), ("ours", "share"), ("theirs", "share")))
_RELATED = Schema((("a", "key"), ("b", "key"), ("kind", "text"), ("similarity", "share")))
_PERSONAS = Schema((
    ("content", "key"), ("name", "text"), ("description", "text"), ("bullets", "count"), ("words", "count"),
    ("tokens", "count"),
))  # fmt: skip


def write_tables(work: WorkFolder, report: ScanReport, folder: Path) -> tuple[str, ...]:
    """Write a file for each table; return their names. Raises `PersonacError` where that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tuple(_write(folder / f"{name}.parquet", table) for name, table in _tables(work, report))
    except OSError as error:
        hint = "check the permissions of the folder and the space on the disk, or name another one"
        raise unreadable(display_path(folder), f"cannot write: {error.strerror}", hint) from None


def _write(path: Path, table: Table) -> str:
    write_parquet(path, table)
    return path.name


def _tables(work: WorkFolder, report: ScanReport) -> Iterator[tuple[str, Table]]:
    personas = distinct(work.of_partitions("parse", "personas", PERSONAS), "content")
    places = work.of_partitions("parse", "places", PLACES)
    yield "places", places.sort_by([("content", "ascending"), ("path", "ascending")])
    yield "personas", _called(personas, report)
    yield "families", _families(report)
    said = (work.of_partitions("share", "said", SAID, part) for part in range(work.plan.partitions))
    yield "said", summed(joined(said, SAID), SAID)
    yield "links", _shares(summed(work.of_partitions("link", "links", LINKS), LINKS), personas)
    yield (
        "relations",
        _named(distinct(work.of_partitions("relate", "relations", RELATIONS), "a", "b", "kind")),
    )


def _called(personas: Table, report: ScanReport) -> Table:
    """Return the personas as the report calls them: by their files where they have no name."""
    names = {int(row.content, 16): row.name for row in report.files}
    contents = numbers(personas, "content")
    sizes = (numbers(personas, name) for name in ("bullets", "words", "tokens"))
    called = [names[content] for content in contents.tolist()]
    return _PERSONAS.table(contents, called, objects(personas, "description"), *sizes)


def _families(report: ScanReport) -> Table:
    rows = [
        (row.id, path) for row in report.families for one in row.members for path in (one.path, *one.same)
    ]
    return FAMILIES.table([family for family, _ in rows], [path for _, path in rows])


def _shares(links: Table, personas: Table) -> Table:
    contents, words = numbers(personas, "content"), np.maximum(numbers(personas, "words"), 1)
    ends = [numbers(links, name) for name in ("a", "b")]
    sizes = [words[np.searchsorted(contents, end)] for end in ends]
    shares = [
        np.minimum(numbers(links, name) / (FINE * size), 1.0)
        for name, size in zip(("ours", "theirs"), sizes, strict=True)
    ]
    return _SHARES.table(*ends, *shares)


def _named(relations: Table) -> Table:
    kinds = [KINDS[kind] for kind in numbers(relations, "kind").tolist()]
    return _RELATED.table(
        numbers(relations, "a"), numbers(relations, "b"), kinds, numbers(relations, "similarity")
    )
