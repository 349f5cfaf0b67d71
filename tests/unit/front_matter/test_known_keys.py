from __future__ import annotations

import pytest

from personac.config.front_matter_schema import TargetName
from personac.front_matter.known_keys import KNOWN_KEYS, MODE_KEYS, MODE_ORDERS, requirements_of
from tests.unit.helpers import rules


def test_every_key_is_known_once() -> None:
    names = [key.name for key in KNOWN_KEYS]
    assert len(names) == len(set(names))


def test_every_key_that_controls_something_has_a_safe_default_policy() -> None:
    policies = rules().front_matter.keys
    safe = {"allowed tools": "listed", "denied tools": "union"}
    controlling = [key for key in KNOWN_KEYS if key.role not in {"data", "told"}]
    assert {key.name: policies.get(key.name) for key in controlling} == {
        key.name: safe.get(key.role, "intersection") for key in controlling
    }


@pytest.mark.parametrize(
    ("target", "keys"),
    [
        ("any", []),
        ("claude", ["name", "description"]),
        ("copilot", ["description"]),
        ("opencode", ["description"]),
    ],
)
def test_required_keys(target: TargetName, keys: list[str]) -> None:
    assert list(requirements_of(target)) == keys


def test_an_absent_mode_has_a_place_in_the_order() -> None:
    assert MODE_ORDERS.keys() == MODE_KEYS
    assert all(order.default in order.modes for order in MODE_ORDERS.values())
