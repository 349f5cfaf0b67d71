"""The states of items after decisions, and the order of the queue."""

from __future__ import annotations

from dataclasses import replace

import pytest

from personac.config.decision_files import item_key
from personac.model import Compilation, Loss, Pair, ScoredPair
from personac.model.decided import AnchoredDecision, AnchoredField, DecidedLine
from personac.model.decision_format import DecidedField, Decision, DecisionFile, NamedBullet
from personac.report.report_schema import FieldRow, FieldValueRow, ReviewRow, ReviewState
from personac.report.review_queue import review_rows
from tests.unit.helpers import compiled

TEXTS = {
    "a.md": "- Oil the lamp\n- Sweep the stairs\n- Feed the gulls\n",
    "b.md": "- Oil the lamp\n- Sweep the stairs\n- Mend nets\n- Paint doors\n",
    "c.md": "- Oil the lamp\n",
}
LAMPS, STAIRS, GULLS, NETS, DOORS = (0, 3, 7), (1, 4), 2, 5, 6


def key(compilation: Compilation, bullets: tuple[int, ...]) -> str:
    return item_key(compilation.bullet_keys[bullet] for bullet in bullets)


def decided(*lines: tuple[int, ...], by: str = "ada", name: str = "", **changes: object) -> AnchoredDecision:
    bullets = tuple(bullet for line in lines for bullet in line)
    own = name or key(compiled(TEXTS), bullets)
    decision = Decision(own, by, f"decisions/x/{own}.{by}.toml", DecisionFile())
    anchored = AnchoredDecision(decision, "exact", tuple(map(DecidedLine, lines)))
    return replace(anchored, **changes)  # type: ignore[arg-type]


def rows(*decisions: AnchoredDecision, **changes: object) -> tuple[ReviewRow, ...]:
    return review_rows(replace(compiled(TEXTS), decided=decisions, **changes), 0.5)  # type: ignore[arg-type]


def states(queue: tuple[ReviewRow, ...]) -> dict[str, ReviewState]:
    return {row.key: row.state for row in queue}


def test_an_item_is_undecided_until_a_decision_has_all_its_bullets() -> None:
    base = compiled(TEXTS)
    assert {*states(rows()).values()} == {"undecided"}
    (row,) = [row for row in rows(decided(STAIRS)) if row.state == "decided"]
    assert (row.key, row.part, row.by) == (key(base, STAIRS), "sure", ("ada",))
    assert row.files == (f"decisions/x/{row.key}.ada.toml",)


def test_a_cluster_that_grew_reopens_with_who_decided() -> None:
    base = compiled(TEXTS)
    found = {row.key: row for row in rows(decided(LAMPS[:2]))}
    grown = found[key(base, LAMPS)]
    assert (grown.state, grown.by) == ("grown", ("ada",))
    assert found[key(base, LAMPS[:2])].state == "decided"


def test_decisions_that_join_a_whole_cluster_together_decide_it() -> None:
    assert "grown" not in states(rows(decided(LAMPS[:2]), decided(LAMPS[1:]))).values()


def test_a_decision_whose_item_no_longer_arises_is_listed() -> None:
    split = decided((GULLS,), (NETS,))
    (row,) = [row for row in rows(split) if row.state == "decided"]
    assert (row.part, len(row.groups)) == ("near_misses", 2)


@pytest.mark.parametrize(
    ("changes", "part", "state"),
    [
        ({"missing": (NamedBullet("a", "gone"),), "state": "stale"}, "stale", "stale"),
        ({"state": "carried"}, "stale", "carried"),
        ({"against": ("decisions/x/other.ben.toml",)}, "disputed", "disputed"),
    ],
)
def test_decisions_that_ask_for_a_reviewer_come_first(
    changes: dict[str, object], part: str, state: str
) -> None:
    first, *_ = rows(decided(STAIRS, **changes))  # type: ignore[arg-type]
    assert (first.part, first.state, first.key) == (part, state, key(compiled(TEXTS), STAIRS))
    assert first.note


def test_an_overruled_decision_has_no_row_of_its_own() -> None:
    ben = decided(STAIRS, by="ben", is_overruled=True, against=("x",))
    (row,) = [row for row in rows(ben, decided(STAIRS)) if row.state == "decided"]
    assert row.by == ("ada",)


def test_a_near_miss_inside_a_decision_is_not_asked_again() -> None:
    near = (ScoredPair(Pair(GULLS, NETS), 0.4), ScoredPair(Pair(GULLS, DOORS), 0.4))
    open_pairs = [
        row for row in rows(decided((GULLS,), (NETS,)), near_misses=near) if row.state == "undecided"
    ]
    assert key(compiled(TEXTS), (GULLS, DOORS)) in [row.key for row in open_pairs]
    assert key(compiled(TEXTS), (GULLS, NETS)) not in [row.key for row in open_pairs]


def test_names_come_before_other_words_then_many_words_then_low_scores() -> None:
    base = compiled(TEXTS)
    ids = {at: base.clusters[base.cluster_of[at]].id for at in (LAMPS[0], STAIRS[0])}
    losses = (
        Loss("b", "b.md", 1, ("wick", "oil"), cluster=ids[LAMPS[0]]),
        Loss("b", "b.md", 2, ("nginx",), cluster=ids[STAIRS[0]], names=("nginx",)),
    )
    losing = [row for row in rows(losses=losses) if row.part == "losses"]
    assert [row.lost for row in losing] == [("nginx",), ("wick", "oil")]


def test_the_nearest_misses_come_first() -> None:
    near = (ScoredPair(Pair(GULLS, NETS), 0.45), ScoredPair(Pair(GULLS, DOORS), 0.4))
    assert [row.score for row in rows(near_misses=near) if row.part == "near_misses"] == [0.45, 0.4]


def fields() -> tuple[FieldRow, ...]:
    value = (FieldValueRow("b", 2, "x"),)
    return tuple(FieldRow(name, "y", value) for name in ("color", "name", "tools"))


def test_rights_come_first_among_the_keys_and_the_name_is_no_item() -> None:
    queue = review_rows(compiled({"a.md": "- Oil the lamp\n"}), 0.5, fields())
    listed = [(row.field, row.part) for row in queue if row.field]
    assert listed == [("tools", "front_matter"), ("color", "front_matter")]
    assert queue[0].key == item_key([("field", "tools")])


@pytest.mark.parametrize(
    ("state", "against", "expected"),
    [("exact", (), "decided"), ("stale", (), "stale"), ("exact", ("x",), "disputed")],
)
def test_a_key_has_the_state_of_its_decision(state: str, against: tuple[str, ...], expected: str) -> None:
    own = item_key([("field", "tools")])
    content = DecisionFile(field=DecidedField("tools", {"a": "x"}))
    one = AnchoredField(Decision(own, "ada", "p", content), state, against=against)  # type: ignore[arg-type]
    queue = review_rows(replace(compiled({"a.md": "- Oil the lamp\n"}), decided_fields=(one,)), 0.5, fields())
    assert next(row for row in queue if row.field == "tools").state == expected
