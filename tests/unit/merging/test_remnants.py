from __future__ import annotations

import pytest

from personac.merging.assembly import merge
from personac.merging.canonical_pieces import IDLE_TITLE_REASON
from personac.merging.remnants import IDLE_LABEL_REASON, IDLE_PRELUDE_REASON, tidy
from personac.model import Merged, MergedSection
from tests.unit.helpers import EXACT, canonical_body, lettered, merged, planned, rules

_ELSEWHERE = ("## B\n\n- x1\n- y1\n", "## B\n\n- x1\n- y1\n- own1\n", "## B\n\n- x1\n- y1\n- own2\n")


def _left_out(*texts: str) -> dict[str, str]:
    result = merged(lettered(texts))
    return {entry.text: entry.reason for entry in result.left_out}


def test_a_label_whose_items_are_elsewhere_is_left_out() -> None:
    texts = ("## A\n\n- a1\n- Steps of this:\n  - x1\n  - y1\n", *_ELSEWHERE)
    assert _left_out(*texts) == {"Steps of this:": IDLE_LABEL_REASON}
    assert "Steps" not in canonical_body(*texts)


def test_a_list_of_such_labels_is_removed_with_its_lead_in() -> None:
    lead = "Before you say that all is done, look here:"
    texts = (f"## A\n\na1\n\n### C\n\n{lead}\n\n- Outer:\n  - Inner:\n    - x1\n", *_ELSEWHERE)
    assert set(_left_out(*texts)) == {lead, "Outer:", "Inner:", "C"}
    assert canonical_body(*texts).startswith("## A\n\na1\n\n## B\n")


def test_a_label_with_something_below_it_stays() -> None:
    code = "  ```\n  code\n  ```\n"
    for below in (f"\n{code}  - x1\n", "  - x1\n  - z1\n"):
        texts = (f"## A\n\n- Steps of this:\n{below}", *_ELSEWHERE)
        assert _left_out(*texts) == {}
        assert "- Steps of this:\n" in canonical_body(*texts)


def test_a_label_that_was_empty_in_its_source_stays() -> None:
    assert canonical_body("## A\n\n- Steps of this:\n- x1\n") == "## A\n\n- Steps of this:\n- x1\n"


_PHASES = "Work through all of these phases with care:"
_MOVED = ("## B\n\n- x1\n- y1\n- z1\n", "## B\n\n- x1\n- y1\n- w1\n")


def test_a_text_whose_sections_are_elsewhere_is_left_out() -> None:
    texts = (f"## A\n\n- a1\n\n## C\n\n{_PHASES}\n\n### D\n\n- x1\n- y1\n", *_MOVED)
    assert _left_out(*texts) == {
        _PHASES: IDLE_PRELUDE_REASON,
        "C": IDLE_TITLE_REASON,
        "D": IDLE_TITLE_REASON,
    }
    assert canonical_body(*texts) == "## A\n\n- a1\n\n## B\n\n- x1\n- y1\n- w1\n- z1\n"


def test_two_such_texts_in_a_row_are_left_out() -> None:
    texts = ("## A\n\n- a1\n\nSee this:\n\nAnd this:\n\n### D\n\n- x1\n- y1\n", *_MOVED)
    assert set(_left_out(*texts)) == {"See this:", "And this:", "D"}


def test_a_text_that_something_follows_stays() -> None:
    text = f"## A\n\n{_PHASES}\n\n### D\n\n- v1\n"
    assert _left_out(text, *_MOVED) == {}
    assert canonical_body(text) == text


def test_a_text_that_nothing_followed_in_its_source_stays() -> None:
    text = f"## A\n\n- a1\n\n> q\n\n{_PHASES}\n"
    assert _left_out(text, *_MOVED) == {}
    assert canonical_body(text) == text


def test_an_identity_with_a_colon_stays() -> None:
    text = "You are an expert, and this is how you work:\n\n- x1\n- y1\n"
    assert _left_out(text, *_MOVED) == {}


# The bullets of "Dogs" are b.md's under "Cats" too, except for one.
_LEFT = "## Pets\n\n### Cats\n\n- x1\n- x2\n- x3\n\n### Dogs\n\n- x1\n- y1\n"


def _tidied(*texts: str) -> Merged:
    return merged(lettered(texts))


def test_a_stray_bullet_moves_to_the_list_above() -> None:
    text = _LEFT.replace("## Pets\n", "## Pets\n\n- p1\n")
    assert canonical_body(text) == "## Pets\n\n- p1\n- y1\n\n### Cats\n\n- x1\n- x2\n- x3\n"


def test_the_heading_of_a_stray_bullet_is_left_out_with_a_reason() -> None:
    (entry,) = _tidied(_LEFT).left_out
    assert (entry.persona, entry.line, entry.end_line, entry.text) == ("a", 9, 9, "Dogs")
    assert entry.reason == "title: its only bullet is under 'Pets'"


def test_a_stray_bullet_without_a_list_above_gets_one() -> None:
    assert canonical_body(_LEFT) == "## Pets\n\n- y1\n\n### Cats\n\n- x1\n- x2\n- x3\n"
    tasks = _LEFT.replace("## Pets\n", "## Pets\n\n- [ ] p1\n")
    assert canonical_body(tasks).startswith("## Pets\n\n- [ ] p1\n\n* y1\n")


def test_a_title_of_several_personas_stays_if_the_section_above_is_empty() -> None:
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
def test_other_sections_stay(text: str) -> None:
    before = merge(planned({"a.md": text}), rules(EXACT).merge)
    after = tidy(before)
    assert after.body == before.body
    assert after.left_out == before.left_out


def test_tidying_twice_changes_nothing() -> None:
    once = canonical_body(_LEFT, "## Pets\n\n- p1\n")
    assert canonical_body(once) == once


def test_a_stray_bullet_of_a_stray_section_moves_all_the_way_up() -> None:
    text = "## A\n\n- a1\n\n### B\n\n- a2\n- a1\n\n#### C\n\n- a1\n- c1\n"
    body = _tidied(text).body
    assert isinstance(body, MergedSection)
    assert [section.title for section in body.sections[0].sections] == ["B"]


_WAYS = "You look at every change in all of these ways:"


def test_a_prelude_is_right_above_the_first_section_it_introduces() -> None:
    one = f"## Review\n\n- r1\n\n{_WAYS}\n\n### Style\n\n- s1\n\n### Speed\n\n- p1\n"
    other = "## Review\n\n- r2\n\nMore to say.\n\n### Style\n\n- s2\n"
    body = canonical_body(one, other)
    assert f"\n\n{_WAYS}\n\n### Style\n" in body
    assert body.index("More to say.") < body.index(_WAYS)
    assert _left_out(one, other) == {}


def test_a_prelude_of_one_persona_stays_in_place() -> None:
    text = f"## Review\n\n{_WAYS}\n\n### Style\n\n- s1\n"
    assert canonical_body(text) == text


def test_a_prelude_whose_sections_are_elsewhere_is_left_out() -> None:
    one = f"## Review\n\n- r1\n\n{_WAYS}\n\n### Style\n\n- s1\n"
    other = "## Style\n\n- s1\n- s2\n\n## Review\n\n- r1\n- r2\n"
    texts = (one, other, other)
    assert _WAYS not in canonical_body(*texts)
    assert _left_out(*texts)[_WAYS] == IDLE_PRELUDE_REASON


def test_of_two_preludes_the_more_common_one_is_kept() -> None:
    one = "## Review\n\nBefore all else, look at this:\n\n### Style\n\n- s1\n"
    other = f"## Review\n\n{_WAYS}\n\n### Style\n\n- s1\n- s2\n"
    more = f"## Review\n\n{_WAYS}\n\n### Style\n\n- s3\n"
    body = canonical_body(one, other, more)
    assert body.startswith(f"## Review\n\n{_WAYS}\n\n### Style\n")
    assert _left_out(one, other, more) == {"Before all else, look at this:": IDLE_PRELUDE_REASON}


def test_a_prelude_that_is_running_text_of_another_persona_is_kept() -> None:
    one = f"## Review\n\n{_WAYS}\n\n### Style\n\n- s1\n"
    other = f"## Notes\n\n{_WAYS}\n\nAnd no more.\n"
    assert _WAYS in canonical_body(one, other)
