from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.merging import places
from personac.merging.documents import NONE, Documents, Node
from personac.merging.places import Places
from tests.unit.helpers import extracted

ITEM = Documents(extracted({"a.md": "- a\n"})).tree(0).blocks[0].below[0].ast
"""The content of each item that is put in."""


def grown(items: int) -> tuple[Node, Places]:
    """Return the list of a trunk of `items` items, and its places."""
    text = "".join(f"- word{at}\n" for at in range(items))
    tree = Documents(extracted({"a.md": text})).tree(0)
    return tree.blocks[0], Places(tree)


def put(home: Node, ranked: Places, at: int, bullet: int) -> Node:
    node = Node(1, ITEM, bullet, members=[bullet])
    home.insert(at, node)
    ranked.add(node)
    return node


@given(st.lists(st.integers(0, 30), max_size=30))
def test_ranks_rise_in_the_order_of_the_text(ats: list[int]) -> None:
    home, ranked = grown(3)
    for at in ats:
        put(home, ranked, min(at, len(home.below)), 9)
    assert all(one.rank < other.rank for one, other in pairwise(home.section.walk_own()))


def test_ranks_rise_where_no_gap_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_GAP", 2)
    home, ranked = grown(2)
    for _ in range(9):
        put(home, ranked, 1, 9)
    assert all(one.rank < other.rank for one, other in pairwise(home.section.walk_own()))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(10, 40)), max_size=20), st.integers(10, 40))
def test_order_is_that_of_a_walk(puts: list[tuple[int, int]], bullet: int) -> None:
    home, ranked = grown(3)
    for at, own in puts:
        ranked.note(put(home, ranked, min(at, len(home.below)), own), own)
    for at, node in enumerate(home.below):
        before = [n.bullet for n in home.below[:at] if n.persona == 1]
        behind = [n.bullet for n in home.below[at + 1 :] if n.persona == 1]
        assert ranked.agree(bullet, node) == (max(before, default=0) < bullet < min(behind, default=99))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(10, 40)), max_size=20), st.integers(10, 40))
def test_the_last_item_that_the_source_has_before_another_is_found(
    puts: list[tuple[int, int]], bullet: int
) -> None:
    home, ranked = grown(3)
    for at, own in puts:
        ranked.note(put(home, ranked, min(at, len(home.below)), own), own)
    before = [node for node in home.below if node.persona == 1 and node.bullet < bullet]
    assert ranked.last_before(bullet, home, "own") is (before[-1] if before else None)


def test_merged_bullets_on_the_wrong_side_of_a_new_item_contradict_it() -> None:
    home, ranked = grown(3)
    for node, bullet in zip(home.below, (5, 8, 6), strict=True):
        node.members.append(bullet)
        ranked.note(node, bullet)
    first, second, _ = home.below
    new = put(home, ranked, 2, 7)
    assert [(n.bullet, b) for n, b in ranked.contradicting(new)] == [(1, 8), (2, 6)]
    ranked.forget(second, 8)
    assert [b for _, b in ranked.contradicting(new)] == [6]
    assert ranked.first_in(home) is first


def test_a_place_is_wrong_where_an_own_item_stands_on_the_other_side() -> None:
    home, ranked = grown(2)
    ranked.note(put(home, ranked, 1, 5), 5)
    new = Node(1, ITEM, 6)
    assert ranked.is_misplaced(new, home, 1)
    assert not ranked.is_misplaced(new, home, 2)


def test_an_item_without_text_has_a_place_in_its_list_only() -> None:
    home, ranked = grown(1)
    ranked.note(put(home, ranked, 1, NONE), NONE)
    assert ranked.last_before(5, home, "own") is home.below[1]
    assert ranked.last_before(5, home.section, "own") is None


def test_the_next_persona_begins_without_bullets() -> None:
    home, ranked = grown(1)
    ranked.note(put(home, ranked, 1, 5), 5)
    ranked.begin()
    assert ranked.first_in(home) is None
