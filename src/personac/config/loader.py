"""Read rules files over the package's defaults, and say everything that is wrong with them.

A user who mistypes a setting should not learn of it from the output, so every
problem of every file is reported, at its line, before anything is built.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files as resources
from typing import Any

import msgspec

from personac.config.check import Problem, check
from personac.config.joiner import VocabularyJoiner
from personac.config.locations import locate
from personac.config.merge import merged
from personac.config.schema import Rules
from personac.diagnostics.input_kinds import NOT_UTF8, RULES_SYNTAX
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.model.source import Source, UndecodableError

DEFAULTS = "defaults.toml"
WORDS = "vocabulary.toml"
_PLACE = re.compile(
    r"(?P<problem>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL
)
_SYNTAX_HINT = (
    "one `key = value` on a line; text stands in quotes, arrays in brackets; `personac rules` shows all"
)


@dataclass(frozen=True)
class Layer:
    """One rules file: its text, and what it says where it can be read."""

    source: Source
    values: Mapping[str, Any] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()


def load_rules(files: Sequence[tuple[str, bytes]]) -> Rules:
    """Merge rules files, each a path as shown to people and its bytes, over the defaults.

    Files count in the order of their paths, the last one most. Raises
    `PersonacError` with every problem of every file.
    """
    return _loaded(tuple(sorted(files)))


@lru_cache(maxsize=2)
def _loaded(files: tuple[tuple[str, bytes], ...]) -> Rules:
    layers = [_shipped(), *(_read(path, data) for path, data in files)]
    found = [diagnostic for layer in layers for diagnostic in layer.diagnostics]
    if found:
        raise PersonacError(*found)
    return msgspec.convert(_merged(layers), Rules)


@cache
def _shipped() -> Layer:
    return _read(DEFAULTS, defaults().encode())


def defaults() -> str:
    """Return the package's own rules, settings and words, which is what `personac rules` prints."""
    package = resources("personac.config")
    return "\n".join(package.joinpath(name).read_text(encoding="utf-8") for name in (DEFAULTS, WORDS))


def _merged(layers: Iterable[Layer]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    joiner = VocabularyJoiner()
    conflicts: list[Diagnostic] = []
    for layer in layers:
        values = merged(values, layer.values)
        conflicts += _placed(layer.source, joiner.add(layer.values.get("vocabulary", {})))
    if conflicts:
        raise PersonacError(*conflicts)
    return {**values, "vocabulary": {**values.get("vocabulary", {}), **joiner.joined()}}


def _read(path: str, data: bytes) -> Layer:
    source = Source(path, data)
    try:
        values = tomllib.loads(source.text)
    except UndecodableError as error:
        return _unreadable(source, Diagnostic(NOT_UTF8, path, 0, 0, error.problem, error.way_out))
    except RecursionError:
        message = "arrays or tables stand in each other too deeply"
        return _unreadable(source, Diagnostic(RULES_SYNTAX, path, 0, 0, message, "make the nesting flatter"))
    except ValueError as error:  # TOMLDecodeError, and what int() says of numbers without end
        return _unreadable(source, _syntax_problem(source, str(error)))
    return Layer(source, values, tuple(_placed(source, check(values, Rules))))


def _unreadable(source: Source, problem: Diagnostic) -> Layer:
    return Layer(source, {}, (problem,))


def _syntax_problem(source: Source, said: str) -> Diagnostic:
    match = _PLACE.fullmatch(said)
    if match is None:
        return Diagnostic(RULES_SYNTAX, source.path, 0, 0, f"this is not TOML: {said}", _SYNTAX_HINT)
    last_line = source.text.rpartition("\n")[2]
    line = int(match["line"] or source.text.count("\n") + 1)
    column = int(match["column"] or len(last_line) + 1)
    return Diagnostic(
        RULES_SYNTAX, source.path, line, column, f"this is not TOML: {match['problem']}", _SYNTAX_HINT
    )


def _placed(source: Source, problems: Iterable[Problem]) -> list[Diagnostic]:
    """Turn problems into diagnostics; the text is searched for places only where there are any."""
    found = list(problems)
    places = locate(source.text) if found else {}
    return [_diagnostic(source, problem, places.get(problem.path, 0)) for problem in found]


def _diagnostic(source: Source, problem: Problem, index: int) -> Diagnostic:
    place = source.position(source.byte_offset(index))
    return Diagnostic(problem.kind, source.path, place.line, place.column, problem.message, problem.hint)
