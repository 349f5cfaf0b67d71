"""Decisions about keys of the front matter: they apply while the sources have what the reviewer saw.

They act like values of `[front_matter.set]` in the rules: a key gets a value, or is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from personac.config.front_matter_schema import FrontMatterRules
from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.merge_kinds import STALE_DECISION
from personac.matching.reviewed import dispute
from personac.model import Persona
from personac.model.decided import AnchoredField
from personac.model.decision_format import DecidedField, Decision


def value_text(value: Any) -> str:  # noqa: ANN401 - YAML values are of any type
    """Return a value as one text: text unchanged, a list with commas, all else as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and not any(isinstance(part, dict | list | set) for part in value):
        return ", ".join(value_text(part) for part in value) or "[]"
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except TypeError:  # keys that JSON does not have, such as dates
        return str(value)


def seen_values(key: str, personas: Iterable[Persona]) -> Mapping[str, str]:
    """Return for each persona that has a key its value as a decision notes it: one line."""
    values = ((persona.id, persona.front_matter.values) for persona in personas)
    return {persona: " ".join(value_text(own[key]).split()) for persona, own in values if key in own}


def anchor_fields(decisions: Iterable[Decision], personas: Sequence[Persona]) -> tuple[AnchoredField, ...]:
    """Return the decisions about front matter, and which of them count."""
    named = [(one, one.content.field) for one in decisions if one.content.field]
    return tuple(_anchored(one, field, named, personas) for one, field in named)


def _anchored(
    decision: Decision,
    field: DecidedField,
    named: Iterable[tuple[Decision, DecidedField]],
    personas: Sequence[Persona],
) -> AnchoredField:
    if not _holds(field, personas):
        return AnchoredField(decision, "stale")
    others = [
        one for one, other in named
        if other.key == field.key and _result(other) != _result(field) and _holds(other, personas)
    ]  # fmt: skip
    return AnchoredField(decision, "exact").beside(others)


def _holds(field: DecidedField, personas: Sequence[Persona]) -> bool:
    return dict(field.saw) == seen_values(field.key, personas)


def _result(field: DecidedField) -> object:
    return None if field.is_removed else value_text(field.value)


def with_decided(rules: FrontMatterRules, fields: Iterable[AnchoredField]) -> FrontMatterRules:
    """Return the rules as the decisions that count change them."""
    counted = [one.decision.content.field for one in fields if one.counts]
    chosen = {field.key: field for field in counted if field}
    values = {key: field.value for key, field in sorted(chosen.items()) if not field.is_removed}
    dropped = [key for key, field in sorted(chosen.items()) if field.is_removed]
    kept = {key: value for key, value in rules.set.items() if key not in dropped}
    keys = {**rules.keys, **dict.fromkeys(dropped, "drop")}
    return replace(rules, set={**kept, **values}, keys=keys) if chosen else rules


def field_reports(fields: Iterable[AnchoredField]) -> Iterator[Diagnostic]:
    """Yield what reviewers have to know of their decisions: stale or disputed ones."""
    for one in fields:
        path, field = one.decision.path, one.decision.content.field
        key = field.key if field else ""
        if one.state == "stale":
            message = f"the sources have other values of `{key}` than this decision was about"
            hint = "decide again with `personac review`, or remove the file"
            yield Diagnostic(STALE_DECISION, path, 1, 1, message, hint)
        elif one.is_disputed:
            yield dispute(one, "none of them is applied")
