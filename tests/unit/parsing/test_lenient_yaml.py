from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.parsing.lenient_yaml import RawEntry, raw_value, read_leniently
from personac.parsing.yaml_reader import AliasBombError, NoMappingError, YamlEntry


def entry(read: YamlEntry | RawEntry) -> YamlEntry:
    return read.entry if isinstance(read, RawEntry) else read


def values(text: str) -> dict[str, object]:
    return {one.key: one.value for one in map(entry, read_leniently(text))}


def test_valid_entries_beside_an_invalid_one_keep_their_types() -> None:
    text = "bad: a: b\nn: 1\nlist: [x, y]\nblock: >-\n  one\n  two\nitems:\n  - p\nquoted: 'it''s' # why\n"
    assert values(text) == {
        "bad": "a: b",
        "n": 1,
        "list": ["x", "y"],
        "block": "one two",
        "items": ["p"],
        "quoted": "it's",
    }


def test_only_invalid_entries_are_raw() -> None:
    entries = read_leniently("a: b: c\nd: e\n")
    assert [isinstance(one, RawEntry) for one in entries] == [True, False]


def test_lines_at_the_margin_inside_prompt_tags_are_text() -> None:
    text = 'description: For <x>: <example>\nuser: "a"\n<example>\nb: c\n</example>\n</example>\ncolor: red\n'
    assert list(values(text)) == ["description", "color"]
    assert (
        values(text)["description"]
        == 'For <x>: <example>\nuser: "a"\n<example>\nb: c\n</example>\n</example>'
    )


def test_an_unclosed_tag_hides_no_key() -> None:
    assert list(values("hint: <name>: x\nuser: y\n</other>\n")) == ["hint", "user"]


def test_an_entry_ends_before_blank_lines_and_comments() -> None:
    text = "a: b: c\n  more\n\n# about d\nd: e\n"
    first, second = map(entry, read_leniently(text))
    assert text[first.start : first.end] == "a: b: c\n  more"
    assert text[second.start : second.end] == "d: e"


def test_the_margin_is_the_indentation_of_the_first_key() -> None:
    text = "  a: x: y\n    b: 1\n  c: 2\n"
    assert values(text) == {"a": "x: y\nb: 1", "c": 2}


def test_text_before_the_first_key_is_not_an_entry() -> None:
    assert values("stray\na: b: c\n") == {"a": "b: c"}


def test_text_without_keys_is_rejected() -> None:
    with pytest.raises(NoMappingError):
        read_leniently("stray [")


def test_crlf_ends_a_line() -> None:
    text = "a: b: c\r\n  more\r\n'd e': f\r\n"
    assert values(text) == {"a": "b: c\nmore", "d e": "f"}


def test_an_alias_bomb_in_one_entry_is_rejected() -> None:
    with pytest.raises(AliasBombError):
        read_leniently("a: b: c\nd: &d [*d]\n")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", ""),
        (" one ", "one"),
        (' "a: \\d"', "a: \\d"),
        (" 'a' b", "'a' b"),
        (' "', '"'),
        (" |\nflush\n  left\n", "flush\n  left"),
        (" >-  # why\n  a\n\n  b", "a\n\nb"),
        ("\n- \"a\" b\n- c\n\n- 'd'", ['"a" b', "c", "d"]),
        ("\n  - a\n  - b", ["a", "b"]),
        ("\n- a\n  more", "- a\n  more"),
        (" [*.ts, 'a, b', f(c, d), ]", ["*.ts", "a, b", "f(c, d)"]),
        (' [a), b, "c]', ["a)", "b", '"c']),
        (" [open, list", "[open, list"),
    ],
)
def test_a_raw_value_is_the_intended_value(written: str, value: object) -> None:
    assert raw_value(written) == value


@given(st.text("ab:-[]{}#&*|>'\"@, \n\t<>/\\", max_size=60))
def test_every_entry_is_a_slice_of_the_text(text: str) -> None:
    try:
        entries = [entry(one) for one in read_leniently(text)]
    except (AliasBombError, NoMappingError):
        return
    places = [place for one in entries for place in (one.start, one.end)]
    assert places == sorted(places)
    assert all(text[one.start : one.end].strip("\"'").startswith(one.key[:1]) for one in entries)
