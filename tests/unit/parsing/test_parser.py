from __future__ import annotations

import pytest

from personac.diagnostics.diagnostic import PersonacError
from personac.model.source import BOM, Source
from personac.parsing.parser import is_running_text, parse_all
from tests.unit.helpers import persona


def test_personas_are_ordered_by_path() -> None:
    personas, _ = parse_all([Source("b.md", b"b\n"), Source("a.md", b"a\n")])
    assert [(p.id, p.source.path) for p in personas] == [("a", "a.md"), ("b", "b.md")]


def test_front_matter_and_body_are_separated() -> None:
    parsed = persona("---\nname: x\n---\n# T\n\n- a\n")
    assert parsed.front_matter.values == {"name": "x"}
    assert [section.title for section in parsed.body.sections] == ["T"]
    assert parsed.source.slice_text(parsed.body.span) == "# T\n\n- a\n"


def test_diagnostics_of_all_sources_are_kept() -> None:
    _, diagnostics = parse_all([Source("b.md", b"b\n"), Source("a.md", b"a\n")])
    assert [d.path for d in diagnostics] == ["a.md", "b.md"]
    assert {d.code for d in diagnostics} == {"PC107"}


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"caf\xe9", 1, 4),
        ("\u00e9\n\u00e9\u4e0d".encode() + b"\xff", 2, 3),
        (BOM + b"a\xff", 1, 2),
        (b"\xff\xfea\0", 1, 1),
    ],
)
def test_bytes_that_are_not_text_are_reported_at_the_first_invalid_byte(
    data: bytes, line: int, column: int
) -> None:
    with pytest.raises(PersonacError) as caught:
        parse_all([Source("ok.md", b"x"), Source("a.md", data)])
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.code, diagnostic.path, diagnostic.line, diagnostic.column) == (
        "PC001",
        "a.md",
        line,
        column,
    )
    assert diagnostic.hint


def test_all_sources_that_are_not_text_are_reported() -> None:
    with pytest.raises(PersonacError) as caught:
        parse_all([Source("b.md", b"\xff"), Source("a.md", b"\0")])
    assert [one.path for one in caught.value.diagnostics] == ["a.md", "b.md"]


@pytest.mark.parametrize(
    "text",
    ["Keep logs short", "**Logs**: short ones", "see `x` and [y](z.md)", "\U0001f680 fly", "a & b", "C#"],
)
def test_a_sentence_is_running_text(text: str) -> None:
    assert is_running_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "- x", "1. x", "# x", "> x", "```", "~~~ x", "---", "***", "[ ] x", "[x]: y", "<!-- x",
        "a <!-- b --> c",
        "<b>x</b>", "<process>", "<script>", "a\n\nb", "a\x1bb",
    ],
)  # fmt: skip
def test_what_is_more_than_a_sentence_or_hides_something_is_no_running_text(text: str) -> None:
    assert not is_running_text(text)
