from __future__ import annotations

import pytest

from personac.matching.explanations import ReasonFinder
from personac.matching.prepared_bullets import Knowledge
from tests.unit.helpers import bullets_of


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ("Cache reads", "reads: cache", "the same words"),
        ("**Databases**: MySQL", "**Databases**: tuning", "same lead \u201cDatabases\u201d"),
        ("**Databases**: MySQL", "**The database**: tuning", "leads mean the same: "),
        ("**Query tuning**: MySQL", "**Query plans**: indexes", "similar leads: "),
        ("**A**: logs, metrics, traces", "**B**: metrics, traces", "2 of 2 facets shared"),
        ("Index the queried columns", "Columns get an index", "2 of 3 words shared: "),
        ("Kitchen", "Zebra", "similar on the whole (0.42)"),
    ],
)
def test_reasons(knowledge: Knowledge, a: str, b: str, reason: str) -> None:
    one, other = bullets_of(f"- {a}\n- {b}\n")
    found = ReasonFinder(knowledge).reasons(one, other, {}, 0.42)
    assert any(text.startswith(reason) for text in found), found
    assert len(found) <= 4


def test_words_of_one_topic_and_words_used_alike(knowledge: Knowledge) -> None:
    one, other = bullets_of("- Fix each bug in PostgreSQL\n- Resolve a defect of MySQL\n")
    found = ReasonFinder(knowledge).reasons(one, other, {}, 0.5)
    assert any(text.startswith("words of one topic: ") for text in found), found
    assert any(text.startswith("used alike in agent files: ") for text in found), found


def test_features_become_reasons_where_they_add_enough(knowledge: Knowledge) -> None:
    one, other = bullets_of("- Kitchen\n- Zebra\n")
    found = ReasonFinder(knowledge).reasons(one, other, {"characters": 0.31, "context": 0.29}, 0.5)
    assert found == ("similar wording",)
