"""Arrow tables: what stages of a scan take and return, and the files that hold them.

A file has one record batch for each partition, so that a reader of one maps only its own pages. Files are
written aside and renamed: a reader sees a whole file or none. No other module imports pyarrow.
"""

from __future__ import annotations

import errno
import os
import secrets
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

Table: TypeAlias = Any
"""A `pyarrow.Table`."""
Keys = NDArray[np.uint64]
Numbers = NDArray[Any]
_TYPES: Mapping[str, Any] = {
    "key": pa.uint64(),
    "count": pa.uint32(),
    "share": pa.float64(),
    "text": pa.large_string(),
    "bytes": pa.large_binary(),
    "keys": pa.large_list(pa.uint32()),
}


class Lists(NamedTuple):
    """A column of lists of 32-bit numbers: list `i` is `values[offsets[i]:offsets[i + 1]]`."""

    offsets: NDArray[np.int64]
    values: NDArray[np.uint32]

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]]) -> Lists:
        """Return the column of these lists."""
        offsets = np.zeros(len(lists) + 1, np.int64)
        np.cumsum([len(one) for one in lists], out=offsets[1:])
        values = np.fromiter((value for one in lists for value in one), np.uint32, int(offsets[-1]))
        return cls(offsets, values)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """The length of each list."""
        return np.diff(self.offsets)


Column = Numbers | Lists | Sequence[Any]


@dataclass(frozen=True, slots=True)
class Schema:
    """The columns of a table: name and kind, which is `key`, `count`, `share`, `text`, `bytes` or `keys`."""

    columns: tuple[tuple[str, str], ...]

    def table(self, *columns: Column) -> Table:
        """Return a table of these columns, in the order of the schema."""
        given = zip(columns, self.columns, strict=True)
        return pa.table({name: _array(column, _TYPES[kind]) for column, (name, kind) in given})

    def empty(self) -> Table:
        """Return a table without rows."""
        return pa.table({name: pa.array([], _TYPES[kind]) for name, kind in self.columns})


def _array(column: Column, kind: Any) -> Any:  # noqa: ANN401 - types of pyarrow
    if isinstance(column, Lists):
        return pa.LargeListArray.from_arrays(pa.array(column.offsets), pa.array(column.values))
    return pa.array(column, kind)


def numbers(table: Table, name: str) -> Numbers:
    """Return a column of numbers."""
    column: Numbers = table.column(name).to_numpy()
    return column


def objects(table: Table, name: str) -> list[Any]:
    """Return a column of texts or bytes."""
    column: list[Any] = table.column(name).to_pylist()
    return column


def row_tuples(table: Table) -> list[tuple[Any, ...]]:
    """Return the rows, each with its values in the order of the columns."""
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def lists(table: Table, name: str) -> Lists:
    """Return a column of lists."""
    chunks = table.column(name).combine_chunks()
    column = chunks if isinstance(chunks, pa.Array) else pa.concat_arrays(chunks.chunks)
    if not len(column):
        return Lists(np.zeros(1, np.int64), np.zeros(0, np.uint32))
    offsets = column.offsets.to_numpy()
    return Lists(offsets - offsets[0], column.flatten().to_numpy())


def joined(tables: Iterable[Table], schema: Schema) -> Table:
    """Return the rows of all tables, in their order."""
    return pa.concat_tables([schema.empty(), *tables]).combine_chunks()


def rows(table: Table, places: Numbers) -> Table:
    """Return the rows at these places."""
    return table.take(pa.array(places))


def rows_with(table: Table, name: str, wanted: Keys) -> Table:
    """Return the rows whose key is wanted; the table is sorted by it, and has each once."""
    places, is_found = looked_up(numbers(table, name), wanted)
    return rows(table, places[is_found])


def looked_up(keys: Numbers, wanted: Numbers) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return for each wanted key its place in the sorted `keys`, and whether it is there."""
    if not len(keys):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), bool)
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return places, keys[places] == wanted


def distinct(table: Table, *names: str) -> Table:
    """Return the table sorted by these columns of numbers; of rows that are equal in them the first."""
    order, starts = _runs(table, names)
    return rows(table, order[starts])


def summed(table: Table, schema: Schema) -> Table:
    """Return one row for each key, sorted, with the sums of the counts."""
    keys = [name for name, kind in schema.columns if kind == "key"]
    order, starts = _runs(table, keys)
    if not len(order):
        return schema.empty()
    columns = (numbers(table, name)[order] for name, _ in schema.columns)
    return schema.table(
        *(
            column[starts] if name in keys else np.add.reduceat(column.astype(np.uint64), starts)
            for column, (name, _) in zip(columns, schema.columns, strict=True)
        )
    )


def _runs(table: Table, names: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the order of the rows by these columns, and where in it a run of equal rows starts."""
    columns = [numbers(table, name) for name in names]
    order = np.lexsort(columns[::-1])
    is_first = np.ones(len(order), bool)
    if len(order) > 1:
        is_first[1:] = np.any([np.diff(column[order]) != 0 for column in columns], axis=0)
    return order, np.flatnonzero(is_first)


def parted(table: Table, name: str, partitions: int) -> tuple[Table, ...]:
    """Divide a table into partitions: a row belongs to that of its key modulo their number."""
    part = numbers(table, name) % np.uint64(partitions)
    order = np.argsort(part, kind="stable")
    ends = np.searchsorted(part[order], np.arange(1, partitions + 1, dtype=np.uint64))
    ordered, starts = rows(table, order), [0, *ends[:-1]]
    return tuple(ordered.slice(start, end - start) for start, end in zip(starts, ends.tolist(), strict=True))


def write_parts(path: Path, parts: Sequence[Table]) -> None:
    """Write a file with one record batch for each part; it appears as a whole."""
    with (
        _written_aside(path) as aside,
        pa.OSFile(os.fspath(aside), "wb") as file,
        pa.ipc.new_file(file, parts[0].schema) as writer,
    ):
        for part in parts:
            writer.write_batch(_batch(part))


@contextmanager
def _written_aside(path: Path) -> Iterator[Path]:
    """Yield the path to write to, which then becomes `path`; nothing is left of it after an error."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        yield aside
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _batch(part: Table) -> Any:  # noqa: ANN401 - a type of pyarrow
    batches = part.combine_chunks().to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], part.schema)


def read_part(path: Path, number: int) -> Table:
    """Return one part of a file, mapped into memory. Raises `OSError`, also where the file is damaged."""
    with pa.memory_map(os.fspath(path)) as file:
        try:
            return pa.Table.from_batches([pa.ipc.open_file(file).get_batch(number)])
        except (pa.ArrowException, ValueError) as error:
            raise OSError(errno.EIO, f"this file is damaged: {error}", os.fspath(path)) from None


def checksum(path: Path) -> int:
    """Return the CRC-32 of a file, mapped into memory. Raises `OSError`."""
    try:
        with pa.memory_map(os.fspath(path)) as file:
            return zlib.crc32(file.read_buffer())
    except (pa.ArrowException, ValueError) as error:
        raise OSError(errno.EIO, str(error), os.fspath(path)) from None


def write_parquet(path: Path, table: Table) -> None:
    """Write a table for other programs; it appears as a whole."""
    with _written_aside(path) as aside:
        pq.write_table(table, aside, compression="zstd")
