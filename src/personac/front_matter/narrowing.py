"""What a source may do and the merged agent may not: never a danger, but work that can fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.front_matter_kinds import NARROWED_TOOLS
from personac.front_matter.escalation import Permissions
from personac.front_matter.known_keys import ALLOWED_TOOL_KEYS
from personac.front_matter.permissions import Levels, is_looser, levels_of
from personac.front_matter.policies import entries_of
from personac.front_matter.tool_patterns import Names, is_name_list, permitted_names
from personac.front_matter.tool_sets import names_beyond
from personac.model import Persona

_HINT = "if the agent needs it, list it: `{key} = ...` under [front_matter.set] in rules/"


def find_narrowings(personas: Sequence[Persona], merged: Permissions) -> Iterator[Diagnostic]:
    """Yield, for each persona and key, the tools that `merged` takes from it."""
    for persona in personas:
        for key in merged.values:
            if names := _lost(key, persona, merged):
                yield _narrowed(key, persona, names)


def _lost(key: str, persona: Persona, merged: Permissions) -> Names:
    """Return what the persona permits beyond the canonical's value of `key`, in words for a message."""
    values, result = persona.front_matter.values, merged.values[key]
    levels = levels_of(key, result)
    if levels is not None:
        own = Levels({}) if values.get(key) is None else levels_of(key, values[key])
        return () if own is None else _stricter(own, levels)
    if key not in ALLOWED_TOOL_KEYS or not is_name_list(result) or not is_name_list(values.get(key)):
        return ()
    if key not in values and not ALLOWED_TOOL_KEYS.isdisjoint(values):
        return ()  # another key lists its tools
    return names_beyond(permitted_names(result), permitted_names(values.get(key)))


def _stricter(own: Levels, merged: Levels) -> Names:
    return tuple(
        f"{name} ({own.level(name)} \u2192 {merged.level(name)})"
        for name in merged.by_pattern
        if is_looser(own.level(name), merged.level(name))
    )


def _narrowed(key: str, persona: Persona, names: Names) -> Diagnostic:
    places = (entry.entry.span.start for entry in entries_of(key, [persona]))
    start = next(places, persona.front_matter.start)
    message = f"the canonical's `{key}` permits less than this persona: not {', '.join(names)}"
    return persona.source.diagnostic(start, NARROWED_TOOLS, message, _HINT.format(key=key))
