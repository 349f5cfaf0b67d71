from __future__ import annotations

from personac.ir import Compilation
from personac.passes.place import (
    NestedList,
    Place,
    Places,
    Running,
    TopicList,
    numbered_lists,
    place_clusters,
    topics,
)
from personac.passes.streams import section_streams
from tests.unit.helpers import EXACT, compile_texts, lettered


def _placed(*texts: str, rules_text: str = EXACT) -> tuple[Compilation, Places]:
    found = compile_texts(lettered(texts), "align", rules_text)
    assert found.outline is not None
    return found, place_clusters(found, found.outline, section_streams(found))


def _place(compilation: Compilation, places: Places, text: str) -> Place:
    bullet = next(i for i, b in enumerate(compilation.bullets) if b.text == text)
    return places.of[compilation.cluster_of[bullet]]


def _topic(compilation: Compilation, title: str) -> int:
    assert compilation.outline is not None
    return next(topic.id for topic in topics(compilation.outline) if topic.title == title)


def test_a_cluster_goes_where_most_of_its_members_stand() -> None:
    found, places = _placed("## A\n\n- x1\n", "## B\n\n- x1\n", "## B\n\n- x1\n- y1\n")
    assert _place(found, places, "x1") == TopicList(_topic(found, "B"), "bulleted", 0)


def test_a_tie_goes_to_the_topic_that_comes_first() -> None:
    found, places = _placed("## A\n\n- x1\n- a1\n", "## B\n\n- x1\n- b1\n")
    assert _place(found, places, "x1") == TopicList(_topic(found, "A"), "bulleted", 0)


def test_lists_of_one_form_are_numbered() -> None:
    found, places = _placed("## A\n\n- x1\n\n1. y1\n\n* z1\n")
    topic = _topic(found, "A")
    assert _place(found, places, "x1") == TopicList(topic, "bulleted", 0)
    assert _place(found, places, "y1") == TopicList(topic, "ordered", 0)
    assert _place(found, places, "z1") == TopicList(topic, "bulleted", 1)
    assert numbered_lists(section_streams(found)) == {
        0: ("bulleted", 0), 1: ("ordered", 0), 2: ("bulleted", 1),
    }  # fmt: skip


def test_paragraphs_run() -> None:
    found, places = _placed("top\n\n## A\n\ntext\n")
    assert _place(found, places, "text") == Running(_topic(found, "A"))
    assert _place(found, places, "top") == Running(-1)


def test_a_nested_cluster_goes_below_its_parents_cluster() -> None:
    found, places = _placed("- x1\n  1. y1\n", "- z1\n- x1\n")
    parent = found.cluster_of[0]
    assert _place(found, places, "y1") == NestedList(parent, "ordered")


def test_where_the_parent_goes_elsewhere_the_child_stays_in_its_topic() -> None:
    moved = "## B\n\n- x1\n"
    found, places = _placed("## A\n\n- x1\n  - y1\n- z1\n", moved, moved)
    assert _place(found, places, "x1") == TopicList(_topic(found, "B"), "bulleted", 0)
    assert _place(found, places, "y1") == TopicList(_topic(found, "A"), "bulleted", 0)


def test_an_item_below_one_of_its_own_cluster_stands_beside_it() -> None:
    found, places = _placed("- x1\n  - x1\n  - y1\n")
    assert _place(found, places, "x1") == TopicList(-1, "bulleted", 0)
    assert _place(found, places, "y1") == NestedList(found.cluster_of[0], "bulleted")


def test_no_cluster_stands_below_itself() -> None:
    _, places = _placed("- x1\n  - y1\n    - z1\n", "- z1 and more of it\n  - x1 and more of it\n")
    assert _acyclic(places)


def test_two_clusters_that_stand_below_each_other_are_parted() -> None:
    link = (
        '[[must_link]]\ntexts = ["x1", "x1 and more of it"]\n'
        '[[must_link]]\ntexts = ["z1", "z1 and more of it"]\n'
    )
    texts = ("- x1\n  - z1 and more of it\n", "- z1\n  - x1 and more of it\n")
    found, places = _placed(*texts, rules_text=EXACT + link)
    assert len(found.clusters) == 2
    assert _place(found, places, "z1") == NestedList(0, "bulleted")
    assert _place(found, places, "x1") == TopicList(-1, "bulleted", 0)
    assert _acyclic(places)


def _acyclic(places: Places) -> bool:
    for start in places.of:
        seen, place = {start}, places.of[start]
        while isinstance(place, NestedList):
            if place.cluster in seen:
                return False
            seen.add(place.cluster)
            place = places.of[place.cluster]
    return True


def test_the_anchor_is_the_representative_where_it_stands_in_the_topic() -> None:
    found, places = _placed("## A\n\n- log errors\n", "## A\n\n- logging error\n- log error\n")
    assert places.anchor[0] == 2
    found, places = _placed("## A\n\n- log errors\n", "## A\n\n- log errors\n", "## B\n\n- log error\n")
    assert found.clusters[0].representative == 2
    assert places.anchor[0] == 0
    assert places.topic[0] == _topic(found, "A")
