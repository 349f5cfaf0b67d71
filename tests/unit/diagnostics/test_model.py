from __future__ import annotations

import pytest

from personac.diagnostics.kinds import NO_BODY, NOT_UTF8, UNREADABLE
from personac.diagnostics.model import SEVERITIES, Diagnostic, PersonacError


def test_code_and_severity_are_the_kinds() -> None:
    found = Diagnostic(NOT_UTF8, "a.md", 1, 2, "m")
    assert (found.code, found.severity, found.hint) == ("PC001", "error", "")
    assert Diagnostic(NO_BODY, "a.md", 0, 0, "m").severity == "info"
    assert SEVERITIES == ("error", "warning", "info")


def test_an_error_orders_its_diagnostics_by_place() -> None:
    first = Diagnostic(UNREADABLE, "a.md", 1, 9, "one")
    second = Diagnostic(NOT_UTF8, "a.md", 2, 1, "two")
    third = Diagnostic(NOT_UTF8, "b.md", 0, 0, "three")
    error = PersonacError(third, second, first)
    assert error.diagnostics == (first, second, third)
    assert str(error) == "one; two; three"
    with pytest.raises(PersonacError):
        raise error


def test_at_one_place_the_code_and_the_message_decide() -> None:
    found = [Diagnostic(k, "a", 1, 1, m) for k, m in ((UNREADABLE, "a"), (NOT_UTF8, "b"), (NOT_UTF8, "a"))]
    ordered = PersonacError(*found).diagnostics
    assert [(d.code, d.message) for d in ordered] == [("PC001", "a"), ("PC001", "b"), ("PC002", "a")]
