"""Pass: merge the front matter, key by key, each by the policy that the rules give it.

Unknown keys are kept like all others. If sources disagree and one value has to be chosen, a diagnostic
names it. What an agent may do is never widened silently: see `escalation`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from personac.config.front_matter_schema import FrontMatterRules, Policy
from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.front_matter_kinds import VALUE_NOT_SET
from personac.front_matter.agent_name import derive_name, shared_name
from personac.front_matter.code_keys import CodeOfSome
from personac.front_matter.combination import COMBINING, Combination, Combined, combine
from personac.front_matter.disagreement import Choice
from personac.front_matter.empty_lists import (
    is_emptied,
    no_common_tools,
    no_tools_left,
    with_denied,
    without_denied_tools,
)
from personac.front_matter.escalation import Permissions, denials, find_escalations
from personac.front_matter.known_keys import CODE_KEYS, MODE_KEYS, PERMISSION_KEYS
from personac.front_matter.merged_order import merge_sequences
from personac.front_matter.move_examples import split_examples
from personac.front_matter.narrowing import find_narrowings
from personac.front_matter.policies import SourceEntry, entries_of, field_of, origins, pick
from personac.front_matter.tool_names import ToolNames, tool_names, with_target_names
from personac.front_matter.tool_patterns import Names, is_name_list
from personac.model import MergedField, MovedExample, Persona
from personac.parsing.normalization import Normaliser

_FIRST_KEYS = ("name", "description")


@dataclass(frozen=True, slots=True)
class _Result:
    """What became of one key: its field, None if the canonical lacks it, and what to report.

    `denied`: tools that the field lists, and that the canonical has to deny.
    """

    field: MergedField | None
    diagnostics: tuple[Diagnostic, ...] = ()
    denied: Names = ()


@dataclass(frozen=True, slots=True)
class FieldMerger:
    """Merges the front matter of `personas`; `agent_name` is the value of the policy `derive`."""

    personas: Sequence[Persona]
    agent_name: str
    rules: FrontMatterRules
    normaliser: Normaliser

    def merge_all(self) -> tuple[tuple[MergedField, ...], tuple[Diagnostic, ...]]:
        """Return the fields of the canonical, in order, and the diagnostics."""
        tools = tool_names(self.rules)
        if len(self.personas) == 1:
            return _KeyMerger(self.personas, self, tools).merge_all()
        return self.merge_for(tools)

    def merge_for(
        self, tools: ToolNames, *, keeps_denied: bool = False
    ) -> tuple[tuple[MergedField, ...], tuple[Diagnostic, ...]]:
        """Return the fields with these names of tools, and the diagnostics.

        With `keeps_denied` a list may have tools that are denied beside it.
        """
        mapped = [with_target_names(persona, tools) for persona in self.personas]
        merger = _KeyMerger([persona for persona, _ in mapped], self, tools, keeps_denied)
        fields, diagnostics = merger.merge_all()
        return fields, (*chain.from_iterable(found for _, found in mapped), *diagnostics)


@dataclass(frozen=True, slots=True)
class _KeyMerger:
    """Merges the keys of `personas`, whose tools have the names of the target."""

    personas: Sequence[Persona]
    given: FieldMerger
    tools: ToolNames
    keeps_denied: bool = False

    @property
    def rules(self) -> FrontMatterRules:
        return self.given.rules

    def merge_all(self) -> tuple[tuple[MergedField, ...], tuple[Diagnostic, ...]]:
        results = [self._merge(key) for key in self._keys()]
        also_denied = tuple(name for result in results for name in result.denied)
        fields = with_denied([result.field for result in results if result.field], also_denied)
        denied = self.tools.readings(denials({field.key: field.value for field in fields}))
        if not self.keeps_denied:
            fields = without_denied_tools(fields, denied, self.rules.set)
        permissions = Permissions.of({field.key: field.value for field in fields}, self.tools)
        return fields, (
            *chain.from_iterable(result.diagnostics for result in results),
            *no_tools_left(fields, denied, self.personas),
            *find_escalations(self.personas, permissions, frozenset(self.rules.set)),
            *find_narrowings(self.personas, permissions),
        )

    def _keys(self) -> tuple[str, ...]:
        """`name` and `description` first, the others in the sources' order, then those of the rules."""
        own = [[entry.key for entry in persona.front_matter.entries] for persona in self.personas]
        explicit = (key for key, policy in self.rules.keys.items() if policy == "explicit")
        from_rules = sorted({*map(str, self.rules.set), *explicit})
        return tuple(dict.fromkeys((*_FIRST_KEYS, *merge_sequences([*own, from_rules]))))

    def _merge(self, key: str) -> _Result:
        entries = entries_of(key, self.personas)
        policy = self.rules.keys.get(key, self.rules.default)
        if key in self.rules.set:
            return _Result(MergedField(key, self.rules.set[key], origins(entries)))
        if policy == "explicit":
            safe: Policy = "intersection" if key in PERMISSION_KEYS | CODE_KEYS else "majority"
            return _Result(self._by_policy(key, entries, safe).field, (_value_not_set(key, entries),))
        if key == "name" and policy == "derive":
            return self._named(entries)
        result = self._by_policy(key, entries, policy)
        return replace(result, diagnostics=(*result.diagnostics, *self._reported(key, entries, result.field)))

    def _named(self, entries: Sequence[SourceEntry]) -> _Result:
        """Return the derived name, or the one that all personas share, unless somebody gave another."""
        name, is_derived = self.given.agent_name, self.given.agent_name == derive_name(self.personas)
        if is_derived and (len(self.personas) == 1 or shared_name(self.personas)):
            return _Result(field_of("name", entries[0], entries) if entries else None)
        choice = Choice("name", entries if is_derived else (), len(self.personas), name)
        return _Result(MergedField("name", name, origins(entries)), tuple(choice.problems()))

    def _reported(
        self, key: str, entries: Sequence[SourceEntry], field: MergedField | None
    ) -> Iterator[Diagnostic]:
        """Yield what is reported about modes and keys that run code, whatever their policy."""
        policy, value = self.rules.keys.get(key, self.rules.default), field.value if field else None
        if key in CODE_KEYS:
            yield from CodeOfSome(key, entries, len(self.personas), value, policy).problems()
        elif key in MODE_KEYS and policy in COMBINING:
            yield from Choice(key, entries, len(self.personas), value).problems()

    def _by_policy(self, key: str, entries: tuple[SourceEntry, ...], policy: Policy) -> _Result:
        if not entries or policy == "drop":
            return _Result(None)
        if policy in COMBINING:
            has_gaps = len(entries) < len(self.personas)
            given = Combination(key, entries, has_gaps, policy, self.tools)
            combined = combine(given)
            if combined is not None:
                return self._combined(given, combined)
        return self._picked(key, entries, policy)

    def _combined(self, given: Combination, combined: Combined) -> _Result:
        """Return the combined value, or all that is listed where nothing would be left of it."""
        problems = tuple(self._given_up(given, combined))
        if not is_emptied(given.entries, combined.field):
            return _Result(combined.field, problems, combined.denied)
        listed = combine(replace(given, policy="listed")) or combined
        return _Result(listed.field, (*problems, no_common_tools(given.entries[0])), listed.denied)

    def _given_up(self, given: Combination, combined: Combined) -> Iterator[Diagnostic]:
        """Yield the mappings of tools in place of which the canonical has a list."""
        if combined.is_mixed and combined.field:
            mappings = [entry for entry in given.entries if not is_name_list(entry.value)]
            yield from Choice(given.key, mappings, len(mappings), combined.field.value).problems()

    def _picked(self, key: str, entries: Sequence[SourceEntry], policy: Policy) -> _Result:
        chosen = pick(policy, entries, self.given.normaliser)
        field = field_of(key, chosen, [chosen])
        if key == "description":  # every source words it in its own way: no conflict
            return _Result(self._without_examples(field))
        if key in CODE_KEYS | MODE_KEYS and policy in COMBINING:  # told in any case
            return _Result(field)
        choice = Choice(key, entries, len(self.personas), chosen.value)
        return _Result(field, tuple(choice.problems(f", from {chosen.place}")))

    def _without_examples(self, field: MergedField) -> MergedField:
        """The description without its examples, unless the rules keep these in it."""
        if self.rules.examples == "keep" or not isinstance(field.value, str):
            return field
        text = split_examples(field.value).text
        return field if text == field.value else replace(field, value=text, written="")


def moved_examples(personas: Sequence[Persona]) -> tuple[MovedExample, ...]:
    """Return the examples in the descriptions of all personas, in their order."""
    numbers = {persona.id: number for number, persona in enumerate(personas)}
    return tuple(
        MovedExample(text, (entry.origin,), numbers[entry.persona.id], entry.entry.span)
        for entry in entries_of("description", personas)
        if isinstance(entry.value, str)
        for text in split_examples(entry.value).examples
    )


def _value_not_set(key: str, entries: Sequence[SourceEntry]) -> Diagnostic:
    message = f"the rules give `{key}` the policy `explicit`, but no value"
    hint = f"put `{key} = ...` under [front_matter.set] in rules/"
    if entries:
        return entries[0].diagnostic(VALUE_NOT_SET, message, hint)
    return Diagnostic(VALUE_NOT_SET, "rules", 0, 0, message, hint)
