"""A diagnostic as files store it."""

from __future__ import annotations

import msgspec
import pytest

from personac.diagnostics.row import DiagnosticRow

_ROW = DiagnosticRow("PC101", "error", "a.md", 2, 1, "what", "how")


def test_json_round_trip() -> None:
    assert msgspec.json.decode(msgspec.json.encode(_ROW), type=DiagnosticRow) == _ROW


def test_an_unknown_severity_is_rejected() -> None:
    data = msgspec.json.encode(_ROW).replace(b'"error"', b'"bad"')
    with pytest.raises(msgspec.ValidationError, match="severity"):
        msgspec.json.decode(data, type=DiagnosticRow)
