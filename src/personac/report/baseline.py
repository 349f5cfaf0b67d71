"""A baseline: known and accepted findings, one fingerprint a line.

The file is committed and merged by git, so its lines are sorted, and a comment on each describes the finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import BAD_BASELINE
from personac.paths import display_path
from personac.report.escape import one_line, shortened
from personac.report.findings import Finding, KnownFindings, findings_of, is_fingerprint
from personac.report.model import Report
from personac.report.summary import count
from personac.storage.file_writer import write_file

_HEAD = (
    "# Findings that personac report --baseline ignores: one fingerprint a line.\n"
    "# Written by personac report --write-baseline. Remove the lines of fixed findings.\n"
)
_HINT = "write a new one: personac report --write-baseline FILE"
_LONGEST = 100


def counted_findings(report: Report, baseline: Path | None) -> tuple[Finding, ...]:
    """Return the findings that count: all, or those new to the baseline. Raises `PersonacError`."""
    findings = findings_of(report)
    if baseline is None:
        return findings
    return new_findings(findings, decode_baseline(_read(baseline), display_path(baseline)))


def new_findings(findings: Sequence[Finding], known: KnownFindings) -> tuple[Finding, ...]:
    """Return the findings that a baseline does not list."""
    return tuple(finding for finding in findings if not known.cover(finding.fingerprint))


def write_baseline(report: Report, path: Path) -> str:
    """Write a baseline of all findings; return a message for the user. Raises `PersonacError`."""
    findings = findings_of(report)
    write_file(path, encode_baseline(findings))
    return f"{display_path(path)}: {count(len(findings), 'known finding')}"


def encode_baseline(findings: Sequence[Finding]) -> bytes:
    """Return the file that lists these findings, sorted, each fingerprint once."""
    comments = {finding.fingerprint: _comment(finding) for finding in reversed(findings)}
    lines = "".join(f"{known}  # {comment}\n" for known, comment in sorted(comments.items()))
    return (_HEAD + lines).encode("utf-8", "backslashreplace")


def decode_baseline(data: bytes, path: str) -> KnownFindings:
    """Read a baseline; raises `PersonacError` for each line of `path` that is not a fingerprint."""
    lines = data.decode("utf-8", "replace").removeprefix("\ufeff").splitlines()
    entries = [(number, line.partition("#")[0].strip()) for number, line in enumerate(lines, 1)]
    wrong = [(number, text) for number, text in entries if text and not is_fingerprint(text)]
    if wrong:
        raise PersonacError(*(_bad_line(path, number, text) for number, text in wrong))
    return KnownFindings(text for _, text in entries if text)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"cannot read: {error.strerror or type(error).__name__}"
        hint = f"create it: personac report --write-baseline {display_path(path)}"
        raise PersonacError(Diagnostic(BAD_BASELINE, display_path(path), 0, 0, message, hint)) from None


def _comment(finding: Finding) -> str:
    return one_line(f"{', '.join(sorted(finding.personas))}: {shortened(finding.place.text, _LONGEST)}")


def _bad_line(path: str, number: int, text: str) -> Diagnostic:
    message = f"not a fingerprint of a finding: {shortened(text, _LONGEST)!r}"
    return Diagnostic(BAD_BASELINE, path, number, 1, message, _HINT)
