from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from personac.parsing.fences import find_fences
from personac.parsing.yaml_reader import (
    MAX_DEPTH,
    AliasBombError,
    InvalidYamlError,
    NoMappingError,
    YamlEntry,
    read_entries,
)

PRINTABLE = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cn", "Co", "Zl", "Zp"]), max_size=20
)


def shown(text: str) -> list[tuple[str, object, str]]:
    return [(entry.key, entry.value, text[entry.start : entry.end]) for entry in read_entries(text)]


@pytest.mark.parametrize(
    ("text", "key", "value", "written"),
    [
        ("name: x\n", "name", "x", "name: x"),
        ("name: x # why\n", "name", "x", "name: x"),
        ("version: 1.10\n", "version", 1.1, "version: 1.10"),
        ("date: 2024-05-06\n", "date", dt.date(2024, 5, 6), "date: 2024-05-06"),
        ("empty:\nother: 1\n", "empty", None, "empty:"),
        ("list:\n- a\n- b\n\n# end\n", "list", ["a", "b"], "list:\n- a\n- b"),
        ("flow: [a,\n  b] # why\n", "flow", ["a", "b"], "flow: [a,\n  b]"),
        ("map:\n  a: {b: c}\n  d:\n\n", "map", {"a": {"b": "c"}, "d": None}, "map:\n  a: {b: c}\n  d:"),
        ("text: |\n  a\n\n  b\n\n\n# end\n", "text", "a\n\nb\n", "text: |\n  a\n\n  b"),
        ("text: >-\r\n  a\r\n  b\r\n", "text", "a b", "text: >-\r\n  a\r\n  b"),
        ("text: |+\r\n  a\r\n\r\n", "text", "a\n\n", "text: |+\r\n  a\r\n"),
        ("text: |\nnext: 1\n", "text", "", "text: |"),
        ("'quoted key': x\n", "quoted key", "x", "'quoted key': x"),
        ("1: x\n", "1", "x", "1: x"),
        ("null: x\n", "null", "x", "null: x"),
        ("yes: x\n", "yes", "x", "yes: x"),
        ("[a, b]: x\n", "[a, b]", "x", "[a, b]: x"),
        ("map:\n  ? a\n\nb: 1\n", "map", {"a": None}, "map:\n  ? a"),
        ("? lone\n", "lone", None, "lone"),
        ("é: ü\n", "é", "ü", "é: ü"),
        ("<<: {a: 1}\n", "<<", {"a": 1}, "<<: {a: 1}"),
    ],
)
def test_an_entry_has_its_key_value_and_range(text: str, key: str, value: object, written: str) -> None:
    assert shown(text)[0] == (key, value, written)


def test_aliases_have_their_own_ranges() -> None:
    assert shown("a: &x [1]\nb: *x\n") == [("a", [1], "a: &x [1]"), ("b", [1], "b: *x")]


def test_duplicate_keys_keep_both_values() -> None:
    assert read_entries("a: 1\na: 2\n") == (YamlEntry("a", 1, 0, 4), YamlEntry("a", 2, 5, 9))


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n"])
def test_a_text_without_keys_has_no_entries(text: str) -> None:
    assert read_entries(text) == ()


@pytest.mark.parametrize("text", ["- a\n", "prose\n", "~\n", "[a, b]", "a: 1\n---\n- b\n"])
def test_text_that_is_not_a_mapping_is_rejected(text: str) -> None:
    with pytest.raises(NoMappingError):
        read_entries(text)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("a: b: c\n", 4),
        ("a: *x\n", 3),
        ("a: @x\n", 3),
        ("a: 1\n...\nb: 2\n", 9),
        ("a: 2024-13-45\n", 0),
        (f"a: {'9' * 5000}\n", 0),
        ("a: !!timestamp soon\n", 0),
        ('a: !!int ""\n', 0),
        ("a: !!bool perhaps\n", 0),
        ("a: !!python/object:os.system x\n", 3),
        ("a: {[b]: c}\n", 4),
        ("a: \x07\n", 0),
    ],
)
def test_invalid_yaml_is_rejected_at_its_offset(text: str, offset: int) -> None:
    with pytest.raises(InvalidYamlError) as caught:
        read_entries(text)
    assert caught.value.offset == offset


def bomb(levels: int) -> str:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, levels)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        bomb(9),
        "a: &a [*a]",
        "a: &a {b: {c: *a}}",
        f"a: &a {'x' * 60_000}\nb: [{', '.join(['*a'] * 1_000)}]",
        f"a: {'[' * (MAX_DEPTH + 1)}{']' * (MAX_DEPTH + 1)}",
        f"a: {'[' * 100_000}",
        f"a:\n  {'- ' * 100_000}",
        f"a: {'{b: ' * 100_000}",
    ],
)
def test_text_that_expands_without_limit_is_rejected(text: str) -> None:
    with pytest.raises(AliasBombError):
        read_entries(text)


def test_a_few_aliases_are_accepted() -> None:
    assert len(read_entries(bomb(3))) == 3


def test_nesting_below_the_limit_is_read() -> None:
    depth = MAX_DEPTH - 1
    assert len(read_entries(f"a: {'[' * depth}{']' * depth}")) == 1


@given(
    values=st.dictionaries(
        st.text("abcdefgh é1-", min_size=1),
        st.recursive(
            st.none() | st.booleans() | st.integers() | PRINTABLE,
            lambda inner: st.lists(inner) | st.dictionaries(PRINTABLE, inner),
            max_leaves=8,
        ),
    ),
    flow=st.booleans(),
)
def test_yaml_output_is_read_with_exact_ranges(values: dict[str, object], *, flow: bool) -> None:
    text = yaml.safe_dump(values, default_flow_style=flow, allow_unicode=True) if values else ""
    entries = read_entries(text)
    assert {entry.key: entry.value for entry in entries} == values
    assert all(left.end <= right.start for left, right in pairwise(entries))
    for entry in () if flow else entries:
        [again] = read_entries(text[entry.start : entry.end])
        assert (again.key, again.value) == (entry.key, entry.value)


@given(st.text("ab:-[]{}#&*!|>'\"%@`,? \n\t\\~\x07é<", max_size=40))
def test_no_other_exception_is_raised(text: str) -> None:
    try:
        entries = read_entries(text)
    except (AliasBombError, NoMappingError, InvalidYamlError):
        return
    assert all(0 <= entry.start <= entry.end <= len(text) for entry in entries)


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="only one parser is installed")
def test_both_parsers_of_pyyaml_have_the_same_event_ranges(shared: Path) -> None:
    for path in sorted((shared / "wild").rglob("*.md")):
        text = path.read_bytes().decode("utf-8-sig")
        fences = find_fences(text)
        if fences is not None:
            inner = text[fences.inner_start : fences.inner_end]
            assert places(inner, yaml.CSafeLoader) == places(inner, yaml.SafeLoader), path


def places(text: str, loader: type[yaml.CSafeLoader | yaml.SafeLoader]) -> list[tuple[str, int, int]]:
    events: list[tuple[str, int, int]] = []
    try:
        for event in yaml.parse(text, Loader=loader):
            assert event.start_mark is not None
            assert event.end_mark is not None
            events.append((type(event).__name__, event.start_mark.index, event.end_mark.index))
    except yaml.YAMLError:
        events.append(("invalid", 0, 0))
    return events


@pytest.mark.parametrize(
    "number", ["9" * 4_000, "0x" + "f" * 4_000, "9:" * 4_000 + "9", "9:" * 4_000 + "9.5"]
)
def test_a_number_that_python_cannot_write_is_invalid(number: str) -> None:
    with pytest.raises(InvalidYamlError):
        read_entries(f"version: {number}\n")


def test_a_long_number_is_one() -> None:
    assert [entry.value for entry in read_entries(f"version: {'9' * 2_000}\n")] == [int("9" * 2_000)]
