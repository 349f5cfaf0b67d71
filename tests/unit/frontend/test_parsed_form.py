from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.frontend.parse import parse
from personac.frontend.parsed_form import ParsedForm
from personac.source import Source

PIECES = (
    "---\n", "name: x\n", "description: a: b\n", "tools: [a, 1, 1.5, true, null, {b: c}]\n", "model: .nan\n",
    "# Title\n\n", "- item\n", "  - [x] task\n", "1. one\n", "> quote\n> - inner\n\n", "```py\ncode\n```\n",
    "| a | b |\n| - | - |\n| 1 | 2 |\n\n", "Label:\n- under it\n", "**bold** `code` *em* [link](x)\n\n",
    "<div>\nhtml\n</div>\n\n", "Text \u00e9\u4e0d\r\n", "***\n", "\ufeff",
)  # fmt: skip


def kept(data: bytes, path: str = "a.md") -> tuple[object, object]:
    """What is parsed, and what comes back of it under another path and id."""
    written = Source("was/here.md", data)
    form = ParsedForm(written, "here").write(parse(written, "here"))
    source = Source(path, data)
    assert form is not None
    return parse(source, "a"), ParsedForm(source, "a").read(form)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_what_was_parsed_comes_back_wherever_the_file_stands(text: str) -> None:
    parsed, found = kept(text.encode())
    assert repr(found) == repr(parsed)  # 1, 1.0 and True are equal, and not the same


def test_real_files_come_back(shared: Path) -> None:
    paths = sorted((shared / "wild").rglob("*.md"))[::40]
    for path in paths:
        parsed, found = kept(path.read_bytes(), path.name)
        assert found == parsed


@pytest.mark.parametrize(
    "value", ["2024-01-01", "2024-01-01 10:00:00", "!!binary aGk=", "123456789012345678901234567890"]
)
def test_a_value_that_would_not_come_back_is_not_kept(value: str) -> None:
    source = Source("a.md", f"---\nname: x\nsince: [{{a: {value}}}]\n---\n".encode())
    assert ParsedForm(source, "a").write(parse(source, "a")) is None


def test_a_text_that_is_no_utf8_is_not_kept() -> None:
    source = Source("a.md", b"text")
    parsed, found = parse(source, "a")
    odd = replace(parsed, body=replace(parsed.body, title="\ud800"))
    assert ParsedForm(source, "a").write((odd, found)) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xc0",
        msgspec.msgpack.encode([None, [], False]),
        msgspec.msgpack.encode([None, [], False, [[0, 0], "no such kind", 0, "", None, [], []], []]),
        msgspec.msgpack.encode([None, [], False, [[0, 0], "root", 0, 7, None, [], []], []]),
        msgspec.msgpack.encode([None, [], False, [[0, 0], "root", 0, "", None, [[9, [0, 0], []]], []], []]),
        msgspec.msgpack.encode(
            [None, [], False, [[0, 0], "root", 0, "", None, [], []], [["PC000", 1, 1, "", "", None]]]
        ),
        b"\x95\xc0" + b"\x91" * 100_000,
        b"\x95\xc0\x91\x93\xa1k" + b"\x91" * 100_000,
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong
        ParsedForm(Source("a.md", b""), "a").read(data)
