"""Hold one rules file against the model, and find everything that does not fit.

msgspec stops at the first problem and loses the keys of open tables, so the
walk over the tables is done here, and msgspec judges each value. A file need
not say everything: only what it does say is checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin

import msgspec

from personac.config.locations import KeyPath
from personac.config.messages import suggest, value_problem
from personac.config.schema import Table
from personac.diagnostics.input_kinds import RULES_BAD_VALUE, RULES_UNKNOWN_SETTING
from personac.diagnostics.model import Kind


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a rules file that does not fit, at a key path of that file."""

    kind: Kind
    path: KeyPath
    message: str
    hint: str


def check(value: object, annotation: Any, path: KeyPath = ()) -> Iterator[Problem]:  # noqa: ANN401 - a type form
    """Yield what in `value` does not fit the type `annotation`, innermost places first."""
    try:
        msgspec.convert(value, annotation)
    except msgspec.ValidationError:
        yield from _problems(value, annotation, path)


def _problems(value: object, annotation: Any, path: KeyPath) -> Iterator[Problem]:  # noqa: ANN401
    bare = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
    inner = list(_inner_problems(value, bare, path))
    yield from inner
    if not inner and not (_is_struct(bare, Table) and isinstance(value, dict)):
        yield from _own_problem(value, annotation, bare, path)


def _own_problem(value: object, annotation: Any, bare: Any, path: KeyPath) -> Iterator[Problem]:  # noqa: ANN401
    try:
        msgspec.convert(value, annotation)
    except msgspec.ValidationError as error:
        message, hint = value_problem(str(error), dotted(path), get_args(bare), _description(annotation))
        yield Problem(RULES_BAD_VALUE, path, message, hint)


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
            message = f"there is no setting `{key}` {_place(path)}"
            yield Problem(RULES_UNKNOWN_SETTING, (*path, key), message, suggest(key, sorted(fields)))


def _description(annotation: Any) -> str:  # noqa: ANN401
    """Return what the model says a setting is for, or an empty string."""
    metas = [meta.description for meta in get_args(annotation) if isinstance(meta, msgspec.Meta)]
    return next((text for text in metas if text), "")


def _is_struct(bare: object, base: type) -> bool:
    return isinstance(bare, type) and issubclass(bare, base)


def _place(table: KeyPath) -> str:
    if not table:
        return "at the top of a rules file"
    return f"in [[{dotted(table)}]]" if isinstance(table[-1], int) else f"in [{dotted(table)}]"


def dotted(path: KeyPath) -> str:
    """Return `path` as people write it: `outline.alias.titles`, without indices."""
    return ".".join(part for part in path if isinstance(part, str))
