from __future__ import annotations

import pytest

from personac.edits.source_style import (
    adapted,
    after_children,
    inserted_lines,
    is_same_text,
    line_end,
    prefix_of,
    reference_changes,
    reworded,
    source_lines,
    with_references,
)


def test_lines_end_where_those_of_a_source_do() -> None:
    assert source_lines(b"a\r\nb\rc\nd") == (b"a\r\n", b"b\r", b"c\n", b"d")
    assert source_lines(b"") == ()
    assert [line_end(line) for line in (b"a\r\n", b"b\r", b"c\n", b"d")] == [b"\r\n", b"\r", b"\n", b"\n"]


@pytest.mark.parametrize(
    ("line", "indent", "marker"),
    [
        (b"  - x", b"  ", b"- "),
        (b"12) x", b"", b"12) "),
        (b"* [x] done", b"", b"* [x] "),
        (b"### Title", b"", b"### "),
        (b"-x", b"", b""),
        (b"", b"", b""),
    ],
)
def test_the_prefix_of_a_line(line: bytes, indent: bytes, marker: bytes) -> None:
    prefix = prefix_of(line)
    assert (prefix.indent, prefix.marker, prefix.width) == (indent, marker, len(indent + marker))
    assert prefix_of(line, marked=False).marker == b""


@pytest.mark.parametrize(
    ("old", "there", "expected"),
    [
        (b"- Wind it\n", b"  3. Wind  it\r\n", True),
        (b"## Caching\n", b"### 2. Caching:\n", True),
        (b"## Caching\n", b"**Caching**:\n", True),
        (b"## Caching\n", b"## Caching strategies\n", False),
        (b"- Wind it\n", b"- Wind it at dusk\n", False),
        (b"- Wind it\n", b"", False),
        (b"- \n", b"- 1\n", False),
    ],
)
def test_text_equal_apart_from_markers(old: bytes, there: bytes, *, expected: bool) -> None:
    assert is_same_text((old,), source_lines(there), marked=True) is expected


@pytest.mark.parametrize(
    ("old", "new", "there", "expected"),
    [
        (b"- Wind it\n", b"- Turn it\n", b"  3. Wind it\r\n", b"  3. Turn it\r\n"),
        (b"## Caching\n", b"## Caches\n", b"### 2. Caching:\n", b"### 2. Caches:\n"),
        (b"## Caching\n", b"## Caches\n", b"Caching\n-------\n", b"Caches\n-------\n"),
        (b"- Wind it\n", b"- Turn it\n", b"* Wind it", b"* Turn it"),
        (b"- Wind it\n", b"", b"* Wind it\n", b""),
        (b"a\nb\n", b"a\nc\nd\n", b"  a\r\n  b\r\n", b"  a\r\n  c\r\n  d\r\n"),
    ],
)
def test_new_wording_in_the_style_of_the_source(
    old: bytes, new: bytes, there: bytes, expected: bytes
) -> None:
    lines = reworded(source_lines(old), source_lines(new), source_lines(there), marked=True)
    assert b"".join(lines) == expected


def test_continuation_lines_have_the_indentation_of_the_source() -> None:
    old, new = (b"- one\n", b"  two\n"), (b"- one\n", b"  three\n", b"\n", b"  four\n")
    lines = adapted(old, new, (b"10. one\n", b"    two\n"), marked=True)
    assert lines == (b"10. one\n", b"    three\n", b"\n", b"    four\n")
    assert adapted(old, new[:2], (b"  * other",), marked=True) == (b"  * one\n", b"    three")
    assert adapted(old, (b"1. one\n",), (b"* x\n",), marked=True) == (b"1. one\n",)


@pytest.mark.parametrize(
    ("anchor", "new", "there", "expected"),
    [
        (b"- a\n", b"- new\n", b"* a\n", b"* new\n"),
        (b"- a\n", b"- new\n", b"  3. a\r\n", b"  4. new\r\n"),
        (b"1. a\n", b"2. new\n", b"- a\n", b"- new\n"),
        (b"- [ ] a\n", b"- [ ] new\n", b"* [x] a\n", b"* [ ] new\n"),
        (b"- a\n", b"  - child\n", b"10. a\n", b"    - child\n"),
        (b"- a\n", b"- new\n  more\n", b"    + a\n", b"    + new\n      more\n"),
        (b"## T\n", b"New text\n", b"# T\n", b"New text\n"),
        (b"- a\n", b"New text\n", b"* a\n", b"New text\n"),
    ],
)
def test_new_lines_next_to_a_line_of_the_source(
    anchor: bytes, new: bytes, there: bytes, expected: bytes
) -> None:
    assert b"".join(inserted_lines(anchor, source_lines(new), there)) == expected


def test_unedited_lines_keep_their_depth() -> None:
    old = (b"- one\n", b"  two\n", b"  three\n")
    there = (b"* one\r\n", b"  two\r\n", b"     three\r\n")
    assert reworded(old, (*old[:2], b"  drei\n"), there, marked=True) == (*there[:2], b"     drei\r\n")
    assert reworded(old, (*old[:2], b"    drei\n"), there, marked=True) == (*there[:2], b"    drei\r\n")
    assert reworded(old, (b"- eins\n", *old[1:]), there, marked=True) == (b"* eins\r\n", *there[1:])


def test_the_position_after_children() -> None:
    lines = source_lines(b"- a\n  - b\n\n    c\n\n- d\n")
    assert after_children(lines, 1, 0) == 4
    assert after_children(lines, 2, 2) == 4
    assert after_children(lines, 6, 0) == 6


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
    old, there = (b"Repeat step 5\n",), (b"- Repeat step 2\n",)
    changed = with_references(old, (b"Repeat step 5 and step 6[^3]\n",), there, marked=True)
    assert changed == ((b"Repeat step 2\n",), (b"Repeat step 2 and step 6[^3]\n",))


def test_another_text_keeps_its_references() -> None:
    old, new = (b"Repeat step 5\n",), (b"Repeat step 5 twice\n",)
    assert with_references(old, new, (b"- Never repeat step 2\n",), marked=True) == (old, new)
