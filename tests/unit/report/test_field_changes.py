from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from personac.report.field_changes import FieldChange, field_changes, shown_value, value_text


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ({"x": 1}, {"x": 1}),
        ({"x": 1, "y": 2}, {"y": 2, "x": 1}),
        ({"tools": "Read, Write"}, {"tools": ["Write", "Read"]}),
        ({"tools": None}, {"tools": "*"}),
        ({"x": {"a": [1]}}, {"x": {"a": [1]}}),
        ({}, {}),
    ],
)
def test_the_same(a: dict[str, Any], b: dict[str, Any]) -> None:
    assert field_changes(a, b) == ()
    assert field_changes(b, a) == ()


def test_what_differs_in_the_order_of_the_first() -> None:
    result = field_changes(
        {"z": 1, "x": True, "tools": "Read"}, {"x": 1, "a": [1, "b"], "tools": {"Read": True}}
    )
    assert result == (
        FieldChange("z", "1", None),
        FieldChange("x", "true", "1"),
        FieldChange("tools", "Read", '{"Read": true}'),
        FieldChange("a", None, "1, b"),
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (None, ""),
        ([], "[]"),
        ([1, None], "1, "),
        ([[1]], "[[1]]"),
        (date(2020, 1, 2), '"2020-01-02"'),
        ("é", "é"),
    ],
)
def test_values_as_text(value: object, text: str) -> None:
    assert value_text(value) == text


def test_missing_values() -> None:
    assert shown_value(FieldChange("tools", None, "Read"), None) == "(none: every tool)"
    assert shown_value(FieldChange("color", None, "red"), None) == "(none)"
    assert shown_value(FieldChange("color", "", "red"), "") == "(empty)"
    assert shown_value(FieldChange("color", "red", ""), "red") == "red"
