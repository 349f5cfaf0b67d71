from __future__ import annotations

import pytest

from tests.unit.helpers import EXACT, lettered, merged


def _told(*fronts: str, rules_text: str = EXACT) -> list[tuple[str, str, str]]:
    texts = tuple(f"---\n{front}\n---\n- own {number}\n" for number, front in enumerate(fronts))
    found = merged(lettered(texts), rules_text).diagnostics
    return [(d.severity, f"{d.path}:{d.line}", d.message) for d in found if d.code == "PC403"]


@pytest.mark.parametrize("key", ["model", "applyTo", "globs", "alwaysApply", "permissionMode"])
def test_different_values_of_keys_that_decide_are_a_warning(key: str) -> None:
    assert [row[:2] for row in _told(f"{key}: plan", f"{key}: default", "x: 1")] == [("warning", "a.md:2")]
    assert _told(f"{key}: plan", f"{key}: plan") == []


def test_the_warning_has_every_value_and_its_place() -> None:
    [row] = _told("model: opus", "model: sonnet", "model: opus", "x: 1")
    assert row[2] == (
        '`model` is "opus" in the canonical; the personas have "opus" (a.md:2 and 1 more), '
        '"sonnet" (b.md:2), none in 1'
    )


def test_a_value_of_some_is_told() -> None:
    [row] = _told("model: opus", "x: 1")
    assert row[2].endswith('the personas have "opus" (a.md:2), none in 1')


def test_of_many_values_some_are_counted() -> None:
    [row] = _told(*(f"model: m{number}" for number in range(7)))
    assert row[2].endswith('"m3" (d.md:2), 3 more values')


def test_different_names_are_told_unless_a_name_is_given() -> None:
    assert [row[:2] for row in _told("name: a-x", "name: a-y")] == [("warning", "a.md:2")]
    assert _told("name: a-x", "x: 1") == []
    assert _told("name: a-x", "name: a-y", rules_text=f'{EXACT}[agent]\nname = "z"\n') == []
    assert _told("name: a-x", "name: a-y", rules_text=f'{EXACT}[front_matter.set]\nname = "z"\n') == []


def test_values_that_the_rules_decide_are_not_told() -> None:
    assert _told("model: a", "model: b", rules_text=f'{EXACT}[front_matter.set]\nmodel = "a"\n') == []
    assert _told("model: a", "model: b", rules_text=f'{EXACT}[front_matter.keys]\nmodel = "drop"\n') == []


def test_other_keys_are_notes_at_every_other_value() -> None:
    assert [row[:2] for row in _told("x: 1", "x: 1", "x: 2", "x: 3")] == [
        ("info", "c.md:2"),
        ("info", "d.md:2"),
    ]
