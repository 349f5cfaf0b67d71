"""Arrow tables: files appear as a whole, partitions hold all rows, every function takes empty tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.scan.tables import (
    Lists,
    Schema,
    distinct,
    joined,
    lists,
    numbers,
    objects,
    parted,
    read_part,
    row_tuples,
    rows,
    write_parquet,
    write_parts,
)

ROWS = Schema((("unit", "key"), ("terms", "keys"), ("name", "text")))
KEYS = st.lists(st.integers(0, 2**64 - 1), max_size=30)


def table(*units: int) -> object:
    named = [f"unit {unit}" for unit in units]
    return ROWS.table(
        np.array(units, np.uint64), Lists.of([[unit % 7] * (unit % 3) for unit in units]), named
    )


@given(KEYS, st.integers(1, 9))
def test_partitions_hold_every_row_once_by_its_key(units: list[int], partitions: int) -> None:
    parts = parted(table(*units), "unit", partitions)
    assert len(parts) == partitions
    assert sorted(unit for part in parts for unit in numbers(part, "unit").tolist()) == sorted(units)
    assert all(
        unit % partitions == at for at, part in enumerate(parts) for unit in numbers(part, "unit").tolist()
    )


@given(KEYS)
def test_distinct_rows_are_sorted_and_the_first_of_equal_ones(units: list[int]) -> None:
    found = distinct(table(*units), "unit")
    assert numbers(found, "unit").tolist() == sorted(set(units))
    assert objects(found, "name") == [f"unit {unit}" for unit in sorted(set(units))]


def test_what_is_written_in_parts_is_read_part_by_part(tmp_path: Path) -> None:
    path = tmp_path / "rows.arrow"
    write_parts(path, [table(1, 2), ROWS.empty(), table(5)])
    assert [row_tuples(read_part(path, part)) for part in range(3)] == [
        [(1, [1], "unit 1"), (2, [2, 2], "unit 2")], [], [(5, [5, 5], "unit 5")],
    ]  # fmt: skip
    assert [one.name for one in tmp_path.iterdir()] == ["rows.arrow"]


def test_lists_of_a_slice_start_at_its_first_row() -> None:
    found = lists(joined([table(4, 5, 8)], ROWS).slice(1), "terms")
    assert found.offsets.tolist() == [0, 2, 4]
    assert found.values.tolist() == [5, 5, 1, 1]


def test_an_empty_table_has_empty_columns() -> None:
    empty = ROWS.empty()
    assert distinct(empty, "unit").num_rows == 0
    assert lists(empty, "terms").offsets.tolist() == [0]
    assert rows(empty, np.zeros(0, np.int64)).num_rows == 0


def test_a_row_needs_a_value_for_each_column() -> None:
    with pytest.raises(ValueError, match="argument"):
        ROWS.table(np.array([1], np.uint64))


def test_parquet_is_written_for_other_programs(tmp_path: Path) -> None:
    write_parquet(tmp_path / "rows.parquet", table(1))
    assert (tmp_path / "rows.parquet").read_bytes().startswith(b"PAR1")
