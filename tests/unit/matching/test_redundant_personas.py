from __future__ import annotations

from personac.model import Extracted
from tests.unit.helpers import EXACT, extracted, lettered


def _echoes(*texts: str, name: str = "") -> dict[str, str]:
    """For each bullet of a persona set aside the one that it repeats."""
    found: Extracted = extracted(lettered(texts), EXACT, name)
    return {found.bullets[echo].id: found.bullets[of].id for echo, of in found.repeats.items()}


def test_one_persona_alone_is_not_redundant() -> None:
    assert _echoes("- x1\n") == {}
    assert _echoes() == {}


def test_of_equal_personas_the_first_is_not_redundant() -> None:
    text = "- Log errors\n\nBe brief.\n"
    assert _echoes(text, "- log error\n\nbe brief\n", text) == {
        "b:1": "a:1", "b:3": "a:3", "c:1": "a:1", "c:3": "a:3",
    }  # fmt: skip


def test_the_longest_is_redundant_first() -> None:
    assert _echoes("- x1\n", "- y1\n", "- x1\n- y1\n") == {"c:1": "a:1", "c:2": "b:1"}


def test_a_persona_with_the_name_of_the_agent_is_redundant_first() -> None:
    texts = ("- x1\n- y1\n", "- x1\n", "- y1\n- z1\n", "- z1\n")
    assert _echoes(*texts) == {"b:1": "a:1", "c:1": "a:2", "c:2": "d:1"}
    assert _echoes(*texts, name="a") == {"a:1": "b:1", "a:2": "c:1", "d:1": "c:2"}
    titled = ("---\nname: old\n---\n- x1\n- y1\n", *texts[1:])
    assert _echoes(*titled, name="old") == {"a:4": "b:1", "a:5": "c:1", "d:1": "c:2"}


def test_a_persona_with_a_bullet_of_its_own_is_not_redundant() -> None:
    assert _echoes("- x1\n- y1\n", "- x1\n- z1\n") == {}


def test_a_paragraph_does_not_repeat_an_item() -> None:
    assert _echoes("- Log errors\n", "Log errors\n") == {}


def test_a_persona_with_a_block_of_its_own_is_not_redundant() -> None:
    code = "```\ncode\n```\n"
    assert _echoes("- x1\n- y1\n", f"- x1\n\n{code}") == {}
    assert _echoes(f"- x1\n- y1\n\n{code}", f"- x1\n\n{code}") == {"b:1": "a:1"}


def test_a_persona_without_a_bullet_is_not_redundant() -> None:
    assert _echoes("- x1\n", "") == {}


def test_a_bullet_put_together_from_the_facets_of_others_is_redundant() -> None:
    texts = ("- **DB**: red, green\n- x1\n", "- **DB**: blue, red\n- y1\n", "- **DB**: red, green, blue\n")
    assert _echoes(*texts) == {"c:1": "a:1"}


def test_facets_without_one_that_leads_to_them_are_not() -> None:
    assert _echoes("- **DB**: red, green\n", "- **Stores**: red, green, blue\n", "- blue\n- x1\n") == {}
    assert _echoes("- **DB**: red\n- x1\n", "- **DB**: red, blue\n- y1\n") == {}


def test_repeats_of_repeats_lead_to_a_bullet_that_counts() -> None:
    found = extracted(lettered(("- x1\n", "- x1\n- y1\n", "- x1\n- y1\n- z1\n", "- z1\n- w1\n")))
    assert found.redundant == {"a", "c"}
    told = {found.bullets[echo].id: found.bullets[of].id for echo, of in found.repeats.items()}
    assert told == {"a:1": "b:1", "c:1": "b:1", "c:2": "b:2", "c:3": "d:1"}


def test_what_is_repeated_may_be_redundant_itself() -> None:
    assert _echoes("- x1\n- y1\n", "- y1\n- x1\n- x1\n", "- x1\n") == {
        "b:1": "a:2", "b:2": "a:1", "b:3": "a:1", "c:1": "a:1",
    }  # fmt: skip
