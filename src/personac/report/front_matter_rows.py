"""Front matter that personas have otherwise than the canonical, key by key, and the diagnostics about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from personac.diagnostics.catalogue import front_matter_codes
from personac.emit.lockfile import DiagnosticRow
from personac.model import Compilation, Persona
from personac.report.differences import FieldChange, field_changes
from personac.report.report_schema import FieldRow, FieldValueRow, Report
from personac.report.safe_text import shortened

_LONGEST = 300  # characters of a value: a description may be a page


def front_matter_rows(compilation: Compilation) -> Iterator[FieldRow]:
    """Yield the keys that a persona has otherwise than the canonical, in the canonical's order."""
    chosen = {field.key: field.value for field in compilation.fields}
    changes = {
        persona.id: {change.key: change for change in field_changes(chosen, persona.front_matter.values)}
        for persona in compilation.personas
    }
    keys = dict.fromkeys((*map(str, chosen), *(key for own in changes.values() for key in own)))
    for key in keys:
        told = [(persona, changes[persona.id].get(key)) for persona in compilation.personas]
        values = tuple(_value(persona, change) for persona, change in told if change is not None)
        first = next((change for _, change in told if change is not None), None)
        if first is not None:
            yield FieldRow(key, _shown(first, first.a), values)


def _value(persona: Persona, change: FieldChange) -> FieldValueRow:
    entry = persona.front_matter.by_key.get(change.key)
    line = persona.source.line(entry.span.start) if entry else 0
    return FieldValueRow(persona.id, line, _shown(change, change.b))


def _shown(change: FieldChange, value: str | None) -> str:
    return shortened(change.shown(value), _LONGEST)


def split_diagnostics(report: Report) -> tuple[Sequence[DiagnosticRow], Sequence[DiagnosticRow]]:
    """Return the diagnostics about front matter, and all others."""
    codes = front_matter_codes()
    one = tuple(row for row in report.diagnostics if row.code in codes)
    return one, tuple(row for row in report.diagnostics if row.code not in codes)
