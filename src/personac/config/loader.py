"""Loading of rules files over the built-in defaults, and the JSON Schema of these files.

A mistyped setting must not go unnoticed, so all problems of all files are reported, each at its
line, before anything is built. Editors complete and validate TOML by the JSON Schema: taplo and
Even Better TOML (VS Code) use it if a rules file starts with `#:schema <path or URL>`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files as resources
from typing import Any, NamedTuple, TypeVar

import msgspec

from personac.config.ignored import RulePlace, check_ignored
from personac.config.locations import locate, parse_toml
from personac.config.one_at_a_time import one_at_a_time
from personac.config.outline_schema import Table
from personac.config.rules_merge import VocabularyMerger, merged
from personac.config.schema import Rules, RulesFile
from personac.config.validation import Problem, check, check_values
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.input_kinds import NOT_UTF8, RULES_SYNTAX
from personac.model.source import Source, UndecodableError

T = TypeVar("T")
DEFAULTS = "defaults.toml"
VOCABULARY = "vocabulary.toml"
TOOL_NAMES = "tool_names.toml"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
IDENTITY = "urn:personac:rules:1"
_TOML_ERROR = re.compile(
    r"(?P<problem>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL
)
_NAMED_ROWS = ("must_link", "cannot_link", "ignore")
_SYNTAX_HINT = (
    "write one `key = value` per line, strings in quotes, arrays in brackets; `personac rules` shows examples"
)


@dataclass(frozen=True)
class _Layer:
    """One rules file, and its values if it can be parsed; `table` is that of the rules in another file."""

    source: Source
    values: Mapping[str, Any] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    table: tuple[str, ...] = ()


class SettingsFile(NamedTuple):
    """A file of which one table holds settings of the project: `ignore` in it is a rule."""

    path: str
    data: bytes
    table: tuple[str, ...] = ()


Checks = Callable[[Mapping[str, Any], Sequence[Problem]], Sequence[Problem]]


def keep_problems(_values: Mapping[str, Any], found: Sequence[Problem]) -> Sequence[Problem]:
    """Check no more than the schema."""
    return found


@one_at_a_time
def load_rules(files: Sequence[tuple[str, bytes]], settings: SettingsFile | None = None) -> Rules:
    """Merge rules files, each a path for messages and its bytes, over the defaults.

    Files are ordered by path, and later ones override earlier ones; the settings come before them. Raises
    `PersonacError` with every problem of every file.
    """
    layers = [_read(DEFAULTS, defaults().encode()), *([_of_settings(settings)] if settings else [])]
    layers += [_read(path, data) for path, data in sorted(files)]
    diagnostics = [diagnostic for layer in layers for diagnostic in layer.diagnostics]
    if diagnostics:
        raise PersonacError(*diagnostics)
    return msgspec.convert({**_merged(layers), "places": _places(layers)}, Rules)


@one_at_a_time
def load_table(
    path: str, data: bytes, table: type[T], key: tuple[str, ...] = (), checks: Checks = keep_problems
) -> T:
    """Read the table `key` of a TOML file as a struct, the whole file for no key.

    `checks` gets the values and their problems as that struct, with paths in the table, and returns all
    problems. Raises `PersonacError` with every problem of it, each at its line.
    """
    layer = _parsed(path, data)
    values = _table_of(layer.values, key)
    found = [*check_values(values)] or checks(values, tuple(check(values, table)))
    placed = (replace(problem, path=(*key, *problem.path)) for problem in found)
    problems = layer.diagnostics or _diagnostics(layer.source, placed)
    if problems:
        raise PersonacError(*problems)
    return msgspec.convert(values, table)


def defaults() -> str:
    """Return the built-in rules, settings, vocabulary and names of tools, as `personac rules` prints them."""
    package, names = resources("personac.config"), (DEFAULTS, VOCABULARY, TOOL_NAMES)
    return "\n".join(package.joinpath(name).read_text(encoding="utf-8") for name in names)


def _merged(layers: Iterable[_Layer]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    vocabulary = VocabularyMerger()
    conflicts: list[Diagnostic] = []
    for layer in layers:
        values = merged(values, layer.values)
        conflicts += _diagnostics(layer.source, vocabulary.add(layer.values.get("vocabulary", {})))
    if conflicts:
        raise PersonacError(*conflicts)
    return {**values, "vocabulary": {**values.get("vocabulary", {}), **vocabulary.merged()}}


def _read(path: str, data: bytes) -> _Layer:
    layer = _parsed(path, data)
    found = layer.diagnostics or tuple(_diagnostics(layer.source, _problems(layer.values)))
    return replace(layer, diagnostics=found)


def _of_settings(file: SettingsFile) -> _Layer:
    """Return the findings that the settings of a project ignore, as rules."""
    layer = _parsed(file.path, file.data)
    rows = _table_of(layer.values, file.table).get("ignore", [])
    problems = tuple(
        _diagnostics(
            layer.source, (replace(found, path=(*file.table, *found.path)) for found in check_ignored(rows))
        )
    )
    return _Layer(layer.source, {"ignore": rows} if rows else {}, layer.diagnostics or problems, file.table)


def _table_of(values: Mapping[str, Any], key: Sequence[str]) -> Mapping[str, Any]:
    for part in key:
        found = values.get(part)
        values = found if isinstance(found, dict) else {}
    return values


def _parsed(path: str, data: bytes) -> _Layer:
    source = Source(path, data)
    try:
        values = parse_toml(source.text)
    except UndecodableError as error:
        problem = Diagnostic(NOT_UTF8, path, 0, 0, error.problem, error.hint)
    except RecursionError:
        message = "arrays or tables are nested too deeply"
        problem = Diagnostic(RULES_SYNTAX, path, 0, 0, message, "reduce the nesting")
    except ValueError as error:  # TOMLDecodeError, or the error of int() about huge numbers
        problem = _syntax_problem(source, str(error))
    else:
        return _Layer(source, values)
    return _Layer(source, {}, (problem,))


def _problems(values: Mapping[str, Any]) -> Iterator[Problem]:
    unfit = [*check_values(values)]
    problems = unfit or [*check(values, RulesFile)]
    yield from problems
    if not unfit and not any(problem.path[:1] == ("ignore",) for problem in problems):
        yield from check_ignored(values.get("ignore", ()))


def _places(layers: Sequence[_Layer]) -> dict[str, tuple[RulePlace, ...]]:
    """Return the places of the rows that are named in findings, in the order in which they accumulate."""
    return {
        name: tuple(place for layer in layers for place in _row_places(layer, name)) for name in _NAMED_ROWS
    }


def _row_places(layer: _Layer, name: str) -> Iterator[RulePlace]:
    rows, source = layer.values.get(name, ()), layer.source
    locations = locate(source.text) if rows else {}
    for index in range(len(rows)):
        offset = locations.get((*layer.table, name, index), 0)
        yield RulePlace(source.path, source.line(source.byte_offset(offset)))


def _syntax_problem(source: Source, error: str) -> Diagnostic:
    match = _TOML_ERROR.fullmatch(error)
    if match is None:
        return Diagnostic(RULES_SYNTAX, source.path, 0, 0, f"invalid TOML: {error}", _SYNTAX_HINT)
    last_line = source.text.rpartition("\n")[2]
    line = int(match["line"] or source.text.count("\n") + 1)
    column = int(match["column"] or len(last_line) + 1)
    return Diagnostic(
        RULES_SYNTAX, source.path, line, column, f"invalid TOML: {match['problem']}", _SYNTAX_HINT
    )


def _diagnostics(source: Source, problems: Iterable[Problem]) -> list[Diagnostic]:
    """Convert problems to diagnostics; the text is scanned for locations only if there are any."""
    problems = list(problems)
    locations = locate(source.text) if problems else {}
    offsets = [source.byte_offset(locations.get(problem.path, 0)) for problem in problems]
    return [
        source.diagnostic(offset, problem.kind, problem.message, problem.hint)
        for offset, problem in zip(offsets, problems, strict=True)
    ]


@one_at_a_time
def rules_schema() -> dict[str, Any]:
    """Return the JSON Schema of one rules file, in which every setting is optional."""
    schema = msgspec.json.schema(RulesFile)
    parts: dict[str, Any] = schema["$defs"]
    for table in Table.__subclasses__():
        del parts[table.__name__]["required"]
    root = parts.pop(RulesFile.__name__)
    _add_defaults(root, tomllib.loads(defaults()), parts)
    head = {"$schema": DIALECT, "$id": IDENTITY, **root, "title": "personac rules"}
    return {**head, "$defs": parts}


def _add_defaults(part: dict[str, Any], values: dict[str, Any], parts: dict[str, Any]) -> None:
    """Add the defaults to the settings, recursively in tables of settings."""
    for key, value in values.items():
        setting = part["properties"][key]
        if "$ref" in setting:
            _add_defaults(parts[setting["$ref"].rpartition("/")[2]], value, parts)
        elif value not in ([], {}):
            setting["default"] = value
