"""Explain the code of a diagnostic, and list all codes."""

from __future__ import annotations

from personac.diagnostics.catalogue import all_kinds, kinds_by_code
from personac.report.report_schema import encode_json


def explain_code(code: str, *, as_json: bool = False) -> str | None:
    """Return what the catalogue says of a code, in any case; None where there is no such code."""
    kind = kinds_by_code().get(code.upper())
    if kind is None:
        return None
    if as_json:
        return encode_json(kind._asdict())
    return f"{kind.code} {kind.slug} ({kind.severity})\n{kind.summary}\n\n{kind.explanation}\n"


def list_kinds(*, as_json: bool = False) -> str:
    """Return all codes in order, one a line, each with its severity, name and title."""
    kinds = all_kinds()
    if as_json:
        return encode_json([kind._asdict() for kind in kinds])
    widest = max(len(kind.slug) for kind in kinds)
    return "".join(
        f"{kind.code}  {kind.severity:7}  {kind.slug:{widest}}  {kind.summary}\n" for kind in kinds
    )
