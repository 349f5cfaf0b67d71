from __future__ import annotations

from personac.references.resolved_bullets import resolved_bullets
from tests.unit.helpers import extracted


def resolved(text: str) -> list[str]:
    read = extracted({"a.md": text})
    return [bullet.text for bullet in resolved_bullets(read.personas, read.bullets)]


def test_a_number_of_a_step_becomes_the_text_of_the_step() -> None:
    text = "1. Knead\n2. Fold 3 times\n3. Repeat step 2\n"
    assert resolved(text) == ["Knead", "Fold 3 times", "Repeat step Fold  times"]


def test_a_number_that_could_mean_several_steps_stays() -> None:
    assert resolved("1. a\n\nx\n\n1. b\n\nRepeat step 1\n")[-1] == "Repeat step 1"
    assert resolved("Repeat step 7\n") == ["Repeat step 7"]


def test_a_footnote_becomes_its_text() -> None:
    assert resolved("Rye[^1]\n\nOats[^2]\n\n[^1]: dark\n") == ["Ryedark", "Oats[^2]"]


def test_other_bullets_are_not_changed() -> None:
    read = extracted({"a.md": "- Knead\n"})
    assert resolved_bullets(read.personas, read.bullets) == read.bullets
