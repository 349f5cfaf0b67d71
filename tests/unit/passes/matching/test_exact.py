from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.passes.matching.exact import exact_key, units_of
from personac.passes.matching.words import Words
from tests.unit.helpers import bullets_of

WORDS = Words()

SAME = [
    ("Write unit tests.", "write UNIT tests"),
    ("**Logging**: JSON", "Logging - json"),
    ("Rotate the keys", "Rotate the key"),
    ("caching and indexing", "Indexing and caching"),
    ("Keep p95 under 200 ms", "keep P95 under 200 ms!"),
    ("Serve 10,000 users", "Serve 10,000 user."),
    ("real-time updates", "real time update"),
    ("Coverage >= 80 %", "coverage >= 80 %"),
]
APART = [
    ("Prefer tabs over spaces", "Prefer spaces over tabs"),
    ("5 workers and 10 threads", "10 workers and 5 threads"),
    ("Coverage < 80 %", "Coverage > 80 %"),
    ("Version 1.5", "Version 1 5"),
    ("\u274c Use eval", "\u2705 Use eval"),
    ("\u2192", "\u2190"),
    ("Use C", "Use C++"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_case_marks_punctuation_plural_and_order_do_not_count(a: str, b: str) -> None:
    assert exact_key(a, WORDS) == exact_key(b, WORDS)


@pytest.mark.parametrize(("a", "b"), APART)
def test_what_carries_meaning_counts(a: str, b: str) -> None:
    assert exact_key(a, WORDS) != exact_key(b, WORDS)


@given(st.lists(st.sampled_from(["cache", "queue", "log", "deploy"]), min_size=1), st.randoms())
def test_plain_words_in_any_order(found: list[str], random: object) -> None:
    mixed = list(found)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert exact_key(" ".join(found), WORDS) == exact_key(", ".join(mixed).upper(), WORDS)


def test_units_are_ordered_by_their_first_bullet_and_keep_paragraphs_to_themselves() -> None:
    bullets = bullets_of("- Log it\n- Cache\n- log it.\n\nLog it\n\nlog IT\n")
    assert units_of(bullets, WORDS) == ((0, 2), (1,), (3, 4))
    assert units_of((), WORDS) == ()
