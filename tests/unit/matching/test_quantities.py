from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

import pytest

from personac.matching.prepared_bullets import Knowledge
from personac.matching.quantities import numbers_of


@pytest.mark.parametrize(
    ("text", "measures", "versions", "digits"),
    [
        ("Keep calm", {}, {}, set()),
        ("Retry three times", {"time": {"3"}}, {}, {"3"}),
        ("Answer in 200 ms or 1-2 seconds", {"s": {"0.2", "1-2"}}, {}, {"200", "1", "2"}),
        ("Target Python 3.12", {}, {"python": {"3.12"}}, {"3", "12"}),
        ("Keep the 99th percentile low, p99 too", {"percentile": {"99"}}, {"p": {"99"}}, set()),
        ("With 3 nodes", {"node": {"3"}}, {}, {"3"}),
        ("Sixty percent of a fortnight", {"%": {"60"}}, {}, {"60"}),
        ("Caf\u00e9s count nothing", {}, {}, set()),
    ],
)
def test_measures_versions_and_digits(
    knowledge: Knowledge,
    text: str,
    measures: Mapping[str, AbstractSet[str]],
    versions: Mapping[str, AbstractSet[str]],
    digits: AbstractSet[str],
) -> None:
    result = numbers_of(text, knowledge.words)
    assert (dict(result.measures), dict(result.versions), result.digits) == (measures, versions, digits)


def test_a_word_that_only_looks_spelled_is_no_number(knowledge: Knowledge) -> None:
    assert numbers_of("Wait s\u0131x times", knowledge.words).digits == set()
    assert numbers_of("Wait s\u0131x or six times", knowledge.words).digits == {"6"}
