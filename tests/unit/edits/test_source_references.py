from __future__ import annotations

import pytest

from personac.edits.source_references import reference_changes, with_references


@pytest.mark.parametrize(
    ("old", "there", "changes"),
    [
        (b"Repeat step 5", b"Repeat step 2", {b"step 5": b"step 2"}),
        (b"Skip steps 2-4", b"Skip steps 1-3", {b"steps 2-4": b"steps 1-3"}),
        (
            b"rye[^3] and [docs][docs-2]",
            b"rye[^1] and [docs]",
            {b"[^3]": b"[^1]", b"[docs][docs-2]": b"[docs]"},
        ),
        (b"[up](#set-up)", b"[up](#start)", {b"[up](#set-up)": b"[up](#start)"}),
        (b"Repeat step 5", b"Repeat step 5", {}),
        (b"step 5 and step 5", b"step 2 and step 3", {}),
        (b"step 5", b"no number", {}),
    ],
)
def test_references_that_a_source_has_otherwise(
    old: bytes, there: bytes, changes: dict[bytes, bytes]
) -> None:
    assert reference_changes((old,), (there,)) == changes


def test_lines_get_the_references_of_the_source_and_keep_those_that_an_edit_added() -> None:
    lines = (b"Repeat step 5 and step 6\n", b"see [^3]\n")
    changed = with_references(lines, {b"step 5": b"step 2", b"[^3]": b"[^1]"})
    assert changed == (b"Repeat step 2 and step 6\n", b"see [^1]\n")
