"""Gates: limits on a report, so that CI can fail.

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
`contradictions` ignore it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from personac.diagnostics.merge_kinds import CONTRADICTION, DUPLICATE
from personac.diagnostics.output_kinds import GATE_FAILED
from personac.paths import display_path
from personac.report.baseline import new_findings, read_baseline, write_findings
from personac.report.findings import Finding, findings_of
from personac.report.gate_limits import Gate, GateKinds, Outcome, Verdict, outcome_of, read_gates
from personac.report.report_file import REPORT_NAME
from personac.report.report_schema import NOT_COMPARED, Overlap, Report
from personac.report.review_counts import ReviewCounts
from personac.report.safe_text import count, percent

GATES: GateKinds = {
    "duplicates": "0",
    "contradictions": "0",
    "overlap": "0.4",
    "losses": "0",
    "undecided": "0",
    "stale": "0",
    "disputed": "0",
}
_OF_REVIEW = frozenset({"undecided", "stale", "disputed"})


def parse_gates(text: str) -> tuple[Gate, ...]:
    """Read `duplicates=3,contradictions=0,overlap=0.4`. Raises `GateError`."""
    return read_gates(text, GATES)


def check_gates(report: Report, findings: Sequence[Finding], gates: Sequence[Gate], folder: Path) -> Outcome:
    """Check the report of a build's `folder`; `findings` are those that count: all, or the new ones."""
    verdicts = [_judge(gate, report, findings) for gate in gates]
    return outcome_of(verdicts, GATE_FAILED, display_path(folder / REPORT_NAME))


def _judge(gate: Gate, report: Report, findings: Sequence[Finding]) -> Verdict:
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
    return Verdict(line, len(counted) <= gate.most, counted)


def _losses(gate: Gate, report: Report) -> Verdict:
    number = len(report.losses)
    line = f"losses: {count(number, 'line')} with words that the canonical lacks, at most {gate.most} allowed"
    return Verdict(line, number <= gate.most)


def _of_review(gate: Gate, report: Report) -> Verdict:
    number = ReviewCounts.of(report.review)._asdict()[gate.name]
    line = f"{gate.name}: {count(number, 'item')} of the review, at most {gate.most} allowed"
    return Verdict(line, number <= gate.most)


def _highest(gate: Gate, overlap: Overlap) -> Verdict:
    if not overlap.personas:
        return Verdict(f"overlap: {NOT_COMPARED}", passed=False)
    pairs = tuple(overlap.shares())
    if not pairs:
        return Verdict(f"overlap: none, at most {gate.most:g} allowed", passed=True)
    share = max(value for *_, value in pairs)
    one, other = min((one, other) for other, one, value in pairs if value == share)
    line = f"overlap: {other} has {percent(share)} of the bullets of {one} ({share:.4g})"
    return Verdict(f"{line}, at most {gate.most:g} allowed", share <= gate.most)


def counted_findings(report: Report, baseline: Path | None) -> tuple[Finding, ...]:
    """Return the findings that count: all, or those new to the baseline. Raises `PersonacError`."""
    findings = findings_of(report)
    return findings if baseline is None else new_findings(findings, read_baseline(baseline, "report"))


def write_baseline(report: Report, path: Path) -> str:
    """Write a baseline of all findings; return a message for the user. Raises `PersonacError`."""
    return write_findings(findings_of(report), path, "report")
