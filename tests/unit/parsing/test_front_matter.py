from __future__ import annotations

import pytest

from personac.model import FrontMatter
from personac.model.source import Source, UndecodableError
from personac.parsing.front_matter import FrontMatterReading, read_front_matter


def read(text: str | bytes) -> FrontMatterReading:
    return read_front_matter(source_of(text))


def source_of(text: str | bytes) -> Source:
    return Source("agents/a.md", text.encode() if isinstance(text, str) else text)


def places(reading: FrontMatterReading) -> list[tuple[str, int, int]]:
    return [(one.code, one.line, one.column) for one in reading.diagnostics]


def test_keys_values_and_spans_of_a_valid_file() -> None:
    source = source_of(
        "\ufeff---\r\nname: é\r\nversion: 1.10 # kept\r\ntools:\r\n  - Read\r\n---\r\nBody\r\n"
    )
    reading = read_front_matter(source)
    front_matter = reading.front_matter
    assert front_matter.values == {"name": "é", "version": 1.1, "tools": ["Read"]}
    written = [source.slice(entry.span) for entry in front_matter.entries]
    assert written == ["name: é".encode(), b"version: 1.10", b"tools:\r\n  - Read"]
    assert front_matter.span is not None
    assert source.slice_text(front_matter.span).startswith("---\r\nname")
    assert source.slice_text(front_matter.span).endswith("Read\r\n---")
    assert source.text[reading.body_start :] == "Body\r\n"
    assert not front_matter.tolerant
    assert not reading.diagnostics


@pytest.mark.parametrize(
    ("text", "message"), [("", "the file is empty"), (" \n\ufeff\n", "the file contains only white space")]
)
def test_an_empty_file(text: str, message: str) -> None:
    reading = read(text)
    assert reading.front_matter == FrontMatter()
    assert reading.body_start == 0
    assert places(reading) == [("PC004", 1, 1)]
    assert reading.diagnostics[0].message == message


@pytest.mark.parametrize("text", ["Body\n", "---\nbody after a rule\n", "\n---\nprose\n---\n"])
def test_a_body_without_front_matter(text: str) -> None:
    reading = read(text)
    assert (reading.front_matter, reading.body_start) == (FrontMatter(), 0)
    assert places(reading) == [("PC107", 1, 1)]


@pytest.mark.parametrize("text", ["---\nname: x\n---", "---\nname: x\n---\n\n \n"])
def test_front_matter_without_a_body(text: str) -> None:
    reading = read(text)
    assert reading.front_matter.values == {"name": "x"}
    assert places(reading) == [("PC108", 1, 1)]


@pytest.mark.parametrize("text", ["---\n---\nBody", "---\n# later\n---\nBody"])
def test_an_empty_front_matter(text: str) -> None:
    reading = read(text)
    assert reading.front_matter.entries == ()
    assert reading.front_matter.span is not None
    assert places(reading) == [("PC107", 1, 1)]
    assert reading.diagnostics[0].message == "the front matter is empty"


def test_front_matter_that_is_not_closed_ends_with_its_keys() -> None:
    source = source_of("---\nname: x\ntools: Read\n\n# Body\n")
    reading = read_front_matter(source)
    assert reading.front_matter.values == {"name": "x", "tools": "Read"}
    assert source.text[reading.body_start :] == "\n\n# Body\n"
    assert places(reading) == [("PC104", 1, 1)]
    assert reading.diagnostics[0].hint == "put `---` on a line of its own after line 3"


def test_a_text_block_that_is_not_closed_keeps_its_line_end() -> None:
    assert read("---\nname: >\n  x\n\nBody\n").front_matter.values == {"name": "x\n"}


def test_front_matter_after_blank_lines() -> None:
    reading = read("\n\n---\nname: x\n---\nBody")
    assert reading.front_matter.values == {"name": "x"}
    assert places(reading) == [("PC105", 3, 1)]
    assert reading.diagnostics[0].hint == "remove everything before `---`, including invisible characters"


@pytest.mark.parametrize(
    ("before", "line", "hint"),
    [
        ("<!-- one -->\n", 2, "move what is above `---` (line 1) below the front matter, or remove it"),
        (
            "<!--\none\n-->\n\n",
            5,
            "move what is above `---` (lines 1 to 4) below the front matter, or remove it",
        ),
    ],
)
def test_front_matter_after_a_comment(before: str, line: int, hint: str) -> None:
    source = source_of(f"{before}---\nname: x\n---\nBody")
    reading = read_front_matter(source)
    assert reading.front_matter.values == {"name": "x"}
    assert reading.front_matter.span is not None
    assert source.slice_text(reading.front_matter.span).startswith("---")
    assert places(reading) == [("PC105", line, 1)]
    assert reading.diagnostics[0].hint == hint


def test_front_matter_in_a_code_fence() -> None:
    source = source_of("```yaml\n---\nname: x\n---\n```\nBody")
    reading = read_front_matter(source)
    assert reading.front_matter.values == {"name": "x"}
    assert source.text[reading.body_start :] == "Body"
    assert places(reading) == [("PC105", 1, 1)]
    assert reading.diagnostics[0].hint == "remove the code fence, so that the file starts with `---`"


@pytest.mark.parametrize("inner", ["- a\n- b\n", "just prose\n", "- a: b: c\n", "One.\n\n# Two\n\nk: v\n"])
def test_text_between_two_rules_is_body(inner: str) -> None:
    reading = read(f"---\n{inner}---\nBody")
    assert reading.front_matter == FrontMatter()
    assert reading.body_start == 0
    assert places(reading) == [("PC103", 1, 1)]


def test_comments_are_with_their_entries() -> None:
    source = source_of(
        "---\n# top\nname: x # end\n\n# one\n# two\ntools: # t\n  - a # b\n  # c\nmodel: y\n# last\n---\n"
    )
    entries = read_front_matter(source).front_matter.entries
    written = [[source.slice_text(span) for span in entry.comments] for entry in entries]
    assert written == [["# top"], ["# one", "# two"], ["# last"]]
    behind = [entry.behind and source.slice_text(entry.behind) for entry in entries]
    assert behind == [" # end", " # b\n  # c", None]


def test_a_denial_whose_pattern_is_not_quoted_is_read() -> None:
    reading = read("---\nname: x\npermission:\n  task:\n    *: deny\n    helper: allow\n---\nBody")
    assert reading.front_matter.values["permission"] == {"task": {"*": "deny", "helper": "allow"}}
    assert places(reading) == [("PC101", 5, 5)]
    assert reading.diagnostics[0].hint == 'quote it: "*": deny'
    assert "cannot start with `*`" in reading.diagnostics[0].message


def test_a_duplicate_key_has_both_entries_and_the_last_value() -> None:
    reading = read("---\nname: x\nmodel: a\nname: y\nname: z\n---\nBody")
    assert reading.front_matter.values == {"name": "z", "model": "a"}
    assert [entry.value for entry in reading.front_matter.entries] == ["x", "a", "y", "z"]
    assert places(reading) == [("PC102", 4, 1), ("PC102", 5, 1)]
    assert reading.diagnostics[0].message == "`name` is already on line 2; the last value is used"
    assert reading.diagnostics[1].hint == "remove it from line 4 or from line 5"


def test_invalid_yaml_is_read_with_every_key() -> None:
    source = source_of("---\nname: x\ndescription: Use it when: now\ntools: [a, b]\nother_key: 1\n---\nBody")
    reading = read_front_matter(source)
    assert reading.front_matter.tolerant
    assert reading.front_matter.values == {
        "name": "x",
        "description": "Use it when: now",
        "tools": ["a", "b"],
        "other_key": 1,
    }
    assert source.slice(reading.front_matter.entries[1].span) == b"description: Use it when: now"
    [diagnostic] = reading.diagnostics
    assert (diagnostic.code, diagnostic.line, diagnostic.column) == ("PC101", 3, 25)
    assert diagnostic.message.startswith(
        "the value of `description` is not valid YAML: an unquoted value contains a colon"
    )
    assert diagnostic.message.endswith(": Use it when: now")
    assert diagnostic.hint == 'quote it: description: "Use it when: now"'


def test_an_invalid_line_between_valid_entries_is_reported() -> None:
    reading = read("---\nname: x\n...\nmodel: y\n---\nBody")
    assert reading.front_matter.values == {"name": "x", "model": "y"}
    assert reading.front_matter.tolerant
    assert places(reading) == [("PC101", 4, 1)]


@pytest.mark.parametrize("before", ["", "bad: a: b\n"])
def test_an_alias_bomb_is_rejected(before: str) -> None:
    reading = read(f"---\n{before}a: &a [*a]\n---\nBody")
    assert reading.front_matter.entries == ()
    assert places(reading) == [("PC106", 1, 1)]
    assert reading.diagnostics[0].severity == "error"


def test_diagnostics_are_ordered_by_place() -> None:
    reading = read("\n---\nb: x: y\na: 1\na: *\n---\n")
    assert places(reading) == sorted(places(reading), key=lambda place: place[1:])


def test_bytes_that_are_not_text_are_rejected() -> None:
    with pytest.raises(UndecodableError):
        read(b"---\n\xff\n---\n")


@pytest.mark.parametrize("globs", ["*.ts,*.tsx", "**/*.py", "*.{ts,tsx}"])
def test_globs_as_cursor_writes_them_are_text_and_no_error(globs: str) -> None:
    data = f"---\ndescription:\nglobs: {globs}\nalwaysApply: false\n---\n- x\n".encode()
    reading = read_front_matter(Source(".cursor/rules/a.mdc", data))
    assert reading.front_matter.values == {"description": None, "globs": globs, "alwaysApply": False}
    (found,) = reading.diagnostics
    assert (found.code, found.severity, found.line) == ("PC101", "warning", 3)
    assert found.hint.startswith(
        "leave it as it is for Cursor, which writes it so; for other agent tools quote"
    )
    (elsewhere,) = read_front_matter(Source("a.md", data)).diagnostics
    assert (elsewhere.severity, elsewhere.hint) == ("warning", f'quote it: globs: "{globs}"')
