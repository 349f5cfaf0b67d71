"""Policies that take one source's value whole, and what is told of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from personac.config.schema_types import Policy
from personac.diagnostics.front_matter_kinds import CONFLICTING_FIELD
from personac.diagnostics.model import Diagnostic
from personac.parsing.normalization import Normaliser
from personac.passes.front_matter.examples import split_examples
from personac.passes.front_matter.holders import Holder, fingerprint, found_at, shown
from personac.passes.titles import most_central

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
