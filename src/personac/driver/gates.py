"""Hold a report against gates and a baseline; write the baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import BAD_BASELINE
from personac.driver.render import REPORT_NAME
from personac.paths import display_path
from personac.report.baseline import decode_baseline, encode_baseline, new_findings
from personac.report.findings import Finding, findings_of
from personac.report.gates import Gate, failures, judge
from personac.report.model import Report
from personac.report.summary import count
from personac.storage.file_writer import write_file


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the gates came to: why some failed, the findings of those, a line for each that did not."""

    diagnostics: tuple[Diagnostic, ...]
    findings: tuple[Finding, ...]
    said: str


def held_against(report: Report, findings: Sequence[Finding], gates: Sequence[Gate], folder: Path) -> Outcome:
    """Hold the report of `folder` against gates; `findings` are those that count."""
    verdicts = judge(report, findings, gates)
    named = tuple(found for verdict in verdicts if not verdict.passed for found in verdict.findings)
    said = "\n".join(verdict.said for verdict in verdicts if verdict.passed)
    return Outcome(failures(verdicts, display_path(folder / REPORT_NAME)), named, said)


def counted_findings(report: Report, baseline: Path | None) -> tuple[Finding, ...]:
    """Return the findings that count: all, or those new to the baseline. Raises `PersonacError`."""
    found = findings_of(report)
    if baseline is None:
        return found
    return new_findings(found, decode_baseline(_read(baseline), display_path(baseline)))


def write_baseline(report: Report, path: Path) -> str:
    """Write a baseline of all findings, whole or not at all; return what to say. Raises `PersonacError`."""
    found = findings_of(report)
    write_file(path, encode_baseline(found))
    return f"{display_path(path)}: {count(len(found), 'known finding')}"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"cannot read: {error.strerror or type(error).__name__}"
        hint = f"make it: personac report --write-baseline {display_path(path)}"
        raise PersonacError(Diagnostic(BAD_BASELINE, display_path(path), 0, 0, message, hint)) from None
