from __future__ import annotations

import pytest

from personac.matching.prepared_bullets import load_knowledge
from personac.merging.documents import Documents, Node
from personac.merging.lead_ins import LeadIns, is_identity
from tests.unit.helpers import extracted, rules


def _lead_ins(text: str = "", common: frozenset[str] = frozenset()) -> LeadIns:
    knowledge = load_knowledge(rules())
    bullets = extracted({"a.md": text}).bullets
    return LeadIns(knowledge.words, common, knowledge.scopes.read_all(bullets), knowledge.scopes)


def _lists(text: str) -> list[Node]:
    tree = Documents(extracted({"a.md": text})).tree(0)
    return [node for node in tree.walk() if node.is_list]


@pytest.mark.parametrize(
    ("lead", "titles", "is_said"),
    [
        ("Lamp:", ["Lamps"], True),
        ("Lamps and ships:", ["Lamp", "Ships at sea"], True),
        ("Lamps and ships:", ["Lamp"], False),
        ("When in production, lamps:", ["Lamps"], False),
        ("Lamps:", [], False),
        ("Never, lamps:", ["Lamps"], False),
        ("Never, lamps:", ["Never do this to lamps"], True),
    ],
)
def test_a_lead_in_is_said_if_the_titles_have_each_of_its_words(
    lead: str, titles: list[str], *, is_said: bool
) -> None:
    assert _lead_ins().is_said(lead, titles) is is_said


def test_words_that_all_personas_share_do_not_count() -> None:
    assert not _lead_ins().is_said("Keeper checks:", ["Checks"])
    common = frozenset(_lead_ins().words.units("keeper"))
    assert _lead_ins(common=common).is_said("Keeper checks:", ["Checks"])


def _agree(text: str, one: Node, other: Node) -> bool:
    lead_ins = _lead_ins(text)
    return lead_ins.agree(lead_ins.scope_of(one), lead_ins.scope_of(other))


def test_lists_of_one_polarity_and_condition_agree() -> None:
    text = "## Never\n\n- Feed gulls\n- Sing\n\n## Avoid\n\n- Sleep\n- Swim\n"
    one, other = _lists(text)
    assert _agree(text, one, other)


def test_a_list_of_what_not_to_do_agrees_with_none_of_what_to_do() -> None:
    text = "## Never\n\n- Feed gulls\n- Sing\n\n## Watch\n\n- See the ships\n- Trim the wick\n"
    one, other = _lists(text)
    assert not _agree(text, one, other)
    assert not _agree(text, other, one)


def test_a_list_below_a_condition_agrees_with_none_without_it() -> None:
    text = "## A\n\nWhen in production:\n- Ring\n\n## B\n\n- Sing\n\n## C\n\nWhen in production:\n- Row\n"
    one, other, third = _lists(text)
    assert not _agree(text, one, other)
    assert _agree(text, one, third)


def test_a_list_without_bullets_agrees_with_all() -> None:
    text = "## A\n\n- ```\n  x\n  ```\n\n## Never\n\n- Sing\n"
    one, other = _lists(text)
    assert _agree(text, one, other)
    assert _agree(text, other, one)


@pytest.mark.parametrize(
    "text",
    ["You are a keeper.", "**You are** a keeper", "You're it", "You\u2019re it", "Act as a cook", "I am"],
)
def test_a_text_that_says_who_the_agent_is_is_its_identity(text: str) -> None:
    assert is_identity(text)


@pytest.mark.parametrize("text", ["Your lamp is red.", "The keeper is you are", "Youare", "Assist me", ""])
def test_other_texts_are_no_identity(text: str) -> None:
    assert not is_identity(text)
