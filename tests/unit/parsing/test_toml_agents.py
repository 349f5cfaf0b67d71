from __future__ import annotations

import datetime as dt

import pytest

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.model.source import Source
from personac.parsing.front_matter import FrontMatterReading
from personac.parsing.parser import parse, parse_all
from personac.parsing.toml_agents import is_toml, read_toml_agent

PATH = ".codex/agents/a.toml"


def source_of(text: str) -> Source:
    return Source(PATH, text.encode())


def read(text: str) -> FrontMatterReading:
    return read_toml_agent(source_of(text))


def body(text: str) -> str:
    reading = read(text)
    return source_of(text).text[reading.body_start : reading.body_end]


def written(text: str) -> dict[str, str]:
    source = source_of(text)
    return {entry.key: source.slice_text(entry.span) for entry in read(text).front_matter.entries}


def refused(text: str) -> Diagnostic:
    with pytest.raises(PersonacError) as caught:
        read(text)
    (diagnostic,) = caught.value.diagnostics
    return diagnostic


@pytest.mark.parametrize(
    ("path", "expected"), [("a.toml", True), ("x/A.TOML", True), ("a.md", False), ("toml", False)]
)
def test_toml_is_told_by_its_name(path: str, expected: bool) -> None:  # noqa: FBT001 - a parameter
    assert is_toml(path) is expected


def test_keys_body_and_tables_behind_it() -> None:
    text = (
        '# Reviews\nname = "a"\n\ntags = [ # all\n  "x", # one\n  "y",\n]\n'
        "developer_instructions = '''\n# Work\n\n- One \\n thing\n'''  # the end\nmodel = \"m\"\n\n"
        '[mcp_servers.x]\ncommand = "npx"\n\n[mcp_servers.x.env]\nKEY = "[v]"\n\n'
        '[[skills.config]]\npath = "p"\n'
    )
    reading = read(text)
    assert body(text) == "# Work\n\n- One \\n thing\n"
    assert reading.front_matter.values == {
        "name": "a",
        "tags": ["x", "y"],
        "model": "m",
        "mcp_servers": {"x": {"command": "npx", "env": {"KEY": "[v]"}}},
        "skills": {"config": [{"path": "p"}]},
    }
    assert written(text) == {
        "name": 'name = "a"',
        "tags": 'tags = [ # all\n  "x", # one\n  "y",\n]',
        "model": 'model = "m"',
        "mcp_servers": '[mcp_servers.x]\ncommand = "npx"\n\n[mcp_servers.x.env]\nKEY = "[v]"',
        "skills": '[[skills.config]]\npath = "p"',
    }
    assert reading.front_matter.syntax == "toml"
    assert all(entry.is_changed for entry in reading.front_matter.entries)
    span = reading.front_matter.span
    assert span is not None
    assert source_of(text).slice_text(span).endswith("developer_instructions = '''")
    assert reading.diagnostics == ()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("'''You are.\n- a'''", "You are.\n- a"),
        ("'''\r\nYou are.\r\n'''", "You are.\r\n"),
        ("'''\n\nYou'''", "\nYou"),
        ("'''it's ''quoted'''''", "it's ''quoted''"),
        ('"""\nSay "it"."""', 'Say "it".'),
        ('"""Say "it""""', 'Say "it"'),
        ('"""a""b"""""', 'a""b""'),
        ("'one line'", "one line"),
        ('"one line # not a comment"', "one line # not a comment"),
        ("'''[x]\n{y = 1'''", "[x]\n{y = 1"),
    ],
)
def test_the_body_is_the_text_between_the_quotes(value: str, expected: str) -> None:
    text = f"developer_instructions = {value}\n"
    assert body(text) == expected
    assert read(text).diagnostics == ()


@pytest.mark.parametrize(
    "key", ['"developer_instructions"', "'developer_instructions'", r'"developer\u005finstructions"']
)
def test_a_quoted_key_is_the_same(key: str) -> None:
    assert body(f"{key} = '''\nx\n'''\n") == "x\n"


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ('developer_instructions = "You.\\n- é\\n"', 31),
        ('x = 1\ndeveloper_instructions = """a \\\n  b"""', 31),
    ],
)
def test_escapes_are_read_as_written_and_reported(text: str, column: int) -> None:
    (diagnostic,) = read(text).diagnostics
    assert (diagnostic.code, diagnostic.severity, diagnostic.column) == ("PC008", "warning", column)
    assert "'''" in diagnostic.hint
    assert body(text) in {"You.\\n- é\\n", "a \\\n  b"}


def test_a_backslash_in_single_quotes_is_no_escape() -> None:
    assert read("developer_instructions = 'C:\\new'").diagnostics == ()


def test_a_byte_order_mark_and_letters_do_not_move_spans() -> None:
    text = "\ufeffname = 'é'\ndeveloper_instructions = '''\né\n'''\nmodel = 'ü'\n"
    assert written(text) == {"name": "name = 'é'", "model": "model = 'ü'"}
    assert body(text) == "é\n"


def test_a_table_in_parts_is_at_its_first_part() -> None:
    text = "developer_instructions = 'x'\na.b = 1\nc = 2\na.d = 3\n[t.x]\n[u]\n[t.y]\n"
    assert written(text) == {"a": "a.b = 1", "c": "c = 2", "t": "[t.x]", "u": "[u]"}
    assert read(text).front_matter.values["a"] == {"b": 1, "d": 3}


def test_values_that_yaml_does_not_have_are_text() -> None:
    text = f"developer_instructions = 'x'\na = 10:20:30\nb = 2020-01-02\nc = [0x{'f' * 20}]\n"
    assert read(text).front_matter.values == {
        "a": "10:20:30",
        "b": dt.date(2020, 1, 2),
        "c": [f"0x{'f' * 20}"],
    }


@pytest.mark.parametrize(
    ("text", "line", "column", "part"),
    [
        ("name = 'a'\nmodel = \ndeveloper_instructions = 'x'\n", 2, 9, "not valid TOML: Invalid value"),
        ("name = 'a'\ndeveloper_instructions = '''\nx", 3, 2, "Expected"),
        ("---\nname: a\n---\n- x\n", 1, 4, "not valid TOML"),
        ("a = 'x'\r\n\r\na = 'y'\r\n", 3, 8, "Cannot overwrite a value"),
        (f"a = {'[' * 70}{']' * 70}\n", 1, 1, "nested too deeply"),
        (f"a = {'[' * 9999}{']' * 9999}\n", 1, 1, "nested too deeply"),
        (f"x{'.a' * 9999} = 1\n", 1, 1, "nested too deeply"),
        ('"x=y"' + " . 'a'" * 9999 + " = 1\n", 1, 1, "nested too deeply"),
        (f"a = {'9' * 9999}\n", 1, 1, "not valid TOML"),
    ],
)
def test_what_is_no_toml_is_an_error(text: str, line: int, column: int, part: str) -> None:
    diagnostic = refused(text)
    assert (diagnostic.code, diagnostic.path) == ("PC006", PATH)
    assert (diagnostic.line, diagnostic.column) == (line, column)
    assert part in diagnostic.message
    assert diagnostic.hint


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("name = 'a'\n", 1),
        ("name = 'a'\ndeveloper_instructions = ['x']\n", 2),
        ("name = 'a'\ndeveloper_instructions.x = 'y'\n", 2),
        ("name = 'a'\n[developer_instructions]\nx = 'y'\n", 2),
        ("[t]\nname = 'a'\ndeveloper_instructions = 'x'\n", 3),
    ],
)
def test_toml_without_instructions_at_the_top_is_an_error(text: str, line: int) -> None:
    diagnostic = refused(text)
    assert (diagnostic.code, diagnostic.path, diagnostic.line) == ("PC007", PATH, line)
    assert "above the first [table]" in diagnostic.hint


@pytest.mark.parametrize("value", ["''", "'''\n  \n'''"])
def test_instructions_without_text_are_reported(value: str) -> None:
    (diagnostic,) = read(f"name = 'a'\ndeveloper_instructions = {value}\n").diagnostics
    assert (diagnostic.code, diagnostic.line) == ("PC108", 2)


def test_a_persona_has_the_sections_of_its_text() -> None:
    source = source_of(
        "name = 'x'\ndeveloper_instructions = '''# Work\n\n- One\n  - Two\n'''\n[t]\n# no heading\n"
    )
    persona, diagnostics = parse(source, "a")
    assert persona.name == "x"
    assert [section.title for section in persona.body.sections] == ["Work"]
    assert persona.source.slice_text(persona.body.span) == "# Work\n\n- One\n  - Two\n"
    assert diagnostics == ()


def test_every_file_that_cannot_be_read_is_reported_at_once() -> None:
    files = {"a.toml": b"x", "b.toml": b"\xff", "c.md": b"\xff", "d.toml": b"", "e.md": b"x"}
    with pytest.raises(PersonacError) as caught:
        parse_all([Source(path, data) for path, data in files.items()])
    found = [(one.path, one.code) for one in caught.value.diagnostics]
    assert found == [("a.toml", "PC006"), ("b.toml", "PC001"), ("c.md", "PC001"), ("d.toml", "PC007")]
