from __future__ import annotations

import pytest

from personac.merging.assembly import merge
from personac.merging.paragraph_selection import IDLE_PRELUDE_REASON, IDLE_TITLE_REASON
from personac.merging.remnants import IDLE_LABEL_REASON, tidy
from personac.model import Merged, MergedSection
from tests.unit.helpers import EXACT, canonical_body, lettered, merged, planned, rules

_ELSEWHERE = ("## B\n\n- x1\n- y1\n", "## B\n\n- x1\n- y1\n- own1\n", "## B\n\n- x1\n- y1\n- own2\n")


def _left_out(*texts: str) -> dict[str, str]:
    found = merged(lettered(texts))
    return {entry.text: entry.reason for entry in found.left_out}


def test_an_item_whose_list_stands_elsewhere_is_left_out() -> None:
    texts = ("## A\n\n- a1\n- Steps of this:\n  - x1\n  - y1\n", *_ELSEWHERE)
    assert _left_out(*texts) == {"Steps of this:": IDLE_LABEL_REASON}
    assert "Steps" not in canonical_body(*texts)


def test_a_list_of_nothing_else_goes_with_its_items_and_its_lead_in() -> None:
    lead = "Before you say that all is done, look here:"
    texts = (f"## A\n\na1\n\n### C\n\n{lead}\n\n- Outer:\n  - Inner:\n    - x1\n", *_ELSEWHERE)
    assert set(_left_out(*texts)) == {lead, "Outer:", "Inner:", "C"}
    assert canonical_body(*texts).startswith("## A\n\na1\n\n## B\n")


def test_what_still_holds_something_stays() -> None:
    code = "  ```\n  code\n  ```\n"
    for below in (f"\n{code}  - x1\n", "  - x1\n  - z1\n"):
        texts = (f"## A\n\n- Steps of this:\n{below}", *_ELSEWHERE)
        assert _left_out(*texts) == {}
        assert "- Steps of this:\n" in canonical_body(*texts)


def test_what_its_author_left_empty_stays() -> None:
    assert canonical_body("## A\n\n- Steps of this:\n- x1\n") == "## A\n\n- Steps of this:\n- x1\n"


_PHASES = "Work through all of these phases with care:"
_ELSEWHERE_of_idle_texts = ("## B\n\n- x1\n- y1\n- z1\n", "## B\n\n- x1\n- y1\n- w1\n")


def _left_out_of_idle_texts(*texts: str) -> dict[str, str]:
    found = merged(lettered(texts))
    return {entry.text: entry.reason for entry in found.left_out}


def test_a_text_whose_sections_stand_elsewhere_is_left_out() -> None:
    texts = (f"## A\n\n- a1\n\n## C\n\n{_PHASES}\n\n### D\n\n- x1\n- y1\n", *_ELSEWHERE_of_idle_texts)
    assert _left_out_of_idle_texts(*texts) == {
        _PHASES: IDLE_PRELUDE_REASON,
        "C": IDLE_TITLE_REASON,
        "D": IDLE_TITLE_REASON,
    }
    assert canonical_body(*texts) == "## A\n\n- a1\n\n## B\n\n- x1\n- y1\n- w1\n- z1\n"


def test_two_in_a_row_go_together() -> None:
    texts = ("## A\n\n- a1\n\nSee this:\n\nAnd this:\n\n### D\n\n- x1\n- y1\n", *_ELSEWHERE_of_idle_texts)
    assert set(_left_out_of_idle_texts(*texts)) == {"See this:", "And this:", "D"}


def test_a_text_that_something_still_follows_stays() -> None:
    text = f"## A\n\n{_PHASES}\n\n### D\n\n- v1\n"
    assert _left_out_of_idle_texts(text, *_ELSEWHERE_of_idle_texts) == {}
    assert canonical_body(text) == text


def test_what_its_author_left_open_stays() -> None:
    text = f"## A\n\n- a1\n\n> q\n\n{_PHASES}\n"
    assert _left_out_of_idle_texts(text, *_ELSEWHERE_of_idle_texts) == {}
    assert canonical_body(text) == text


def test_the_identity_is_kept() -> None:
    text = "You are an expert, and this is how you work:\n\n- x1\n- y1\n"
    assert _left_out_of_idle_texts(text, *_ELSEWHERE_of_idle_texts) == {}


# The bullets of "Dogs" are b.md's under "Cats" too, except for one.
_LEFT = "## Pets\n\n### Cats\n\n- x1\n- x2\n- x3\n\n### Dogs\n\n- x1\n- y1\n"


def _tidied(*texts: str) -> Merged:
    return merged(lettered(texts))


def test_a_stray_bullet_goes_to_the_list_above() -> None:
    text = _LEFT.replace("## Pets\n", "## Pets\n\n- p1\n")
    assert canonical_body(text) == "## Pets\n\n- p1\n- y1\n\n### Cats\n\n- x1\n- x2\n- x3\n"


def test_the_heading_is_reported() -> None:
    (entry,) = _tidied(_LEFT).left_out
    assert (entry.persona, entry.line, entry.end_line, entry.text) == ("a", 9, 9, "Dogs")
    assert entry.reason == "title: its one bullet stands under 'Pets'"


def test_a_list_is_made_where_the_section_above_has_none() -> None:
    assert canonical_body(_LEFT) == "## Pets\n\n- y1\n\n### Cats\n\n- x1\n- x2\n- x3\n"
    tasks = _LEFT.replace("## Pets\n", "## Pets\n\n- [ ] p1\n")
    assert canonical_body(tasks).startswith("## Pets\n\n- [ ] p1\n\n* y1\n")


def test_a_title_of_several_personas_stays_where_nothing_stands_above() -> None:
    assert "### Dogs\n\n- y1\n" in canonical_body(
        *(f"{_LEFT}\n## {title}\n\n- {title}\n" for title in ("Hens", "Geese"))
    )


@pytest.mark.parametrize(
    "text",
    [
        _LEFT.replace("## Pets\n\n", "").replace("###", "##"),  # right in the body
        "## Pets\n\n- p1\n\n### Dogs\n\n- y1\n",  # its author gave it one bullet
        _LEFT.replace("- y1\n", "- y1\n  - z1\n"),
        _LEFT.replace("- y1\n", "- y1\n  goes on\n"),
        _LEFT.replace("- y1\n", "- y1\n\nSome text.\n"),
        _LEFT.replace("- x1\n- y1\n", "1. x1\n2. y1\n"),
        _LEFT.replace("- y1\n", "- y1\n\n#### Mice\n\n- m1\n- m2\n"),
    ],
)
def test_what_is_no_stray_bullet_stays(text: str) -> None:
    before = merge(planned({"a.md": text}), rules(EXACT).merge)
    after = tidy(before)
    assert after.body == before.body
    assert after.left_out == before.left_out


def test_tidying_twice_changes_nothing() -> None:
    once = canonical_body(_LEFT, "## Pets\n\n- p1\n")
    assert canonical_body(once) == once


def test_strays_of_strays_go_all_the_way_up() -> None:
    text = "## A\n\n- a1\n\n### B\n\n- a2\n- a1\n\n#### C\n\n- a1\n- c1\n"
    body = _tidied(text).body
    assert isinstance(body, MergedSection)
    assert [section.title for section in body.sections[0].sections] == ["B"]
