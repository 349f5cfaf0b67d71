"""A diagnostic as the files of a build store it: in report.json and in the lock file."""

from __future__ import annotations

import msgspec

from personac.diagnostics.model import Severity


class DiagnosticRow(msgspec.Struct, frozen=True):
    """One diagnostic; line and column are 0 if there is none."""

    code: str
    severity: Severity
    path: str
    line: int
    column: int
    message: str
    hint: str
