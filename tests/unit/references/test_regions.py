from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.references.regions import Numbered, Region, masked, read_text
from tests.unit.helpers import persona


def regions(text: str) -> tuple[Region, ...]:
    return read_text(persona(text)).regions


def shown(text: str) -> str:
    return masked(text).replace("\x1a", "#")


def test_titles_texts_definitions_tables_and_tagged_text_are_regions() -> None:
    text = (
        "# Bread\n\nRye\n\n- Wheat\n\n> Oats\n\n| a |\n| - |\n| b |\n\n<example>\nx\n</example>\n\n[a]: /b\n"
    )
    assert [(region.kind, region.line) for region in regions(text)] == [
        ("heading", 1), ("text", 3), ("text", 5), ("text", 7), ("table", 9), ("html", 13), ("definition", 17),
    ]  # fmt: skip


def test_code_is_no_region() -> None:
    assert regions("```\nstep 2\n```\n\n    step 3\n\n---\n") == ()


def test_a_region_knows_the_numbered_lists_around_it_and_the_heading_above() -> None:
    first, inner, second, below = (
        regions("1. Knead\n   - Rest\n2. Bake\n\n# Later\n\nEat\n")[:3] + regions("# a\n\n# b\n\nc\n")[2:]
    )
    assert inner.around == (Numbered({1: 1, 2: 3}, 0, is_inner=False),)
    assert first.around == second.around == inner.around
    assert (first.section, below.section, below.around) == (0, 2, ())


def test_numbered_lists_have_the_number_of_their_heading_and_inner_ones_are_marked() -> None:
    assert read_text(persona("1. a\n   1. b\n2. c\n\n# T\n\nDo:\n1. d\n")).lists == (
        Numbered({1: 1, 2: 3}, 0, is_inner=False),
        Numbered({1: 2}, 0, is_inner=True),
        Numbered({1: 8}, 1, is_inner=False),
    )


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1. a\n2. b\n", (1, 2)),
        ("1. a\n1. b\n1. c\n", (1, 2, 3)),
        ("3. a\n4. b\n", (3, 4)),
        ("1. a\n5. b\n", (1, 5)),
        ("2) a\n1) b\n", (2, 3)),
    ],
)
def test_items_have_the_numbers_that_a_reader_counts(text: str, numbers: tuple[int, ...]) -> None:
    (numbered,) = read_text(persona(text)).lists
    assert tuple(numbered.lines) == numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a `b` c", "a ### c"),
        ("``a ` b`` `", "######### `"),
        ("a ` b", "a ` b"),
        ("`a\nb`", "##\n##"),
        ("\\`a` b", "\\`a` b"),
        ("```\nx\n```\ny", "###\n#\n###\ny"),
        ("a\n~~~ sh\nx", "a\n######\n#"),
    ],
)
def test_code_is_masked(text: str, expected: str) -> None:
    assert shown(text) == expected


@given(st.text("a`~\n\\ ", max_size=40))
def test_a_masked_text_has_the_same_length_and_lines(text: str) -> None:
    assert len(masked(text)) == len(text)
    assert masked(text).count("\n") == text.count("\n")
