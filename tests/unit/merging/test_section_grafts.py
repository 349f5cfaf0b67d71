from __future__ import annotations

import pytest

from personac.merging.left_out import IDLE_TITLE_REASON
from tests.unit.helpers import EXACT, canonical_body, compiled, lettered

_A_FIRST = f'{EXACT}[merge]\ntrunk = "a"\n'
_FAR = f"{_A_FIRST}[outline]\nthreshold = 0.9\n"
_ALL = 'identity = "all"\n'


def _lines(*texts: str, rules_text: str = _A_FIRST) -> list[str]:
    return [line for line in canonical_body(*texts, rules_text=rules_text).splitlines() if line]


def _reasons(*texts: str, rules_text: str = _A_FIRST) -> dict[str, str]:
    return {entry.text: entry.reason for entry in compiled(lettered(texts), rules_text).left_out}


def _page(*sections: str) -> str:
    """Sections given as the title and the items."""
    return "\n".join(
        f"## {title}\n\n" + "".join(f"- {item}\n" for item in items)
        for title, *items in (section.split() for section in sections)
    )


def test_sections_of_one_topic_are_one_under_the_title_of_the_trunk() -> None:
    assert _lines(_page("Workflow a1 a2"), _page("Workflows b1 b2")) == [
        "## Workflow",
        "- a1",
        "- a2",
        "- b1",
        "- b2",
    ]


def test_sections_of_other_topics_are_whole_in_the_order_of_their_source() -> None:
    assert _lines(_page("A a1"), _page("Cats b1 b2", "Dogs b3")) == [
        "## A", "- a1", "## Cats", "- b1", "- b2", "## Dogs", "- b3",
    ]  # fmt: skip


def test_a_section_that_the_trunk_lacks_stands_behind_that_of_its_predecessor() -> None:
    one, other = _page("Aims a1", "Costs c1"), _page("Aims a2", "Boats b1", "Costs c2")
    assert _lines(one, other) == ["## Aims", "- a1", "- a2", "## Boats", "- b1", "## Costs", "- c1", "- c2"]


def test_two_sections_that_the_trunk_lacks_keep_their_order() -> None:
    one, other = _page("Aims a1", "Costs c1"), _page("Aims a2", "Boats b1", "Cats b2", "Costs c2")
    titles = [line for line in _lines(one, other) if line.startswith("#")]
    assert titles == ["## Aims", "## Boats", "## Cats", "## Costs"]


def test_a_section_below_another_one_is_inserted_below_it() -> None:
    one = "## Aims\n\n- a1\n\n### Boats\n\n- b1\n\n## Costs\n\n- c1\n"
    other = "## Aims\n\n- a2\n\n### Boats\n\n- b2\n\n### Cats\n\n- d1\n"
    assert _lines(one, other) == [
        "## Aims", "- a1", "- a2", "### Boats", "- b1", "- b2", "### Cats", "- d1", "## Costs", "- c1",
    ]  # fmt: skip


def test_a_topic_takes_one_section_of_a_persona() -> None:
    twice = "## Cats\n\n### Notes\n\n- b1\n\n## Dogs\n\n### Notes\n\n- b2\n"
    once = "## Cats\n\n### Notes\n\n- a1\n\n- a2\n"
    assert _lines(once, twice) == [
        "## Cats", "### Notes", "- a1", "- a2", "- b1", "## Dogs", "### Notes", "- b2",
    ]  # fmt: skip


def test_a_section_of_which_nothing_is_new_is_not_inserted() -> None:
    one, other = _page("Aims a1 a2 a3", "Boats b1"), _page("Skills a1 a2", "Dogs d1")
    assert _lines(one, other) == [*_lines(_page("Aims a1 a2 a3")), "## Boats", "- b1", "## Dogs", "- d1"]
    assert _reasons(one, other) == {"Skills": IDLE_TITLE_REASON}


def test_a_text_of_the_trunk_stands_before_that_of_the_others() -> None:
    one, other = "## A\n\nOne.\n\n- a1\n", "## A\n\nTwo.\n\n- a2\n"
    assert _lines(one, other) == ["## A", "One.", "Two.", "- a1", "- a2"]


def test_a_new_text_stands_behind_the_text_that_it_followed() -> None:
    one, other = "## A\n\nOne.\n\nLast.\n\n- a1\n", "## A\n\nOne.\n\nTwo.\n\n- a2\n"
    assert _lines(one, other)[:4] == ["## A", "One.", "Two.", "Last."]


def test_what_stands_above_the_document_title_is_kept() -> None:
    one, other = "# T\n\n## A\n\n- a1\n", "Above.\n\n# T\n\n## A\n\n- a2\n"
    assert _lines(one, other) == ["# T", "Above.", "## A", "- a1", "- a2"]


def test_rules_between_blocks_are_not_taken_from_other_personas() -> None:
    assert _lines("## A\n\n- a1\n", "## A\n\nText.\n\n***\n\n- a2\n") == ["## A", "Text.", "- a1", "- a2"]


def test_the_canonical_has_one_identity() -> None:
    one, other = "You are a keeper.\n\n- a1\n", "You are a cook.\n\n- b1\n"
    assert _lines(one, other) == ["You are a keeper.", "- a1", "- b1"]
    assert _reasons(one, other) == {"You are a cook.": "identity: another persona's introduction is kept"}


def test_the_rules_keep_every_identity() -> None:
    one, other = "You are a keeper.\n\n- a1\n", "You are a cook.\n\n- b1\n"
    assert _lines(one, other, rules_text=_A_FIRST + _ALL) == [
        "You are a keeper.", "You are a cook.", "- a1", "- b1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [("Text.\n", "You are a cook.\n"), ("You are a cook.\n", "Text.\n"), ("- a0\n", "You are a cook.\n")],
)
def test_an_introduction_is_kept_if_it_is_the_only_identity(one: str, other: str) -> None:
    assert "You are a cook." in _lines(f"{one}\n- a1\n", f"{other}\n- b1\n")


def test_equal_identities_are_one_with_both_origins() -> None:
    built = compiled(lettered(("You are a cook.\n\n- a1\n", "You are a cook.\n\n- b1\n")))
    (line,) = (line for line in built.canonical.lines if line.text == "You are a cook.")
    assert [o.persona for o in line.origins] == ["a", "b"]


def test_a_lead_in_that_the_heading_says_is_left_out() -> None:
    one, other = (
        _page("Safety a1 a2 a3"),
        "## Safety\n\nSafety, safety, safety, safety, safety, safety:\n\n- b1\n",
    )
    assert _lines(one, other) == ["## Safety", "- a1", "- a2", "- a3", "- b1"]
    assert list(_reasons(one, other).values()) == ["lead-in: the headings above say the same"]


def test_a_lead_in_that_says_more_than_the_heading_stays_above_its_list() -> None:
    lead = "On the upper deck, in the dark and in rain, mind:"
    one, other = _page("Safety a1 a2 a3"), f"## Safety\n\n{lead}\n\n- b1\n- b2\n- b3\n"
    assert _lines(one, other) == ["## Safety", "- a1", "- a2", "- a3", lead, "- b1", "- b2", "- b3"]


def test_a_lead_in_that_says_what_the_heading_of_its_items_says_is_left_out() -> None:
    lead = "All of this is about safety:"
    one = _page("Safety a1 a2", "Skills x1")
    other = f"## Safety\n\nText.\n\n## Skills\n\n{lead}\n\n- a1\n- a2\n\nEnd.\n\n- x2\n"
    assert lead not in _lines(one, other)
    assert _reasons(one, other)[lead] == "lead-in: the headings above say the same"


def test_a_label_that_the_heading_says_is_one_with_it() -> None:
    one, other = "## Safety\n\n- a1\n", "## Safety\n\nSafety:\n- b1\n"
    assert _lines(one, other) == ["## Safety", "- a1", "- b1"]


def test_items_keep_the_condition_of_their_label() -> None:
    one, other = _page("Checks a1 a2 a3"), "## Checks\n\nWhen in production:\n\n- a1\n- a2\n- b3\n"
    lines = _lines(one, other)
    assert lines[lines.index("- b3") - 1] in {"When in production:", "- a1", "- a2"}
    assert "When in production:" in lines


def test_items_without_a_condition_get_none() -> None:
    lead = "If the build fails, and only then, do this:"
    one, other = _page("Checks a1 a2 a3"), f"## Checks\n\n{lead}\n\n- a1\n- a2\n- b3\n- b4\n"
    lines = _lines(one, other, rules_text=f'{EXACT}[merge]\ntrunk = "b"\n')
    assert lines.index("- a3") < lines.index(lead)


def test_a_list_of_another_form_stays_a_list_of_its_own() -> None:
    one, other = _page("Testing a1 a2"), "## Testing\n\n1. b1\n2. b2\n"
    assert _lines(one, other) == ["## Testing", "- a1", "- a2", "1. b1", "2. b2"]


def test_a_list_of_another_polarity_stays_below_its_own_label() -> None:
    one = "## Testing\n\nAlways:\n- a1\n- a2\n\nNever:\n- n1\n"
    other = "## Testing\n\nAlways:\n- b1\n\nNever:\n- n2\n"
    assert _lines(one, other) == ["## Testing", "Always:", "- a1", "- a2", "- b1", "Never:", "- n1", "- n2"]


def test_of_several_lists_that_with_most_items_in_common_takes_the_new_ones() -> None:
    one = "## A\n\n- a1\n- a2\n\nText of some length here.\n\n- b1\n- b2\n"
    other = "## A\n\n- b1\n- n1\n- n2\n- n3\n- b2\n"
    assert _lines(one, other)[-5:] == ["- b1", "- n1", "- n2", "- n3", "- b2"]


def test_a_code_block_stays_below_its_lead_in() -> None:
    one = "## Ex\n\n- a1\n- a2\n"
    other = "## Ex\n\nLike this:\n\n```\nx\n```\n\nOr so:\n\n```\ny\n```\n\n- a1\n- b1\n"
    lines = _lines(one, other)
    for lead, code in (("Like this:", "x"), ("Or so:", "y")):
        at = lines.index(lead)
        assert lines[at : at + 4] == [lead, "```", code, "```"]


def test_an_equal_code_block_is_there_once_with_the_lead_in_of_the_trunk() -> None:
    one = "## Ex\n\nLike this:\n\n```\nx\n```\n\n- a1\n"
    other = "## Ex\n\nIn this way, say:\n\n```\nx\n```\n\nOr so:\n\n```\ny\n```\n\n- b1\n"
    lines = _lines(one, other)
    assert lines.count("x") == 1
    assert lines[1:5] == ["Like this:", "```", "x", "```"]
    assert _reasons(one, other) == {"In this way, say:": "lead-in: what it introduces is elsewhere"}


def test_a_new_code_block_stands_behind_the_one_that_it_followed() -> None:
    one = "## Ex\n\n```\nx\n```\n\n- a1\n"
    other = "## Ex\n\n```\nx\n```\n\n```\ny\n```\n\n- b1\n"
    assert _lines(one, other) == ["## Ex", "```", "x", "```", "```", "y", "```", "- a1", "- b1"]


def test_a_block_of_an_item_is_merged_into_the_equal_one() -> None:
    one, other = "- a1\n\n  ```\n  x\n  ```\n- a2\n", "- a1\n\n  ```\n  x\n  ```\n- b2\n"
    assert [line.strip() for line in _lines(one, other)].count("x") == 1


def test_a_section_with_another_procedure_is_inserted_under_its_own_title() -> None:
    one, other = "## Process\n\n1. s1\n2. s2\n", "## Process\n\n- own1\n\n1. t1\n2. t2\n"
    assert _lines(one, other) == [
        "## Process", "1. s1", "2. s2", "## Process", "- own1", "1. t1", "2. t2",
    ]  # fmt: skip


def test_advice_goes_into_a_section_with_a_procedure() -> None:
    one, other = "## Process\n\n1. s1\n2. s2\n", "## Process\n\n- b1\n- b2\n"
    assert _lines(one, other) == ["## Process", "1. s1", "2. s2", "- b1", "- b2"]


def test_a_lead_in_above_a_rule_is_kept() -> None:
    one, other = "## A\n\n- a1\n", "## A\n\n- a2\n\nPick one of these:\n\n---\n\n- a3\n"
    assert "Pick one of these:" in _lines(one, other)


def test_a_section_stands_beside_the_one_with_the_most_similar_title() -> None:
    one = _page("Testing-and-docs a1", "Boats a2", "Cats a3").replace("-and-docs", " and documentation")
    other = _page("Mice b1", "Testing-and-quality b2").replace("-and-quality", " and quality assurance")
    titles = [line for line in _lines(one, other) if line.startswith("#")]
    assert (
        titles.index("## Testing and quality assurance") == titles.index("## Testing and documentation") + 1
    )


_PARTS = "## Skills\n\n### Boat building\n\n- a1\n\n### Cats\n\n- a2\n\n### Dogs\n\n- a3\n\n## Zoo\n\n- z1\n"


def test_a_section_goes_among_the_parts_of_a_section_beside_the_most_similar_one() -> None:
    assert _lines(_PARTS, "## Boat building yards\n\n- b1\n", rules_text=_FAR)[:5] == [
        "## Skills", "### Boat building", "- a1", "### Boat building yards", "- b1",
    ]  # fmt: skip


def test_a_section_with_sections_of_its_own_does_not_go_among_parts() -> None:
    lines = _lines(_PARTS, "## Boat building yards\n\n### Ropes\n\n- b1\n", rules_text=_FAR)
    assert "## Boat building yards" in lines


def test_a_section_follows_its_predecessor_among_parts() -> None:
    other = "## Cats\n\n- b1\n\n## Mice\n\n- b2\n"
    lines = _lines(_PARTS, other)
    assert lines[lines.index("- b1") : lines.index("- b1") + 3] == ["- b1", "### Mice", "- b2"]


def test_a_section_whose_list_stays_apart_keeps_its_title() -> None:
    one, other = "## Duties\n\n- a1\n\n- a2\n", "## Responsibilities\n\nNever:\n- b1\n- b2\n"
    lines = _lines(one, other)
    assert lines[lines.index("- b1") - 2 :][:2] == ["## Responsibilities", "Never:"]
