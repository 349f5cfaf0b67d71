from __future__ import annotations

import pytest

from personac.extraction.section_streams import section_streams
from personac.merging.canonical_pieces import IDLE_TITLE_REASON, LABEL_REASON
from personac.merging.paragraph_selection import (
    IDENTITY_REASON,
    IDLE_LEAD_IN_REASON,
    LEAD_IN_REASON,
    Roles,
    assign_roles,
)
from personac.model import Extracted
from tests.unit.helpers import EXACT, canonical_body, compiled, extracted, lettered, merged


def _roles(*texts: str) -> tuple[Extracted, Roles]:
    result = extracted({f"{chr(ord('a') + i)}.md": text for i, text in enumerate(texts)})
    return result, assign_roles(result, section_streams(result))


def _named(compilation: Extracted, numbers: tuple[int, ...]) -> list[str]:
    return [compilation.bullets[number].text for number in numbers]


@pytest.mark.parametrize(
    "text",
    ["You are x.", "you\u2019re x", "You're x", "**You act as** x", "Act as x", "I am x", "As an expert, do"],
)
def test_first_paragraphs_that_describe_the_agent_are_identities(text: str) -> None:
    result, roles = _roles(f"# T\n\n{text}\n\n- a\n")
    assert len(_named(result, roles.identities)) == 1


@pytest.mark.parametrize("text", ["Your task.", "Asana boards.", "Actors", "- You are x", ""])
def test_other_first_paragraphs_are_no_identities(text: str) -> None:
    assert _roles(f"{text}\n")[1].identities == ()


def test_only_the_first_paragraph_of_a_persona_can_be_its_identity() -> None:
    result, roles = _roles("First.\n\nYou are x.\n", "You are y.\n\nYou are z.\n")
    assert _named(result, roles.identities) == ["You are y."]


def test_a_lead_in_is_right_above_a_list() -> None:
    result, roles = _roles(
        "Before you finish all of the work, verify:\n\n- a\n- b\n\nNothing follows this:\n"
    )
    assert {result.bullets[k].text: result.bullets[v].text for k, v in roles.lead_ins.items()} == {
        "Before you finish all of the work, verify:": "a"
    }


def test_a_text_without_a_colon_introduces_nothing() -> None:
    assert _roles("Some long text that stands above a list.\n\n- a\n")[1].lead_ins == {}


def test_an_identity_is_not_also_a_lead_in() -> None:
    result, roles = _roles("You are an expert, and when you are invoked you do:\n\n- a\n")
    assert len(_named(result, roles.identities)) == 1
    assert roles.lead_ins == {}


def test_a_closing_is_a_last_paragraph_after_a_list() -> None:
    result, roles = _roles("## A\n\n- a\n\nAlways be kind.\n", "- b\n\n```\nc\n```\n\nText.\n", "Only.\n", "")
    assert _named(result, roles.closings) == ["Always be kind."]


def test_an_identity_at_the_end_is_no_closing() -> None:
    assert _roles("- a\n\nYou are x.\n")[1].closings == ()


def test_the_only_paragraph_below_a_heading_is_no_closing() -> None:
    assert _roles("## A\n\n- a\n\n## B\n\nAlways be kind.\n")[1].closings == ()
    result, roles = _roles("## A\n\nLabel:\n- a\n\nAlways be kind.\n")
    assert _named(result, roles.closings) == ["Always be kind."]


def test_a_sentence_may_introduce_a_block() -> None:
    result, roles = _roles("## A\n\nBefore you finish all of the work, run:\n\n```\nmake\n```\n")
    assert [result.bullets[bullet].text for bullet in roles.block_lead_ins] == [
        "Before you finish all of the work, run:"
    ]


def _left_out(*texts: str, rules_text: str = EXACT) -> dict[str, str]:
    result = merged(lettered(texts), rules_text)
    return {entry.text: entry.reason for entry in result.left_out}


_A = "You are a backend expert for services."
_B = "You are a backend expert for services and databases."
_C = "You are a poet."


def test_of_identities_the_one_nearest_to_the_others_is_kept() -> None:
    texts = (f"{_B}\n\n- b1\n", f"{_A}\n\n- x1\n", f"{_A}\n\n- y1\n")
    assert _left_out(*texts) == {_B: IDENTITY_REASON}


def test_of_two_identities_the_longest_is_kept() -> None:
    assert _left_out(f"{_C}\n", f"{_A}\n") == {_C: IDENTITY_REASON}


def test_a_rule_keeps_all_identities() -> None:
    assert _left_out(f"{_A}\n", f"{_C}\n", rules_text=EXACT + '[merge]\nidentity = "all"\n') == {}


def test_equal_identities_are_one_and_none_is_left_out() -> None:
    assert _left_out(f"{_A}\n", f"{_A}\n") == {}


_LEAD = "Before you call it done, always verify:"
_OTHER = "Once all of the work is done, check this:"


def test_a_list_keeps_the_lead_in_of_the_persona_with_most_of_its_items() -> None:
    one, other = f"## A\n\n{_LEAD}\n\n- x1\n- y1\n", f"## A\n\n{_OTHER}\n\n- x1\n- y1\n- z1\n"
    assert _left_out(one, other) == {_LEAD: LEAD_IN_REASON}
    assert canonical_body(one, other) == f"## A\n\n{_OTHER}\n\n- x1\n- y1\n- z1\n"


def test_of_equal_lead_ins_the_first_is_kept() -> None:
    one, other = f"## A\n\n{_LEAD}\n\n- x1\n", f"## A\n\n{_OTHER}\n\n- x1\n"
    assert _left_out(one, other) == {_OTHER: LEAD_IN_REASON}


def test_a_lead_in_whose_items_are_nested_elsewhere_is_left_out() -> None:
    nested = "## A\n\n- top1\n  - x1\n"
    texts = (nested, nested, f"## B\n\n{_LEAD}\n\n- x1\n")
    assert _left_out(*texts) == {_LEAD: IDLE_LEAD_IN_REASON, "B": IDLE_TITLE_REASON}


def test_one_lead_in_introduces_one_list() -> None:
    text = f"## A\n\n{_LEAD}\n\n- x1\n\n## B\n\n{_LEAD}\n\n- y1\n"
    assert _left_out(text) == {}
    assert canonical_body(text) == f"## A\n\n{_LEAD}\n\n- x1\n\n## B\n\n- y1\n"


def test_closings_come_last_and_keep_their_order() -> None:
    one, other = "## A\n\n- x1\n\nBe kind.\n", "## B\n\n- y1\n\nBe brief.\n"
    assert canonical_body(one, other) == "## A\n\n- x1\n\n## B\n\n- y1\n\nBe kind.\n\nBe brief.\n"
    longer = canonical_body(one, f"{other}\n## C\n\n- z1\n")
    assert longer == "## A\n\n- x1\n\n## B\n\n- y1\n\nBe brief.\n\n## C\n\n- z1\n\nBe kind.\n"


def test_a_closing_that_introduces_a_list_in_another_persona_introduces_it() -> None:
    one, other = f"## A\n\n- x1\n\n{_LEAD}\n", f"## A\n\n{_LEAD}\n\n- x1\n- y1\n"
    assert canonical_body(one, other) == f"## A\n\n{_LEAD}\n\n- x1\n- y1\n"


def test_an_identity_that_ends_with_a_colon_is_kept() -> None:
    text = "You are an expert, and when you are invoked you do:\n\n- x1\n"
    assert _left_out(text) == {}
    assert canonical_body(text) == text


def test_a_label_right_below_a_heading_is_left_out() -> None:
    result = merged({"a.md": "## A\n\nLabel:\n\n- x1\n"})
    (entry,) = result.left_out
    assert (entry.text, entry.reason, entry.line, entry.end_line, entry.bullet) == (
        "Label",
        LABEL_REASON,
        3,
        3,
        "",
    )


def test_an_entry_of_a_left_out_paragraph_names_its_bullet() -> None:
    result = merged({"a.md": f"{_A}\n", "b.md": f"{_C}\n"})
    (entry,) = result.left_out
    assert (entry.persona, entry.path, entry.line, entry.bullet) == ("b", "b.md", 1, "b:1")


def test_a_document_title_that_most_personas_lack_is_left_out_with_a_reason() -> None:
    compilation = compiled({"a.md": "# Title\n\n- one\n", "b.md": "- two\n", "c.md": "- three\n"})
    titles = [(entry.text, entry.reason) for entry in compilation.left_out]
    assert titles == [("Title", "title: fewer than half of the personas have a document title")]


def test_a_lead_in_that_is_running_text_of_another_persona_is_kept() -> None:
    sentence = "Before you call the work on this service complete, verify:"
    texts = {
        "a.md": f"{sentence}\n\n- tests pass\n- docs built\n",
        "b.md": "When the release is due soon, check that:\n\n- tests pass\n- docs built\n- tag set\n",
        "c.md": f"{sentence}\n\nNothing else.\n",
    }
    compilation = compiled(texts)
    assert sentence not in [entry.text for entry in compilation.left_out]


def test_a_block_keeps_its_first_lead_in() -> None:
    code = "```sh\nmake\n```\n"
    one, other = f"## A\n\n{_LEAD}\n\n{code}\n- x1\n", f"## A\n\n{_OTHER}\n\n{code}\n- y1\n"
    assert _left_out(one, other) == {_OTHER: LEAD_IN_REASON}
    assert canonical_body(one, other) == f"## A\n\n{_LEAD}\n\n{code}\n- x1\n- y1\n"


def test_a_lead_in_of_a_list_does_not_also_introduce_a_block() -> None:
    text = f"## A\n\n{_LEAD}\n\n- x1\n\n## B\n\n{_LEAD}\n\n```\ncode\n```\n"
    assert _left_out(text) == {}
    assert canonical_body(text) == f"## A\n\n{_LEAD}\n\n- x1\n\n## B\n\n```\ncode\n```\n"


def test_a_lead_in_that_would_be_parsed_as_a_label_is_left_out() -> None:
    one, other = "## A\n\nDo it like this:\n\n\n- x1\n", "## A\n\n- x1\n- y1\n"
    assert _left_out(one, other) == {"Do it like this:": LABEL_REASON}
