from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.parsing.lenient_yaml import raw_value
from personac.parsing.quoting import excerpt, mended, quoting_hint, stumble
from personac.parsing.yaml_reader import YamlRefusedError, read_entries


@pytest.mark.parametrize(
    ("written", "at", "words"),
    [
        (" use it when: now", ": now", "a colon before white space"),
        (" use it when:", ":", "a colon before white space"),
        (" *.ts", "*.ts", "`*`, which in YAML opens an alias"),
        (" @team/x", "@team/x", "`@`, which in YAML is reserved"),
        (" `code`", "`code`", "`, which in YAML is reserved"),
        (" |x", "|x", "`|`, which in YAML opens a block"),
        (" |\nflush", "flush", "the lines of a block have to be indented"),
        (' "open', '"open', "never closed"),
        (' "a" b', " b", "behind the closing quote"),
        (' "c:\\dir"', '\\dir"', "`\\d` is none"),
        (' "a"\n\x07', "\x07", "control character"),
        (" 'a'\nmore", "more", "neither indented nor a key"),
        (" [a, b", "[a, b", "`[` opens is not well-formed"),
        (" {a: b: c}", "{a: b: c}", "`{` opens is not well-formed"),
        ('\n- "a" b', '- "a" b', "an element of this list"),
        (" a\n\tb: c", "\tb: c", "a tab indents this line"),
        (" a: b\n\tc", ": b\n\tc", "a colon before white space"),
        (" a\x07b", "\x07b", "control character"),
        (" a\nmore", "more", "neither indented nor a key"),
        (" 2024-13-45", "2024-13-45", "looks like a date"),
    ],
)
def test_it_is_said_what_yaml_stumbles_over(written: str, at: str, words: str) -> None:
    found = stumble(written)
    assert written[found.offset :] == at
    assert words in found.problem
    with pytest.raises(YamlRefusedError):
        read_entries(f"key:{written}")


@pytest.mark.parametrize(
    ("value", "entry"),
    [
        ("a: b", 'k: "a: b"'),
        ('say "a": b', "k: 'say \"a\": b'"),
        ("c:\\dir", "k: 'c:\\dir'"),
        ('it\'s "a": b', 'k: |-\n  it\'s "a": b'),
        ("a: b\n\nc", "k: |-\n  a: b\n\n  c"),
    ],
)
def test_an_entry_is_mended_by_the_lightest_quoting(value: str, entry: str) -> None:
    assert mended("k", value) == entry


@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, blacklist_categories=["Cc"])))
def test_what_is_mended_is_yaml_and_says_the_same(text: str) -> None:
    value = raw_value(text)
    assert isinstance(value, str | list)
    if isinstance(value, str) and value:
        assert [entry.value for entry in read_entries(mended("k", value))] == [value]


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("a: b", 'quote it: k: "a: b"'),
        ("a: " + "b " * 100 + "end", 'quote it: k: "a: b b b b b b b b b b b … b b b b b end"'),
        ("a: b\nc", "write `k: |-`, and the text on the lines below it, each indented by two spaces"),
        (["a"], "put each element of `k` in quotes"),
        ("a\x07", "remove the control character"),
    ],
)
def test_the_hint_shows_the_quoting(value: object, hint: str) -> None:
    assert quoting_hint("k", value) == hint


@pytest.mark.parametrize(
    ("written", "mark", "around"),
    [
        (" a: b", ":", "a: b"),
        (f" {'x' * 40}: {'y' * 40}", ":", f"…{'x' * 16}: {'y' * 14}…"),
        ("first\nsecond: x\nthird", ":", "second: x"),
        ("", "", ""),
    ],
)
def test_the_excerpt_shows_the_words_around(written: str, mark: str, around: str) -> None:
    assert excerpt(written, written.index(mark)) == around


def test_no_words_of_a_parser_are_repeated() -> None:
    assert not re.search(r"token|scanner|context", stumble(" a: b").problem)
