"""Agents of Codex: TOML files whose `developer_instructions` are the body.

tomllib reads the values. It gives no places, so a text that it takes is divided into statements here: lines
`key = value` and headers of tables. The body is the text between the quotes as it is written, because a patch
restores the file byte for byte. So in double quotes an escape stays what it is, which is reported. All
other keys are entries of a front matter; those behind the body are often tables. They are not YAML, and never
copied.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.front_matter_kinds import NO_BODY
from personac.diagnostics.input_kinds import ESCAPED_TEXT, NO_INSTRUCTIONS, TOML_SYNTAX
from personac.model import Entry, FrontMatter
from personac.model.source import Source
from personac.parsing.fences import visible_text
from personac.parsing.front_matter import FrontMatterReading
from personac.parsing.yaml_reader import MAX_DEPTH

INSTRUCTIONS = "developer_instructions"
_STRING = r'"""(?:\\.|[^\\])*?"{3,5}(?!")' r"|'''.*?'{3,5}(?!')" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'"
_TOKEN = re.compile(
    rf"""(?P<string>{_STRING}) | (?P<line_end>\r?\n) | (?P<gap>\#[^\r\n]*|[^\S\r\n]+)
       | (?P<open>[\[{{]) | (?P<close>[\]}}]) | [^\s\#\[\]{{}}"']+""",
    re.DOTALL | re.VERBOSE,
)
_KEY = re.compile(r"""\[{0,2}[ \t]*("(?:\\.|[^"\\\n])*"|'[^'\n]*'|[\w-]+)""")
_DEEP_KEY = re.compile(rf"""(?:(?:[^"'=.\n]|"(?:\\.|[^"\\\n])*"|'[^'\n]*')*+\.){{{MAX_DEPTH}}}""")
_QUOTES = re.compile(r"""=[ \t]*("{3}|'{3}|"|')""")
_LINE_END = re.compile(r"\r?\n")
_ERROR = re.compile(r"(?P<problem>.*) \(at line (?P<line>\d+), column (?P<column>\d+)\)", re.DOTALL)
_AT_END = " (at end of document)"
_LARGEST = 2**63  # the integers that TOML has to have
_SYNTAX_HINT = "write `key = value` lines, and the instructions between two lines of `'''`"
_NO_TEXT_HINT = f"put {INSTRUCTIONS} = '''...''' above the first [table], or leave this file out"
_ESCAPES_HINT = "write the text as it is between two lines of `'''`, where nothing is an escape"


class _Statement(NamedTuple):
    """The characters of a statement, the first key that it belongs to, and whether it is in a table."""

    key: str
    start: int
    end: int
    is_in_table: bool


@dataclass(frozen=True, slots=True)
class _Body:
    """Character indices of the instructions: behind the opening quotes, and the ends of the text."""

    opening: int
    start: int
    end: int
    has_escapes: bool


def is_toml(path: str) -> bool:
    """Return whether a source is read as TOML, by its name."""
    return PurePosixPath(path).suffix.casefold() == ".toml"


def read_toml_agent(source: Source) -> FrontMatterReading:
    """Read the keys of an agent of Codex, and where its body is.

    Raises `PersonacError` if the file is not valid TOML or has no instructions, and `UndecodableError`.
    """
    values = _values(source)
    statements = list(_statements(source.text))
    body = _body(source, values, statements)
    spans: dict[str, tuple[int, int]] = {}
    for key, group in groupby(statements, key=lambda statement: statement.key):
        run = list(group)
        spans.setdefault(key, (run[0].start, run[-1].end))
    entries = tuple(
        Entry(key, values[key], source.span(*span), is_changed=True)
        for key, span in spans.items()
        if key != INSTRUCTIONS
    )
    front_matter = FrontMatter(source.span(0, body.opening), entries, syntax="toml")
    return FrontMatterReading(front_matter, body.start, body.end, tuple(_problems(source, body)))


def _values(source: Source) -> dict[str, Any]:
    try:
        _check_depth(source.text)
        return {key: _as_yaml(value) for key, value in tomllib.loads(source.text).items()}
    except RecursionError:
        message = "arrays or tables are nested too deeply"
        raise PersonacError(Diagnostic(TOML_SYNTAX, source.path, 1, 1, message, _SYNTAX_HINT)) from None
    except ValueError as error:  # TOMLDecodeError, or the error of int() about huge numbers
        raise _syntax_error(source, str(error)) from None


def _check_depth(text: str) -> None:
    """Raise `RecursionError` if a key has too many parts: tomllib reads these in quadratic time."""
    if any(_DEEP_KEY.match(text, start) for start, _ in _ranges(text)):
        raise RecursionError


def _syntax_error(source: Source, error: str) -> PersonacError:
    found = _ERROR.fullmatch(error)
    place = source.position(len(source.data)) if error.endswith(_AT_END) else source.position(0)
    line, column = (int(found["line"]), int(found["column"])) if found else (place.line, place.column)
    problem = found["problem"] if found else error.removesuffix(_AT_END)
    message = f"not valid TOML: {problem}"
    return PersonacError(Diagnostic(TOML_SYNTAX, source.path, line, column, message, _SYNTAX_HINT))


def _as_yaml(value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - TOML values are of any type
    """Return a value as YAML can have it: a time of day, or a number that is too large, is text."""
    if depth > MAX_DEPTH:
        raise RecursionError
    match value:
        case dict():
            return {key: _as_yaml(inner, depth + 1) for key, inner in value.items()}
        case list():
            return [_as_yaml(inner, depth + 1) for inner in value]
        case time():
            return value.isoformat()
        case int() if abs(value) > _LARGEST:
            return hex(value)
        case _:
            return value


def _statements(text: str) -> Iterator[_Statement]:
    """Yield the statements of a text that is valid TOML, without the comments around them."""
    table: str | None = None
    for start, end in _ranges(text):
        key = _first_key(text, start)
        if text[start] == "[":
            table = key
        yield _Statement(key if table is None else table, start, end, table is not None)


def _ranges(text: str) -> Iterator[tuple[int, int]]:
    start, end, depth = -1, 0, 0
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind not in ("line_end", "gap"):
            start, end = token.start() if start < 0 else start, token.end()
            depth += (kind == "open") - (kind == "close")
        elif kind == "line_end" and start >= 0 and not depth:
            yield start, end
            start = -1
    if start >= 0:
        yield start, end


def _first_key(text: str, start: int) -> str:
    """Return the first part of the key of a statement, which is dotted or alone."""
    found = _KEY.match(text, start)
    word = found[1] if found else ""
    return next(iter(tomllib.loads(f"{word} = 0"))) if word[:1] in ('"', "'") else word


def _body(source: Source, values: dict[str, Any], statements: list[_Statement]) -> _Body:
    """Return where the instructions are. Raises `PersonacError` if there are none at the top."""
    text = source.text
    named = [statement for statement in statements if _first_key(text, statement.start) == INSTRUCTIONS]
    quotes = _QUOTES.search(text, named[0].start) if named else None
    if not isinstance(values.get(INSTRUCTIONS), str) or quotes is None:
        offset = source.byte_offset(named[0].start if named else 0)
        message = f"there is no text `{INSTRUCTIONS}` at the top of this file, so it is no agent of Codex"
        raise PersonacError(source.diagnostic(offset, NO_INSTRUCTIONS, message, _NO_TEXT_HINT))
    opening, end = quotes.end(), named[0].end - len(quotes[1])
    line_end = _LINE_END.match(text, opening) if len(quotes[1]) > 1 else None
    start = line_end.end() if line_end else opening
    return _Body(opening, start, end, quotes[1][0] == '"' and "\\" in text[start:end])


def _problems(source: Source, body: _Body) -> Iterator[Diagnostic]:
    text = source.text[body.start : body.end]
    if body.has_escapes:
        offset = source.byte_offset(body.start + text.index("\\"))
        message = f"`{INSTRUCTIONS}` has escapes, which are read as they are written: `\\n` ends no line"
        yield source.diagnostic(offset, ESCAPED_TEXT, message, _ESCAPES_HINT)
    if not visible_text(text):
        message = f"there is no text in `{INSTRUCTIONS}`"
        hint = f"write the instructions for the agent into `{INSTRUCTIONS}`"
        yield source.diagnostic(source.byte_offset(body.opening), NO_BODY, message, hint)
