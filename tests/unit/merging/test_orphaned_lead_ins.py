from __future__ import annotations

from personac.merging.orphaned_lead_ins import IDLE_LABEL_REASON
from personac.merging.paragraph_selection import IDLE_PRELUDE_REASON, IDLE_TITLE_REASON
from tests.unit.helpers import canonical_body, lettered, merged

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
