from __future__ import annotations

import pytest

from personac.extraction.section_streams import section_streams
from personac.merging.paragraph_roles import Roles, assign_roles
from personac.model import Extracted
from tests.unit.helpers import extracted


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
