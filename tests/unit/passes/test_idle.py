from __future__ import annotations

from personac.passes.idle import IDLE_LABEL_REASON
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
