"""Names of tools: each agent tool has its own, and the canonical has those of its target.

`read_file` of Gemini CLI is `Read` in Claude Code. The table is `[[front_matter.tool]]` in the rules. A name
of the target stays, and so does one without a row. Some names have two meanings (`edit` of Copilot also
writes new files, that of OpenCode does not): a list is read as one of the agent tool that knows most of its
names, and as the narrowest of equals, because a doubt must not permit more. What is denied is read in every
way for the same reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from personac.config.front_matter_schema import FrontMatterRules, ToolRow
from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.front_matter_kinds import RENAMED_TOOLS, TOOL_WITHOUT_LIKE
from personac.front_matter.known_keys import ALLOWED_TOOL_KEYS, DENIED_TOOL_KEYS
from personac.front_matter.tool_patterns import (
    WHOLE,
    Names,
    is_name_list,
    names_as_yaml,
    scope_of,
    split_names,
    tool_of,
)
from personac.model import Entry, Persona

COLUMNS = ("claude_code", "copilot", "cursor", "gemini", "opencode")


@dataclass(frozen=True, slots=True)
class Mapped:
    """A list of tools as the target has it: its names, what was renamed, and what has no like there."""

    names: Names
    renamed: tuple[str, ...] = ()
    without_like: Names = ()


@dataclass(frozen=True, slots=True)
class ToolNames:
    """The table for one target: for each agent tool its names, in lower case, and what the target calls them.

    `own` are the names of the target, each with the rows that it is in; without any, as for the target "any",
    every name stays. `keeps`: whether a name stays that the target has nothing like.
    """

    own: Mapping[str, frozenset[int]] = field(default_factory=dict)
    calls: Mapping[str, Mapping[str, Names]] = field(default_factory=dict)
    spelled: Mapping[str, frozenset[str]] = field(default_factory=dict)
    keeps: bool = False

    def mapped(self, names: Names) -> Mapped:
        """Return a list of permitted tools with the names of the target."""
        if not self.own or all(tool_of(name) in self.own for name in names):
            return Mapped(names)
        readings = [self._read_as(column, names) for column in self._columns_of(names)]
        calls = min(readings, key=lambda reading: (reading.count(()), sum(map(len, reading))))
        pairs = list(zip(names, calls, strict=True))
        without_like = tuple(name for name, call in pairs if not call)
        kept = [call or ((name,) if self.keeps else ()) for name, call in pairs]
        return Mapped(
            tuple(dict.fromkeys(name for call in kept for name in call)) or names,
            tuple(f"{name} \u2192 {', '.join(call)}" for name, call in pairs if call and call != (name,)),
            without_like,
        )

    def readings(self, names: Iterable[str]) -> Names:
        """Return the names, each with all that it may stand for in the target, or is part of it there."""
        every = [name for own in names for name in (own, *self._every_call(own))]
        return tuple(dict.fromkeys((*every, *(part for name in every for part in self._parts(name)))))

    def _parts(self, name: str) -> Names:
        """Return the names of the target for all that `name` does, or a part of it: its other spellings."""
        rows = self.own.get(tool_of(name), frozenset())
        return tuple(f"{own}{scope_of(name)}" for own, within in self.own.items() if within <= rows)

    def touched(self, names: Names) -> Names:
        """Return the names of the target that do a part of what `names` do, or more than that."""
        rows = {row for name in names for row in self.own.get(tool_of(name), ())}
        return tuple(name for name, own in self.own.items() if own & rows)

    def first_names(self) -> Names:
        """Return the tools of the target that another agent tool has too, by the name that is written."""
        calls = [{n for call in self.calls.get(column, {}).values() for n in call} for column in COLUMNS]
        return tuple(name for name in self.own if sum(name in own for own in calls) > 1)

    def denied(self, names: Names) -> Names:
        """Return a list of denied tools with all that they may stand for in the target."""
        every = (name for own in names for name in self._every_call(own) or (own,))
        return tuple(dict.fromkeys(every))

    def _columns_of(self, names: Names) -> list[str]:
        """Return the agent tools that know most of `names`: several if it is uncertain whose they are."""
        known = {column: sum(tool_of(name) in own for name in names) for column, own in self.spelled.items()}
        return [column for column in COLUMNS if known[column] == max(known.values())]

    def _read_as(self, column: str, names: Names) -> list[Names]:
        return [self._call(column, name) for name in names]

    def _call(self, column: str, name: str) -> Names:
        """Return what the target calls `name`; empty if it has nothing like it."""
        if tool_of(name) in self.own or name == WHOLE:
            return (name,)
        first = self.calls[column].get(tool_of(name).casefold())
        calls = self._calls(name) if first is None else [first]
        found = [call for call in calls if call]
        if not found:
            return () if calls else (name,)
        return tuple(f"{tool}{scope_of(name)}" for tool in min(found, key=len))

    def _calls(self, name: str) -> list[Names]:
        own = tool_of(name).casefold()
        return [self.calls[column][own] for column in COLUMNS if own in self.calls.get(column, {})]

    def _every_call(self, name: str) -> Names:
        if tool_of(name) in self.own:
            return ()
        return tuple(f"{tool}{scope_of(name)}" for calls in self._calls(name) for tool in calls)


def tool_names(rules: FrontMatterRules) -> ToolNames:
    """Return the table of the rules for their target."""
    return tool_names_for(rules, "claude_code" if rules.target == "claude" else rules.target)


def tool_names_for(rules: FrontMatterRules, target: str) -> ToolNames:
    """Return the table of the rules for one of `COLUMNS`; for any other it is empty."""
    if target not in COLUMNS:
        return ToolNames()
    rows = _joined(rules.tool)
    return ToolNames(
        _rows_of(target, rows),
        {column: _calls_of(column, target, rows) for column in COLUMNS},
        {column: frozenset(name for row in rows for name in row[column]) for column in COLUMNS},
        rules.unmapped == "keep",
    )


def _joined(rows: Sequence[ToolRow]) -> list[dict[str, Names]]:
    """Return the names by agent tool of each row; rows of one name are joined, the later ones in front."""
    joined: dict[str, dict[str, Names]] = {}
    for row in rows:
        before = joined.get(row.name, dict.fromkeys(COLUMNS, ()))
        joined[row.name] = {column: (*getattr(row, column), *before[column]) for column in COLUMNS}
    return list(joined.values())


def _rows_of(target: str, rows: Sequence[Mapping[str, Names]]) -> dict[str, frozenset[int]]:
    names = dict.fromkeys(name for row in rows for name in row[target])
    return {name: frozenset(i for i, row in enumerate(rows) if name in row[target]) for name in names}


def _calls_of(column: str, target: str, rows: Sequence[Mapping[str, Names]]) -> dict[str, Names]:
    calls: dict[str, Names] = {}
    for row in rows:
        for name in dict.fromkeys(name.casefold() for name in row[column]):
            calls[name] = tuple(dict.fromkeys((*calls.get(name, ()), *row[target][:1])))
    return calls


def with_target_names(persona: Persona, tools: ToolNames) -> tuple[Persona, tuple[Diagnostic, ...]]:
    """Return `persona` with the names of the target in its lists of tools, and what to report about it."""
    found: list[Diagnostic] = []
    entries = []
    for entry in persona.front_matter.entries:
        mapped = _mapped(entry, tools)
        entries.append(entry if mapped is None else _with_names(entry, mapped.names))
        found += _problems(persona, entry, mapped or Mapped(()), tools)
    front_matter = replace(persona.front_matter, entries=tuple(entries))
    return replace(persona, front_matter=front_matter), tuple(found)


def _mapped(entry: Entry, tools: ToolNames) -> Mapped | None:
    """Return the names of an entry as the target has them; None for no list, and if nothing changes."""
    names = _listed(entry.value)
    if entry.key in ALLOWED_TOOL_KEYS:
        mapped = tools.mapped(names)
    elif entry.key in DENIED_TOOL_KEYS:
        mapped = Mapped(tools.denied(names))
    else:
        return None
    return None if mapped == Mapped(names) else mapped


def _listed(value: Any) -> Names:  # noqa: ANN401 - YAML values are of any type
    return split_names(value) if value is not None and is_name_list(value) else ()


def _with_names(entry: Entry, names: Names) -> Entry:
    return replace(entry, value=names_as_yaml(names, [entry.value]), is_changed=True)


def _problems(persona: Persona, entry: Entry, mapped: Mapped, tools: ToolNames) -> Iterator[Diagnostic]:
    if mapped.renamed:
        message = (
            f"`{entry.key}` has names of another agent tool; in the canonical: {'; '.join(mapped.renamed)}"
        )
        hint = "nothing to do, unless [front_matter] target in rules/ should be another agent tool"
        yield persona.source.diagnostic(entry.span.start, RENAMED_TOOLS, message, hint)
    if mapped.without_like:
        stay = tools.keeps or set(mapped.without_like) <= set(mapped.names)
        done = "kept" if stay else "left out"
        message = f"the target has no tool like these of `{entry.key}`, which are {done}: "
        hint = "name one that is like it in a [[front_matter.tool]] in rules/, or set [front_matter] unmapped"
        message += ", ".join(mapped.without_like)
        yield persona.source.diagnostic(entry.span.start, TOOL_WITHOUT_LIKE, message, hint)
