from __future__ import annotations

import pytest

from personac.config.schema import Keep
from personac.driver.options import KeepOptions
from tests.unit.helpers import rules

RULES = rules('[keep]\nmode = "shared"\nmin_support = 4\nbudget = 700\ntokenizer = "auto"\n')


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (KeepOptions(), Keep("shared", 4, 700, "auto")),
        (KeepOptions(mode="all"), Keep("all", 1, 700, "auto")),
        (KeepOptions(mode="shared"), Keep("shared", 1, 700, "auto")),
        (KeepOptions(min_support=3), Keep("all", 3, 700, "auto")),
        (KeepOptions(mode="shared", min_support=3), Keep("shared", 3, 700, "auto")),
        (KeepOptions(budget=0), Keep("shared", 4, 0, "auto")),
        (KeepOptions(tokenizer="estimate"), Keep("shared", 4, 700, "estimate")),
    ],
)
def test_a_choice_of_the_command_replaces_that_of_the_rules(options: KeepOptions, expected: Keep) -> None:
    assert options.over(RULES).keep == expected


def test_the_lock_records_what_was_given() -> None:
    assert KeepOptions().given() == {}
    assert KeepOptions("shared", 3, 0, "auto").given() == {
        "keep": "shared",
        "min_support": "3",
        "budget": "0",
        "counted_by": "auto",
    }
