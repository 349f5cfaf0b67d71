from __future__ import annotations

from personac.model import Alignment, SectionRef
from personac.outline.section_alignment import plain_title
from tests.unit.helpers import EXACT, lettered, planned, with_own

_SAME = "- a1\n- b1\n- c1\n"


def _alignment(*texts: str, rules_text: str = EXACT) -> Alignment:
    return planned(lettered(texts), rules_text).alignment


def _groups(*texts: str, rules_text: str = EXACT) -> list[list[tuple[int, tuple[int, ...]]]]:
    """The sections of each topic as persona and path."""
    found: dict[int, list[tuple[int, tuple[int, ...]]]] = {}
    for ref, topic in sorted(_alignment(*texts, rules_text=rules_text).topic_of.items()):
        found.setdefault(topic, []).append((ref.persona, ref.path))
    return sorted(found.values())


def test_personas_without_sections_have_no_topics() -> None:
    assert _alignment("text\n", "- a\n") == Alignment({}, {}, {}, ())


def test_sections_of_one_title_are_one_topic() -> None:
    texts = "## Testing\n\n- a1\n", "# T\n\n### testing\n\n- b1\n"
    assert _groups(*texts) == [[(0, (0,)), (1, (0, 0))]]


def test_sections_of_other_titles_are_other_topics() -> None:
    assert _groups("## Cats\n\n- a1\n", "## Dogs\n\n- b1\n") == [[(0, (0,))], [(1, (0,))]]


def test_aliases_of_the_rules_name_one_topic() -> None:
    alias = '[[outline.alias]]\ntitles = ["Cats", "Dogs"]\n'
    texts = "## Cats\n\n- a1\n", "## Dogs\n\n- b1\n"
    assert _groups(*texts, rules_text=EXACT + alias) == [[(0, (0,)), (1, (0,))]]


def test_shared_clusters_join_sections_of_different_titles() -> None:
    def groups(same: str) -> list[list[tuple[int, tuple[int, ...]]]]:
        texts = (f"## {title}\n\n{same}\n## Own {title}\n" for title in ("Cats", "Dogs"))
        return _groups(*with_own(*texts))

    assert groups(_SAME) == [[(0, (0,)), (1, (0,))], [(0, (1,))], [(1, (1,))]]
    assert groups("- a1\n") == [[(0, (0,))], [(0, (1,))], [(1, (0,))], [(1, (1,))]]


def test_clusters_below_a_section_without_items_of_its_own_count_as_its_own() -> None:
    below = f"## Cats\n\n### Deep\n\n{_SAME}\n## Own one\n"
    beside = f"## Dogs\n\n{_SAME}\n## Own two\n"
    groups = _groups(*with_own(below, beside))
    assert next(group for group in groups if (1, (0,)) in group) != [(1, (0,))]


def test_sections_of_one_persona_stay_apart() -> None:
    assert len(_groups(f"## Cats\n\n{_SAME}\n## Dogs\n\n{_SAME}")) == 2


def test_a_title_that_repeats_right_below_one_section_is_one_topic() -> None:
    assert _groups("## A\n\n- x1\n\n## A\n\n- y1\n") == [[(0, (0,)), (0, (1,))]]


def test_titles_that_repeat_below_other_sections_are_distinguished() -> None:
    text = "## Cats\n\n### Notes\n\n- x1\n\n## Dogs\n\n### Notes\n\n- y1\n"
    assert len(_groups(text)) == 4
    assert _groups(*with_own(text, text)) == [[(0, path), (1, path)] for path in ((0,), (0, 0), (1,), (1, 0))]


def test_titles_that_repeat_at_the_top_are_distinguished_too() -> None:
    assert len(_groups("## Cats\n\n### Notes\n\n- x1\n\n## Notes\n\n- y1\n")) == 3


def test_sections_of_one_title_below_each_other_stay_apart() -> None:
    assert len(_groups("## Notes\n\n### Notes\n\n- x1\n\n#### Notes\n\n- y1\n")) == 3


def test_a_topic_is_found_at_any_depth() -> None:
    below, above = "## Cats\n\n- c1\n\n### Notes\n\n- x1\n", "## Notes\n\n- x2\n\n## Cats\n\n- c2\n"
    assert _groups(below, above) == [[(0, (0,)), (1, (1,))], [(0, (0, 0)), (1, (0,))]]


def test_document_titles_and_introducing_sections_are_no_topics() -> None:
    assert _groups("# T\n\n## A\n\nLabel:\n- x1\n") == [[(0, (0, 0))]]


def test_sections_of_redundant_personas_have_no_topic() -> None:
    text = "## A\n\n- a1\n- a2\n"
    assert _groups(text, text) == [[(0, (0,))]]


def test_topics_are_numbered_in_the_order_of_their_first_section() -> None:
    topics = _alignment("## Cats\n\n- a1\n\n## Dogs\n\n- a2\n", "## Mice\n\n- b1\n").topic_of
    assert topics == {SectionRef(0, (0,)): 0, SectionRef(0, (1,)): 1, SectionRef(1, (0,)): 2}


def test_the_rules_are_those_of_the_topics() -> None:
    entries = (
        '[[outline.section]]\ntitle = "Pets"\n'
        '[[outline.section]]\ntitle = "Felines"\naliases = ["Cats"]\nunder = "Pets"\n'
        '[[outline.section]]\ntitle = "Dogs"\nlevel = 2\n'
    )
    result = _alignment("## Cats\n\n- a1\n\n## Dogs\n\n- a2\n", rules_text=EXACT + entries)
    assert result.titles == {0: "Felines", 1: "Dogs", 2: "Pets"}
    assert (result.parents, result.order) == ({0: 2, 1: -1}, (2, 0, 1))


def test_words_in_the_names_of_most_personas_do_not_distinguish_titles() -> None:
    texts = {
        f"{name}.md": f"## {title}\n\n- {name}\n"
        for name, title in (("keeper-one", "Keeper lamps"), ("keeper-two", "Lamps"))
    }
    topics = planned(texts).alignment.topic_of
    assert len(set(topics.values())) == 1


def test_a_plain_title_is_in_lower_case_with_single_spaces() -> None:
    assert plain_title("  The   LAMP ") == "the lamp"
