"""Merge the front matter, key by key, each by the policy that the rules give it.

Keys that no version of personac knows are kept like all others. Where sources
disagree and one value has to be chosen, a diagnostic tells which. Keys that
say what an agent may do are never widened in silence: an absent `tools` means
every tool, so what the result allows beyond a source is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from personac.diagnostics.kinds import CONFLICTING_FIELD, NO_COMMON_TOOLS, WIDENED_TOOLS
from personac.diagnostics.model import Diagnostic, Kind
from personac.frontend.normalise import Normaliser, with_normaliser
from personac.ir import Compilation, Entry, MergedField, Origin, Persona
from personac.passes.permissions import (
    ALLOWING,
    Names,
    as_names,
    combine,
    like_the_sources,
    lists_names,
    widened,
)
from personac.passes.sequence import merge_sequences
from personac.passes.titles import most_central
from personac.rules.model import Policy, Rules

_FIRST_KEYS = ("name", "description")


@dataclass(frozen=True, slots=True)
class Holder:
    """A persona that has a key, and its entry."""

    persona: Persona
    entry: Entry


def run(compilation: Compilation, rules: Rules) -> Compilation:
    """Fill `fields`."""
    compilation, normaliser = with_normaliser(compilation, rules)
    merger = _FieldMerger(compilation, rules, normaliser)
    results = [merger.merge(key) for key in merger.all_keys()]
    fields = tuple(field for field, _ in results if field is not None)
    diagnostics = tuple(found for _, some in results for found in some)
    return replace(compilation, fields=fields, diagnostics=(*compilation.diagnostics, *diagnostics))


Picker = Callable[[Sequence[Holder], Normaliser], Holder]
Result = tuple[MergedField | None, tuple[Diagnostic, ...]]


@dataclass(frozen=True, slots=True)
class _FieldMerger:
    compilation: Compilation
    rules: Rules
    normaliser: Normaliser

    def all_keys(self) -> tuple[str, ...]:
        """`name` and `description` first, the others as the sources have them."""
        own = [[entry.key for entry in p.front_matter.entries] for p in self.compilation.personas]
        given = [[str(key) for key in sorted(self.rules.front_matter.set)]]
        return tuple(dict.fromkeys((*_FIRST_KEYS, *merge_sequences([*own, *given]))))

    def merge(self, key: str) -> Result:
        holders = [
            Holder(persona, entry)
            for persona in self.compilation.personas
            for entry in {e.key: e for e in persona.front_matter.entries if e.key == key}.values()
        ]
        if key in self.rules.front_matter.set:
            return self._checked(
                MergedField(key, self.rules.front_matter.set[key], _origins(holders)), holders
            )
        if key == "name" and self._policy(key) == "derive":
            return MergedField(key, self.compilation.name, _origins(holders)), ()
        if not holders or self._policy(key) == "drop":
            return None, ()
        return self._by_policy(key, holders)

    def _policy(self, key: str) -> Policy:
        return self.rules.front_matter.keys.get(key, self.rules.front_matter.default)

    def _by_policy(self, key: str, holders: Sequence[Holder]) -> Result:
        policy = self._policy(key)
        if policy in {"union", "intersection"} and all(lists_names(h.entry.value) for h in holders):
            return self._combined(key, holders, is_union=policy == "union")
        return self._picked(key, holders, _PICKERS.get(policy, _majority))

    def _picked(self, key: str, holders: Sequence[Holder], pick: Picker) -> Result:
        chosen = pick(holders, self.normaliser)
        taken = MergedField(key, chosen.entry.value, _origins([chosen]), written=_written(chosen))
        conflicts = () if key == "description" else tuple(_conflicts(key, chosen, holders))
        field, found = self._checked(taken, holders)
        return field, (*conflicts, *found)

    def _combined(self, key: str, holders: Sequence[Holder], *, is_union: bool) -> Result:
        lists = [as_names(h.entry.value) for h in holders]
        if not any(names is not None for names in lists):
            return self._picked(key, holders, _first)
        has_all = None in lists or len(holders) < len(self.compilation.personas)
        if is_union and has_all and key in ALLOWING:
            return self._checked(None, holders, key)
        names = combine(lists, is_union=is_union)
        field, found = self._checked(_listing(key, names, holders), holders)
        return field, (*found, *(_none_in_common(key, holders) if any(lists) and not names else ()))

    def _checked(self, field: MergedField | None, holders: Sequence[Holder], key: str = "") -> Result:
        """Name what a permission-like key allows beyond any of its sources."""
        key = field.key if field else key
        if key not in ALLOWING:
            return field, ()
        allowed = as_names(field.value) if field and lists_names(field.value) else None
        found = tuple(
            _widened(key, holder, extra)
            for holder in holders
            if lists_names(holder.entry.value) and (extra := widened(allowed, as_names(holder.entry.value)))
        )
        return field, found


def _listing(key: str, names: Names, holders: Sequence[Holder]) -> MergedField:
    """A field that lists `names`, as a source has it where one lists just these."""
    same = next((h for h in holders if as_names(h.entry.value) == names), None)
    if same is not None:
        return MergedField(key, same.entry.value, _origins(holders), _written(same))
    return MergedField(key, like_the_sources(names, [h.entry.value for h in holders]), _origins(holders))


def _origins(holders: Sequence[Holder]) -> tuple[Origin, ...]:
    return tuple(_origin(holder) for holder in holders)


def _origin(holder: Holder) -> Origin:
    source, span = holder.persona.source, holder.entry.span
    lines = source.line(span.start), source.last_line(span)
    return Origin(holder.persona.id, source.path, *lines, "frontmatter")


def _written(holder: Holder) -> str:
    """The entry as its source writes it; empty where no strict parser takes it."""
    if holder.persona.front_matter.tolerant:
        return ""
    return holder.persona.source.slice_text(holder.entry.span)


def _fingerprint(value: Any) -> str:  # noqa: ANN401 - YAML values are of any type
    """A text equal for equal values, whatever the order of a mapping's keys."""
    match value:
        case dict():
            return f"{{{sorted((_fingerprint(k), _fingerprint(v)) for k, v in value.items())}}}"
        case list() | tuple():
            return f"{[_fingerprint(element) for element in value]}"
        case set():
            return f"{{{sorted(map(_fingerprint, value))}}}"
        case _:
            return f"{value!r}"


def _majority(holders: Sequence[Holder], _normaliser: Normaliser) -> Holder:
    prints = [_fingerprint(holder.entry.value) for holder in holders]
    return min(holders, key=lambda h: -prints.count(_fingerprint(h.entry.value)))


def _central(holders: Sequence[Holder], normaliser: Normaliser) -> Holder:
    texts = [normaliser.normalise(str(holder.entry.value)) for holder in holders]
    return holders[most_central([tuple(sorted(set(text))) for text in texts])]


def _longest(holders: Sequence[Holder], _normaliser: Normaliser) -> Holder:
    return min(holders, key=lambda holder: -len(str(holder.entry.value)))


def _first(holders: Sequence[Holder], _normaliser: Normaliser) -> Holder:
    return holders[0]


_PICKERS: Mapping[str, Picker] = {
    "central": _central,
    "first": _first,
    "longest": _longest,
}


def _conflicts(key: str, chosen: Holder, holders: Sequence[Holder]) -> Iterator[Diagnostic]:
    for holder in holders:
        if _fingerprint(holder.entry.value) != _fingerprint(chosen.entry.value):
            message = f"`{key}` is {holder.entry.value!r} here; the canonical has {chosen.entry.value!r}"
            hint = f"to decide, put `{key} = ...` under [front_matter.set] in rules/"
            yield _at(holder, CONFLICTING_FIELD, message, hint)


def _none_in_common(key: str, holders: Sequence[Holder]) -> tuple[Diagnostic, ...]:
    message = f"no `{key}` is common to all sources that name any: the canonical allows none"
    hint = f"name what it may use: `{key} = [...]` under [front_matter.set] in rules/"
    return (_at(holders[0], NO_COMMON_TOOLS, message, hint),)


def _widened(key: str, holder: Holder, extra: Sequence[str]) -> Diagnostic:
    message = f"the canonical allows more than this persona's `{key}`: {', '.join(extra)}"
    hint = f"narrow it: the policy `intersection`, or `{key} = [...]` under [front_matter.set] in rules/"
    return _at(holder, WIDENED_TOOLS, message, hint)


def _at(holder: Holder, kind: Kind, message: str, hint: str) -> Diagnostic:
    position = holder.persona.source.position(holder.entry.span.start)
    path = holder.persona.source.path
    return Diagnostic(kind, path, position.line, position.column, message, hint)
