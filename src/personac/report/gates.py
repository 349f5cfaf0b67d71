"""Gates: limits on a report, so that CI can fail.

| gate | counts |
| --- | --- |
| `duplicates` | clusters whose bullets are of two or more personas |
| `contradictions` | pairs of bullets of two personas that contradict each other |
| `overlap` | the highest share (0 to 1) of one persona's bullets that another one has too |

A gate fails above its limit. Duplicates and contradictions of a baseline do not count; overlap ignores
the baseline.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from personac.diagnostics.merge_kinds import CONTRADICTION, DUPLICATE
from personac.diagnostics.model import Diagnostic
from personac.diagnostics.output_kinds import GATE_FAILED
from personac.paths import display_path
from personac.report.findings import Finding
from personac.report.model import Overlap, Report
from personac.report.report_file import REPORT_NAME
from personac.report.summary import closest, count, percent

GATES = ("duplicates", "contradictions", "overlap")
_HINT = "personac explain PC601 describes what each gate counts, and how to accept existing findings"


class GateError(ValueError):
    """A gate that cannot be understood; the text says why, and what is possible."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A limit: a number of findings, or a share for `overlap`."""

    name: str
    most: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a gate: a line for people, and the findings that it counted."""

    gate: Gate
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
    """Check the report of a build's `folder`; `findings` are those that count."""
    verdicts = judge(report, findings, gates)
    failed = [verdict for verdict in verdicts if not verdict.passed]
    path = display_path(folder / REPORT_NAME)
    return Outcome(
        tuple(Diagnostic(GATE_FAILED, path, 0, 0, verdict.line, _HINT) for verdict in failed),
        tuple(finding for verdict in failed for finding in verdict.findings),
        "\n".join(verdict.line for verdict in verdicts if verdict.passed),
    )


def judge(report: Report, findings: Sequence[Finding], gates: Sequence[Gate]) -> tuple[Verdict, ...]:
    """Return the verdict of each gate; `findings` are those that count: all, or the new ones."""
    judges: Mapping[str, Callable[[Gate], Verdict]] = {
        "duplicates": lambda gate: _counted(gate, _duplicates(findings), "duplicate"),
        "contradictions": lambda gate: _counted(gate, _contradictions(findings), "contradiction"),
        "overlap": lambda gate: _highest(gate, report.overlap),
    }
    return tuple(judges[gate.name](gate) for gate in gates)


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


def _duplicates(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(one for one in findings if one.kind == DUPLICATE and len(one.personas) > 1)


def _contradictions(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(one for one in findings if one.kind == CONTRADICTION)


def _counted(gate: Gate, counted: tuple[Finding, ...], noun: str) -> Verdict:
    line = f"{gate.name}: {count(len(counted), noun)}, at most {gate.most} allowed"
    return Verdict(gate, line, len(counted) <= gate.most, counted)


def _highest(gate: Gate, overlap: Overlap) -> Verdict:
    pairs = closest(overlap)
    if not pairs:
        return Verdict(gate, f"overlap: none, at most {gate.most:g} allowed", passed=True)
    share = pairs[0][2]
    one, other = min((one, other) for other, one, value in pairs if value == share)
    line = f"overlap: {other} has {percent(share)} of the bullets of {one} ({share:.4g})"
    return Verdict(gate, f"{line}, at most {gate.most:g} allowed", share <= gate.most)
