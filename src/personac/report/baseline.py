"""The baseline of gates: a file of accepted findings, a fingerprint a line, sorted, as git merges it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import BAD_BASELINE
from personac.paths import display_path
from personac.regular_files import read_file_or_stream
from personac.report.findings import Finding, is_fingerprint
from personac.report.safe_text import count, one_line, shortened
from personac.storage.named_file import write_file

Command = Literal["report", "scan"]
"""The command of personac that writes the baseline, and ignores what is listed there."""
_HEAD = (
    "# Findings that personac {0} --baseline ignores: one fingerprint a line.\n"
    "# Written by personac {0} --write-baseline. Remove the lines of fixed findings.\n"
)
_LONGEST = 100


def new_findings(findings: Iterable[Finding], fingerprints: Iterable[str]) -> tuple[Finding, ...]:
    """Return the findings that a baseline of these fingerprints does not cover.

    One of its findings covers another one of the same kind whose bullets, or files, it has all.
    """
    known: dict[tuple[str, str], list[Counter[str]]] = defaultdict(list)
    for one in fingerprints:
        code, *digests = one.split(":")
        for digest in dict.fromkeys(digests):
            known[code, digest].append(Counter(digests))

    def is_known(finding: Finding) -> bool:
        code, *digests = finding.fingerprint.split(":")
        return any(Counter(digests) <= listed for listed in known.get((code, digests[0]), ()))

    return tuple(finding for finding in findings if not is_known(finding))


def write_findings(findings: Sequence[Finding], path: Path, command: Command) -> str:
    """Write a baseline of these findings; return a message for the user. Raises `PersonacError`."""
    write_file(path, encode_baseline(findings, command))
    return f"{display_path(path)}: {count(len(findings), 'known finding')}"


def read_baseline(path: Path, command: Command) -> tuple[str, ...]:
    """Return the fingerprints of a file. Raises `PersonacError`."""
    place = display_path(path)
    try:
        return decode_baseline(read_file_or_stream(path), place, command)
    except OSError as error:
        message = f"cannot read: {error.strerror or type(error).__name__}"
        hint = f"create it: personac {command} --write-baseline {place}"
        raise PersonacError(Diagnostic(BAD_BASELINE, place, 0, 0, message, hint)) from None


def encode_baseline(findings: Sequence[Finding], command: Command = "report") -> bytes:
    """Return the file that lists these findings, sorted, each fingerprint once."""
    comments = {finding.fingerprint: _comment(finding) for finding in reversed(findings)}
    lines = "".join(f"{known}  # {comment}\n" for known, comment in sorted(comments.items()))
    return (_HEAD.format(command) + lines).encode("utf-8", "backslashreplace")


def decode_baseline(data: bytes, path: str, command: Command = "report") -> tuple[str, ...]:
    """Return the fingerprints; raises `PersonacError` for the lines of `path` that have none."""
    lines = data.decode("utf-8", "replace").removeprefix("\ufeff").splitlines()
    entries = [(number, line.partition("#")[0].strip()) for number, line in enumerate(lines, 1)]
    wrong = [(number, text) for number, text in entries if text and not is_fingerprint(text)]
    if wrong:
        hint = f"write a new one: personac {command} --write-baseline FILE"
        raise PersonacError(*(_bad_line(path, *entry, hint) for entry in wrong))
    return tuple(text for _, text in entries if text)


def _comment(finding: Finding) -> str:
    return one_line(f"{', '.join(sorted(finding.personas))}: {shortened(finding.place.text, _LONGEST)}")


def _bad_line(path: str, number: int, text: str, hint: str) -> Diagnostic:
    message = f"not a fingerprint of a finding: {shortened(text, _LONGEST)!r}"
    return Diagnostic(BAD_BASELINE, path, number, 1, message, hint)
