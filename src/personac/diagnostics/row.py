"""A finding as the files of a build hold it: report.json and the lock."""

from __future__ import annotations

import msgspec

from personac.diagnostics.model import Severity


class DiagnosticRow(msgspec.Struct, frozen=True):
    """One finding; line and column are 0 where there is none."""

    code: str
    severity: Severity
    path: str
    line: int
    column: int
    message: str
    hint: str
