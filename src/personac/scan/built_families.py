"""Merges that are measured: a family is built as `personac build` would build it, and its lines are counted.

The judge of the rules does not read these builds: that would take seconds each.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from personac.config.schema import Rules
from personac.diagnostics.diagnostic import PersonacError
from personac.model.source import Source
from personac.pipeline import Aids, compile_personas
from personac.report.measure import measure
from personac.report.report_schema import Report
from personac.scan.scan_report import FamilyRow

_PREVIEW = 8_000  # characters
_DIGITS = 4


def built_family(
    row: FamilyRow, sources: Sequence[Source], rules: Rules, background: bytes | None
) -> FamilyRow:
    """Return the family as its merge is; as it was where the rules refuse to merge it."""
    rules = replace(
        rules, matching=replace(rules.matching, judge=False), agent=replace(rules.agent, targets=())
    )
    try:
        compilation = compile_personas(sources, rules, row.id, Aids(background=background))
    except PersonacError:
        return row
    report = measure(compilation)
    preview = compilation.canonical.data.decode("utf-8")
    return _measured(row, report, preview if len(preview) <= _PREVIEW else f"{preview[:_PREVIEW]}\n…")


def _measured(row: FamilyRow, report: Report, preview: str) -> FamilyRow:
    bullets, alone = len(report.bullets), sum(persona.unique for persona in report.personas)
    return replace(
        row,
        merged_tokens=report.canonical.tokens,
        is_measured=True,
        contradictions=len(report.contradictions),
        preview=preview,
        merged_share=round(1 - alone / bullets, _DIGITS) if bullets else 0.0,
    )
