from __future__ import annotations

from personac.model import Topic
from tests.unit.helpers import EXACT, lettered, planned, with_own

Tree = dict[str, "Tree"]


def _tree(*texts: str, rules_text: str = "") -> Tree:
    def tree(topic: Topic) -> Tree:
        return {child.title: tree(child) for child in topic.children}

    outline = planned(lettered(texts), EXACT + rules_text).outline
    return tree(outline)


def _flat(*titles: str) -> str:
    return "".join(f"## {title}\n\n- {title} own\n\n" for title in titles)


def _nested(top: str, *titles: str) -> str:
    return f"## {top}\n\n" + "".join(f"### {title}\n\n- {title} here\n\n" for title in titles)


def test_a_flat_file_does_not_flatten_the_others() -> None:
    assert _tree(*with_own(_nested("Wool", "Cats", "Dogs"), _flat("Cats"), _flat("Cats"))) == {
        "Wool": {"Cats": {}, "Dogs": {}}
    }


def test_a_persona_with_both_side_by_side_votes_against() -> None:
    assert _tree(_nested("Wool", "Cats"), _flat("Wool", "Cats")) == {"Wool": {}, "Cats": {}}


def test_one_persona_of_many_does_not_move_a_topic_down() -> None:
    flat = [_flat("Cats")] * 3
    assert _tree(*with_own(_nested("Wool", "Cats", "Dogs"), *flat)) == {"Wool": {"Dogs": {}}, "Cats": {}}


def test_a_role_goes_down_only_where_most_have_it_there() -> None:
    nested, flat = _nested("Wool", "Checklist", "Dogs"), _flat("Checklist")
    assert _tree(*with_own(nested, flat)) == {"Wool": {"Dogs": {}}, "Checklist": {}}
    assert _tree(*with_own(nested, nested, flat)) == {"Wool": {"Checklist": {}, "Dogs": {}}}


def test_a_topic_between_others_follows_them() -> None:
    nested = _nested("Expertise", "Cats", "Dogs")
    expected: Tree = {
        "Expertise": {"Cats": {}, "Mice": {}, "Dogs": {}, "Hens": {}},
        "Checklist": {},
        "Geese": {},
    }
    assert _tree(nested, _flat("Cats", "Mice", "Dogs", "Hens", "Checklist", "Geese")) == expected
    apart: Tree = {"Wool": {"Cats": {}, "Dogs": {}}, "Mice": {}}
    assert _tree(_nested("Wool", "Cats", "Dogs"), _flat("Cats", "Mice", "Dogs")) == apart
    no_gather = _tree(nested, _flat("Cats", "Mice", "Dogs"), rules_text="[outline]\ngather = []\n")
    assert no_gather == {"Expertise": {"Cats": {}, "Dogs": {}}, "Mice": {}}


def test_one_neighbour_is_not_enough_to_follow() -> None:
    assert _tree(_nested("Expertise", "Cats"), _flat("Cats", "Mice")) == {
        "Expertise": {"Cats": {}},
        "Mice": {},
    }


def test_a_label_about_the_whole_file_goes_to_the_top() -> None:
    text = "## Tools\n\n- x1\n\nIntegration with other agents:\n- y1\n"
    assert _tree(text) == {"Tools": {}, "Integration with other agents": {}}
    assert _tree(text, rules_text="[outline]\ntop = []\n") == {"Tools": {"Integration with other agents": {}}}


def test_no_topic_is_deeper_than_headings_go() -> None:
    text = "".join(f"{'#' * level} L{level}\n\n- x{level}\n\n" for level in range(1, 7))
    tree = _tree(f"# Zero\n\n- z\n\n{text}Label:\n- y1\n")
    assert tree["L1"]["L2"]["L3"]["L4"] == {"L5": {}, "L6": {}, "Label": {}}


def _order(*texts: str, rules_text: str = "") -> list[str]:
    outline = planned(lettered(texts), EXACT + rules_text).outline
    return [child.title for child in outline.children]


def test_roles_order_what_no_source_does() -> None:
    texts = [_flat(title) for title in ("Remember", "Checklist", "Cats", "Workflow", "Identity")]
    assert _order(*texts) == ["Identity", "Cats", "Workflow", "Checklist", "Remember"]
    other = '[outline]\nrole_order = ["closing", "process"]\n'
    assert _order(*texts, rules_text=other) == ["Remember", "Workflow", "Checklist", "Cats", "Identity"]


def test_the_sources_count_more_than_roles() -> None:
    assert _order(_flat("Checklist", "Workflow"), _flat("Workflow", "Cats")) == [
        "Checklist",
        "Workflow",
        "Cats",
    ]


def test_ties_of_roles_go_by_mean_position_and_first_appearance() -> None:
    assert _order(_flat("Cats", "Dogs"), _flat("Hens", "Geese", "Mice")) == [
        "Cats",
        "Hens",
        "Geese",
        "Dogs",
        "Mice",
    ]


def test_the_majority_counts_where_sources_contradict_each_other() -> None:
    one, other = _flat("Cats", "Dogs"), _flat("Dogs", "Cats")
    assert _order(*with_own(other, one, one)) == ["Cats", "Dogs"]
    assert _order(*with_own(one, other, other)) == ["Dogs", "Cats"]
    assert _order(*with_own(other, one)) == ["Dogs", "Cats"]


def test_identity_first_closing_last() -> None:
    assert _order(_flat("Cats", "Remember"), _flat("Identity", "Dogs")) == [
        "Identity",
        "Cats",
        "Dogs",
        "Remember",
    ]
