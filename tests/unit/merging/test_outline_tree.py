from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personac.extraction.section_streams import placed_sections
from personac.merging.documents import Documents
from personac.merging.outline_tree import apply_rules, outline_of
from personac.model import Alignment, Merged, SectionRef, Topic
from tests.unit.helpers import EXACT, canonical_body, extracted, lettered, merged, planned

_A_FIRST = f'{EXACT}[merge]\ntrunk = "a"\n'
_CATS, _DOGS, _MICE = "## Cats\n\n- x1\n\n", "## Dogs\n\n- y1\n\n", "## Mice\n\n- z1\n\n"
_OTHER = "## Rats\n\n- r1\n"


def _section(title: str, rest: str = "") -> str:
    return f'[[outline.section]]\ntitle = "{title}"\n{rest}'


def _titles(*texts: str, rules_text: str) -> list[str]:
    body = canonical_body(*texts, rules_text=_A_FIRST + rules_text)
    return [line for line in body.splitlines() if line.startswith("#")]


def _outline(*texts: str, rules_text: str = _A_FIRST) -> Topic:
    return merged(lettered(texts), rules_text).outline


def _walk(topic: Topic) -> list[Topic]:
    return [topic, *(own for child in topic.children for own in _walk(child))]


def _all_sections(built: Merged) -> list[SectionRef]:
    return sorted(placed.ref for placed in placed_sections(built.personas))


def test_a_rule_renames_the_section_of_its_title() -> None:
    rename = _section("Felines", 'aliases = ["cats"]\n')
    assert _titles(_CATS + _DOGS, _OTHER, rules_text=rename) == ["## Felines", "## Dogs", "## Rats"]


def test_a_rule_moves_a_section_below_another_one() -> None:
    under = _section("Cats", 'under = "Dogs"\n')
    assert _titles(_CATS + _DOGS, _OTHER, rules_text=under) == ["## Dogs", "### Cats", "## Rats"]


def test_a_moved_section_takes_those_below_it_along() -> None:
    text = _CATS + "### Food\n\n- f1\n\n" + _DOGS
    under = _section("Cats", 'under = "Dogs"\n')
    assert _titles(text, _OTHER, rules_text=under) == ["## Dogs", "### Cats", "#### Food", "## Rats"]


def test_a_rule_adds_a_section_that_no_source_has_below_the_document_title() -> None:
    pets = _section("Pets") + _section("Cats", 'under = "Pets"\n')
    assert _titles(_CATS + _DOGS, _OTHER, rules_text=pets) == ["## Dogs", "## Rats", "## Pets", "### Cats"]
    titled = [f"# T\n\n{text}" for text in (_CATS + _DOGS, _OTHER)]
    assert _titles(*titled, rules_text=pets) == ["# T", "## Dogs", "## Rats", "## Pets", "### Cats"]


def test_added_headings_stand_on_lines_of_their_own() -> None:
    pets = (
        _section("Animals") + _section("Pets", 'under = "Animals"\n') + _section("Cats", 'under = "Pets"\n')
    )
    assert _titles(_CATS, rules_text=pets) == ["## Animals", "### Pets", "#### Cats"]


def test_a_section_at_the_top_is_moved_to_the_end() -> None:
    text = "## Cats\n\n- x1\n\n### Dogs\n\n- y1\n"
    assert _titles(text, _OTHER, rules_text=_section("Dogs", "level = 2\n")) == [
        "## Cats",
        "## Rats",
        "## Dogs",
    ]


def test_a_section_that_is_there_already_is_not_moved() -> None:
    text = "## Cats\n\n- x1\n\n### Dogs\n\n- y1\n\n### Mice\n\n- z1\n"
    under = _section("Dogs", 'under = "Cats"\n')
    assert _titles(text, _OTHER, rules_text=under) == ["## Cats", "### Dogs", "### Mice", "## Rats"]


def test_a_section_is_not_moved_below_itself() -> None:
    text = "## Cats\n\n- x1\n\n### Dogs\n\n- y1\n"
    under = _section("Cats", 'under = "Dogs"\n')
    assert _titles(text, _OTHER, rules_text=under) == ["## Cats", "### Dogs", "## Rats"]


def test_rules_order_sections_and_others_keep_their_places() -> None:
    order = '[outline]\norder = ["Mice", "Cats"]\n'
    assert _titles(_CATS + _DOGS + _MICE, _OTHER, rules_text=order) == [
        "## Mice",
        "## Dogs",
        "## Cats",
        "## Rats",
    ]


def test_sections_of_two_parents_are_ordered_among_themselves() -> None:
    text = "## A\n\n### Cats\n\n- x1\n\n### Dogs\n\n- y1\n\n## B\n\n### Mice\n\n- z1\n\n### Rats\n\n- r1\n"
    order = '[outline]\norder = ["Rats", "Dogs", "Mice", "Cats"]\n'
    expected = ["## A", "### Dogs", "### Cats", "## B", "### Rats", "### Mice", "## Own"]
    assert _titles(text, "## Own\n\n- o1\n", rules_text=order) == expected


@pytest.mark.parametrize(
    "rules_text",
    [
        _section("Cats", 'under = "Dogs"\n'),
        _section("Mice") + _section("Cats"),
        _section("Cats", "level = 2\n") + _section("Dogs", "level = 3\n"),
    ],
)
def test_rules_that_move_sections_of_one_persona_repeat_nothing(rules_text: str) -> None:
    body = canonical_body(_CATS + _DOGS + _MICE, rules_text=EXACT + rules_text)
    assert sorted(line for line in body.splitlines() if line.startswith("-")) == ["- x1", "- y1", "- z1"]
    assert len([line for line in body.splitlines() if line.startswith("#")]) == 3


def test_rules_of_topics_that_the_canonical_lacks_do_nothing() -> None:
    root = Documents(extracted({"a.md": _CATS})).tree(0)
    apply_rules(root, {}, Alignment({}, {7: "Pets"}, {8: -1, 9: 7}, (7, 8)))
    assert [node.title for node in root.walk() if node.is_section] == ["", "Cats", "Pets"]
    assert [node.new_title for node in root.subsections] == ["", "Pets"]


def test_a_topic_has_its_title_and_those_of_the_sections_that_became_it() -> None:
    root = _outline("## Testing\n\n- a1\n", "# T\n\n### testing\n\n- b1\n")
    (topic,) = root.children
    assert (topic.title, topic.title_from, topic.aliases) == ("Testing", SectionRef(0, (0,)), ("testing",))
    assert topic.sections == (SectionRef(0, (0,)), SectionRef(1, (0, 0)))


def test_a_renamed_topic_has_the_titles_of_the_sources_as_aliases() -> None:
    rename = _section("Felines", 'aliases = ["Cats"]\n')
    (topic,) = _outline(_CATS, "## cats\n\n- x2\n", rules_text=_A_FIRST + rename).children
    assert (topic.title, topic.title_from, topic.aliases) == ("Felines", None, ("Cats", "cats"))


def test_an_added_topic_has_no_section_of_a_source() -> None:
    pets = _section("Pets") + _section("Cats", 'under = "Pets"\n')
    (topic,) = _outline(_CATS, "## Cats\n\n- x2\n", rules_text=_A_FIRST + pets).children
    assert (topic.title, topic.title_from, topic.aliases, topic.sections) == ("Pets", None, (), ())
    assert [child.title for child in topic.children] == ["Cats"]


def test_the_root_is_that_of_the_document_title() -> None:
    root = _outline("# One\n\n## A\n\n- a1\n", "# Two\n\n## A\n\n- b1\n")
    assert (root.title, root.title_from, root.aliases) == ("One", SectionRef(0, (0,)), ("Two",))
    assert root.sections == tuple(SectionRef(n, path) for n in (0, 1) for path in ((), (0,)))


def test_numbers_of_topics_differ() -> None:
    numbers = [topic.id for topic in _walk(_outline(_CATS + _DOGS, _MICE))]
    assert len(set(numbers)) == len(numbers)


def test_a_section_that_became_none_is_part_of_where_most_of_it_went() -> None:
    one = "## Aims\n\n- a1\n- a2\n- a3\n\n## Boats\n\n- b1\n"
    root = _outline(one, "## Skills\n\n- a1\n- a2\n- b1\n\n## Dogs\n\n- d1\n")
    aims = next(topic for topic in root.children if topic.title == "Aims")
    assert (aims.aliases, aims.sections) == (("Skills",), (SectionRef(0, (0,)), SectionRef(1, (0,))))


def test_a_section_without_bullets_that_became_none_is_part_of_the_one_above_it() -> None:
    plan = planned(lettered((_CATS + "### Empty\n\n", _DOGS)))
    root = Documents(plan).tree(0)
    root.subsections[0].replace_below(root.subsections[0].blocks)
    topic = outline_of(plan, root)
    assert topic.children[0].sections == (SectionRef(0, (0,)), SectionRef(0, (0, 0)))
    assert SectionRef(1, ()) in topic.sections


_pages = st.lists(
    st.tuples(
        st.sampled_from(["Cats", "Dogs", "Process", "Workflow", "Notes"]),
        st.integers(2, 4),
        st.lists(st.sampled_from("abcdef"), max_size=3, unique=True),
    ),
    max_size=4,
)


@settings(max_examples=25, deadline=None)
@given(st.lists(_pages, min_size=1, max_size=3))
def test_every_section_of_each_source_is_in_one_topic(
    personas: list[list[tuple[str, int, list[str]]]],
) -> None:
    texts = tuple(
        "\n".join(
            f"{'#' * level} {title}\n\n" + "".join(f"- {w}{w}\n" for w in own) for title, level, own in page
        )
        for page in personas
    )
    built = merged(lettered(texts))
    assert sorted(ref for topic in _walk(built.outline) for ref in topic.sections) == _all_sections(built)
