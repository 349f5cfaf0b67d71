from __future__ import annotations

from personac.extraction.heading_names import lines_by_anchor, lines_by_title
from personac.extraction.text_regions import outline_of
from tests.unit.helpers import persona

TEXT = """# The `Oven` **Book** #

## 1. Set-up & heat

Set up
------

## Set up

Tools:
- peel

## See [the peel](a.md)
"""


def test_headings_have_the_anchors_of_github() -> None:
    assert lines_by_anchor(outline_of(persona(TEXT))) == {
        "the-oven-book": 1, "1-set-up--heat": 3, "set-up": 5, "set-up-1": 8, "see-the-peel": 13,
    }  # fmt: skip


def test_titles_are_without_numbers_and_marks_and_labels_are_among_them() -> None:
    assert dict(lines_by_title(outline_of(persona(TEXT)))) == {
        "The Oven Book": (1,), "Set-up & heat": (3,), "Set up": (5, 8), "Tools": (10,), "See the peel": (13,),
    }  # fmt: skip
