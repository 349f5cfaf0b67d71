"""A diagnostic as data: its kind, its place, the problem, and a hint on how to fix it.

Printing is the job of `report`. These are named tuples because a build with nothing to do
imports this module, and creating a dataclass takes five times as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "info"]
# No package index has personac, so an extra has to be asked for where personac came from.
INSTALL_EXTRA = "install personac with its extra, from a checkout: pip install './personac[{}]'"


class Kind(NamedTuple):
    """One entry of the catalogue: a documented kind of diagnostic."""

    code: str
    slug: str
    severity: Severity
    summary: str
    explanation: str


def error(code: str, slug: str, summary: str, explanation: str) -> Kind:
    """Create a kind of error for the catalogue; white space in `explanation` is folded."""
    return Kind(code, slug, "error", summary, " ".join(explanation.split()))


def warning(code: str, slug: str, summary: str, explanation: str) -> Kind:
    """Create a kind of warning, as `error` does."""
    return error(code, slug, summary, explanation)._replace(severity="warning")


def info(code: str, slug: str, summary: str, explanation: str) -> Kind:
    """Create a kind of information, as `error` does."""
    return error(code, slug, summary, explanation)._replace(severity="info")


def first_of(names: Sequence[str], most: int) -> str:
    """Return the first names for a message, and how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


class Diagnostic(NamedTuple):
    """One diagnostic. `line` and `column` count from 1; 0 means that there is none.

    `lowered_to` replaces the severity of the kind where the rules or the circumstances lower it.
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
    """The run cannot continue; `diagnostics` explain why."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        """Store the diagnostics, ordered by place."""
        self.diagnostics = tuple(sorted(diagnostics, key=lambda diagnostic: diagnostic.sort_key))
        super().__init__("; ".join(diagnostic.message for diagnostic in self.diagnostics))
