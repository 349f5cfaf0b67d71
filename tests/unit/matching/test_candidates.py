"""Who says the same, and who says parts of it; both while personas fall silent.

Candidates: the nearest of each bullet, against all pairs compared.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from personac.matching.candidates import Said, candidates, exact_key, nearest, sayings_of, units_of
from personac.matching.feature_inputs import look
from personac.matching.fixed_point import on_grid
from personac.matching.prepared_bullets import Knowledge
from personac.matching.redundant_personas import PartsSaid, has_parts
from personac.matching.tokenizer import Words
from personac.model import Bullet
from personac.parsing.normalization import Stemmer
from tests.unit.helpers import bullets_of, extracted, lettered

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


_WORDS = Words(base=Stemmer())


def _bullets(*texts: str) -> tuple[Bullet, ...]:
    return extracted(lettered(texts)).bullets


def test_sayings_are_equal_for_the_same_words_of_one_kind() -> None:
    bullets = _bullets("- Log errors\n- x1\n", "- log error.\n\nLog errors\n")
    assert sayings_of(bullets, _WORDS) == (0, 1, 0, 2)


def test_the_first_other_that_is_not_silent_says_it() -> None:
    bullets = _bullets("- x1\n- x1\n", "- x1\n", "- y1\n- x1\n")
    said = Said(bullets, sayings_of(bullets, _WORDS))
    assert [said.by_another(position) for position in range(5)] == [2, 2, 0, None, 0]
    said.silence([0, 1])
    said.silence([0])
    assert [said.by_another(position) for position in (0, 2, 4)] == [2, 4, 2]


def test_what_was_put_together_repeats_the_bullet_with_most_of_it() -> None:
    texts = ("- **DB**: red, green\n", "- **DB**: blue, red, green\n", "- **DB**: red, green, blue, grey\n")
    bullets = _bullets(*texts, "- grey\n- blue\n")
    parts = PartsSaid(bullets, _WORDS)
    assert parts.put_together_from(2) == 1
    assert parts.put_together_from(1) == 0
    assert parts.put_together_from(3) is None
    parts.silence([1])
    assert parts.put_together_from(2) == 0
    parts.silence([3, 4])
    assert parts.put_together_from(2) is None


def test_the_silent_say_nothing_whenever_they_fell_silent() -> None:
    texts = ("- **DB**: red, green\n", "- **DB**: red, green\n- blue\n", "- **DB**: red, green, blue\n")
    bullets = _bullets(*texts)
    parts = PartsSaid(bullets, _WORDS)
    parts.silence([0])
    assert parts.put_together_from(3) == 1
    assert parts.put_together_from(1) is None


def test_only_items_of_two_facets_have_parts() -> None:
    bullets = _bullets("- red, green\n- red\n- red, the\n\nred, green\n")
    assert [has_parts(bullet, _WORDS) for bullet in bullets] == [True, False, False, False]


_ROWS = st.lists(st.lists(st.sampled_from([0, 0, 0.25, 0.5, 0.7]), min_size=4, max_size=4), max_size=12)


def _nearest(rows: list[list[float]], neighbours: int, block: int) -> list[tuple[int, int]]:
    table = on_grid(np.array(rows, dtype=np.float64).reshape(-1, 4))
    found = nearest(sparse.csr_matrix(table), 0.1, neighbours, block)
    return [pair for i, j in found for pair in zip(i.tolist(), j.tolist(), strict=True)]


@given(_ROWS, st.sampled_from([1, 2, 20]), st.sampled_from([1, 3, 512]))
def test_the_nearest_come_first_and_ties_go_to_the_earlier(
    rows: list[list[float]], neighbours: int, block: int
) -> None:
    table = on_grid(np.array(rows, dtype=np.float64).reshape(-1, 4))
    cosine = table @ table.T
    expected = []
    for i in range(len(rows)):
        near = [j for j in range(len(rows)) if j != i and cosine[i, j] >= 0.1]
        near.sort(key=lambda j: (-cosine[i, j], j))
        expected += [(i, j) for j in near[:neighbours]]
    assert _nearest(rows, neighbours, block) == expected


def test_pairs_stand_once_and_paragraphs_apart(knowledge: Knowledge) -> None:
    texts = {
        "a.md": "Cache invalidation.\n\n- Cache invalidation\n- Cache invalidations\n\nInvalidate caches.\n"
    }
    bullets = extracted(texts).bullets
    views = look(bullets, [""] * len(bullets), knowledge.words, knowledge.background)
    found = candidates(views, floor=0.06, neighbours=24)
    kinds = [
        (bullets[a].is_paragraph, bullets[b].is_paragraph) for a, b in zip(found.i, found.j, strict=True)
    ]
    assert sorted(kinds) == [(False, False), (True, True)]
    assert (found.i < found.j).all()
