"""Policies that combine the values of all personas: `listed`, `union`, `intersection` and `keep`.

A combination never permits by itself what a source denies. A list and a mapping of tools are combined into
a list without what the mapping denies, because a list can express what both permit. Values of an unknown
form are not combined.

`listed` permits what any source lists by name: one without the key, with an empty value or with `*` adds
nothing. In a mapping, `*: deny` beside permitted tools lists these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from personac.config.front_matter_schema import Policy
from personac.front_matter.code_keys import combine_parts
from personac.front_matter.known_keys import (
    ALLOWED_TOOL_KEYS,
    CODE_KEYS,
    DENIED_TOOL_KEYS,
    MODE_KEYS,
    MODE_ORDERS,
)
from personac.front_matter.permissions import (
    Levels,
    combine_modes,
    is_mode,
    levels_as_yaml,
    levels_of,
    list_levels,
    merge_levels,
)
from personac.front_matter.policies import SourceEntry, all_agree, comparable, field_of, origins
from personac.front_matter.tool_names import ToolNames
from personac.front_matter.tool_patterns import (
    WHOLE,
    Names,
    combine_words,
    is_name_list,
    names_as_yaml,
    permitted_names,
    split_names,
)
from personac.front_matter.tool_sets import ToolSet, combine_tools
from personac.model import MergedField

_UNITING = frozenset({"keep", "listed", "union"})
MOST_PATTERNS = 300
"""Patterns of mappings that are combined, because each is compared with every other one."""
COMBINING = _UNITING | {"intersection"}


@dataclass(frozen=True, slots=True)
class Combination:
    """What is combined, and how: the entries of one key, at least one.

    `has_gaps`: whether a persona lacks the key. `policy`: one of `COMBINING`. `tools`: the names of tools.
    """

    key: str
    entries: tuple[SourceEntry, ...]
    has_gaps: bool
    policy: Policy
    tools: ToolNames

    @property
    def is_union(self) -> bool:
        """Whether words are united; else they are intersected."""
        return self.policy in _UNITING


@dataclass(frozen=True, slots=True)
class Combined:
    """The result: a field, or None if the canonical should lack the key.

    `is_mixed`: whether lists and mappings were combined with each other. `denied`: tools that the field
    lists, and that the canonical has to deny, because a mapping denies all that the lists permit.
    """

    field: MergedField | None
    is_mixed: bool = False
    denied: Names = ()


def combine(given: Combination) -> Combined | None:
    """Combine the values; None if one of them is of no form that can be combined."""
    key, entries = given.key, given.entries
    if all_agree(entries) and (given.policy == "listed" or not given.has_gaps):
        return Combined(field_of(key, entries[0], entries))
    if key in CODE_KEYS | MODE_KEYS:
        return _combine_code(given) if key in CODE_KEYS else _combine_modes(given)
    lists = [entry for entry in entries if is_name_list(entry.value)]
    levels = [own for entry in entries if (own := levels_of(key, entry.value)) is not None]
    if len({pattern for own in levels for pattern in own.by_pattern}) > MOST_PATTERNS:
        levels = []
    if len(levels) == len(entries):
        return Combined(_combine_levels(given, levels))
    if len(lists) == len(entries):
        return Combined(_combine_lists(given))
    if len(lists) + len(levels) == len(entries) and key in ALLOWED_TOOL_KEYS:
        return _combine_forms(given, lists, levels)
    return None


def _combine_code(given: Combination) -> Combined | None:
    if given.has_gaps and not given.is_union:
        return Combined(None)
    value = combine_parts([entry.value for entry in given.entries], is_union=given.is_union)
    if value is None:
        return None if given.is_union else Combined(None)
    for entry in given.entries:
        if comparable(entry.value) == comparable(value):
            return Combined(field_of(given.key, entry, given.entries))
    return Combined(MergedField(given.key, value, origins(given.entries)))


def _combine_modes(given: Combination) -> Combined | None:
    values = [entry.value for entry in given.entries]
    if not all(is_mode(value, given.key) for value in values):
        return None
    default = [MODE_ORDERS[given.key].default] if given.has_gaps else []
    mode = combine_modes(given.key, [*values, *default], is_union=given.policy == "union")
    entry = next((entry for entry in given.entries if entry.value == mode), None)
    return Combined(None if entry is None else field_of(given.key, entry, [entry]))


def _combine_levels(given: Combination, levels: Sequence[Levels]) -> MergedField:
    merged = _merged_levels(given, levels)
    wanted = list(merged.by_pattern.items())
    for entry, own in zip(given.entries, levels, strict=True):
        if list(own.by_pattern.items()) == wanted:
            return field_of(given.key, entry, given.entries)
    value = levels_as_yaml(merged, given.entries[0].value)
    return MergedField(given.key, value, origins(given.entries))


def _merged_levels(given: Combination, levels: Sequence[Levels]) -> Levels:
    if given.policy == "listed":
        return list_levels(levels)
    everything = [Levels({})] if given.has_gaps else []
    return merge_levels([*levels, *everything], is_union=given.policy == "union")


def _combine_lists(given: Combination) -> MergedField | None:
    values = [entry.value for entry in given.entries]
    if given.key in DENIED_TOOL_KEYS:
        denied = [split_names(value) for value in values if value is not None]
        return _list_field(given, combine_tools(denied, is_union=given.is_union))
    lists = [permitted_names(value) for value in values]
    if given.key not in ALLOWED_TOOL_KEYS:
        return _list_field(given, combine_words(lists, is_union=given.is_union))
    if given.policy == "union" and (given.has_gaps or None in lists):
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


def _combine_forms(given: Combination, lists: Sequence[SourceEntry], levels: Sequence[Levels]) -> Combined:
    """Return what all lists permit, or any of them, and no mapping denies."""
    permitted = [names for entry in lists if (names := permitted_names(entry.value)) is not None]
    if not permitted:  # lists of every tool narrow nothing
        mapping = next(entry.value for entry in given.entries if isinstance(entry.value, dict))
        value: object = levels_as_yaml(_merged_levels(given, levels), mapping)
        return Combined(MergedField(given.key, value, origins(given.entries)), is_mixed=True)
    if given.is_union:
        permitted += [given.tools.mapped(_allowed_by_name(own)).names for own in levels]
    common = combine_tools(permitted, is_union=given.is_union)
    denied = ToolSet(name for own in levels for name in given.tools.readings(own.denied))
    stricter = () if given.is_union else levels
    names = tuple(
        name
        for name in common
        if not denied.covers(name) and not any(own.level(name) == "deny" for own in stricter)
    )
    field = MergedField(
        given.key,
        names_as_yaml(names or common, [entry.value for entry in lists]),
        origins(given.entries),
    )
    return Combined(field, is_mixed=True, denied=() if names else common)


def _allowed_by_name(levels: Levels) -> Names:
    return tuple(name for name, level in levels.by_pattern.items() if level == "allow" and name != WHOLE)
