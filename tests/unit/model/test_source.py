from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personac.model.source import BOM, Position, Source, Span, UndecodableError

_TEXT = st.text(alphabet="a\u00e9\u4e0d\U0001f600 \t\n\r-", max_size=30)


def test_a_span_contains_spans_inside_it() -> None:
    assert Span(2, 4) in Span(2, 4)
    assert Span(2, 4) in Span(0, 9)
    assert Span(2, 5) not in Span(2, 4)
    assert Span(1, 3) not in Span(2, 4)


def test_a_byte_order_mark_is_not_text_but_counts_in_offsets() -> None:
    source = Source("a.md", BOM + b"ab\ncd")
    assert source.text == "ab\ncd"
    assert source.byte_offset(0) == 3
    assert source.slice(source.span(3, 5)) == b"cd"
    assert source.position(3) == Position(1, 1)
    assert source.position(0) == Position(1, 1)
    assert source.line(0) == 1


@pytest.mark.parametrize(
    ("data", "offset", "line", "column"),
    [
        (b"", 0, 1, 1),
        (b"ab\n", 2, 1, 3),
        (b"ab\n", 3, 2, 1),
        (b"a\r\nb\rc\nd", 3, 2, 1),
        (b"a\r\nb\rc\nd", 5, 3, 1),
        (b"a\r\nb\rc\nd", 7, 4, 1),
        ("\u00e9\u4e0dx".encode(), 5, 1, 3),
    ],
)
def test_position(data: bytes, offset: int, line: int, column: int) -> None:
    source = Source("a.md", data)
    assert source.position(offset) == Position(line, column)
    assert source.line(offset) == line


def test_the_last_line_is_that_of_the_last_byte() -> None:
    source = Source("a.md", b"a\nb\nc\n")
    assert source.last_line(Span(0, 4)) == 2
    assert source.last_line(Span(2, 2)) == 2


@settings(max_examples=100, deadline=None)
@given(text=_TEXT, bom=st.booleans(), data=st.data())
def test_every_text_range_maps_to_its_bytes(text: str, bom: bool, data: st.DataObject) -> None:  # noqa: FBT001
    source = Source("a.md", (BOM if bom else b"") + text.encode())
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert source.slice_text(source.span(start, end)) == text[start:end]


@settings(max_examples=100, deadline=None)
@given(text=_TEXT)
def test_positions_count_lines_as_split_does(text: str) -> None:
    source = Source("a.md", text.encode())
    for index in range(len(text)):
        before = text[:index].replace("\r\n", "\n\0").replace("\r", "\n")
        if text[index] != "\n" or not text[:index].endswith("\r"):
            assert source.line(source.byte_offset(index)) == before.count("\n") + 1


@pytest.mark.parametrize(
    ("data", "offset", "problem", "hint"),
    [
        (b"caf\xe9", 3, "byte 3 (0xe9) is not UTF-8", "WINDOWS-1252"),
        (BOM + b"a\xff", 4, "byte 4 (0xff) is not UTF-8", "WINDOWS-1252"),
        (b"\xff\xfea\0", 0, "UTF-16 byte-order mark", "UTF-16"),
        (b"\xfe\xff\0a", 0, "UTF-16 byte-order mark", "UTF-16"),
        (b"a\0b\0", 1, "byte 1 is NUL", "UTF-16"),
        (b"abcdef\0", 6, "byte 6 is NUL", "remove the NUL byte"),
    ],
)
def test_bytes_that_are_not_text_are_rejected(data: bytes, offset: int, problem: str, hint: str) -> None:
    with pytest.raises(UndecodableError) as caught:
        _ = Source("a.md", data).text
    assert caught.value.offset == offset
    assert problem in caught.value.problem
    assert hint in caught.value.hint
