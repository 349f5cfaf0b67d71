"""The limits of gates, as `--fail-on` has them: read with a hint for the typo, and what became of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from personac.diagnostics.diagnostic import Diagnostic, Kind
from personac.report.findings import Finding

GateKinds = Mapping[str, str]
"""The gates of a command by name, each with an example of its limit: `0` is a number, `0.4` a share."""

_HINT = "personac explain {} describes what each gate counts, and how to accept existing findings"


class GateError(ValueError):
    """A gate that cannot be understood; the text says why, and what is possible."""


@dataclass(frozen=True, slots=True)
class Gate:
    """A limit: a number of findings, or a share from 0 to 1."""

    name: str
    most: float


@dataclass(frozen=True, slots=True)
class Verdict:
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


def read_gates(text: str, kinds: GateKinds) -> tuple[Gate, ...]:
    """Read `duplicates=3,contradictions=0,overlap=0.4`. Raises `GateError`."""
    gates = tuple(_gate(part.strip(), kinds) for part in text.split(","))
    names = [gate.name for gate in gates]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        problem = f"the gate '{repeated[0]}' is named twice"
        raise GateError(problem)
    return gates


def outcome_of(verdicts: Sequence[Verdict], kind: Kind, path: str) -> Outcome:
    """Sum up verdicts about what is at `path`; those that failed are diagnostics of a kind."""
    hint = (
        f"personac explain {kind.code} describes what each gate counts, and how to accept existing findings"
    )
    failed = [verdict for verdict in verdicts if not verdict.passed]
    return Outcome(
        tuple(Diagnostic(kind, path, 0, 0, verdict.line, hint) for verdict in failed),
        tuple(finding for verdict in failed for finding in verdict.findings),
        "\n".join(verdict.line for verdict in verdicts if verdict.passed),
    )


def _gate(text: str, kinds: GateKinds) -> Gate:
    name, sign, value = (part.strip() for part in text.partition("="))
    if name not in kinds:
        near = get_close_matches(name, kinds, 1)
        hint = f"; did you mean '{near[0]}'?" if near else f"; there are {', '.join(kinds)}"
        problem = f"unknown gate {name!r}{hint}"
        raise GateError(problem)
    example = kinds[name]
    if not sign:
        problem = f"'{name}' needs a limit, as in {name}={example}"
        raise GateError(problem)
    return Gate(name, _share(name, value, example) if "." in example else _number(name, value))


def _number(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit()):
        problem = f"'{name}' takes a whole number from 0 up, not {value!r}"
        raise GateError(problem)
    return int(value)


def _share(name: str, value: str, example: str) -> float:
    try:
        share = float(value)
    except ValueError:
        share = math.nan
    if not 0 <= share <= 1:
        problem = f"'{name}' takes a share from 0 to 1, such as {example}, not {value!r}"
        raise GateError(problem)
    return share
