from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.parsing.lenient_yaml import raw_value
from personac.parsing.yaml_mending import mend
from personac.parsing.yaml_quoting import (
    excerpt,
    find_problem,
    mending_hint,
    mending_problem,
    plain_or_quoted,
    quoted_entry,
    quoting_hint,
)
from personac.parsing.yaml_reader import InvalidYamlError, read_entries


@pytest.mark.parametrize(
    ("written", "at", "words"),
    [
        (" use it when: now", ": now", "a colon before white space"),
        (" use it when:", ":", "a colon before white space"),
        (" *.ts", "*.ts", "`*`, which opens an alias in YAML"),
        (" @team/x", "@team/x", "`@`, which is reserved in YAML"),
        (" `code`", "`code`", "`, which is reserved in YAML"),
        (" |x", "|x", "`|`, which opens a block in YAML"),
        (" |\nflush", "flush", "the lines of a block must be indented"),
        (' "open', '"open', "never closed"),
        (' "a" b', " b", "after the closing quote"),
        (' "c:\\dir"', '\\dir"', "`\\d` is not a valid one"),
        (' "a"\n\x07', "\x07", "control character"),
        (" 'a'\nmore", "more", "neither indented nor a key"),
        (" [a, b", "[a, b", "`[` opens is malformed"),
        (" {a: b: c}", "{a: b: c}", "`{` opens is malformed"),
        ('\n- "a" b', '- "a" b', "an element of this list"),
        (" a\n\tb: c", "\tb: c", "is indented with a tab"),
        (" a: b\n\tc", ": b\n\tc", "a colon before white space"),
        (" a\x07b", "\x07b", "control character"),
        (" a\nmore", "more", "neither indented nor a key"),
        (" 2024-13-45", "2024-13-45", "looks like a date"),
    ],
)
def test_the_problem_is_located_and_explained(written: str, at: str, words: str) -> None:
    problem = find_problem(written)
    assert written[problem.offset :] == at
    assert words in problem.problem
    with pytest.raises(InvalidYamlError):
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
def test_the_simplest_quoting_is_used(value: str, entry: str) -> None:
    assert quoted_entry("k", value) == entry


@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, blacklist_categories=["Cc"])))
def test_a_quoted_entry_is_yaml_with_the_same_value(text: str) -> None:
    value = raw_value(text)
    assert isinstance(value, str | list)
    if isinstance(value, str) and value:
        assert [entry.value for entry in read_entries(quoted_entry("k", value))] == [value]


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("a: b", 'quote it: k: "a: b"'),
        ("a: " + "b " * 100 + "end", 'quote it: k: "a: b b b b b b b b b b b … b b b b b end"'),
        ("a: b\nc", "write `k: |-`, and the text on the lines below, indented by two spaces"),
        (["a"], "put each element of `k` in quotes"),
        ("a\x07", "remove the control character"),
        ({"a": "b"}, "write the value of `k` as YAML has it: check quotes, brackets, colons and indentation"),
        (
            "  a: b\nc",
            "write the value of `k` as YAML has it: check quotes, brackets, colons and indentation",
        ),
    ],
)
def test_the_hint_shows_the_quoting(value: object, hint: str) -> None:
    assert quoting_hint("k", value) == hint


@given(st.text("ab:#*'\"\\ \n\t-[]{}", max_size=30))
def test_a_hint_that_shows_an_entry_shows_one_with_the_value(value: str) -> None:
    hint = quoting_hint("k", value)
    if not hint.startswith("write the value"):
        assert [(one.key, one.value) for one in read_entries(quoted_entry("k", value))] == [("k", value)]


@pytest.mark.parametrize(
    ("entry", "at", "words", "hint"),
    [
        ("p:\n  a:\n    *: b", "*: b", "cannot start with `*`", 'quote it: "*": b'),
        ("p:\n  *: a\n  @: b", "*: a", "", 'quote it: "*": a, and mend 1 more of its lines likewise'),
        ("p:\n  a: b: c", ": c", "a colon before white space", 'quote it: a: "b: c"'),
        (
            "p:\n  a:\n    b: c\n   d: e",
            "   d: e",
            "indented otherwise",
            "indent lines of one level alike, with spaces: d: e",
        ),
        ("p:\n\ta: b", "\ta: b", "with a tab", "indent lines of one level alike, with spaces: a: b"),
    ],
)
def test_the_hint_for_a_mapping_keeps_it_one(entry: str, at: str, words: str, hint: str) -> None:
    mended = mend(entry, entry.index(":") + 1)
    assert mended is not None
    problem = mending_problem(mended)
    assert entry[problem.offset :].startswith(at)
    assert words in problem.problem
    assert mending_hint(mended) == hint


@pytest.mark.parametrize(
    ("text", "written"), [("a", "a"), ("@a", '"@a"'), ("1", '"1"'), ("a #b", '"a #b"'), ("", '""')]
)
def test_a_name_is_quoted_where_yaml_needs_it(text: str, written: str) -> None:
    assert plain_or_quoted(text) == written


@pytest.mark.parametrize(
    ("written", "mark", "around"),
    [
        (" a: b", ":", "a: b"),
        (f" {'x' * 40}: {'y' * 40}", ":", f"…{'x' * 16}: {'y' * 14}…"),
        ("first\nsecond: x\nthird", ":", "second: x"),
        ("", "", ""),
    ],
)
def test_the_excerpt_is_cut_around_the_problem(written: str, mark: str, around: str) -> None:
    assert excerpt(written, written.index(mark)) == around


def test_the_explanation_has_no_terms_of_the_parser() -> None:
    assert not re.search(r"token|scanner|context", find_problem(" a: b").problem)
