"""Merge the front matter, key by key, each by the policy that the rules give it.

Keys that no version of personac knows are kept like all others. Where sources
disagree and one value has to be chosen, a diagnostic tells which. Keys that
say what an agent may do are never widened in silence: an absent `tools` means
every tool, so what the result allows beyond a source is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from personac.config.schema import Policy, Rules
from personac.diagnostics.kinds import NO_COMMON_TOOLS, VALUE_NOT_SET
from personac.diagnostics.model import Diagnostic
from personac.front_matter.escalation import GrantCheck, denials
from personac.front_matter.field_entries import Holder, found_at, holders_of, origins, written
from personac.front_matter.move_examples import split_examples
from personac.front_matter.permissions import LEVELLED, MODE_KEY
from personac.front_matter.policies import combine_values, conflicts, pick
from personac.front_matter.tool_patterns import (
    ALLOWING,
    DENYING,
    Names,
    as_names,
    like_the_sources,
    lists_names,
    without_denied,
)
from personac.ir import Compilation, MergedField, MovedExample
from personac.parsing.normalization import Normaliser, with_normaliser
from personac.passes.sequence import merge_sequences

_FIRST_KEYS = ("name", "description")
_SAFE_WHILE_NOT_SET: dict[bool, Policy] = {True: "intersection", False: "majority"}

Result = tuple[MergedField | None, tuple[Diagnostic, ...]]


def run(compilation: Compilation, rules: Rules) -> Compilation:
    """Fill `fields` and `examples`."""
    compilation, normaliser = with_normaliser(compilation, rules)
    merger = _FieldMerger(compilation, rules, normaliser)
    results = [merger.merge(key) for key in merger.all_keys()]
    fields = _without_denied([field for field, _ in results if field is not None], rules)
    told = chain.from_iterable(found for _, found in results)
    check = GrantCheck.of(fields, frozenset(rules.front_matter.set))
    diagnostics = (*compilation.diagnostics, *told, *check.findings(compilation.personas))
    examples = merger.examples() if rules.front_matter.examples == "move" else ()
    return replace(compilation, fields=fields, examples=examples, diagnostics=diagnostics)


@dataclass(frozen=True, slots=True)
class _FieldMerger:
    compilation: Compilation
    rules: Rules
    normaliser: Normaliser

    def all_keys(self) -> tuple[str, ...]:
        """`name` and `description` first, the others as the sources have them, then the rules'."""
        settings = self.rules.front_matter
        own = [[entry.key for entry in p.front_matter.entries] for p in self.compilation.personas]
        explicit = (key for key, policy in settings.keys.items() if policy == "explicit")
        given = sorted({*map(str, settings.set), *explicit})
        return tuple(dict.fromkeys((*_FIRST_KEYS, *merge_sequences([*own, given]))))

    def merge(self, key: str) -> Result:
        holders = holders_of(key, self.compilation.personas)
        policy = self._policy(key)
        if key in self.rules.front_matter.set:
            return MergedField(key, self.rules.front_matter.set[key], origins(holders)), ()
        if policy == "explicit":
            field, _ = self._by_policy(key, holders, _SAFE_WHILE_NOT_SET[key in _PERMISSIONS])
            return field, (self._not_set(key, holders),)
        if key == "name" and policy == "derive":
            return MergedField(key, self.compilation.name, origins(holders)), ()
        if policy == "drop":
            return None, ()
        return self._by_policy(key, holders, policy)

    def examples(self) -> tuple[MovedExample, ...]:
        """The examples in the descriptions of all sources, in their order."""
        holders = holders_of("description", self.compilation.personas)
        return tuple(
            MovedExample(
                text, origins([holder]), self.compilation.number_of[holder.persona.id], holder.entry.span
            )
            for holder in holders
            if isinstance(holder.value, str)
            for text in split_examples(holder.value).examples
        )

    def _policy(self, key: str) -> Policy:
        return self.rules.front_matter.keys.get(key, self.rules.front_matter.default)

    def _by_policy(self, key: str, holders: Sequence[Holder], policy: Policy) -> Result:
        if not holders:
            return None, ()
        if policy in {"union", "intersection"}:
            absent = len(holders) < len(self.compilation.personas)
            combined = combine_values(key, holders, absent=absent, is_union=policy == "union")
            if combined is not None:
                found = _none_in_common(key, combined.field, holders)
                mixed = _conflicts(key, combined.field, holders) if combined.is_mixed else ()
                return combined.field, (*found, *mixed)
        return self._picked(key, holders, policy)

    def _picked(self, key: str, holders: Sequence[Holder], policy: Policy) -> Result:
        chosen = pick(policy, holders, self.normaliser)
        field = MergedField(key, chosen.value, origins([chosen]), written(chosen))
        if key == "description":
            return self._described(field), ()
        return field, tuple(conflicts(key, chosen.value, chosen.place, holders))

    def _described(self, field: MergedField) -> MergedField:
        """The description as it is, or without its examples where the rules say so."""
        if self.rules.front_matter.examples == "keep" or not isinstance(field.value, str):
            return field
        text = split_examples(field.value).text
        return field if text == field.value else replace(field, value=text, written="")

    def _not_set(self, key: str, holders: Sequence[Holder]) -> Diagnostic:
        message = f"the rules decide about `{key}` themselves (policy `explicit`), and do not set it"
        hint = f"put `{key} = ...` under [front_matter.set] in rules/"
        if holders:
            return found_at(holders[0], VALUE_NOT_SET, message, hint)
        return Diagnostic(VALUE_NOT_SET, "rules", 0, 0, message, hint)


def _without_denied(fields: Sequence[MergedField], rules: Rules) -> tuple[MergedField, ...]:
    """Take out of the lists of tools what the canonical denies whole, but not what the rules list."""
    denied = denials({field.key: field.value for field in fields})
    return tuple(
        field if field.key in rules.front_matter.set else _narrowed(field, denied) for field in fields
    )


def _narrowed(field: MergedField, denied: Names) -> MergedField:
    names = as_names(field.value) if field.key in ALLOWING and lists_names(field.value) else None
    if names is None or (left := without_denied(names, denied)) == names:
        return field
    return replace(field, value=like_the_sources(left, [field.value]), written="")


_PERMISSIONS = ALLOWING | DENYING | LEVELLED | {MODE_KEY}


def _conflicts(key: str, field: MergedField | None, holders: Sequence[Holder]) -> tuple[Diagnostic, ...]:
    mappings = [holder for holder in holders if isinstance(holder.value, dict)]
    return tuple(conflicts(key, field.value if field else None, "", mappings))


def _none_in_common(key: str, field: MergedField | None, holders: Sequence[Holder]) -> tuple[Diagnostic, ...]:
    """Tell that an intersection is empty where no source asked for that."""
    if key not in ALLOWING or field is None or not lists_names(field.value) or as_names(field.value) != ():
        return ()
    if any(lists_names(h.value) and as_names(h.value) == () for h in holders):
        return ()
    message = f"no `{key}` is common to all sources that name any: the canonical allows none"
    hint = f"name what it may use: `{key} = [...]` under [front_matter.set] in rules/"
    return (found_at(holders[0], NO_COMMON_TOOLS, message, hint),)
