"""Gates: what a report must not have more of, so that CI can fail.

| gate | counts |
| --- | --- |
| `duplicates` | clusters whose bullets are of two or more personas |
| `contradictions` | pairs of bullets of two personas that cannot both hold |
| `overlap` | the highest share (0 to 1) of one persona's bullets that another one says too |

A gate fails above its number. Duplicates and contradictions that a baseline
knows do not count; overlap is what it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from personac.diagnostics.merge_kinds import CONTRADICTION, DUPLICATE
from personac.diagnostics.model import Diagnostic
from personac.diagnostics.output_kinds import GATE_FAILED
from personac.report.findings import Finding
from personac.report.model import Overlap, Report
from personac.report.summary import count, percent

GATES = ("duplicates", "contradictions", "overlap")


class GateError(ValueError):
    """What was asked of a gate makes no sense; the text says why, and what would."""


@dataclass(frozen=True, slots=True)
class Gate:
    """The most that is allowed: a number of findings, or a share for `overlap`."""

    name: str
    most: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a gate came to: a line for people, and the findings that it counted."""

    gate: Gate
    said: str
    passed: bool
    findings: tuple[Finding, ...] = ()


def parse_gates(text: str) -> tuple[Gate, ...]:
    """Read `duplicates=3,contradictions=0,overlap=0.4`. Raises `GateError`."""
    gates = tuple(_gate(part.strip()) for part in text.split(","))
    names = [gate.name for gate in gates]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        problem = f"the gate '{twice[0]}' is named twice"
        raise GateError(problem)
    return gates


def judge(report: Report, findings: Sequence[Finding], gates: Sequence[Gate]) -> tuple[Verdict, ...]:
    """Hold a report against gates; `findings` are those that count: all, or the new ones."""
    judges: Mapping[str, Callable[[Gate], Verdict]] = {
        "duplicates": lambda gate: _counted(gate, _duplicates(findings), "duplicate"),
        "contradictions": lambda gate: _counted(gate, _contradictions(findings), "contradiction"),
        "overlap": lambda gate: _overlap(gate, report.overlap),
    }
    return tuple(judges[gate.name](gate) for gate in gates)


def failures(verdicts: Sequence[Verdict], path: str) -> tuple[Diagnostic, ...]:
    """Return a diagnostic for each gate that failed, told of the report at `path`."""
    hint = "personac explain PC601 tells what a gate counts, and how to accept what is there today"
    return tuple(
        Diagnostic(GATE_FAILED, path, 0, 0, verdict.said, hint) for verdict in verdicts if not verdict.passed
    )


def _gate(text: str) -> Gate:
    name, sign, value = (part.strip() for part in text.partition("="))
    if name not in GATES:
        near = get_close_matches(name, GATES, 1)
        hint = f"; did you mean '{near[0]}'?" if near else f"; there are {', '.join(GATES)}"
        problem = f"no gate is called {name!r}{hint}"
        raise GateError(problem)
    if not sign:
        problem = f"say how much '{name}' allows, as in {name}={'0.4' if name == 'overlap' else '0'}"
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
    return tuple(found for found in findings if found.kind == DUPLICATE and len(found.personas) > 1)


def _contradictions(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(found for found in findings if found.kind == CONTRADICTION)


def _counted(gate: Gate, counted: tuple[Finding, ...], noun: str) -> Verdict:
    said = f"{gate.name}: {count(len(counted), noun)}, at most {gate.most} allowed"
    return Verdict(gate, said, len(counted) <= gate.most, counted)


def _overlap(gate: Gate, overlap: Overlap) -> Verdict:
    shares = sorted(_shares(overlap), key=lambda share: (-share[0], share[1:]))
    if not shares:
        return Verdict(gate, f"overlap: fewer than two personas, at most {gate.most:g} allowed", passed=True)
    share, one, other = shares[0]
    who = f"{other} says {percent(share)} of what {one} says ({share:.4g})"
    said = f"overlap: {who}, at most {gate.most:g} allowed"
    return Verdict(gate, said, share <= gate.most)


def _shares(overlap: Overlap) -> Iterator[tuple[float, str, str]]:
    for one, row in zip(overlap.personas, overlap.matrix, strict=True):
        for other, share in zip(overlap.personas, row, strict=True):
            if one != other:
                yield share, one, other
