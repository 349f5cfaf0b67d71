"""How far a broken table without outer pipes reaches."""

from __future__ import annotations

import pytest

from personac.parsing.table_rows import end_of_even_rows


@pytest.mark.parametrize(
    ("even", "rest"),
    [
        ("a|b\n-|-\n", "c|d|e\n"),
        ("a|b\n:-|-:\nc|d\ne|f\n", "g|h|i\nj|k\n"),
        ("a|b\n-|-\nc\\|d|e\n", "f|g|h\n"),
        ("a|b\n|\n", "f|g|h\n"),
        ("", "a|b\nc|d\ne|f|g\n"),
        ("", "a|b\n-:-|-\n"),
        ("a|b\n-|-\nc|d\n", ""),
    ],
)
def test_the_rows_end_where_the_first_uneven_one_stands(even: str, rest: str) -> None:
    assert end_of_even_rows(f"above\n{even}{rest}", len("above\n")) == len(f"above\n{even}")
