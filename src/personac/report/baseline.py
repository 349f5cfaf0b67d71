"""A baseline: the findings that are known and accepted, one fingerprint a line.

It is committed and merged by git, so its lines are sorted and each says in a
comment what it stands for.
"""

from __future__ import annotations

from collections.abc import Sequence

from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import BAD_BASELINE
from personac.report.escape import one_line, shortened
from personac.report.findings import Finding
from personac.report.fingerprints import KnownFindings, is_fingerprint

_HEAD = (
    "# Findings that personac report --baseline passes over: a fingerprint a line.\n"
    "# Written by personac report --write-baseline. Drop the lines of what is mended.\n"
)
_HINT = "write a new one: personac report --write-baseline FILE"
_LONGEST = 100


def encode_baseline(findings: Sequence[Finding]) -> bytes:
    """Return the file that knows these findings: sorted, each line once."""
    lines = {found.fingerprint: found for found in reversed(findings)}
    body = "".join(f"{known}  # {_comment(found)}\n" for known, found in sorted(lines.items(), key=_by_print))
    return (_HEAD + body).encode("utf-8", "backslashreplace")


def decode_baseline(data: bytes, path: str) -> KnownFindings:
    """Read a baseline; raises `PersonacError` that names each line of `path` that is no fingerprint."""
    lines = data.decode("utf-8", "replace").removeprefix("\ufeff").splitlines()
    entries = [(number, line.partition("#")[0].strip()) for number, line in enumerate(lines, 1)]
    wrong = [(number, text) for number, text in entries if text and not is_fingerprint(text)]
    if wrong:
        raise PersonacError(*(_not_one(path, number, text) for number, text in wrong))
    return KnownFindings(text for _, text in entries if text)


def new_findings(findings: Sequence[Finding], known: KnownFindings) -> tuple[Finding, ...]:
    """Return the findings that a baseline does not know."""
    return tuple(found for found in findings if not known.cover(found.fingerprint))


def _by_print(entry: tuple[str, Finding]) -> str:
    return entry[0]


def _comment(found: Finding) -> str:
    return one_line(f"{', '.join(sorted(found.personas))}: {shortened(found.place.text, _LONGEST)}")


def _not_one(path: str, number: int, text: str) -> Diagnostic:
    message = f"no fingerprint of a finding: {shortened(text, _LONGEST)!r}"
    return Diagnostic(BAD_BASELINE, path, number, 1, message, _HINT)
