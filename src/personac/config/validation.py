"""Validation of one rules file against the schema: every problem, with a message and a hint.

msgspec stops at the first problem and does not report the key of a free-form table, so the
traversal is done here, and msgspec validates each value. A file may leave out any setting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from difflib import get_close_matches
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec

from personac.config.locations import KeyPath
from personac.config.outline_schema import Table
from personac.diagnostics.diagnostic import Kind
from personac.diagnostics.input_kinds import RULES_BAD_VALUE, RULES_UNKNOWN_SETTING

_TYPE_NAMES = MappingProxyType(
    {
        "array": "an array in brackets",
        "bool": "true or false",
        "date": "a date",
        "datetime": "a date and time",
        "float": "a number",
        "int": "an integer",
        "object": "a table",
        "str": "a string in quotes",
        "time": "a time of day",
    }
)
_MOST_BITS = 63
_DEEPEST = 64
_WRONG_TYPE = re.compile(r"Expected `(\w+)`, got `(\w+)`")
_OUT_OF_RANGE = re.compile(r"Expected `(?:int|float)` (<=|>=) (\S+)")
_TOO_SHORT = re.compile(r"Expected `(array|str)` of length >= (\d+)")
_WRONG_CHOICE = re.compile(r"Invalid enum value '(.*)'", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(\w+)`")


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem in a rules file, at a key path of that file."""

    kind: Kind
    path: KeyPath
    message: str
    hint: str


def check(value: object, annotation: Any, path: KeyPath = ()) -> Iterator[Problem]:  # noqa: ANN401 - a type form
    """Yield the problems of `value` as the type `annotation`, innermost first."""
    annotation = _branch(value, annotation)
    try:
        msgspec.convert(value, annotation)
    except msgspec.ValidationError as error:
        bare = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
        inner = list(_inner_problems(value, bare, path))
        yield from inner
        if not inner and not (_is_struct(bare, Table) and isinstance(value, dict)):
            message, hint = _explained(str(error), path, get_args(bare), _description(annotation))
            yield Problem(RULES_BAD_VALUE, path, message, hint)


def check_values(value: object, path: KeyPath = ()) -> Iterator[Problem]:
    """Yield the values that fit no setting: no path has a NUL, and Python writes no huge number."""
    if isinstance(value, dict | list) and len(path) > _DEEPEST:
        yield Problem(RULES_BAD_VALUE, path[:2], f"`{dotted(path[:2])}` is nested too deeply", "nest it less")
    elif isinstance(value, time):  # YAML has none
        hint = "write it in quotes"
        yield Problem(RULES_BAD_VALUE, path, f"`{dotted(path)}` is a time of day without a date", hint)
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from check_values(inner, (*path, key))
    elif isinstance(value, str) and "\0" in value:
        yield Problem(RULES_BAD_VALUE, path, f"`{dotted(path)}` contains a NUL character", "remove it")
    elif isinstance(value, int) and value.bit_length() > _MOST_BITS:
        yield Problem(RULES_BAD_VALUE, path, f"`{dotted(path)}` is too large a number", "use a smaller one")


def _branch(value: object, annotation: Any) -> Any:  # noqa: ANN401
    """Return the part of a union that `value` has to be, a table or something else; else the type.

    TOML has no null, so `None` is no choice; the part keeps the description of the union.
    """
    bare, *metas = get_args(annotation) if get_origin(annotation) is Annotated else (annotation,)
    if get_origin(bare) not in {Union, UnionType}:
        return annotation
    parts = [part for part in get_args(bare) if part is not NoneType]
    is_table = isinstance(value, dict)
    chosen = next((part for part in parts if _is_struct(part, msgspec.Struct) is is_table), parts[0])
    return Annotated[chosen, *metas] if metas else chosen


def _inner_problems(value: object, bare: Any, path: KeyPath) -> Iterator[Problem]:  # noqa: ANN401
    if isinstance(value, list) and get_origin(bare) is tuple:
        for index, element in enumerate(value):
            yield from check(element, get_args(bare)[0], (*path, index))
    elif isinstance(value, dict) and get_origin(bare) is Mapping:
        for key, element in value.items():
            yield from check(element, get_args(bare)[1], (*path, key))
    elif isinstance(value, dict) and _is_struct(bare, msgspec.Struct):
        yield from _table_problems(value, bare, path)


def _table_problems(
    value: dict[str, object], table: type[msgspec.Struct], path: KeyPath
) -> Iterator[Problem]:
    fields = {field.name: field.type for field in msgspec.structs.fields(table)}
    for key, element in value.items():
        if key in fields:
            yield from check(element, fields[key], (*path, key))
        else:
            message = f"unknown setting `{key}` {_place(path)}"
            yield Problem(RULES_UNKNOWN_SETTING, (*path, key), message, _suggestion(key, sorted(fields)))


def _description(annotation: Any) -> str:  # noqa: ANN401
    """Return the description of a setting in the schema, or an empty string."""
    metas = [meta.description for meta in get_args(annotation) if isinstance(meta, msgspec.Meta)]
    return next((text for text in metas if text), "")


def _is_struct(bare: object, base: type) -> bool:
    return isinstance(bare, type) and issubclass(bare, base)


def _place(table: KeyPath) -> str:
    if not table:
        return "at the top level"
    return f"in [[{dotted(table)}]]" if isinstance(table[-1], int) else f"in [{dotted(table)}]"


def dotted(path: KeyPath) -> str:
    """Return `path` in TOML notation without indices, as in `outline.alias.titles`."""
    return ".".join(part for part in path if isinstance(part, str))


def _explained(error: str, path: KeyPath, choices: Sequence[object], description: str) -> tuple[str, str]:
    """Translate msgspec's `error` about the setting at `path` to a message and a hint.

    `choices` are the allowed values of an enumeration; `description` is that of the schema.
    """
    name = dotted(path)
    if match := _WRONG_TYPE.match(error):
        return _wrong_type(name, *match.groups())
    if match := _OUT_OF_RANGE.match(error):
        bound = "most" if match[1] == "<=" else "least"
        return f"`{name}` must be at {bound} {float(match[2]):g}", description
    if match := _TOO_SHORT.match(error):
        return _too_short(name, match[1], match[2])
    if match := _WRONG_CHOICE.match(error):
        return f"`{name}` cannot be `{match[1]}`", _suggestion(match[1], [str(choice) for choice in choices])
    if match := _MISSING.match(error):
        example = "[...]" if match[1].endswith("s") else '"..."'
        table = _place(path).removeprefix("in ")
        return f"{table} has no `{match[1]}`", f"add a line `{match[1]} = {example}` below {table}"
    return f"`{name}` is malformed", description


def _wrong_type(name: str, expected: str, got: str) -> tuple[str, str]:
    given = "a decimal number" if got == "float" else _TYPE_NAMES.get(got, got)
    message = f"`{name}` must be {_TYPE_NAMES.get(expected, expected)}, not {given}"
    if got == "str" and expected in {"bool", "float", "int"}:
        return message, "write it without quotes"
    if expected == "str" and got != "object":
        return message, "put it in quotes"
    if expected == "array":
        return message, f"put it in brackets: {name.rpartition('.')[2]} = [...]"
    if expected == "object":
        return message, f"write it as a table: [{name}]"
    return message, f"use {_TYPE_NAMES.get(expected, expected)}"


def _too_short(name: str, what: str, least: str) -> tuple[str, str]:
    if what == "str":
        return f"`{name}` contains an empty string", "write a text between the quotes, or remove the string"
    return f"`{name}` needs at least {least} elements", "add the missing elements, or remove the setting"


def _suggestion(word: str, known: Sequence[str]) -> str:
    """Return a hint with the most similar of the `known` words, or with all of them."""
    near = get_close_matches(word.lower().replace("-", "_"), known, n=1)
    return f"did you mean `{near[0]}`?" if near else f"valid here: {', '.join(known)}"
