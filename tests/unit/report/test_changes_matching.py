from __future__ import annotations

from personac.report.changes_matching import Side, find_partners, find_renames
from tests.unit.report.reports import bullet, report

ROWS = [bullet("a", line, str(line)) for line in range(1, 5)]


def test_partners_share_most_and_ties_go_to_the_first() -> None:
    old = Side.of(report(ROWS, [["a:1", "a:2"], ["a:3", "a:4"]]), {})
    new = Side.of(report(ROWS, [["a:2", "a:3"], ["a:4", "a:1"]]), {})
    assert list(find_partners(old, new)) == [("c0", "c0"), ("c1", "c1")]


def test_a_better_partner_goes_before_an_earlier_one() -> None:
    old = Side.of(report(ROWS, [["a:1", "a:2", "a:3"]]), {})
    new = Side.of(report(ROWS, [["a:1", "a:4"], ["a:2", "a:3"]]), {})
    assert list(find_partners(old, new)) == [("c0", "c1")]


def test_a_persona_is_renamed_where_half_of_its_bullets_are_the_same() -> None:
    old = report([bullet("a", 1, "X"), bullet("a", 2, "Y")])
    assert find_renames(old, report([bullet("b", 1, "x.")])) == {"a": "b"}
    assert find_renames(old, report([bullet("b", 1, "x"), bullet("b", 2, "Z")])) == {}
    assert find_renames(old, report([bullet("a", 1, "Z"), bullet("b", 1, "X"), bullet("b", 2, "Y")])) == {}


def test_copies_are_counted() -> None:
    rows = [bullet("a", line, "X") for line in (1, 2, 3)]
    side = Side.of(report(rows), {})
    known = side.members(report(rows, [["a:1", "a:2"]]).clusters[0])
    assert [row.line for row in side.beyond(rows, known)] == [3]
