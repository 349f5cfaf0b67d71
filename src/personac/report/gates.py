"""Gates: limits on a report, so that CI can fail; and the baseline, a file of accepted findings.

| gate | counts |
| --- | --- |
| `duplicates` | clusters whose bullets are of two or more personas |
| `contradictions` | pairs of bullets that contradict each other |
| `overlap` | the highest share (0 to 1) of one persona's bullets that another one has too |
| `losses` | lines of the sources with words or a lead-in that the canonical has nowhere |
| `undecided` | items of the review that nobody has decided about, or that have grown since |
| `stale` | items with a decision that no longer fits the sources |
| `disputed` | items that reviewers have decided otherwise about |

A gate fails above its limit. Findings of the baseline do not count; the other gates than `duplicates` and
`contradictions` ignore it. It has a fingerprint a line: sorted, as git merges it, and commented.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.merge_kinds import CONTRADICTION, DUPLICATE
from personac.diagnostics.output_kinds import BAD_BASELINE, GATE_FAILED
from personac.paths import display_path
from personac.regular_files import read_file_or_stream
from personac.report.findings import Finding, findings_of, is_fingerprint
from personac.report.report_file import REPORT_NAME
from personac.report.report_schema import NOT_COMPARED, Overlap, Report
from personac.report.review_counts import ReviewCounts
from personac.report.safe_text import count, one_line, percent, shortened
from personac.storage.named_file import write_file

GATES = ("duplicates", "contradictions", "overlap", "losses", "undecided", "stale", "disputed")
_OF_REVIEW = frozenset({"undecided", "stale", "disputed"})
_HINT = "personac explain PC601 describes what each gate counts, and how to accept existing findings"
_HEAD = (
    "# Findings that personac report --baseline ignores: one fingerprint a line.\n"
    "# Written by personac report --write-baseline. Remove the lines of fixed findings.\n"
)
_BASELINE_HINT = "write a new one: personac report --write-baseline FILE"
_LONGEST = 100


class GateError(ValueError):
    """A gate that cannot be understood; the text says why, and what is possible."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A limit: a number of findings, or a share for `overlap`."""

    name: str
    most: float


@dataclass(frozen=True, slots=True)
class _Verdict:
    """The result of a gate: a line for people, and the findings that it counted."""

    line: str
    passed: bool
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of all gates: diagnostics and findings of those that failed, a line for each that passed."""

    diagnostics: tuple[Diagnostic, ...]
    findings: tuple[Finding, ...]
    passed: str


def parse_gates(text: str) -> tuple[Gate, ...]:
    """Read `duplicates=3,contradictions=0,overlap=0.4`. Raises `GateError`."""
    gates = tuple(_gate(part.strip()) for part in text.split(","))
    names = [gate.name for gate in gates]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        problem = f"the gate '{repeated[0]}' is named twice"
        raise GateError(problem)
    return gates


def check_gates(report: Report, findings: Sequence[Finding], gates: Sequence[Gate], folder: Path) -> Outcome:
    """Check the report of a build's `folder`; `findings` are those that count: all, or the new ones."""
    verdicts = [_judge(gate, report, findings) for gate in gates]
    failed = [verdict for verdict in verdicts if not verdict.passed]
    path = display_path(folder / REPORT_NAME)
    return Outcome(
        tuple(Diagnostic(GATE_FAILED, path, 0, 0, verdict.line, _HINT) for verdict in failed),
        tuple(finding for verdict in failed for finding in verdict.findings),
        "\n".join(verdict.line for verdict in verdicts if verdict.passed),
    )


def _gate(text: str) -> Gate:
    name, sign, value = (part.strip() for part in text.partition("="))
    if name not in GATES:
        near = get_close_matches(name, GATES, 1)
        hint = f"; did you mean '{near[0]}'?" if near else f"; there are {', '.join(GATES)}"
        problem = f"unknown gate {name!r}{hint}"
        raise GateError(problem)
    if not sign:
        problem = f"'{name}' needs a limit, as in {name}={'0.4' if name == 'overlap' else '0'}"
        raise GateError(problem)
    return Gate(name, _share(value) if name == "overlap" else _number(name, value))


def _number(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit()):
        problem = f"'{name}' takes a whole number from 0 up, not {value!r}"
        raise GateError(problem)
    return int(value)


def _share(value: str) -> float:
    try:
        share = float(value)
    except ValueError:
        share = math.nan
    if not 0 <= share <= 1:
        problem = f"'overlap' takes a share from 0 to 1, such as 0.4, not {value!r}"
        raise GateError(problem)
    return share


def _judge(gate: Gate, report: Report, findings: Sequence[Finding]) -> _Verdict:
    if gate.name == "overlap":
        return _highest(gate, report.overlap)
    if gate.name == "losses":
        return _losses(gate, report)
    if gate.name in _OF_REVIEW:
        return _of_review(gate, report)
    if gate.name == "duplicates":
        counted = tuple(one for one in findings if one.kind == DUPLICATE and len(one.personas) > 1)
    else:
        counted = tuple(one for one in findings if one.kind == CONTRADICTION)
    line = f"{gate.name}: {count(len(counted), gate.name[:-1])}, at most {gate.most} allowed"
    return _Verdict(line, len(counted) <= gate.most, counted)


def _losses(gate: Gate, report: Report) -> _Verdict:
    number = len(report.losses)
    line = f"losses: {count(number, 'line')} with words that the canonical lacks, at most {gate.most} allowed"
    return _Verdict(line, number <= gate.most)


def _of_review(gate: Gate, report: Report) -> _Verdict:
    number = ReviewCounts.of(report.review)._asdict()[gate.name]
    line = f"{gate.name}: {count(number, 'item')} of the review, at most {gate.most} allowed"
    return _Verdict(line, number <= gate.most)


def _highest(gate: Gate, overlap: Overlap) -> _Verdict:
    if not overlap.personas:
        return _Verdict(f"overlap: {NOT_COMPARED}", passed=False)
    pairs = tuple(overlap.shares())
    if not pairs:
        return _Verdict(f"overlap: none, at most {gate.most:g} allowed", passed=True)
    share = max(value for *_, value in pairs)
    one, other = min((one, other) for other, one, value in pairs if value == share)
    line = f"overlap: {other} has {percent(share)} of the bullets of {one} ({share:.4g})"
    return _Verdict(f"{line}, at most {gate.most:g} allowed", share <= gate.most)


def counted_findings(report: Report, baseline: Path | None) -> tuple[Finding, ...]:
    """Return the findings that count: all, or those new to the baseline. Raises `PersonacError`."""
    findings = findings_of(report)
    if baseline is None:
        return findings
    return new_findings(findings, decode_baseline(_read(baseline), display_path(baseline)))


def new_findings(findings: Iterable[Finding], fingerprints: Iterable[str]) -> tuple[Finding, ...]:
    """Return the findings that a baseline of these fingerprints does not cover.

    One of its findings covers another one of the same kind whose bullets it has all.
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


def decode_baseline(data: bytes, path: str) -> tuple[str, ...]:
    """Return the fingerprints; raises `PersonacError` for the lines of `path` that have none."""
    lines = data.decode("utf-8", "replace").removeprefix("\ufeff").splitlines()
    entries = [(number, line.partition("#")[0].strip()) for number, line in enumerate(lines, 1)]
    wrong = [(number, text) for number, text in entries if text and not is_fingerprint(text)]
    if wrong:
        raise PersonacError(*(_bad_line(path, number, text) for number, text in wrong))
    return tuple(text for _, text in entries if text)


def _read(path: Path) -> bytes:
    try:
        return read_file_or_stream(path)
    except OSError as error:
        message = f"cannot read: {error.strerror or type(error).__name__}"
        hint = f"create it: personac report --write-baseline {display_path(path)}"
        raise PersonacError(Diagnostic(BAD_BASELINE, display_path(path), 0, 0, message, hint)) from None


def _comment(finding: Finding) -> str:
    return one_line(f"{', '.join(sorted(finding.personas))}: {shortened(finding.place.text, _LONGEST)}")


def _bad_line(path: str, number: int, text: str) -> Diagnostic:
    message = f"not a fingerprint of a finding: {shortened(text, _LONGEST)!r}"
    return Diagnostic(BAD_BASELINE, path, number, 1, message, _BASELINE_HINT)
