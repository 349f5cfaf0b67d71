"""Policies: how one value is made from the sources' entries of a key.

`central`, `first`, `longest` and `majority` pick the value of one source; `union` and `intersection`
combine all. `derive`, `explicit` and `drop` need no source's value: see `field_merge`.

A combination never permits by itself what a source denies. A list and a mapping of tools are combined into
the list without what the mapping denies, because a list can express what both permit. Values of an unknown
form are not combined.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from personac.config.schema import Policy
from personac.diagnostics.diagnostic import Diagnostic, Kind
from personac.front_matter.known_keys import ALLOWED_TOOL_KEYS, DEFAULT_MODE, DENIED_TOOL_KEYS, MODE_KEYS
from personac.front_matter.move_examples import split_examples
from personac.front_matter.permissions import (
    Levels,
    combine_modes,
    is_mode,
    levels_as_yaml,
    levels_of,
    merge_levels,
)
from personac.front_matter.tool_patterns import (
    Names,
    combine_tools,
    combine_words,
    is_name_list,
    names_as_yaml,
    permitted_names,
    split_names,
)
from personac.model import Entry, MergedField, Origin, Persona
from personac.model.source import Span
from personac.parsing.normalization import Normaliser

_MOST_COMPARED = 500  # entries that each entry is compared with
_MAX_SHOWN = 60  # characters of a value in a message


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One persona's entry of a key."""

    persona: Persona
    entry: Entry

    @property
    def value(self) -> Any:  # noqa: ANN401 - YAML values are of any type
        """The value that the persona gives the key."""
        return self.entry.value

    @property
    def place(self) -> str:
        """Path and line, as in `agents/a.md:3`."""
        source = self.persona.source
        return f"{source.path}:{source.line(self.entry.span.start)}"

    @property
    def origin(self) -> Origin:
        """The lines of the entry, as provenance."""
        source, span = self.persona.source, self.entry.span
        lines = source.line(span.start), source.last_line(span)
        return Origin(self.persona.id, source.path, *lines, "frontmatter")

    @property
    def written(self) -> str:
        """The entry as its source writes it, below the lines of comment about it."""
        source, entry = self.persona.source, self.entry
        own = source.slice_text(Span(entry.span.start, entry.end))
        return "\n".join([*map(source.slice_text, entry.comments), own])

    def diagnostic(self, kind: Kind, message: str, hint: str) -> Diagnostic:
        """Return a diagnostic at the start of the entry."""
        return self.persona.source.diagnostic(self.entry.span.start, kind, message, hint)


def entries_of(key: str, personas: Sequence[Persona]) -> tuple[SourceEntry, ...]:
    """Return the entries of `key`, in the order of the personas; of a repeated key the last one."""
    return tuple(
        SourceEntry(persona, entry)
        for persona in personas
        for entry in [entry for entry in persona.front_matter.entries if entry.key == key][-1:]
    )


def origins(entries: Sequence[SourceEntry]) -> tuple[Origin, ...]:
    """Return the provenance of a value that is made from `entries`."""
    return tuple(entry.origin for entry in entries)


def all_agree(entries: Sequence[SourceEntry]) -> bool:
    """Return whether all entries have one value, in one order of elements and keys."""
    return len({repr(entry.value) for entry in entries}) == 1


def comparable(value: Any) -> str:  # noqa: ANN401 - YAML values are of any type
    """Return a text that is equal for equal values, whatever the order of a mapping's keys."""
    match value:
        case dict():
            return f"{{{sorted((comparable(k), comparable(v)) for k, v in value.items())}}}"
        case list() | tuple():
            return f"{[comparable(element) for element in value]}"
        case set():
            return f"{{{sorted(map(comparable, value))}}}"
        case _:
            return f"{value!r}"


def shortened(value: Any) -> str:  # noqa: ANN401 - YAML values are of any type
    """Return `value` on one line, cut to 60 characters, for a message."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except TypeError:  # dates, sets, keys that are no text
        text = str(value)
    return text if len(text) <= _MAX_SHOWN else f"{text[: _MAX_SHOWN - 1].rstrip()}\u2026"


def pick(policy: Policy, entries: Sequence[SourceEntry], normaliser: Normaliser) -> SourceEntry:
    """Return the entry whose value the canonical takes; `majority` for a policy that does not pick."""
    match policy:
        case "first":
            return entries[0]
        case "longest":
            return min(entries, key=lambda entry: -len(_compared_text(entry)))
        case "central":
            return _central(entries, normaliser)
        case _:
            return _majority(entries)


def _central(entries: Sequence[SourceEntry], normaliser: Normaliser) -> SourceEntry:
    """Return the entry nearest to all others, the first of equals; of very many, evenly spread ones count."""
    stems = [frozenset(normaliser.normalise(_compared_text(entry))) for entry in entries]
    step = -(-len(stems) // _MOST_COMPARED)
    totals = [round(sum(_overlap(own, other) for other in stems[::step]), 6) for own in stems]
    return entries[totals.index(max(totals))]


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common) if common else 0.0


def _majority(entries: Sequence[SourceEntry]) -> SourceEntry:
    values = [comparable(entry.value) for entry in entries]
    return min(entries, key=lambda entry: -values.count(comparable(entry.value)))


def _compared_text(entry: SourceEntry) -> str:
    """The value without the examples in it, which are about single cases."""
    return split_examples(str(entry.value)).text


@dataclass(frozen=True, slots=True)
class Combination:
    """What is combined: the entries of one key, at least one.

    `has_gaps`: whether a persona lacks the key. `is_union`: whether to unite the values; else they are
    intersected.
    """

    key: str
    entries: tuple[SourceEntry, ...]
    has_gaps: bool
    is_union: bool


@dataclass(frozen=True, slots=True)
class Combined:
    """The result: a field, or None if the canonical should lack the key.

    `is_mixed`: whether lists and mappings were combined with each other.
    """

    field: MergedField | None
    is_mixed: bool = False


def combine(given: Combination) -> Combined | None:
    """Unite or intersect the values; None if one of them is of no form that can be combined."""
    key, entries = given.key, given.entries
    if all_agree(entries) and not given.has_gaps:
        return Combined(field_of(key, entries[0], entries))
    if key in MODE_KEYS:
        return _combine_modes(given)
    lists = [entry for entry in entries if is_name_list(entry.value)]
    levels = [own for entry in entries if (own := levels_of(key, entry.value)) is not None]
    if len(levels) == len(entries):
        return Combined(_combine_levels(given, levels))
    if len(lists) == len(entries):
        return Combined(_combine_lists(given))
    if len(lists) + len(levels) == len(entries) and key in ALLOWED_TOOL_KEYS:
        return Combined(_narrowest(given, lists, levels), is_mixed=True)
    return None


def field_of(key: str, entry: SourceEntry, entries: Sequence[SourceEntry]) -> MergedField:
    """Return the field with the value of `entry`, written as in its source; all `entries` are its origins."""
    return MergedField(key, entry.value, origins(entries), entry.written)


def _combine_modes(given: Combination) -> Combined | None:
    values = [entry.value for entry in given.entries]
    if not all(is_mode(value) for value in values):
        return None
    mode = combine_modes([*values, *([DEFAULT_MODE] if given.has_gaps else [])], is_union=given.is_union)
    entry = next((entry for entry in given.entries if entry.value == mode), None)
    return Combined(None if entry is None else field_of(given.key, entry, [entry]))


def _combine_levels(given: Combination, levels: Sequence[Levels]) -> MergedField:
    everything = [Levels({})] if given.has_gaps else []
    merged = merge_levels([*levels, *everything], is_union=given.is_union)
    wanted = list(merged.by_pattern.items())
    for entry, own in zip(given.entries, levels, strict=True):
        if list(own.by_pattern.items()) == wanted:
            return field_of(given.key, entry, given.entries)
    value = levels_as_yaml(merged, given.entries[0].value)
    return MergedField(given.key, value, origins(given.entries))


def _combine_lists(given: Combination) -> MergedField | None:
    values = [entry.value for entry in given.entries]
    if given.key in DENIED_TOOL_KEYS:
        denied = [split_names(value) for value in values if value is not None]
        return _list_field(given, combine_tools(denied, is_union=given.is_union))
    lists = [permitted_names(value) for value in values]
    if given.key not in ALLOWED_TOOL_KEYS:
        return _list_field(given, combine_words(lists, is_union=given.is_union))
    if given.is_union and (given.has_gaps or None in lists):
        return None  # an absent list permits every tool
    if all(one is None for one in lists):
        return field_of(given.key, given.entries[0], given.entries)
    return _list_field(given, combine_tools(lists, is_union=given.is_union))


def _list_field(given: Combination, names: Names) -> MergedField:
    """Return a field that lists `names`, written as in the first source that lists exactly these."""
    for entry in given.entries:
        if entry.value is not None and split_names(entry.value) == names:
            return field_of(given.key, entry, given.entries)
    value = names_as_yaml(names, [entry.value for entry in given.entries])
    return MergedField(given.key, value, origins(given.entries))


def _narrowest(given: Combination, lists: Sequence[SourceEntry], levels: Sequence[Levels]) -> MergedField:
    """Return what all lists permit and no mapping denies."""
    permitted = [names for entry in lists if (names := permitted_names(entry.value)) is not None]
    if permitted:
        common = combine_tools(permitted, is_union=False)
        names = tuple(name for name in common if all(own.level(name) != "deny" for own in levels))
        value: object = names_as_yaml(names, [entry.value for entry in lists])
    else:  # lists of every tool narrow nothing
        mapping = next(entry.value for entry in given.entries if isinstance(entry.value, dict))
        value = levels_as_yaml(merge_levels(levels, is_union=False), mapping)
    return MergedField(given.key, value, origins(given.entries))
