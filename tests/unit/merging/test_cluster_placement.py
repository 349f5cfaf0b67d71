from __future__ import annotations

from personac.extraction.section_streams import Listed, section_streams
from personac.merging.cluster_placement import Place, Places, Running, place_clusters
from personac.merging.list_groups import Holder, Slot
from personac.model import Planned
from personac.outline.topic_tree import topics
from tests.unit.helpers import EXACT, lettered, planned


def _placed(*texts: str, rules_text: str = EXACT) -> tuple[Planned, Places]:
    plan = planned(lettered(texts), rules_text)
    return plan, place_clusters(plan, section_streams(plan))


def _bullet(plan: Planned, text: str) -> int:
    return next(i for i, b in enumerate(plan.bullets) if b.text == text)


def _place(plan: Planned, places: Places, text: str) -> Place:
    return places.of[plan.cluster_of[_bullet(plan, text)]]


def _topic(plan: Planned, title: str) -> Holder:
    numbers = (topic.id for topic in topics(plan.outline) if topic.title == title)
    return Holder("topic", next(numbers))


def _below(plan: Planned, text: str) -> Holder:
    return Holder("bullet", plan.cluster_of[_bullet(plan, text)])


def test_a_cluster_goes_to_the_topic_with_most_of_its_members() -> None:
    plan, places = _placed("## A\n\n- x1\n- a1\n", "## B\n\n- x1\n- z1\n", "## B\n\n- x1\n- y1\n")
    assert _place(plan, places, "x1") == Slot(_topic(plan, "B"), 2)


def test_a_tie_goes_to_the_first_topic() -> None:
    plan, places = _placed("## A\n\n- x1\n- a1\n", "## B\n\n- x1\n- b1\n")
    assert _place(plan, places, "x1") == Slot(_topic(plan, "A"), 0)


def test_a_redundant_persona_has_no_vote() -> None:
    moved = "## B\n\n- x1\n"
    plan, places = _placed("## A\n\n- x1\n- a1\n", moved, moved)
    assert _place(plan, places, "x1") == Slot(_topic(plan, "A"), 0)


def test_each_list_of_a_section_has_its_slot() -> None:
    plan, places = _placed("## A\n\n- x1\n\n1. y1\n\n* z1\n")
    topic = _topic(plan, "A")
    assert [_place(plan, places, text) for text in ("x1", "y1", "z1")] == [
        Slot(topic, 0), Slot(topic, 1), Slot(topic, 2),
    ]  # fmt: skip
    assert places.slots.forms == {
        Slot(topic, 0): "bulleted",
        Slot(topic, 1): "ordered",
        Slot(topic, 2): "bulleted",
    }
    ((*entries,),) = places.streams[topic]
    assert entries == [Listed("bulleted", (0,)), Listed("ordered", (1,)), Listed("bulleted", (2,))]


def test_paragraphs_are_in_no_list() -> None:
    plan, places = _placed("top\n\n## A\n\ntext\n")
    assert _place(plan, places, "text") == Running(_topic(plan, "A").number)
    assert _place(plan, places, "top") == Running(-1)


def test_a_nested_cluster_goes_below_its_parents_cluster() -> None:
    plan, places = _placed("- x1\n  1. y1\n", "- z1\n- x1\n")
    assert _place(plan, places, "y1") == Slot(_below(plan, "x1"), 1)
    assert places.slots.form_of(Slot(_below(plan, "x1"), 1)) == "ordered"


_MOVED = ("## B\n\n- x1\n- b1\n", "## B\n\n- x1\n- c1\n")


def test_a_child_whose_parent_is_placed_elsewhere_stays_in_its_topic() -> None:
    plan, places = _placed("## A\n\n- x1\n  - y1\n- z1\n", *_MOVED)
    assert _place(plan, places, "x1") == Slot(_topic(plan, "B"), 3)
    assert _place(plan, places, "y1") == _place(plan, places, "z1") == Slot(_topic(plan, "A"), 0)


def test_a_child_of_another_form_gets_a_list_of_its_own() -> None:
    plan, places = _placed("## A\n\n- x1\n  1. y1\n- z1\n", *_MOVED)
    own = Slot(_topic(plan, "A"), 1)
    assert _place(plan, places, "y1") == own
    assert own not in places.slots.forms
    assert places.slots.form_of(own) == "ordered"


def test_an_item_nested_in_one_of_its_own_cluster_is_not_nested() -> None:
    plan, places = _placed("- x1\n  - x1\n  - y1\n")
    assert _place(plan, places, "x1") == Slot(Holder("topic", -1), 0)
    assert _place(plan, places, "y1") == Slot(_below(plan, "x1"), 1)


def test_no_cluster_is_nested_in_itself() -> None:
    link = (
        '[[must_link]]\ntexts = ["x1", "x1 and more of it"]\n'
        '[[must_link]]\ntexts = ["z1", "z1 and more of it"]\n'
    )
    texts = ("- x1\n  - z1 and more of it\n", "- z1\n  - x1 and more of it\n")
    plan, places = _placed(*texts, rules_text=EXACT + link)
    assert len(plan.clusters) == 2
    assert _place(plan, places, "z1") == Slot(_below(plan, "x1"), 1)
    assert _place(plan, places, "x1") == Slot(Holder("topic", -1), 0)


def test_a_folded_cluster_has_no_place() -> None:
    texts = ("- **Secrets**: rotation schedules, vault storage, scanning\n- x1\n", "- Vault storage\n- y1\n")
    plan, places = _placed(*texts)
    assert plan.cluster_of[_bullet(plan, "Vault storage")] not in places.of


def test_the_anchor_is_the_representative_if_it_is_in_the_topic() -> None:
    text = "## A\n\n- log errors\n\n1. z1\n"
    plan, places = _placed(text, "## A\n\n- log errors\n\n1. log error\n2. z1\n3. y1\n")
    assert plan.clusters[0].representative == 3
    assert _place(plan, places, "log error") == _place(plan, places, "z1")
    plan, places = _placed(text, "## A\n\n- log errors\n- y1\n", "## B\n\n1. log error\n2. x1\n")
    assert plan.bullets[plan.clusters[0].representative].persona == "c"
    assert _place(plan, places, "log error") == Slot(_topic(plan, "A"), 0)
