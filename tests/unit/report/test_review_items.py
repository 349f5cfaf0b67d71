"""What a reviewer may decide about, and the part of the queue that each item is in."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from personac.model import Addition, Compilation, KeptApart, LeftOut, Loss, Pair, ScoredPair, Wording
from personac.report.review_items import Item, items_of
from tests.unit.helpers import compiled

THRESHOLD = 0.6
TEXTS = {
    "a.md": "# Lamp\n\n- Oil the lamp\n- Sweep the stairs\n",
    "b.md": "# Lamp\n\n- Oil the lamp\n- Mend nets\n- Paint doors\n",
}
LAMP, STAIRS, OTHER_LAMP, NETS, DOORS = range(5)


def built(**changes: object) -> Compilation:
    return replace(compiled(TEXTS), **changes)  # type: ignore[arg-type]


def items(compilation: Compilation) -> list[Item]:
    return list(items_of(compilation, THRESHOLD))


def of_lamp(compilation: Compilation) -> Item:
    return next(item for item in items(compilation) if item.bullets == (LAMP, OTHER_LAMP))


def test_copies_are_sure_and_one_line() -> None:
    (item,) = items(built())
    assert (item.part, item.groups, item.score) == ("sure", ((LAMP, OTHER_LAMP),), 1.0)


def test_lost_words_make_the_part_and_names_numbers_and_negations_come_first() -> None:
    cluster = compiled(TEXTS).clusters[0].id
    words = ("polish", "Never", "nginx", "30", "wick")
    item = of_lamp(built(losses=(Loss("b", "b.md", 3, words, cluster=cluster, names=("nginx",)),)))
    assert (item.part, item.rank) == ("losses", 0)
    assert item.lost == ("Never", "nginx", "30", "polish", "wick")


def test_words_of_no_name_have_a_lower_rank() -> None:
    cluster = compiled(TEXTS).clusters[0].id
    assert of_lamp(built(losses=(Loss("b", "b.md", 3, ("wick",), cluster=cluster),))).rank == 1


def test_a_pair_under_the_threshold_makes_a_cluster_doubtful() -> None:
    first, *others = compiled(TEXTS).duplicates
    low = replace(first, why=(ScoredPair(Pair(LAMP, OTHER_LAMP), 0.51),))
    item = of_lamp(built(duplicates=(low, *others)))
    assert (item.part, item.score) == ("doubtful", 0.51)
    assert item.note == "one pair scores 0.51, under the threshold of 0.60"


def test_a_wording_with_additions_is_completed() -> None:
    first, *others = compiled(TEXTS).wordings
    wording = Wording(first.bullet, (Addition("wick", OTHER_LAMP),), "Oil the lamp, wick")
    assert of_lamp(built(wordings=(wording, *others))).part == "completed"


def test_a_contradiction_is_a_pair_said_once_for_two_clusters() -> None:
    apart = (
        KeptApart(Pair(LAMP, NETS), "opposites", contradicts=True),
        KeptApart(Pair(OTHER_LAMP, NETS), "opposites", contradicts=True),
        KeptApart(Pair(STAIRS, DOORS), "a rule"),
    )
    found = [item for item in items(built(apart=apart)) if item.part == "contradictions"]
    assert [item.groups for item in found] == [((LAMP,), (NETS,))]
    assert found[0].note == "they contradict each other: opposites"


def test_both_sides_of_a_near_miss_are_in_the_item() -> None:
    near = (ScoredPair(Pair(STAIRS, DOORS), 0.583),)
    (item,) = [one for one in items(built(near_misses=near)) if one.part == "near_misses"]
    assert (item.groups, item.score) == (((STAIRS,), (DOORS,)), 0.58)


def test_a_folded_bullet_and_the_broad_one_are_one_line() -> None:
    owner = compiled(TEXTS).cluster_of
    folded = MappingProxyType({owner[NETS]: owner[DOORS]})
    (item,) = [one for one in items(built(folded=folded)) if one.part == "folds"]
    assert item.groups == ((NETS, DOORS),)


def test_what_is_left_out_is_an_item_with_its_reason_and_what_is_folded_is_not() -> None:
    base = compiled(TEXTS)
    left = tuple(
        LeftOut("b", "b.md", 4, 4, base.bullets[at].text, "too rare", base.bullets[at].id)
        for at in (NETS, DOORS)
    )
    folded = MappingProxyType({base.cluster_of[NETS]: base.cluster_of[LAMP]})
    found = [one for one in items(built(left_out=left, folded=folded)) if one.part == "left_out"]
    assert [(item.groups, item.note) for item in found] == [(((DOORS,),), "left out: too rare")]


def test_a_line_in_a_section_of_another_title_has_moved() -> None:
    texts = {"a.md": "# Lamp\n\n- Oil the lamp\n", "b.md": "# Lamp\n\n## Boats\n\n- Paint the hull\n"}
    base = compiled(texts)
    bullets = tuple(
        replace(one, section=("Lamp", "Nets")) if one.persona == "b" else one for one in base.bullets
    )
    (item,) = items(replace(base, bullets=bullets))
    assert (item.part, item.note) == ("moves", "it moved from 'Nets' to 'Boats'")
    assert items(base) == []
