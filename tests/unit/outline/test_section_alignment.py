from __future__ import annotations

from personac.model import SectionRef, Topic
from tests.unit.helpers import EXACT, lettered, planned, with_own

Tree = dict[str, "Tree"]


def _outline(*texts: str, rules_text: str = EXACT) -> Topic:
    return planned(lettered(texts), rules_text).outline


def _tree(topic: Topic) -> Tree:
    return {child.title: _tree(child) for child in topic.children}


def test_no_sections_make_a_bare_root() -> None:
    root = _outline("text\n", "- a\n")
    assert (root.id, root.title, root.title_from, root.aliases, root.children) == (-1, "", None, (), ())
    assert root.sections == (SectionRef(0, ()), SectionRef(1, ()))


def test_sections_of_one_title_are_one_topic() -> None:
    root = _outline("## Testing\n\n- a1\n", "# T\n\n### testing\n\n- b1\n")
    (topic,) = root.children
    assert (topic.title, topic.aliases) == ("Testing", ("testing",))
    assert topic.title_from == SectionRef(0, (0,))
    assert topic.sections == (SectionRef(0, (0,)), SectionRef(1, (0, 0)))


def test_sections_of_other_titles_are_other_topics() -> None:
    assert _tree(_outline("## Cats\n\n- a1\n", "## Dogs\n\n- b1\n")) == {"Cats": {}, "Dogs": {}}


def test_aliases_of_the_rules_name_one_topic() -> None:
    alias = '[[outline.alias]]\ntitles = ["Cats", "Dogs"]\n'
    (topic,) = _outline("## Cats\n\n- a1\n", "## Dogs\n\n- b1\n", rules_text=EXACT + alias).children
    assert (topic.title, topic.aliases) == ("Cats", ("Dogs",))


def test_shared_clusters_join_sections_of_different_titles() -> None:
    def titles(same: str) -> list[str]:
        texts = (f"## {title}\n\n{same}\n## Own {title}\n" for title in ("Cats", "Dogs"))
        return list(_tree(_outline(*with_own(*texts))))

    assert titles("- a1\n- b1\n- c1\n") == ["Cats", "Own Cats", "Own Dogs"]
    assert titles("- a1\n") == ["Cats", "Dogs", "Own Cats", "Own Dogs"]


def test_sections_of_one_persona_stay_apart() -> None:
    same = "- a1\n- b1\n- c1\n"
    assert len(_outline(f"## Cats\n\n{same}\n## Dogs\n\n{same}").children) == 2


def test_a_title_that_repeats_right_below_one_section_is_one_topic() -> None:
    assert len(_outline("## A\n\n- x1\n\n## A\n\n- y1\n").children) == 1


def test_titles_that_repeat_below_other_sections_are_distinguished() -> None:
    text = "## Cats\n\n### Notes\n\n- x1\n\n## Dogs\n\n### Notes\n\n- y1\n"
    tree: Tree = {"Cats": {"Notes": {}}, "Dogs": {"Notes": {}}}
    assert _tree(_outline(text)) == tree
    assert _tree(_outline(text, text)) == tree


def test_titles_that_repeat_at_the_top_are_distinguished_too() -> None:
    text = "## Cats\n\n### Notes\n\n- x1\n\n## Notes\n\n- y1\n"
    assert _tree(_outline(text)) == {"Cats": {"Notes": {}}, "Notes": {}}


def test_a_topic_goes_under_the_parent_of_most_of_its_sections() -> None:
    below = "## Cats\n\n- c1\n\n### Notes\n\n- x1\n"
    above = "## Notes\n\n- x1\n\n## Cats\n\n- c1\n"
    assert _tree(_outline(*with_own(below, above, below))) == {"Cats": {"Notes": {}}}
    assert _tree(_outline(*with_own(below, above, above))) == {"Notes": {}, "Cats": {}}


def test_sections_below_each_other_make_no_cycle() -> None:
    one = "## Notes\n\n### Cats\n\n- c1\n\n### Cats\n\n- c2\n"
    other = "## Cats\n\n### Notes\n\n- x1\n\n### Notes\n\n- x2\n"
    assert _tree(_outline(*with_own(one, other))) == {"Notes": {}, "Cats": {}}
    assert _tree(_outline(*with_own(other, one))) == {"Cats": {}, "Notes": {}}
    assert _tree(_outline(*with_own(one, other, other))) == {"Cats": {"Notes": {}}}


def test_a_tie_between_parents_goes_to_the_top() -> None:
    one = "## Cats\n\n- c1\n\n### Notes\n\n- x1\n"
    other = "## Notes\n\n- x1\n\n### Cats\n\n- c1\n"
    assert _tree(_outline(*with_own(one, other))) == {"Cats": {}, "Notes": {}}


def test_a_section_below_one_of_its_own_topic_is_not_below_it() -> None:
    root = _outline("## Cats\n\n- x1\n\n### Cats\n\n- y1\n\n#### Dogs\n\n- z1\n")
    assert len([topic for topic in root.children if topic.title == "Cats"]) == 1


def test_sections_of_one_title_below_each_other_stay_apart() -> None:
    root = _outline("## Notes\n\n### Notes\n\n- x1\n\n#### Notes\n\n- y1\n\n##### Dogs\n\n- z1\n")
    assert _tree(root) == {"Notes": {"Notes": {"Notes": {"Dogs": {}}}}}


def test_siblings_are_ordered_as_the_sources_have_them() -> None:
    one, other = "## A1\n\n- a\n\n## C1\n\n- c\n", "## A1\n\n- a\n\n## B1\n\n- b\n\n## C1\n\n- c\n"
    assert list(_tree(_outline(*with_own(one, other)))) == ["A1", "B1", "C1"]


def test_the_document_title_is_that_of_most_personas() -> None:
    titled, plain = "# The Title\n\n## A\n\nLabel:\n- x1\n", "## A\n\n- x1\n"
    root = _outline(*with_own(titled, "# Other `x`\n\n## A\n\n- x1\n"))
    assert (root.title, root.aliases, root.title_from) == ("The Title", ("Other x",), SectionRef(0, (0,)))
    assert _outline(*with_own(plain, titled)).title == "The Title"
    assert _outline(*with_own(plain, plain, titled)).title == ""


def test_introducing_labels_count_as_their_heading() -> None:
    root = _outline("## A\n\nLabel:\n- x1\n")
    assert root.children[0].sections == (SectionRef(0, (0,)), SectionRef(0, (0, 0)))
