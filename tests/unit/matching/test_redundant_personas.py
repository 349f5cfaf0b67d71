from __future__ import annotations

from personac.matching.prepared_bullets import Knowledge
from personac.matching.redundant_personas import Compounds, Copies, may_be_compound
from personac.matching.tokenizer import Words
from personac.model import Bullet
from personac.parsing.normalization import Stemmer
from tests.unit.helpers import EXACT, extracted, lettered, place


def _repeats(*texts: str, name: str = "") -> dict[str, str]:
    """For each bullet of a redundant persona the bullet that it repeats."""
    result = extracted(lettered(texts), EXACT, name)
    return {place(result.bullets[repeat]): place(result.bullets[of]) for repeat, of in result.repeats.items()}


def test_one_persona_alone_is_not_redundant() -> None:
    assert _repeats("- x1\n") == {}
    assert _repeats() == {}


def test_of_equal_personas_the_first_is_not_redundant() -> None:
    text = "- Log errors\n\nBe brief.\n"
    assert _repeats(text, "- log error\n\nbe brief\n", text) == {
        "b:1": "a:1", "b:3": "a:3", "c:1": "a:1", "c:3": "a:3",
    }  # fmt: skip


def test_the_longest_is_redundant_first() -> None:
    assert _repeats("- x1\n", "- y1\n", "- x1\n- y1\n") == {"c:1": "a:1", "c:2": "b:1"}


def test_a_persona_with_the_name_of_the_agent_is_redundant_first() -> None:
    texts = ("- x1\n- y1\n", "- x1\n", "- y1\n- z1\n", "- z1\n")
    assert _repeats(*texts) == {"b:1": "a:1", "c:1": "a:2", "c:2": "d:1"}
    assert _repeats(*texts, name="a") == {"a:1": "b:1", "a:2": "c:1", "d:1": "c:2"}
    titled = ("---\nname: old\n---\n- x1\n- y1\n", *texts[1:])
    assert _repeats(*titled, name="old") == {"a:4": "b:1", "a:5": "c:1", "d:1": "c:2"}


def test_a_persona_with_a_bullet_of_its_own_is_not_redundant() -> None:
    assert _repeats("- x1\n- y1\n", "- x1\n- z1\n") == {}


def test_a_bullet_in_another_scope_repeats_nothing() -> None:
    assert _repeats("# Always\n\n- Log errors\n", "# Never\n\n- Log errors\n") == {}
    assert _repeats("# Always\n\n- Log errors\n", "# Always\n\n- log error\n") == {"b:3": "a:3"}


def test_a_paragraph_does_not_repeat_an_item() -> None:
    assert _repeats("- Log errors\n", "Log errors\n") == {}


def test_a_persona_with_a_block_of_its_own_is_not_redundant() -> None:
    code = "```\ncode\n```\n"
    assert _repeats("- x1\n- y1\n", f"- x1\n\n{code}") == {}
    assert _repeats(f"- x1\n- y1\n\n{code}", f"- x1\n\n{code}") == {"b:1": "a:1"}


def test_a_persona_without_a_bullet_is_not_redundant() -> None:
    assert _repeats("- x1\n", "") == {}


def test_a_compound_of_the_facets_of_others_is_redundant() -> None:
    texts = ("- **DB**: red, green\n- x1\n", "- **DB**: blue, red\n- y1\n", "- **DB**: red, green, blue\n")
    assert _repeats(*texts) == {"c:1": "a:1"}


def test_a_compound_whose_lead_no_other_bullet_has_is_not_redundant() -> None:
    assert _repeats("- **DB**: red, green\n", "- **Stores**: red, green, blue\n", "- blue\n- x1\n") == {}
    assert _repeats("- **DB**: red\n- x1\n", "- **DB**: red, blue\n- y1\n") == {}


def test_repeats_of_repeats_refer_to_a_bullet_that_counts() -> None:
    result = extracted(lettered(("- x1\n", "- x1\n- y1\n", "- x1\n- y1\n- z1\n", "- z1\n- w1\n")))
    assert result.redundant == {"a", "c"}
    repeats = {
        place(result.bullets[repeat]): place(result.bullets[of]) for repeat, of in result.repeats.items()
    }
    assert repeats == {"a:1": "b:1", "c:1": "b:1", "c:2": "b:2", "c:3": "d:1"}


def test_what_is_repeated_may_be_redundant_itself() -> None:
    assert _repeats("- x1\n- y1\n", "- y1\n- x1\n- x1\n", "- x1\n") == {
        "b:1": "a:2", "b:2": "a:1", "b:3": "a:1", "c:1": "a:1",
    }  # fmt: skip


_WORDS = Words(base=Stemmer())


def _bullets(*texts: str) -> tuple[Bullet, ...]:
    return extracted(lettered(texts)).bullets


def _copies(knowledge: Knowledge, *texts: str) -> Copies:
    bullets = _bullets(*texts)
    return Copies(bullets, knowledge.copies.numbers(bullets, knowledge.scopes.read_all(bullets)))


def test_the_first_copy_in_another_persona_that_remains(knowledge: Knowledge) -> None:
    copies = _copies(knowledge, "- x1\n- x1\n", "- x1\n", "- y1\n- x1\n")
    assert [copies.in_another(position) for position in range(5)] == [2, 2, 0, None, 0]
    copies.remove([0, 1])
    copies.remove([0])
    assert [copies.in_another(position) for position in (0, 2, 4)] == [2, 4, 2]


def test_the_main_part_of_a_compound_has_most_of_its_facets() -> None:
    texts = ("- **DB**: red, green\n", "- **DB**: blue, red, green\n", "- **DB**: red, green, blue, grey\n")
    bullets = _bullets(*texts, "- grey\n- blue\n")
    compounds = Compounds(bullets, _WORDS)
    assert compounds.main_part(2) == 1
    assert compounds.main_part(1) == 0
    assert compounds.main_part(3) is None
    compounds.remove([1])
    assert compounds.main_part(2) == 0
    compounds.remove([3, 4])
    assert compounds.main_part(2) is None


def test_a_persona_may_be_removed_before_the_first_query() -> None:
    texts = ("- **DB**: red, green\n", "- **DB**: red, green\n- blue\n", "- **DB**: red, green, blue\n")
    bullets = _bullets(*texts)
    compounds = Compounds(bullets, _WORDS)
    compounds.remove([0])
    assert compounds.main_part(3) == 1
    assert compounds.main_part(1) is None


def test_only_items_of_two_facets_may_be_compounds() -> None:
    bullets = _bullets("- red, green\n- red\n- red, the\n\nred, green\n")
    assert [may_be_compound(bullet, _WORDS) for bullet in bullets] == [True, False, False, False]


def test_a_number_of_a_step_and_a_label_count_by_what_they_lead_to() -> None:
    one = "1. x1\n2. y1\n3. Repeat step 2\n\nRye[^1] [a]\n\n[^1]: Dark\n[a]: /b\n"
    same = "1. x1\n2. z1\n3. y1\n4. Repeat step 3\n\nRye[^2] [a][c]\n\n[^2]: Dark\n[c]: /b\n"
    assert _repeats(one, same) == {"a:1": "b:1", "a:2": "b:3", "a:3": "b:4", "a:5": "b:6"}
    assert _repeats(one, same.replace("step 3", "step 2")) == {}
    assert _repeats(one, same.replace("Dark", "Light")) == {}
    assert _repeats(one, same.replace("/b", "/d")) == {}
