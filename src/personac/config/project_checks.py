"""What the schema cannot say about the settings of a project: names, and tables of the rules.

Everything is checked when the settings are read, so that an error names their line, and not an output.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from personac.config.locations import KeyPath
from personac.config.path_patterns import PATTERN_HINT, is_path_pattern
from personac.config.schema import RulesFile
from personac.config.validation import Problem
from personac.diagnostics.input_kinds import RULES_BAD_VALUE
from personac.paths import is_agent_name, is_below, is_plain_name

_FOLDERS = frozenset({"targets", "variants"})  # of outputs, beside which the folders of groups may be
_RULES_HINT = "[{0}] is a table of the rules: put it into a file below rules/, as in rules/{0}.toml"


def problems_of_project(values: Mapping[str, Any], found: Sequence[Problem]) -> list[Problem]:
    """Return all problems of the settings of a project; `found` are those of the schema."""
    wrong = {problem.path for problem in found}
    more = [*_names(values), *_groups(values), *_outputs(values), *_patterns(values)]
    return [*(_as_rules(problem, values) for problem in found), *(p for p in more if p.path not in wrong)]


def _as_rules(problem: Problem, values: Mapping[str, Any]) -> Problem:
    """Return the problem with another hint where it is a table of the rules."""
    name = problem.path[0] if len(problem.path) == 1 else ""
    fields = {field.name for field in msgspec.structs.fields(RulesFile)}
    is_table = isinstance(values.get(str(name)), dict)
    return replace(problem, hint=_RULES_HINT.format(name)) if is_table and name in fields else problem


def _names(values: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _agent_name(values, ())
    for name, group in _tables(values).items():
        yield from _agent_name(group, ("groups", name))


def _agent_name(table: Mapping[str, Any], path: KeyPath) -> Iterator[Problem]:
    name = table.get("name")
    if isinstance(name, str) and name and not is_agent_name(name):
        hint = "choose another: no white space, `:` or slash, no `-` in front, and not `report`"
        yield _bad((*path, "name"), f"the agent cannot be named {name!r}", hint)


def _groups(values: Mapping[str, Any]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    hint = "name it by a word that can be a folder and an agent, as in [groups.backend]"
    for name, group in _tables(values).items():
        path, other = ("groups", name), first.setdefault(name.casefold(), name)
        if other != name:
            message = f"two groups have names that differ only in case: {other}, {name}"
            yield _bad(path, message, "rename one of them: some file systems take both for one folder")
        elif name.casefold() in _FOLDERS:
            message = f"a group cannot be named {name!r}: outputs go into folders of this name"
            yield _bad(path, message, hint)
        elif not is_plain_name(name) or not (group.get("name") or is_agent_name(name)):
            yield _bad(path, f"a group cannot be named {name!r}", hint)


def _outputs(values: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the output folders that lead out of the project: settings come with a repository."""
    outputs: dict[KeyPath, Any] = {("output",): values.get("output")}
    outputs |= {("groups", name, "output"): group.get("output") for name, group in _tables(values).items()}
    for path, output in outputs.items():
        if isinstance(output, str) and not is_below(output):
            hint = "name a folder below this file, or another one with -o"
            yield _bad(path, f"the output folder {output!r} is not below this file", hint)


def _patterns(values: Mapping[str, Any]) -> Iterator[Problem]:
    lines = [(key, at, line) for key in ("include", "exclude") for at, line in _lines(values.get(key))]
    for key, at, line in lines:
        if isinstance(line, str) and not is_path_pattern(line):
            yield _bad((key, at), f"{line!r} is no pattern of a .gitignore file", PATTERN_HINT)


def _lines(value: Any) -> Iterator[tuple[int, Any]]:  # noqa: ANN401 - not validated yet
    yield from enumerate(value if isinstance(value, list) else ())


def _tables(values: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    groups = values.get("groups")
    tables = groups if isinstance(groups, dict) else {}
    return {name: table for name, table in tables.items() if isinstance(table, dict)}


def _bad(path: KeyPath, message: str, hint: str) -> Problem:
    return Problem(RULES_BAD_VALUE, path, message, hint)
