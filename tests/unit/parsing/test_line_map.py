"""Positions in a parser's text map to the source, whatever is at the start of a line."""

from __future__ import annotations

import pytest

from personac.parsing.line_map import LineMap


@pytest.mark.parametrize(
    ("source", "start", "text"),
    [
        ("", 0, "\n"),
        ("a", 0, "a\n"),
        ("a\n", 0, "a\n"),
        ("a\n\n", 0, "a\n\n"),
        ("a\r\nb\rc\nd", 0, "a\nb\nc\nd\n"),
        ("\r\r\n\n", 0, "\n\n\n"),
        ("---\n---\nbody\n", 8, "body\n"),
        ("---\n---\n", 8, "\n"),
        ("a\x0bb\u2028c\x85d", 0, "a\x0bb\u2028c\x85d\n"),
    ],
)
def test_line_endings_of_a_body_are_unified(source: str, start: int, text: str) -> None:
    assert LineMap.of_body(source, start).text == text


@pytest.mark.parametrize("source", ["ab\ncd\n", "ab\r\ncd", "ab\rcd\r\n", "\n\nab\r\n\r\n cd  \n"])
def test_every_visible_character_of_a_body_is_mapped(source: str) -> None:
    lines = LineMap.of_body(source, 0)
    visible = [position for position, character in enumerate(lines.text) if not character.isspace()]
    assert [source[lines.to_source(position)] for position in visible] == list("abcd")


def test_a_position_inside_a_quote_is_after_its_mark() -> None:
    source = "x\n> ab\n>cd\nlazy\n>\tef\n"
    quote = LineMap.of_body(source, 0).in_quote("ab\ncd\nlazy\n  ef\n", 1)
    assert [quote.to_source(quote.text.index(letter)) for letter in "acle"] == [
        source.index(letter) for letter in "acle"
    ]
    assert quote.floors == (3, 8, 11, 17)


def test_a_position_inside_an_item_is_after_marker_and_indentation() -> None:
    source = "  - ab\n    cd\nlazy\n\n\tef\n"
    item = LineMap.of_body(source, 0).in_item("ab\ncd\nlazy\n\nef\n", 0)
    assert [item.to_source(item.text.index(letter)) for letter in "acle"] == [
        source.index(letter) for letter in "acle"
    ]


def test_an_item_without_text_after_its_marker_begins_on_the_next_line() -> None:
    source = "- \n  ab\n"
    item = LineMap.of_body(source, 0).in_item("ab\n", 0)
    assert item.to_source(0) == source.index("a")


def test_an_empty_item_has_no_lines() -> None:
    item = LineMap.of_body("-\n", 0).in_item("", 0)
    assert (item.starts, item.floors, item.ends) == ((), (), ())


def test_a_position_in_expanded_indentation_is_clamped_to_the_container() -> None:
    source = "-\t\tcode\n"
    item = LineMap.of_body(source, 0).in_item("      code\n", 0)
    assert [item.to_source(position) for position in (0, 1, 6)] == [1, 1, source.index("c")]


def test_maps_of_nested_containers_compose() -> None:
    source = "> 1. - ab\n>      cd\n"
    quote = LineMap.of_body(source, 0).in_quote("1. - ab\n     cd\n", 0)
    inner = quote.in_item("- ab\n  cd\n", 0).in_item("ab\ncd\n", 0)
    assert [source[inner.to_source(position)] for position in (0, 1, 3, 4)] == list("abcd")


def test_lines_by_position_and_number() -> None:
    lines = LineMap.of_body("ab\n\ncd\n", 0)
    assert [lines.line_at(position) for position in (0, 2, 3, 4, 6)] == [0, 0, 1, 2, 2]
    assert [lines.line(number) for number in range(3)] == ["ab", "", "cd"]


@pytest.mark.parametrize(
    ("end", "text"), [(9, "bc\nde\n"), (7, "bc\nde\n"), (6, "bc\nd\n"), (5, "bc\n"), (2, "")]
)
def test_a_part_of_a_text_keeps_its_places(end: int, text: str) -> None:
    source = "a\r\nbc\r\nde  \r\nf\r\n"
    lines = LineMap.of_body(source, 0).between(2, end)
    assert lines.text == text
    visible = [at for at, char in enumerate(text) if char != "\n"]
    assert [source[lines.to_source(at)] for at in visible] == [text[at] for at in visible]
