"""Gates of a scan: limits on what it finds, so that CI can fail; a baseline accepts what is there.

| gate | counts |
| --- | --- |
| `copies` | groups of files that are copies |
| `drifted` | groups of files with one name that are alike |
| `families` | families of personas |
| `contradictions` | contradictions inside of families, as far as they were built |
| `overlap` | the highest share (0 to 1) of one persona of a family that another one says too |
| `descriptions` | the highest similarity (0 to 1) of two descriptions |

A gate fails above its limit. What the baseline lists does not count, nor does what is inside of a family
that it lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from personac.diagnostics.scan_kinds import SCAN_GATE_FAILED
from personac.report.baseline import new_findings, read_baseline, write_findings
from personac.report.findings import Finding
from personac.report.gate_limits import Gate, GateKinds, Outcome, Verdict, outcome_of, read_gates
from personac.report.safe_text import count
from personac.scan.scan_findings import (
    SharedFinding,
    copy_findings,
    description_findings,
    drift_findings,
    family_finding,
    findings_of_scan,
    overlap_findings,
)
from personac.scan.scan_report import ScanReport

SCAN_GATES: GateKinds = {
    "copies": "0",
    "drifted": "0",
    "families": "0",
    "contradictions": "0",
    "overlap": "0.6",
    "descriptions": "0.8",
}
_PLACE = "scan.json"
_COPIES = ("group of copies", "groups of copies")
_DRIFTED = ("group of drifted copies", "groups of drifted copies")
_FAMILIES = ("family", "families")


def parse_scan_gates(text: str) -> tuple[Gate, ...]:
    """Read `copies=0,overlap=0.6`. Raises `GateError`."""
    return read_gates(text, SCAN_GATES)


def check_scan_gates(report: ScanReport, gates: Sequence[Gate], baseline: Path | None) -> Outcome:
    """Hold a scan against gates. Raises `PersonacError` for a baseline that cannot be read."""
    known = read_baseline(baseline, "scan") if baseline else ()
    judges = _Judges(report, known).by_gate()
    return outcome_of([judges[gate.name](gate) for gate in gates], SCAN_GATE_FAILED, _PLACE)


def new_in_scan(report: ScanReport, baseline: Path) -> tuple[Finding, ...]:
    """Return the findings that a baseline does not list. Raises `PersonacError`."""
    return new_findings(findings_of_scan(report), read_baseline(baseline, "scan"))


def write_scan_baseline(report: ScanReport, path: Path) -> str:
    """Write a baseline of all findings; return a message for the user. Raises `PersonacError`."""
    return write_findings(findings_of_scan(report), path, "scan")


@dataclass(frozen=True, slots=True)
class _Judges:
    """What judges one scan; `known` are the fingerprints of the baseline."""

    report: ScanReport
    known: Sequence[str]

    def by_gate(self) -> Mapping[str, Callable[[Gate], Verdict]]:
        return {
            "copies": lambda gate: self._number(gate, copy_findings(self.report), _COPIES),
            "drifted": lambda gate: self._number(gate, drift_findings(self.report), _DRIFTED),
            "families": lambda gate: self._number(gate, map(family_finding, self.report.families), _FAMILIES),
            "contradictions": self._contradictions,
            "overlap": lambda gate: self._highest(gate, overlap_findings(self.report)),
            "descriptions": lambda gate: self._highest(gate, description_findings(self.report)),
        }

    def _number(self, gate: Gate, findings: Iterable[Finding], nouns: tuple[str, str]) -> Verdict:
        counted = new_findings(findings, self.known)
        line = f"{gate.name}: {_counted(len(counted), nouns)}, at most {gate.most} allowed"
        return Verdict(line, len(counted) <= gate.most, counted)

    def _contradictions(self, gate: Gate) -> Verdict:
        opposed = [(row.contradictions, family_finding(row)) for row in self.report.families]
        new = {one.fingerprint for one in new_findings((one for _, one in opposed), self.known)}
        found = [(number, one) for number, one in opposed if number and one.fingerprint in new]
        total = sum(number for number, _ in found)
        unbuilt = sum(number is None and one.fingerprint in new for number, one in opposed)
        inside = f" inside of families, {_counted(unbuilt, _FAMILIES)} not built" if unbuilt else ""
        line = f"contradictions: {count(total, 'contradiction')}{inside}, at most {gate.most} allowed"
        return Verdict(line, total <= gate.most, tuple(one for _, one in found))

    def _highest(self, gate: Gate, pairs: Iterable[SharedFinding]) -> Verdict:
        limit = f"at most {gate.most:g} allowed"
        listed = list(pairs)
        new = {one.fingerprint for one in new_findings((pair.finding for pair in listed), self.known)}
        counted = [pair for pair in listed if pair.finding.fingerprint in new]
        if not counted:
            return Verdict(f"{gate.name}: none, {limit}", passed=True)
        above = sorted((pair for pair in counted if pair.share > gate.most), key=lambda pair: -pair.share)
        highest = max(counted, key=lambda pair: pair.share)  # the first of equal ones
        paths = " and ".join(place.path for place in (highest.finding.place, *highest.finding.related))
        line = f"{gate.name}: {highest.share:.4g} of {paths}, {limit}"
        return Verdict(line, not above, tuple(pair.finding for pair in above))


def _counted(number: int, nouns: tuple[str, str]) -> str:
    return f"{number} {nouns[number != 1]}"
