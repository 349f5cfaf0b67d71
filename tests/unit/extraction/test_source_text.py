from __future__ import annotations

from personac.extraction.source_text import SourceText, resolved_bullets, target_digest
from tests.unit.helpers import extracted, persona


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
    assert tuple(resolved_bullets(read.personas, read.bullets)) == read.bullets


def test_definitions_are_known_by_their_place() -> None:
    source = SourceText(persona("[a]: /b\n\n[^1]: c\n"))
    assert sorted(source.targets.values()) == ["/b", "c"]
    assert target_digest("/b") == target_digest("/b") != target_digest("/c")
