from __future__ import annotations

from personac.merging.paragraph_selection import IDLE_PRELUDE_REASON
from tests.unit.helpers import canonical_body, lettered, merged

_WAYS = "You look at every change in all of these ways:"


def _left_out(*texts: str) -> dict[str, str]:
    return {entry.text: entry.reason for entry in merged(lettered(texts)).left_out}


def test_a_prelude_stands_right_above_the_first_section_it_introduces() -> None:
    one = f"## Review\n\n- r1\n\n{_WAYS}\n\n### Style\n\n- s1\n\n### Speed\n\n- p1\n"
    other = "## Review\n\n- r2\n\nMore to say.\n\n### Style\n\n- s2\n"
    body = canonical_body(one, other)
    assert f"\n\n{_WAYS}\n\n### Style\n" in body
    assert body.index("More to say.") < body.index(_WAYS)
    assert _left_out(one, other) == {}


def test_alone_it_stays_where_its_author_wrote_it() -> None:
    text = f"## Review\n\n{_WAYS}\n\n### Style\n\n- s1\n"
    assert canonical_body(text) == text


def test_a_prelude_whose_sections_stand_elsewhere_is_left_out() -> None:
    one = f"## Review\n\n- r1\n\n{_WAYS}\n\n### Style\n\n- s1\n"
    other = "## Style\n\n- s1\n- s2\n\n## Review\n\n- r1\n- r2\n"
    texts = (one, other, other)
    assert _WAYS not in canonical_body(*texts)
    assert _left_out(*texts)[_WAYS] == IDLE_PRELUDE_REASON


def test_of_two_preludes_the_one_that_more_say_is_kept() -> None:
    one = "## Review\n\nBefore all else, look at this:\n\n### Style\n\n- s1\n"
    other = f"## Review\n\n{_WAYS}\n\n### Style\n\n- s1\n- s2\n"
    more = f"## Review\n\n{_WAYS}\n\n### Style\n\n- s3\n"
    body = canonical_body(one, other, more)
    assert body.startswith(f"## Review\n\n{_WAYS}\n\n### Style\n")
    assert _left_out(one, other, more) == {"Before all else, look at this:": IDLE_PRELUDE_REASON}


def test_what_another_says_as_running_text_is_kept_as_such() -> None:
    one = f"## Review\n\n{_WAYS}\n\n### Style\n\n- s1\n"
    other = f"## Notes\n\n{_WAYS}\n\nAnd no more.\n"
    assert _WAYS in canonical_body(one, other)
