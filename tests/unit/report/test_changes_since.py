from __future__ import annotations

import dataclasses

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import personac
from personac.report.changes_since import Changes, compare_reports
from personac.report.measure import measure
from personac.report.report_schema import BulletRow, Report, ReviewRow, ReviewState
from tests.unit.report.reports import bullet, report

A1, A2, B1, B2, C1 = (
    bullet("a", 1, "Wind it"), bullet("a", 2, "Oil it"), bullet("b", 1, "Wind it now"),
    bullet("b", 2, "Oil it well"), bullet("c", 1, "Wind it up"),
)  # fmt: skip
OLD = report([A1, A2, B1, B2], [["a:1", "b:1"], ["a:2", "b:2"]], [("a:1", "b:2")], [[1, 0.25], [0.5, 1]])


def is_empty(changes: Changes) -> bool:
    fields = (
        getattr(changes, field.name) for field in dataclasses.fields(changes) if field.name != "figures"
    )
    return not any(fields)


def hashed(result: Report, **hashes: str) -> Report:
    rows = tuple(
        msgspec.structs.replace(row, sha256=hashes[row.id]) if row.id in hashes else row
        for row in result.personas
    )
    return msgspec.structs.replace(result, personas=rows)


def test_a_report_equals_itself() -> None:
    result = compare_reports(OLD, OLD)
    assert is_empty(result)
    assert [figure.before for figure in result.figures] == [figure.after for figure in result.figures]


def test_moved_lines_and_other_ids_are_no_difference() -> None:
    moved = [bullet(row.persona, row.line + 5, row.text.upper()) for row in (A1, A2, B1, B2)]
    later = report(moved, [["b:7", "a:7"], ["a:6", "b:6"]], [("b:7", "a:6")])
    assert is_empty(compare_reports(OLD, later))


def test_figures() -> None:
    later = report([A1, A2, C1], [], [], [[1, 0], [0.1, 1]])
    listed = {figure.name: (figure.before, figure.after) for figure in compare_reports(OLD, later).figures}
    changed = {"bullets": (4, 3), "clusters": (2, 0), "contradictions": (1, 0), "highest overlap": (0.5, 0.1)}
    assert {name: listed[name] for name in changed} == changed


def test_new_removed_and_changed_personas() -> None:
    changed = bullet("a", 2, "Oil it twice")
    result = compare_reports(OLD, report([A1, changed, C1]))
    assert [row.id for row in result.appeared] == ["c"]
    assert [row.id for row in result.went] == ["b"]
    (change,) = result.changed
    assert (change.persona.id, change.was, change.only_moved) == ("a", "", False)
    assert (change.added, change.removed) == ((changed,), (A2,))


def test_a_renamed_persona_is_the_same_and_so_are_its_clusters() -> None:
    renamed = [bullet("z", 1, "Wind it now"), bullet("z", 2, "Oil it well")]
    later = report([A1, A2, *renamed], [["a:1", "z:1"], ["a:2", "z:2"]], [("a:1", "z:2")])
    result = compare_reports(OLD, later)
    assert [(change.persona.id, change.was) for change in result.changed] == [("z", "b")]
    others = (result.appeared, result.went, result.new_clusters, result.gone_clusters, result.moved_clusters)
    assert others == ((),) * 5
    assert result.new_contradictions == result.gone_contradictions == ()


def test_the_more_similar_persona_is_the_renamed_one() -> None:
    one, two = [bullet("y", 1, "Wind it now"), bullet("y", 2, "x")], [bullet("z", 1, "Wind it now")]
    both = [*two, bullet("z", 2, "Oil it well")]
    result = compare_reports(OLD, report([A1, A2, *one, *both]))
    assert [change.was for change in result.changed if change.persona.id == "z"] == ["b"]
    assert [row.id for row in result.appeared] == ["y"]


def test_an_edit_beside_the_bullets_is_seen_by_its_hash() -> None:
    before, after = hashed(OLD, a="1"), hashed(OLD, a="2", b="2")
    assert [change.persona.id for change in compare_reports(before, after).changed] == ["a"]
    assert is_empty(compare_reports(OLD, after))  # a report of an earlier version has no hashes


def test_new_changed_and_removed_clusters() -> None:
    later = report([A1, A2, B1, B2, C1], [["a:1", "b:1", "c:1"]])
    result = compare_reports(OLD, later)
    (moved,) = result.moved_clusters
    assert (moved.cluster.id, moved.joined, moved.left) == ("c0", (C1,), ())
    assert [group.about for group in result.gone_clusters] == ["Oil it"]
    assert result.new_clusters == ()
    back = compare_reports(later, OLD)
    assert [group.bullets for group in back.new_clusters] == [(A2, B2)]
    assert back.moved_clusters[0].left == (C1,)


def test_a_split_cluster_is_where_most_of_it_stays() -> None:
    rows = [bullet("a", line, str(line)) for line in range(1, 6)]
    whole = report(rows, [["a:1", "a:2", "a:3", "a:4", "a:5"]])
    split = report(rows, [["a:1", "a:2"], ["a:3", "a:4", "a:5"]])
    result = compare_reports(whole, split)
    assert [change.cluster.id for change in result.moved_clusters] == ["c1"]
    assert [row.line for row in result.moved_clusters[0].left] == [1, 2]
    assert len(result.new_clusters) == 1
    tied = compare_reports(
        report(rows, [["a:1", "a:2", "a:3", "a:4"]]), report(rows, [["a:1", "a:2"], ["a:3", "a:4"]])
    )
    assert [change.cluster.id for change in tied.moved_clusters] == ["c0"]


def test_new_and_resolved_contradictions() -> None:
    result = compare_reports(
        OLD, report([A1, A2, B1, B2], [["a:1", "b:1"], ["a:2", "b:2"]], [("a:2", "b:1")])
    )
    assert [group.bullets for group in result.new_contradictions] == [(A2, B1)]
    assert [group.bullets for group in result.gone_contradictions] == [(A1, B2)]


_ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("vwxyz")), max_size=12)


def _any_report(texts: list[tuple[str, str]]) -> Report:
    rows = [bullet(persona, line, text) for line, (persona, text) in enumerate(texts, 1)]
    ids = [row.id for row in rows]
    return report(rows, [ids[at : at + 3] for at in range(0, len(ids) - 1, 4)])


@given(_ROWS, _ROWS)
def test_changes_are_symmetric(one: list[tuple[str, str]], other: list[tuple[str, str]]) -> None:
    old, new = _any_report(one), _any_report(other)
    there, back = compare_reports(old, new), compare_reports(new, old)
    assert is_empty(compare_reports(old, old))
    kept = len(new.clusters) - len(there.new_clusters)
    assert kept == len(old.clusters) - len(there.gone_clusters)
    assert {row.id for row in there.appeared} == {row.id for row in back.went}


def test_real_builds() -> None:
    one = {"a.md": b"- Wind the clockwork\n- Oil it\n", "b.md": b"- Wind the clockwork\n"}
    other = one | {"b.md": b"- Wind the clockwork\n- Oil it\n"}
    old, new = (measure(personac.build(sources).compilation) for sources in (one, other))
    result = compare_reports(old, new)
    assert [group.about for group in result.new_clusters] == ["Oil it"]
    assert [change.persona.id for change in result.changed] == ["b"]


ROWS = [bullet("a", line, str(line)) for line in range(1, 5)]


def moved(old: list[list[str]], new: list[list[str]]) -> list[tuple[str, list[int], list[int]]]:
    changes = compare_reports(report(ROWS, old), report(ROWS, new)).moved_clusters
    return [
        (change.cluster.id, [row.line for row in change.joined], [row.line for row in change.left])
        for change in changes
    ]


def test_partners_share_most_and_ties_go_to_the_first() -> None:
    changes = moved([["a:1", "a:2"], ["a:3", "a:4"]], [["a:2", "a:3"], ["a:4", "a:1"]])
    assert changes == [("c0", [3], [1]), ("c1", [1], [3])]


def test_a_better_partner_goes_before_an_earlier_one() -> None:
    assert moved([["a:1", "a:2", "a:3"]], [["a:1", "a:4"], ["a:2", "a:3"]]) == [("c1", [], [1])]


@pytest.mark.parametrize(
    ("later", "renamed"),
    [
        ([bullet("b", 1, "x.")], [("b", "a")]),
        ([bullet("b", 1, "x"), bullet("b", 2, "Z")], []),
        ([bullet("a", 1, "Z"), bullet("b", 1, "X"), bullet("b", 2, "Y")], [("a", "")]),
    ],
)
def test_a_persona_is_renamed_where_half_of_its_bullets_are_the_same(
    later: list[BulletRow], renamed: list[tuple[str, str]]
) -> None:
    result = compare_reports(report([bullet("a", 1, "X"), bullet("a", 2, "Y")]), report(later))
    assert [(change.persona.id, change.was) for change in result.changed] == renamed


def test_copies_are_counted() -> None:
    rows = [bullet("a", line, "X") for line in (1, 2, 3)]
    (change,) = compare_reports(report(rows[:2]), report(rows)).changed
    assert [row.line for row in change.added] == [3]


def reviewed(*rows: ReviewRow) -> Report:
    return msgspec.structs.replace(OLD, review=rows)


def item(key: str, *bullets: str, state: ReviewState = "undecided", by: tuple[str, ...] = ()) -> ReviewRow:
    files = tuple(f"decisions/x/{key}.{one}.toml" for one in by)
    return ReviewRow(key, "losses", state, (bullets,) if bullets else (), by=by, files=files)


def test_items_that_nobody_has_decided_about_are_new_once() -> None:
    known, other = item("1", "a:1", "b:1"), item("2", "a:2", "b:2")
    changes = compare_reports(reviewed(known), reviewed(known, other))
    assert [(group.about, len(group.bullets)) for group in changes.new_undecided] == [("Oil it", 2)]
    assert changes.new_decided == ()


def test_an_item_that_grew_is_undecided_again() -> None:
    before, after = (
        item("1", "a:1", state="decided", by=("ada",)),
        item("1", "a:1", state="grown", by=("ada",)),
    )
    assert len(compare_reports(reviewed(before), reviewed(after)).new_undecided) == 1


def test_a_second_signature_is_a_new_decision() -> None:
    before, after = (item("1", "a:1", state="decided", by=by) for by in (("ada",), ("ada", "ben")))
    (group,) = compare_reports(reviewed(before), reviewed(after)).new_decided
    assert group.about == "Wind it (ada, ben)"


def test_a_key_of_the_front_matter_is_named() -> None:
    row = msgspec.structs.replace(item("1"), field="tools")
    (group,) = compare_reports(reviewed(item("2", "a:1")), reviewed(row)).new_undecided
    assert (group.about, group.bullets) == ("front matter: tools", ())


def test_a_report_of_an_earlier_version_has_no_queue_to_compare_with() -> None:
    assert compare_reports(OLD, reviewed(item("1", "a:1"))).new_undecided == ()
