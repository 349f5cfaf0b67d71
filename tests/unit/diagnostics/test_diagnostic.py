from __future__ import annotations

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.front_matter_kinds import NO_BODY
from personac.diagnostics.input_kinds import NOT_UTF8, UNREADABLE


def test_code_and_severity_come_from_the_kind() -> None:
    diagnostic = Diagnostic(NOT_UTF8, "a.md", 1, 2, "m")
    assert (diagnostic.code, diagnostic.severity, diagnostic.hint) == ("PC001", "error", "")
    assert Diagnostic(NO_BODY, "a.md", 0, 0, "m").severity == "info"


def test_a_lowered_severity_replaces_that_of_the_kind() -> None:
    assert Diagnostic(NOT_UTF8, "a.md", 1, 2, "m", lowered_to="warning").severity == "warning"


def test_an_error_orders_its_diagnostics_by_place() -> None:
    first = Diagnostic(UNREADABLE, "a.md", 1, 9, "one")
    second = Diagnostic(NOT_UTF8, "a.md", 2, 1, "two")
    third = Diagnostic(NOT_UTF8, "b.md", 0, 0, "three")
    error = PersonacError(third, second, first)
    assert error.diagnostics == (first, second, third)
    assert str(error) == "one; two; three"


def test_diagnostics_at_one_place_are_ordered_by_code_and_message() -> None:
    kinds = ((UNREADABLE, "a"), (NOT_UTF8, "b"), (NOT_UTF8, "a"))
    ordered = PersonacError(*(Diagnostic(kind, "a", 1, 1, message) for kind, message in kinds)).diagnostics
    assert [(d.code, d.message) for d in ordered] == [("PC001", "a"), ("PC001", "b"), ("PC002", "a")]
