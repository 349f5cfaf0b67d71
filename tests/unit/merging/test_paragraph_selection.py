from __future__ import annotations

import pytest

from personac.extraction.section_streams import section_streams
from personac.merging.paragraph_selection import (
    IDENTITY_REASON,
    IDLE_LEAD_IN_REASON,
    IDLE_PRELUDE_REASON,
    IDLE_TITLE_REASON,
    LABEL_REASON,
    LEAD_IN_REASON,
    Roles,
    assign_roles,
)
from personac.model import Extracted
from tests.unit.helpers import EXACT, canonical_body, compiled, extracted, lettered, merged


def _roles(*texts: str) -> tuple[Extracted, Roles]:
    found = extracted({f"{chr(ord('a') + i)}.md": text for i, text in enumerate(texts)})
    return found, assign_roles(found, section_streams(found))


def _named(compilation: Extracted, numbers: tuple[int, ...]) -> list[str]:
    return [compilation.bullets[number].text for number in numbers]


@pytest.mark.parametrize(
    "text",
    ["You are x.", "you\u2019re x", "You're x", "**You act as** x", "Act as x", "I am x", "As an expert, do"],
)
def test_identities(text: str) -> None:
    found, roles = _roles(f"# T\n\n{text}\n\n- a\n")
    assert len(_named(found, roles.identities)) == 1


@pytest.mark.parametrize("text", ["Your task.", "Asana boards.", "Actors", "- You are x", ""])
def test_no_identities(text: str) -> None:
    assert _roles(f"{text}\n")[1].identities == ()


def test_only_the_first_paragraph_of_a_persona_says_who_it_is() -> None:
    found, roles = _roles("First.\n\nYou are x.\n", "You are y.\n\nYou are z.\n")
    assert _named(found, roles.identities) == ["You are y."]


def test_a_lead_in_stands_right_above_a_list() -> None:
    found, roles = _roles("Before you finish all of the work, verify:\n\n- a\n- b\n\nNothing follows this:\n")
    assert {found.bullets[k].text: found.bullets[v].text for k, v in roles.lead_ins.items()} == {
        "Before you finish all of the work, verify:": "a"
    }


def test_a_text_without_a_colon_introduces_nothing() -> None:
    assert _roles("Some long text that stands above a list.\n\n- a\n")[1].lead_ins == {}


def test_an_identity_is_no_lead_in_too() -> None:
    found, roles = _roles("You are an expert, and when you are invoked you do:\n\n- a\n")
    assert len(_named(found, roles.identities)) == 1
    assert roles.lead_ins == {}


def test_a_closing_is_the_last_paragraph_behind_a_list() -> None:
    found, roles = _roles("## A\n\n- a\n\nAlways be kind.\n", "- b\n\n```\nc\n```\n\nText.\n", "Only.\n", "")
    assert _named(found, roles.closings) == ["Always be kind."]


def test_an_identity_at_the_end_is_no_closing() -> None:
    assert _roles("- a\n\nYou are x.\n")[1].closings == ()


def test_what_stands_alone_below_its_heading_is_no_closing() -> None:
    assert _roles("## A\n\n- a\n\n## B\n\nAlways be kind.\n")[1].closings == ()
    found, roles = _roles("## A\n\nLabel:\n- a\n\nAlways be kind.\n")
    assert _named(found, roles.closings) == ["Always be kind."]


def test_a_sentence_may_introduce_a_block() -> None:
    found, roles = _roles("## A\n\nBefore you finish all of the work, run:\n\n```\nmake\n```\n")
    assert [found.bullets[bullet].text for bullet in roles.block_lead_ins] == [
        "Before you finish all of the work, run:"
    ]


def _left_out(*texts: str, rules_text: str = EXACT) -> dict[str, str]:
    found = merged(lettered(texts), rules_text)
    return {entry.text: entry.reason for entry in found.left_out}


_A = "You are a backend expert for services."
_B = "You are a backend expert for services and databases."
_C = "You are a poet."


def test_of_identities_the_one_nearest_to_the_others_is_kept() -> None:
    texts = (f"{_B}\n\n- b1\n", f"{_A}\n\n- x1\n", f"{_A}\n\n- y1\n")
    assert _left_out(*texts) == {_B: IDENTITY_REASON}


def test_of_two_identities_the_one_that_says_most_is_kept() -> None:
    assert _left_out(f"{_C}\n", f"{_A}\n") == {_C: IDENTITY_REASON}


def test_a_rule_keeps_all_identities() -> None:
    assert _left_out(f"{_A}\n", f"{_C}\n", rules_text=EXACT + '[merge]\nidentity = "all"\n') == {}


def test_equal_identities_are_one_and_none_is_left_out() -> None:
    assert _left_out(f"{_A}\n", f"{_A}\n") == {}


_LEAD = "Before you call it done, always verify:"
_OTHER = "Once all of the work is done, check this:"


def test_a_list_keeps_the_lead_in_of_the_persona_that_gives_most_of_it() -> None:
    one, other = f"## A\n\n{_LEAD}\n\n- x1\n- y1\n", f"## A\n\n{_OTHER}\n\n- x1\n- y1\n- z1\n"
    assert _left_out(one, other) == {_LEAD: LEAD_IN_REASON}
    assert canonical_body(one, other) == f"## A\n\n{_OTHER}\n\n- x1\n- y1\n- z1\n"


def test_of_equal_lead_ins_the_first_is_kept() -> None:
    one, other = f"## A\n\n{_LEAD}\n\n- x1\n", f"## A\n\n{_OTHER}\n\n- x1\n"
    assert _left_out(one, other) == {_OTHER: LEAD_IN_REASON}


def test_a_lead_in_whose_items_stand_below_another_item_is_left_out() -> None:
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


def test_a_closing_that_introduces_a_list_elsewhere_introduces_it() -> None:
    one, other = f"## A\n\n- x1\n\n{_LEAD}\n", f"## A\n\n{_LEAD}\n\n- x1\n- y1\n"
    assert canonical_body(one, other) == f"## A\n\n{_LEAD}\n\n- x1\n- y1\n"


def test_an_identity_that_ends_with_a_colon_is_kept() -> None:
    text = "You are an expert, and when you are invoked you do:\n\n- x1\n"
    assert _left_out(text) == {}
    assert canonical_body(text) == text


def test_labels_below_a_heading_of_their_own_are_reported() -> None:
    found = merged({"a.md": "## A\n\nLabel:\n\n- x1\n"})
    (entry,) = found.left_out
    assert (entry.text, entry.reason, entry.line, entry.end_line, entry.bullet) == (
        "Label",
        LABEL_REASON,
        3,
        3,
        "",
    )


def test_what_is_left_out_names_its_bullet() -> None:
    found = merged({"a.md": f"{_A}\n", "b.md": f"{_C}\n"})
    (entry,) = found.left_out
    assert (entry.persona, entry.path, entry.line, entry.bullet) == ("b", "b.md", 1, "b:1")


def test_a_document_title_that_most_personas_lack_is_left_out_with_a_reason() -> None:
    compilation = compiled({"a.md": "# Title\n\n- one\n", "b.md": "- two\n", "c.md": "- three\n"})
    titles = [(entry.text, entry.reason) for entry in compilation.left_out]
    assert titles == [("Title", "title: fewer than half of the personas have a document title")]


def test_a_lead_in_that_another_persona_says_as_running_text_is_kept() -> None:
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


def test_a_sentence_that_introduces_a_list_introduces_no_block_besides() -> None:
    text = f"## A\n\n{_LEAD}\n\n- x1\n\n## B\n\n{_LEAD}\n\n```\ncode\n```\n"
    assert _left_out(text) == {}
    assert canonical_body(text) == f"## A\n\n{_LEAD}\n\n- x1\n\n## B\n\n```\ncode\n```\n"


def test_a_lead_in_that_would_be_a_heading_is_left_out() -> None:
    one, other = "## A\n\nDo it like this:\n\n\n- x1\n", "## A\n\n- x1\n- y1\n"
    assert _left_out(one, other) == {"Do it like this:": LABEL_REASON}


_WAYS = "You look at every change in all of these ways:"


def _left_out_of_section_introductions(*texts: str) -> dict[str, str]:
    return {entry.text: entry.reason for entry in merged(lettered(texts)).left_out}


def test_a_prelude_stands_right_above_the_first_section_it_introduces() -> None:
    one = f"## Review\n\n- r1\n\n{_WAYS}\n\n### Style\n\n- s1\n\n### Speed\n\n- p1\n"
    other = "## Review\n\n- r2\n\nMore to say.\n\n### Style\n\n- s2\n"
    body = canonical_body(one, other)
    assert f"\n\n{_WAYS}\n\n### Style\n" in body
    assert body.index("More to say.") < body.index(_WAYS)
    assert _left_out_of_section_introductions(one, other) == {}


def test_alone_it_stays_where_its_author_wrote_it() -> None:
    text = f"## Review\n\n{_WAYS}\n\n### Style\n\n- s1\n"
    assert canonical_body(text) == text


def test_a_prelude_whose_sections_stand_elsewhere_is_left_out() -> None:
    one = f"## Review\n\n- r1\n\n{_WAYS}\n\n### Style\n\n- s1\n"
    other = "## Style\n\n- s1\n- s2\n\n## Review\n\n- r1\n- r2\n"
    texts = (one, other, other)
    assert _WAYS not in canonical_body(*texts)
    assert _left_out_of_section_introductions(*texts)[_WAYS] == IDLE_PRELUDE_REASON


def test_of_two_preludes_the_one_that_more_say_is_kept() -> None:
    one = "## Review\n\nBefore all else, look at this:\n\n### Style\n\n- s1\n"
    other = f"## Review\n\n{_WAYS}\n\n### Style\n\n- s1\n- s2\n"
    more = f"## Review\n\n{_WAYS}\n\n### Style\n\n- s3\n"
    body = canonical_body(one, other, more)
    assert body.startswith(f"## Review\n\n{_WAYS}\n\n### Style\n")
    assert _left_out_of_section_introductions(one, other, more) == {
        "Before all else, look at this:": IDLE_PRELUDE_REASON
    }


def test_what_another_says_as_running_text_is_kept_as_such() -> None:
    one = f"## Review\n\n{_WAYS}\n\n### Style\n\n- s1\n"
    other = f"## Notes\n\n{_WAYS}\n\nAnd no more.\n"
    assert _WAYS in canonical_body(one, other)
