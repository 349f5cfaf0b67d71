"""Lists of permitted tools that would be empty: an agent that can do nothing, which no source wanted.

Only where every source that has the key permits nothing does the canonical permit nothing. Without the key it
would permit every tool, so a list whose tools are all denied stays, and the denials stand beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.front_matter_kinds import NO_COMMON_TOOLS, NO_TOOLS_LEFT
from personac.front_matter.known_keys import ALLOWED_TOOL_KEYS
from personac.front_matter.policies import SourceEntry, entries_of
from personac.front_matter.tool_patterns import (
    Names,
    is_name_list,
    names_as_yaml,
    permitted_names,
    split_names,
)
from personac.front_matter.tool_sets import without_denied
from personac.model import MergedField, Persona

_DENYING_KEY = "disallowedTools"
_HINT = "list what it may use: `{key} = [...]` under [front_matter.set] in rules/"


def with_denied(fields: Sequence[MergedField], names: Names) -> tuple[MergedField, ...]:
    """Deny `names` as well, in the key for it."""
    if not names:
        return tuple(fields)
    before = next((field for field in fields if field.key == _DENYING_KEY), MergedField(_DENYING_KEY, "", ()))
    every = tuple(dict.fromkeys((*split_names(before.value or ""), *names)))
    after = replace(before, value=names_as_yaml(every, [before.value]), written="")
    return (*(field for field in fields if field is not before), after)


def without_denied_tools(
    fields: Sequence[MergedField], denied: Names, fixed: Collection[str]
) -> tuple[MergedField, ...]:
    """Remove denied tools from lists of permitted ones where some are left, but not for the `fixed` keys."""
    return tuple(field if field.key in fixed else _narrowed(field, denied) for field in fields)


def _narrowed(field: MergedField, denied: Names) -> MergedField:
    names = _names(field)
    left = without_denied(names, denied)
    if not left or left == names:
        return field
    return replace(field, value=names_as_yaml(left, [field.value]), written="")


def _names(field: MergedField) -> Names:
    """Return the tools that a field lists; none if it is no list, or permits every tool."""
    is_list = field.key in ALLOWED_TOOL_KEYS and is_name_list(field.value)
    return (permitted_names(field.value) if is_list else None) or ()


def no_tools_left(
    fields: Sequence[MergedField], denied: Names, personas: Sequence[Persona]
) -> Iterator[Diagnostic]:
    """Yield the lists of which all tools are denied, and those that are empty though a persona has none."""
    for field in fields:
        entries = entries_of(field.key, personas)
        if not entries:  # only the rules have the key
            continue
        if names := _names(field):
            if not without_denied(names, denied) and len(personas) > 1:
                yield _all_denied(entries[0])
        elif field.key in ALLOWED_TOOL_KEYS and field.value == [] and len(entries) < len(personas):
            yield _empty(entries[0])


def is_emptied(entries: Sequence[SourceEntry], field: MergedField | None) -> bool:
    """Return whether a list is empty although a source permits tools."""
    if field is None or field.key not in ALLOWED_TOOL_KEYS or field.value != []:
        return False
    return any(permitted_names(entry.value) for entry in entries if is_name_list(entry.value))


def no_common_tools(entry: SourceEntry) -> Diagnostic:
    """Return the finding for a key whose lists have nothing in common."""
    key = entry.entry.key
    message = f"no entry of `{key}` is common to all sources: the canonical has what any of them lists"
    return entry.diagnostic(NO_COMMON_TOOLS, message, _HINT.format(key=key))


def _all_denied(entry: SourceEntry) -> Diagnostic:
    key = entry.entry.key
    message = f"all that the sources list in `{key}` is denied by others: the canonical can do nothing"
    return entry.diagnostic(NO_TOOLS_LEFT, message, _HINT.format(key=key))


def _empty(entry: SourceEntry) -> Diagnostic:
    key = entry.entry.key
    message = f"`{key}` is empty wherever a source has it: the canonical can do nothing, unlike other sources"
    return entry.diagnostic(NO_TOOLS_LEFT, message, _HINT.format(key=key))._replace(lowered_to="warning")
