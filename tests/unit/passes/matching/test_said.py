"""Who says the same, and who says parts of it; both while personas fall silent."""

from __future__ import annotations

from personac.ir import Bullet
from personac.parsing.normalization import Stemmer
from personac.passes.matching.parts_said import PartsSaid, has_parts
from personac.passes.matching.said import Said, sayings_of
from personac.passes.matching.words import Words
from tests.unit.helpers import extracted, lettered

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
