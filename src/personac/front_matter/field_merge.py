"""Pass: merge the front matter, key by key, each by the policy that the rules give it.

Unknown keys are kept like all others. If sources disagree and one value has to be chosen, a diagnostic
names it. What an agent may do is never widened silently: see `escalation`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from personac.config.schema import FrontMatterRules, Policy
from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.front_matter_kinds import CONFLICTING_FIELD, NO_COMMON_TOOLS, VALUE_NOT_SET
from personac.front_matter.escalation import Permissions, denials, find_escalations
from personac.front_matter.known_keys import ALLOWED_TOOL_KEYS, PERMISSION_KEYS
from personac.front_matter.merged_order import merge_sequences
from personac.front_matter.move_examples import split_examples
from personac.front_matter.policies import (
    Combination,
    Combined,
    SourceEntry,
    combine,
    comparable,
    entries_of,
    field_of,
    origins,
    pick,
    shortened,
)
from personac.front_matter.tool_patterns import (
    Names,
    is_name_list,
    names_as_yaml,
    permitted_names,
    without_denied,
)
from personac.model import MergedField, MovedExample, Persona
from personac.parsing.normalization import Normaliser

_FIRST_KEYS = ("name", "description")
_WORD = re.compile(r"[^\W_]+")
FALLBACK = "merged"
RESERVED = frozenset({"report"})
"""Names that no agent can have, because a build writes other files of these names."""


@dataclass(frozen=True, slots=True)
class _Result:
    """What became of one key: its field, None if the canonical lacks it, and what to report."""

    field: MergedField | None
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldMerger:
    """Merges the front matter of `personas`; `agent_name` is the value of the policy `derive`."""

    personas: Sequence[Persona]
    agent_name: str
    rules: FrontMatterRules
    normaliser: Normaliser

    def merge_all(self) -> tuple[tuple[MergedField, ...], tuple[Diagnostic, ...]]:
        """Return the fields of the canonical, in order, and the diagnostics."""
        results = [self._merge(key) for key in self._keys()]
        fields = _without_denied([result.field for result in results if result.field], self.rules.set)
        permissions = Permissions.of({field.key: field.value for field in fields})
        escalations = find_escalations(self.personas, permissions, frozenset(self.rules.set))
        return fields, (*chain.from_iterable(result.diagnostics for result in results), *escalations)

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
            safe: Policy = "intersection" if key in PERMISSION_KEYS else "majority"
            return _Result(self._by_policy(key, entries, safe).field, (_value_not_set(key, entries),))
        if key == "name" and policy == "derive" and self._keeps_its_name():
            return self._by_policy(key, entries, "majority")
        if key == "name" and policy == "derive":
            return _Result(MergedField(key, self.agent_name, origins(entries)))
        return self._by_policy(key, entries, policy)

    def _keeps_its_name(self) -> bool:
        """Return whether there is one persona, and nobody has given the agent another name."""
        return len(self.personas) == 1 and self.agent_name == derive_name(self.personas)

    def _by_policy(self, key: str, entries: tuple[SourceEntry, ...], policy: Policy) -> _Result:
        if not entries or policy == "drop":
            return _Result(None)
        if policy in {"union", "intersection"}:
            has_gaps = len(entries) < len(self.personas)
            combined = combine(Combination(key, entries, has_gaps, is_union=policy == "union"))
            if combined is not None:
                return _Result(combined.field, tuple(_combining_problems(key, entries, combined)))
        return self._picked(key, entries, policy)

    def _picked(self, key: str, entries: Sequence[SourceEntry], policy: Policy) -> _Result:
        chosen = pick(policy, entries, self.normaliser)
        field = field_of(key, chosen, [chosen])
        if key == "description":  # every source words it in its own way: no conflict
            return _Result(self._without_examples(field))
        return _Result(field, tuple(_conflicts(entries, chosen.value, f", from {chosen.place}")))

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


def _without_denied(fields: Sequence[MergedField], fixed: Mapping[str, Any]) -> tuple[MergedField, ...]:
    """Remove denied tools from the lists of permitted ones, but not from those that the rules set."""
    denied = denials({field.key: field.value for field in fields})
    return tuple(field if field.key in fixed else _narrowed(field, denied) for field in fields)


def _narrowed(field: MergedField, denied: Names) -> MergedField:
    is_list = field.key in ALLOWED_TOOL_KEYS and is_name_list(field.value)
    names = permitted_names(field.value) if is_list else None
    if names is None or (left := without_denied(names, denied)) == names:
        return field
    return replace(field, value=names_as_yaml(left, [field.value]), written="")


def _combining_problems(key: str, entries: Sequence[SourceEntry], combined: Combined) -> Iterator[Diagnostic]:
    if _is_empty_by_intersection(key, entries, combined.field):
        message = f"no entry of `{key}` is common to all sources that have one: the canonical permits no tool"
        hint = f"list what it may use: `{key} = [...]` under [front_matter.set] in rules/"
        yield entries[0].diagnostic(NO_COMMON_TOOLS, message, hint)
    if combined.is_mixed:
        mappings = [entry for entry in entries if isinstance(entry.value, dict)]
        yield from _conflicts(mappings, combined.field.value if combined.field else None, "")


def _is_empty_by_intersection(key: str, entries: Sequence[SourceEntry], field: MergedField | None) -> bool:
    """Return whether a list of tools became empty although no source has an empty one."""
    return (
        key in ALLOWED_TOOL_KEYS
        and field is not None
        and _is_empty_list(field.value)
        and not any(_is_empty_list(entry.value) for entry in entries)
    )


def _is_empty_list(value: Any) -> bool:  # noqa: ANN401 - YAML values are of any type
    return is_name_list(value) and permitted_names(value) == ()


def _conflicts(entries: Sequence[SourceEntry], chosen: object, source: str) -> Iterator[Diagnostic]:
    """Report each entry whose value is not the chosen one; `source` ends the message."""
    for entry in entries:
        if comparable(entry.value) != comparable(chosen):
            key = entry.entry.key
            message = (
                f"`{key}` is {shortened(entry.value)} here; the canonical has {shortened(chosen)}{source}"
            )
            hint = f"to decide, put `{key} = ...` under [front_matter.set] in rules/"
            yield entry.diagnostic(CONFLICTING_FIELD, message, hint)


def _value_not_set(key: str, entries: Sequence[SourceEntry]) -> Diagnostic:
    message = f"the rules give `{key}` the policy `explicit`, but no value"
    hint = f"put `{key} = ...` under [front_matter.set] in rules/"
    if entries:
        return entries[0].diagnostic(VALUE_NOT_SET, message, hint)
    return Diagnostic(VALUE_NOT_SET, "rules", 0, 0, message, hint)


def derive_name(personas: Sequence[Persona]) -> str:
    """Return a name for the canonical agent: the words that most ids share, or else most names.

    `backend-developer`, `backend-expert` and `backend` share `backend`.
    """
    ids, names = [persona.id for persona in personas], [persona.name for persona in personas]
    name = _shared_words(ids) or _shared_words(names) or FALLBACK
    return f"{name}-agent" if name in RESERVED else name


def _shared_words(names: Sequence[str]) -> str:
    """Return the shared words, in the order of the first name that has most of them; may be empty."""
    split = [[word.casefold() for word in _WORD.findall(name)] for name in names]
    counts = Counter(word for words in split for word in set(words))
    shared = {word for word, count in counts.items() if count * 2 > len(split)}
    best = max(split, key=lambda words: len(shared & set(words)), default=[])  # the first of equals
    return "-".join(dict.fromkeys(word for word in best if word in shared))
