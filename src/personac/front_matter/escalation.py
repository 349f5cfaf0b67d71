"""What the merged agent may do that a source may not, or denies: nothing of it goes unsaid.

An absent list of tools allows every tool, so keys are held against each other
for every persona that says anything, whatever policy or rule made the result.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from personac.diagnostics.kinds import REGRANTED_TOOLS, WIDENED_TOOLS
from personac.diagnostics.model import Diagnostic
from personac.front_matter.field_entries import Holder, found_at, holders_of
from personac.front_matter.permissions import DEFAULT_MODE, MODE_KEY, Levels, is_freer, is_mode, looser
from personac.front_matter.policies import levels_of
from personac.front_matter.tool_patterns import (
    ALLOWING,
    DENYING,
    EVERY_TOOL,
    Names,
    as_names,
    covered,
    grants,
    listed,
    lists_names,
    overlap,
    widened,
    without_denied,
)
from personac.ir import MergedField, Persona

Values = Mapping[str, Any]
UNKNOWN_TOOLS = "perhaps any tool, as its value has a form that personac does not know"
_NARROW_HINT = "narrow it: the policy `intersection`, or `{key} = ...` under [front_matter.set] in rules/"


@dataclass(frozen=True, slots=True)
class GrantCheck:
    """Holds the merged fields against the sources; `decided` are the keys that the rules set."""

    values: Values
    denied: Names
    decided: frozenset[str]

    @classmethod
    def of(cls, fields: Sequence[MergedField], decided: frozenset[str]) -> GrantCheck:
        """Make the check for the fields of a canonical."""
        values = {field.key: field.value for field in fields}
        return cls(values, denials(values), decided)

    def findings(self, personas: Sequence[Persona]) -> Iterator[Diagnostic]:
        """Yield what is widened and what is granted in spite of a denial, persona by persona."""
        for persona in personas:
            values = persona.front_matter.values
            yield from self._freer_mode(persona)
            for key in values:
                [holder] = holders_of(key, [persona])
                regranted = self._regranted(key, values[key])
                if regranted:
                    yield self._told_regranted(key, holder, regranted)
                extra = [name for name in self._widened(key, values[key]) if not covered(name, regranted)]
                if extra:
                    yield _told_widened(key, holder, extra)

    def _freer_mode(self, persona: Persona) -> Iterator[Diagnostic]:
        """Tell where a mode frees an agent that names none."""
        front_matter, mode = persona.front_matter, self.values.get(MODE_KEY)
        if MODE_KEY in front_matter.values or not is_mode(mode) or not is_freer(mode, DEFAULT_MODE):
            return
        start = front_matter.span.start if front_matter.span else 0
        place = persona.source.position(start)
        message = f"the canonical acts more freely than this persona, which names no `{MODE_KEY}`: {mode}"
        hint = _NARROW_HINT.format(key=MODE_KEY)
        yield Diagnostic(WIDENED_TOOLS, persona.source.path, place.line, place.column, message, hint)

    def _regranted(self, key: str, value: Any) -> Names:  # noqa: ANN401
        """What this key denies and the canonical grants."""
        return tuple(name for name in denials({key: value}) if self.allows(name))

    def allows(self, name: str) -> bool:
        """Tell whether the canonical leaves room for `name`."""
        if covered(name, self.denied):
            return False
        lists = [as_names(v) for key, v in self.values.items() if key in ALLOWING and lists_names(v)]
        levels = [own for key, v in self.values.items() if (own := levels_of(key, v)) is not None]
        if any(own.level(name) == "deny" for own in levels) and not any(
            _reopens(own, name) for own in levels
        ):
            return False
        return not lists or any(grants(names, name) for names in lists)

    def _widened(self, key: str, value: Any) -> Names:  # noqa: ANN401
        """What the canonical allows beyond the value that a persona gives `key`."""
        result = self.values.get(key)
        if key == MODE_KEY:
            mode = DEFAULT_MODE if result is None else result
            is_more = is_mode(value) and is_mode(mode) and is_freer(mode, value)
            return (f"{value} \u2192 {mode}",) if is_more else ()
        own = levels_of(key, value)
        if own is not None:
            return self._widened_levels(own, levels_of(key, result), result)
        if key not in ALLOWING or not lists_names(value):
            return ()
        return self._widened_names(as_names(value), key, result)

    def _widened_names(self, source: Names | None, key: str, result: Any) -> Names:  # noqa: ANN401
        levels = levels_of(key, result)
        if source is None:
            return ()
        if levels is None and not lists_names(result):
            return (UNKNOWN_TOOLS,)
        if levels is None:
            return without_denied(widened(as_names(result), source), self.denied)
        named = tuple(name for name, level in levels.of.items() if level != "deny")
        rest = (EVERY_TOOL,) if levels.level("") != "deny" else ()
        return (*rest, *(name for name in widened(named, source) if not rest))

    def _widened_levels(self, own: Levels, result: Levels | None, value: Any) -> Names:  # noqa: ANN401
        if result is None and value is not None:
            names = as_names(value) if lists_names(value) else ()
            return tuple(name for name in names or () if own.level(name) == "deny")
        result = result or Levels({})
        names = tuple(dict.fromkeys((*own.of, *result.of)))
        return tuple(
            f"{name} ({own.level(name)} \u2192 {result.level(name)})"
            for name in names
            if looser(result.level(name), own.level(name))
            if not covered(name, (*own.denied, *self.denied))
        )

    def _told_regranted(self, key: str, holder: Holder, names: Sequence[str]) -> Diagnostic:
        message = f"this persona denies what the canonical grants: {', '.join(names)}"
        hint = f"the policy `union` for `{key}` keeps denials; or deny it under [front_matter.set] in rules/"
        is_decided = bool(self.decided & (ALLOWING | DENYING | {key}))
        return found_at(holder, REGRANTED_TOOLS, message, hint, "warning" if is_decided else None)


def denials(values: Values) -> Names:
    """Return what a front matter denies by name, in any of the forms that are known."""
    found: list[str] = []
    for key, value in values.items():
        levels = levels_of(key, value)
        if key in DENYING and value is not None and lists_names(value):
            found += listed(value)
        elif levels is not None:
            found += levels.denied
    return tuple(dict.fromkeys(found))


def _reopens(levels: Levels, name: str) -> bool:
    """Tell whether a part of what `name` stands for is allowed all the same."""
    return any(level != "deny" and overlap(inner, name) for inner, level in levels.of.items() if inner != "*")


def _told_widened(key: str, holder: Holder, extra: Sequence[str]) -> Diagnostic:
    message = f"the canonical allows more than this persona's `{key}`: {', '.join(extra)}"
    return found_at(holder, WIDENED_TOOLS, message, _NARROW_HINT.format(key=key))
