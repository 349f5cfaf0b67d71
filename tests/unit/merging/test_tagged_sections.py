"""Sections of prompt tags are merged like those of headings, and keep their tags."""

from __future__ import annotations

import pytest

from tests.unit.helpers import EXACT, canonical_body, compiled, extracted, lettered

_A_FIRST = f'{EXACT}[merge]\ntrunk = "a"\n'


def _lines(*texts: str, rules_text: str = _A_FIRST) -> list[str]:
    return [line for line in canonical_body(*texts, rules_text=rules_text).splitlines() if line]


def test_bullets_inside_tags_have_the_name_as_title() -> None:
    text = "<never_do>\n- a1\n<output_format>\nText.\n</output_format>\n</never_do>\n"
    bullets = extracted({"a.md": text}).bullets
    assert [(b.text, b.section, b.line) for b in bullets] == [
        ("a1", ("never do",), 2),
        ("Text.", ("never do", "output format"), 4),
    ]


def test_tags_of_one_name_are_one() -> None:
    one, other = "<rules>\n- a1\n- a2\n</rules>\n", "<rules>\n- a1\n- b2\n</rules>\n"
    assert _lines(one, other) == ["<rules>", "- a1", "- b2", "- a2", "</rules>"]


@pytest.mark.parametrize("name", ["output_format", "output-format", "Output_Format"])
def test_a_heading_in_the_words_of_a_tag_goes_into_the_tag(name: str) -> None:
    one, other = f"<{name}>\n- a1\n</{name}>\n", "## Output format\n\n- b1\n\n### More\n\n- c1\n"
    expected = [f"<{name}>", "- a1", "- b1", "## More", "- c1", f"</{name}>"]
    assert _lines(one, other) == expected
    assert compiled(lettered((one, other)), _A_FIRST).left_out == ()


def test_a_tag_that_goes_into_a_section_of_a_heading_loses_its_lines() -> None:
    one, other = "## Output format\n\n- a1\n", "<output_format>\n- b1\n\n## More\n\n- c1\n</output_format>\n"
    assert _lines(one, other) == ["## Output format", "- a1", "- b1", "### More", "- c1"]


def test_what_a_tag_was_called_counts_as_said_by_a_heading_of_these_words() -> None:
    texts = ("## Output format\n\n- a1\n", "<output_format>\n- b1\n</output_format>\n")
    assert compiled(lettered(texts), _A_FIRST).losses == ()
    assert compiled(lettered(texts[::-1]), _A_FIRST).losses == ()


def test_a_tag_without_a_counterpart_is_inserted_with_its_tags() -> None:
    one = "<role>\n- a1\n</role>\n\n<rules>\n- a2\n</rules>\n"
    other = "<role>\n- b1\n</role>\n\n<boats>\n- b2\n</boats>\n"
    assert _lines(one, other) == [
        "<role>", "- a1", "- b1", "</role>", "<boats>", "- b2", "</boats>", "<rules>", "- a2", "</rules>",
    ]  # fmt: skip


def test_a_heading_is_not_inserted_before_a_tag_which_it_would_contain() -> None:
    one = "<role>\n- a1\n</role>\n\n<rules>\n- a2\n</rules>\n"
    other = "<role>\n- b1\n</role>\n\n## Boats\n\n- b2\n"
    assert _lines(one, other)[-4:] == ["- a2", "</rules>", "## Boats", "- b2"]


def test_a_tag_behind_a_heading_becomes_one() -> None:
    one = "## Aims\n\n- a1\n\n## Costs\n\n- a2\n"
    other = "<aims>\n- b1\n</aims>\n\n<small_boats>\n- b2\n\n# Oars\n\n- b3\n</small_boats>\n"
    assert _lines(one, other) == [
        "## Aims", "- a1", "- b1", "## Small boats", "- b2", "### Oars", "- b3", "## Costs", "- a2",
    ]  # fmt: skip


def test_text_behind_such_a_tag_stands_before_the_headings() -> None:
    one = "## Aims\n\n- a1\n"
    other = "<never>\n- b1\n</never>\n\n- b2\n- b3\n\n<boats>\n- b4\n</boats>\n"
    lines = _lines(one, other)
    assert lines.index("- b3") < lines.index("## Aims") < lines.index("## Never")


def test_a_heading_that_repeats_its_tag_is_one_section_with_it() -> None:
    tagged = "<rules>\n\n## Rules\n\n- a1\n\n### Shop\n\n- a2\n\n</rules>\n"
    headed = "## Rules\n\n- b1\n\n### Shop\n\n- b2\n"
    assert _lines(tagged, headed) == [
        "<rules>", "## Rules", "- a1", "- b1", "### Shop", "- a2", "- b2", "</rules>",
    ]  # fmt: skip
    assert _lines(headed, tagged) == ["## Rules", "- b1", "- a1", "### Shop", "- b2", "- a2"]


def test_a_tag_that_forbids_takes_no_other_rules() -> None:
    one, other = "<never>\n## Sea\n\n- a1\n</never>\n", "<rules>\n- b1\n</rules>\n"
    assert _lines(one, other) == ["<never>", "## Sea", "- a1", "</never>", "<rules>", "- b1", "</rules>"]


def test_the_same_words_under_a_tag_that_forbids_stay_apart() -> None:
    one, other = "<always>\n- Open the door\n</always>\n", "<never_do>\n- Open the door\n</never_do>\n"
    built = compiled(lettered((one, other)), _A_FIRST)
    assert [len(cluster.members) for cluster in built.clusters] == [1, 1]


def test_a_last_paragraph_stays_in_its_tag() -> None:
    one, other = "<rules>\n- a1\n\nLast.\n</rules>\n", "<rules>\n- b1\n</rules>\n\n## End\n\n- b2\n"
    lines = _lines(one, other)
    assert lines.index("Last.") < lines.index("</rules>") < lines.index("## End")


def test_steps_inside_tags_are_numbered_and_referred_to() -> None:
    one = "<process>\n1. a1\n2. a2\n3. a3\n</process>\n"
    other = "<process>\n1. a1\n2. b2\n3. a2\n4. a3\n\nThen repeat step 3.\n</process>\n"
    text = canonical_body(one, other, rules_text=_A_FIRST)
    assert "1. a1\n2. b2\n3. a2\n4. a3\n" in text
    swapped = "<process>\n1. a0\n2. a1\n3. b2\n4. a2\n5. a3\n</process>\n"
    assert "Then repeat step 4." in canonical_body(swapped, other, rules_text=_A_FIRST)


def test_a_rule_makes_a_heading_of_a_tag_and_of_those_behind_it() -> None:
    one = "<role>\n- a1\n</role>\n\n<workflow>\n- a2\n</workflow>\n\n<boats>\n- a3\n</boats>\n\n- a4\n"
    rules_text = f'{EXACT}[[outline.section]]\ntitle = "Process"\naliases = ["Workflow"]\n'
    assert _lines(one, rules_text=rules_text) == [
        "<role>", "- a1", "</role>", "- a4", "## Process", "- a2", "## Boats", "- a3",
    ]  # fmt: skip


def test_a_tag_of_which_nothing_is_kept_leaves_without_a_line() -> None:
    one = "<role>\n- a1\n</role>\n\n<rules>\n- a2\n</rules>\n"
    other = "<role>\n- a1\n</role>\n"
    rules_text = f"{EXACT}[keep]\nmin_support = 2\n"
    assert _lines(one, f"{other}\n## Other\n\n- b9\n", rules_text=rules_text) == ["<role>", "- a1", "</role>"]


def test_a_name_is_that_of_a_section_or_a_block_by_the_rules() -> None:
    text = "<sample>\n- a1\n</sample>\n\n<rules>\n- a2\n</rules>\n"
    rules_text = f'{EXACT}[prompt_tags]\nsample = "section"\nrules = "block"\n'
    assert [b.text for b in extracted({"a.md": text}).bullets] == ["a2"]
    assert [b.text for b in extracted({"a.md": text}, rules_text).bullets] == ["a1"]
