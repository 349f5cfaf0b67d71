from __future__ import annotations

from personac.passes.choose import IDLE_PRELUDE_REASON, IDLE_TITLE_REASON
from tests.unit.helpers import canonical_body, lettered, merged

_PHASES = "Work through all of these phases with care:"
_ELSEWHERE = ("## B\n\n- x1\n- y1\n- z1\n", "## B\n\n- x1\n- y1\n- w1\n")


def _left_out(*texts: str) -> dict[str, str]:
    found = merged(lettered(texts))
    return {entry.text: entry.reason for entry in found.left_out}


def test_a_text_whose_sections_stand_elsewhere_is_left_out() -> None:
    texts = (f"## A\n\n- a1\n\n## C\n\n{_PHASES}\n\n### D\n\n- x1\n- y1\n", *_ELSEWHERE)
    assert _left_out(*texts) == {
        _PHASES: IDLE_PRELUDE_REASON,
        "C": IDLE_TITLE_REASON,
        "D": IDLE_TITLE_REASON,
    }
    assert canonical_body(*texts) == "## A\n\n- a1\n\n## B\n\n- x1\n- y1\n- w1\n- z1\n"


def test_two_in_a_row_go_together() -> None:
    texts = ("## A\n\n- a1\n\nSee this:\n\nAnd this:\n\n### D\n\n- x1\n- y1\n", *_ELSEWHERE)
    assert set(_left_out(*texts)) == {"See this:", "And this:", "D"}


def test_a_text_that_something_still_follows_stays() -> None:
    text = f"## A\n\n{_PHASES}\n\n### D\n\n- v1\n"
    assert _left_out(text, *_ELSEWHERE) == {}
    assert canonical_body(text) == text


def test_what_its_author_left_open_stays() -> None:
    text = f"## A\n\n- a1\n\n> q\n\n{_PHASES}\n"
    assert _left_out(text, *_ELSEWHERE) == {}
    assert canonical_body(text) == text


def test_the_identity_is_kept() -> None:
    text = "You are an expert, and this is how you work:\n\n- x1\n- y1\n"
    assert _left_out(text, *_ELSEWHERE) == {}
