from __future__ import annotations

import pytest

from tests.unit.helpers import EXACT, canonical_body, compiled, lettered

ALIAS = f'{EXACT}[[outline.section]]\ntitle = "Oven"\naliases = ["Heat"]\n'


def messages(*texts: str, rules_text: str = EXACT) -> list[str]:
    found = compiled(lettered(texts), rules_text).diagnostics
    return [one.message for one in found if one.code == "PC414"]


def test_an_anchor_follows_its_heading() -> None:
    texts = ("See [it](#heat).\n\n## Heat\n\n- x1\n", "## Oven\n\n- y1\n")
    assert "See [it](#oven)." in canonical_body(*texts, rules_text=ALIAS)
    assert messages(*texts, rules_text=ALIAS) == []


def test_an_anchor_of_a_definition_follows_its_heading() -> None:
    texts = ("See [it].\n\n[it]: #heat\n\n## Heat\n\n- x1\n", "## Oven\n\n- y1\n")
    assert "[it]: #oven\n" in canonical_body(*texts, rules_text=ALIAS)


def test_an_anchor_of_the_second_heading_of_a_name_follows_it() -> None:
    one, other = (
        "# A\n\n## Notes\n\n- x1\n",
        "# B\n\n## Rest\n\n- z1\n\nSee [it](#notes).\n\n## Notes\n\n- y1\n",
    )
    body = canonical_body(one, other)
    assert "See [it](#notes)." in body


def test_an_anchor_whose_heading_is_gone_is_reported() -> None:
    texts = ("- x1\n\nSee [it](#heat).\n\n## Heat\n\n- x2\n", "- x1\n\nSee [it](#heat).\n")
    rules_text = f"{EXACT}[keep]\nmin_support = 2\n"
    assert messages(*texts, rules_text=rules_text) == ["'#heat' leads to a heading that the canonical lacks"]


def test_an_anchor_that_leads_nowhere_in_its_source_is_no_concern_of_the_merge() -> None:
    assert messages("See [it](#heat).\n", "## Oven\n\n- y1\n") == []


@pytest.mark.parametrize(
    "text", ["see Heat below.", 'Follow the "Heat" rules described below', "as in **Heat** below,"]
)
def test_a_title_that_a_text_points_at_and_that_is_renamed_is_reported(text: str) -> None:
    texts = (f"{text}\n\n## Heat\n\n- x1\n", "## Oven\n\n- y1\n")
    assert messages(*texts, rules_text=ALIAS) == ["'Heat below': the title in the canonical is 'Oven'"]
    assert messages(texts[0], "## Other\n\n- y1\n") == []


def test_a_title_that_is_gone_or_on_the_other_side_is_reported() -> None:
    texts = ("- x1\n\nsee Heat below.\n\n## Heat\n\n- x2\n", "- x1\n\nsee Heat below.\n")
    rules_text = f"{EXACT}[keep]\nmin_support = 2\n"
    assert messages(*texts, rules_text=rules_text) == ["'Heat below': the canonical has no such title"]
    order = f'{EXACT}[outline]\norder = ["Rye", "Heat"]\n'
    turned = "## Heat\n\n- x2\n\n## Rye\n\nSee Heat above.\n"
    assert messages(turned, "- z1\n", rules_text=order) == ["'Heat above': it is not above in the canonical"]


@pytest.mark.parametrize(
    "text", ["keep Heat above 200 degrees", "the heat below.", "see Heat", "heated Heats below."]
)
def test_other_words_point_at_no_title(text: str) -> None:
    assert messages(f"{text}\n\n## Heat\n\n- x1\n", "## Oven\n\n- y1\n", rules_text=ALIAS) == []
