from __future__ import annotations

import pytest

from personac.building.request import Outcome, Overrides, Request
from personac.config.schema import Keep
from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.front_matter_kinds import DUPLICATE_KEY
from personac.diagnostics.input_kinds import UNREADABLE
from tests.unit.helpers import rules

RULES = rules('[keep]\nmode = "shared"\nmin_support = 4\nbudget = 700\ntokenizer = "auto"\n')
ERROR = Diagnostic(UNREADABLE, "a.md", 0, 0, "")
WARNING = Diagnostic(DUPLICATE_KEY, "a.md", 0, 0, "")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (Overrides(), Keep("shared", 4, 700, "auto")),
        (Overrides(mode="all"), Keep("all", 1, 700, "auto")),
        (Overrides(mode="shared"), Keep("shared", 1, 700, "auto")),
        (Overrides(min_support=3), Keep("all", 3, 700, "auto")),
        (Overrides(mode="shared", min_support=3), Keep("shared", 3, 700, "auto")),
        (Overrides(budget=0), Keep("shared", 4, 0, "auto")),
        (Overrides(tokenizer="estimate"), Keep("shared", 4, 700, "estimate")),
    ],
)
def test_command_line_options_replace_those_of_the_rules(options: Overrides, expected: Keep) -> None:
    assert options.applied_to(RULES).keep == expected


def test_the_lock_records_the_options_that_were_set() -> None:
    assert Request().recorded_options() == {}
    assert Request(name="x", overrides=Overrides("shared", 3, 0, "auto")).recorded_options() == {
        "name": "x",
        "keep": "shared",
        "min_support": "3",
        "budget": "0",
        "counted_by": "auto",
    }


def test_the_line_counts_errors_beside_what_was_built() -> None:
    assert Outcome((), "", "up to date").line == "up to date"
    assert Outcome((ERROR,), "", "up to date").line == "up to date; 1 error"
    assert Outcome((ERROR, WARNING, ERROR), "", "built").line == "built; 2 errors"
    assert Outcome((ERROR,), "a diff", "").line == ""
    assert Outcome((ERROR,), "", "not built", is_failed=True).line == "not built"


@pytest.mark.parametrize(
    ("outcome", "exit_code"),
    [
        (Outcome((), "", ""), 0),
        (Outcome((WARNING, ERROR._replace(lowered_to="info")), "", ""), 0),
        (Outcome((WARNING, ERROR), "", ""), 1),
        (Outcome((ERROR,), "", "", is_failed=True), 2),
    ],
)
def test_exit_codes(outcome: Outcome, exit_code: int) -> None:
    assert outcome.exit_code == exit_code
