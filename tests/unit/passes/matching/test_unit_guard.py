from __future__ import annotations

import pytest

from personac.passes.matching.unit_guard import UnitGuard
from tests.unit.helpers import evidence


def _reason(text: str) -> str | None:
    """What bars the first two units of one text."""
    prepared = evidence({"a.md": text}).prepared
    found = UnitGuard(prepared).bar(prepared.units[0][0], prepared.units[1][0])
    return found.reason if found else None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('- "Review the code"\n- Review code well\n', "one is an example prompt"),
        ("- Delegate to `qa-expert` reviews\n- Review code\n", "one is a line about other agents"),
        ("- Review code\n- Review code well\n", None),
        # One copy stands among the advice, so the words are advice.
        (
            "# Working with other agents\n\n- Review code\n\n# Work\n\n- Review code well\n- review code\n",
            None,
        ),
    ],
)
def test_acts_of_all_copies_count(text: str, reason: str | None) -> None:
    assert _reason(text) == reason


def test_signs_of_all_copies_count() -> None:
    text = "- Look at main.py\n- look at Main PY\n- Look at views.py\n"
    assert _reason(text) == "different places: main.py and views.py"
