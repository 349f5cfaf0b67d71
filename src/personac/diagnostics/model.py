"""A finding as data: which kind, where, what is wrong, and the way out.

A `Diagnostic` never prints itself; the report room does that in several
formats. `PersonacError` carries diagnostics that end a run. A build that has
nothing to do imports this: named tuples are made in a fifth of the time of dataclasses.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


class Kind(NamedTuple):
    """One entry of the catalogue: a documented kind of finding."""

    code: str
    slug: str
    severity: Severity
    summary: str
    explanation: str


def kind(code: str, slug: str, severity: Severity, summary: str, explanation: str) -> Kind:
    """Make an entry of the catalogue; line breaks in `explanation` are layout."""
    return Kind(code, slug, severity, summary, " ".join(explanation.split()))


class Diagnostic(NamedTuple):
    """One finding. `line` and `column` count from 1; 0 where there is none.

    `lowered_to` is its severity where the rules or the case make less of it than its kind does.
    """

    kind: Kind
    path: str
    line: int
    column: int
    message: str
    hint: str = ""
    lowered_to: Severity | None = None

    @property
    def code(self) -> str:
        """The code of the kind, as in `PC101`."""
        return self.kind.code

    @property
    def severity(self) -> Severity:
        """The severity of the kind, unless it was lowered."""
        return self.lowered_to or self.kind.severity

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order by place, then by code and message."""
        return (self.path, self.line, self.column, self.kind.code, self.message)


class PersonacError(Exception):
    """The run cannot go on; `diagnostics` say why, and how to go on."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        """Carry the diagnostics, ordered by place."""
        self.diagnostics = tuple(sorted(diagnostics, key=lambda found: found.sort_key))
        super().__init__("; ".join(found.message for found in self.diagnostics))
