"""Union and intersection of what the sources say about one key.

A combination never allows by itself what a source denies: of a list and a
mapping the list counts, without what the mapping denies, because a list can say
what both allow. Where the values are of no form that is known, there is none.

Policies that take one source's value whole, and what is told of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from personac.config.schema import Policy
from personac.diagnostics.kinds import CONFLICTING_FIELD
from personac.diagnostics.model import Diagnostic
from personac.front_matter.field_entries import Holder, agree, fingerprint, found_at, origins, shown, written
from personac.front_matter.move_examples import split_examples
from personac.front_matter.permissions import (
    DEFAULT_MODE,
    LEVELLED,
    MODE_KEY,
    Levels,
    as_levels,
    as_value,
    choose_mode,
    is_mode,
    merge_levels,
)
from personac.front_matter.tool_patterns import (
    ALLOWING,
    DENYING,
    as_names,
    combine,
    combine_permissions,
    like_the_sources,
    listed,
    lists_names,
)
from personac.ir import MergedField
from personac.parsing.normalization import Normaliser
from personac.passes.titles import most_central


@dataclass(frozen=True, slots=True)
class Combined:
    """What became of a key: its field, or None where it is best left out.

    `is_mixed` where lists and mappings had to be held against each other.
    """

    field: MergedField | None
    is_mixed: bool = False


def levels_of(key: str, value: Any) -> Levels | None:  # noqa: ANN401 - YAML values are of any type
    """Return the levels that a key's value gives to tools; None where it gives none that are known."""
    if key not in LEVELLED or (key in ALLOWING and lists_names(value)):
        return None
    return as_levels(value)


def combine_values(key: str, holders: Sequence[Holder], *, absent: bool, is_union: bool) -> Combined | None:
    """Unite or intersect the values of `holders`, at least one; `absent` where a persona has no such key.

    Returns None where a value is of no form that can be combined.
    """
    if agree(holders) and not absent:
        return Combined(_whole(key, holders[0], holders))
    if key == MODE_KEY:
        return _mode(key, holders, absent=absent, is_union=is_union)
    lists = [holder for holder in holders if lists_names(holder.value)]
    levels = [found for holder in holders if (found := levels_of(key, holder.value)) is not None]
    if len(levels) == len(holders):
        return _levels(key, holders, levels, absent=absent, is_union=is_union)
    if len(lists) == len(holders):
        return _names(key, holders, absent=absent, is_union=is_union)
    if len(lists) + len(levels) == len(holders) and key in ALLOWING:
        return Combined(_narrowest(key, lists, levels, holders), is_mixed=True)
    return None


def _mode(key: str, holders: Sequence[Holder], *, absent: bool, is_union: bool) -> Combined | None:
    if not all(is_mode(holder.value) for holder in holders):
        return None
    modes = [*(holder.value for holder in holders), *([DEFAULT_MODE] if absent else [])]
    chosen = choose_mode(modes, is_union=is_union)
    holder = next((holder for holder in holders if holder.value == chosen), None)
    return Combined(None if holder is None else _whole(key, holder, [holder]))


def _levels(
    key: str, holders: Sequence[Holder], levels: Sequence[Levels], *, absent: bool, is_union: bool
) -> Combined:
    everything = [Levels({})] if absent else []
    merged = merge_levels([*levels, *everything], is_union=is_union)
    same = next(
        (
            h
            for h, own in zip(holders, levels, strict=True)
            if list(own.of.items()) == list(merged.of.items())
        ),
        None,
    )
    if same is not None:
        return Combined(_whole(key, same, holders))
    return Combined(MergedField(key, as_value(merged, holders[0].value), origins(holders)))


def _names(key: str, holders: Sequence[Holder], *, absent: bool, is_union: bool) -> Combined:
    values = [holder.value for holder in holders]
    if key in DENYING:
        names = combine_permissions([listed(v) for v in values if v is not None], is_union=is_union)
    elif key in ALLOWING:
        lists = [as_names(value) for value in values]
        if is_union and (absent or None in lists):
            return Combined(None)
        if all(one is None for one in lists):
            return Combined(_whole(key, holders[0], holders))
        names = combine_permissions(lists, is_union=is_union)
    else:
        names = combine([as_names(value) for value in values], is_union=is_union)
    return Combined(_listing(key, names, holders))


def _narrowest(
    key: str, lists: Sequence[Holder], levels: Sequence[Levels], holders: Sequence[Holder]
) -> MergedField:
    """What the lists have in common and no mapping denies."""
    found = [names for holder in lists if (names := as_names(holder.value)) is not None]
    common = combine_permissions(found, is_union=False) if found else ()
    if not found:  # lists of every tool narrow nothing
        merged = merge_levels(levels, is_union=False)
        like = next(holder.value for holder in holders if isinstance(holder.value, dict))
        return MergedField(key, as_value(merged, like), origins(holders))
    names = tuple(name for name in common if all(own.level(name) != "deny" for own in levels))
    return MergedField(key, like_the_sources(names, [h.value for h in lists]), origins(holders))


def _whole(key: str, holder: Holder, holders: Sequence[Holder]) -> MergedField:
    return MergedField(key, holder.value, origins(holders), written(holder))


def _listing(key: str, names: tuple[str, ...], holders: Sequence[Holder]) -> MergedField:
    """A field that lists `names`, as a source has it where one lists just these."""
    same = next((h for h in holders if h.value is not None and listed(h.value) == names), None)
    if same is not None:
        return _whole(key, same, holders)
    return MergedField(key, like_the_sources(names, [h.value for h in holders]), origins(holders))


Picker = Callable[[Sequence[Holder], Normaliser], Holder]


def pick(policy: Policy, holders: Sequence[Holder], normaliser: Normaliser) -> Holder:
    """Return the holder whose value counts; that of most where the policy is not one that picks."""
    return _PICKERS.get(policy, _majority)(holders, normaliser)


def conflicts(key: str, chosen: object, places: str, holders: Sequence[Holder]) -> Iterator[Diagnostic]:
    """Tell of every holder whose value is not the `chosen` one, which stands at `places`."""
    for holder in holders:
        if fingerprint(holder.value) != fingerprint(chosen):
            of = f", from {places}" if places else ""
            message = f"`{key}` is {shown(holder.value)} here; the canonical has {shown(chosen)}{of}"
            hint = f"to decide, put `{key} = ...` under [front_matter.set] in rules/"
            yield found_at(holder, CONFLICTING_FIELD, message, hint)


def _majority(holders: Sequence[Holder], _normaliser: Normaliser) -> Holder:
    prints = [fingerprint(holder.value) for holder in holders]
    return min(holders, key=lambda holder: -prints.count(fingerprint(holder.value)))


def _central(holders: Sequence[Holder], normaliser: Normaliser) -> Holder:
    texts = [normaliser.normalise(_text(holder)) for holder in holders]
    return holders[most_central([tuple(sorted(set(text))) for text in texts])]


def _longest(holders: Sequence[Holder], _normaliser: Normaliser) -> Holder:
    return min(holders, key=lambda holder: -len(_text(holder)))


def _first(holders: Sequence[Holder], _normaliser: Normaliser) -> Holder:
    return holders[0]


def _text(holder: Holder) -> str:
    """What is compared: the value without the examples in it, which speak of single cases."""
    return split_examples(str(holder.value)).text


_PICKERS: Mapping[str, Picker] = MappingProxyType({"central": _central, "first": _first, "longest": _longest})
