from __future__ import annotations

import pytest

from personac.extraction.section_streams import document_title, introducing_label, placed_sections
from personac.model import SectionRef
from tests.unit.helpers import persona, sections_of


def _placed(*texts: str) -> list[tuple[str, tuple[int, ...], tuple[int, ...] | None, bool]]:
    personas = [persona(text, chr(ord("a") + i)) for i, text in enumerate(texts)]
    return [
        (p.section.title, p.ref.path, p.parent.path if p.parent else None, p.topical)
        for p in placed_sections(personas)
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# T\n\n## A\n", "T"),
        ("text before\n\n# T\n", "T"),
        ("# T\n\n# U\n", None),
        ("## T\n", None),
        ("Label:\n- x\n\n# T\n", None),
        ("Label:\n- x\n", None),
        ("text\n", None),
    ],
)
def test_document_title(text: str, title: str | None) -> None:
    found = document_title(persona(text).body)
    assert (found and found.title) == title


def test_what_a_document_title_wraps_counts_as_top_level() -> None:
    assert _placed("# T\n\ntext\n\n## A\n\n### B\n") == [
        ("", (), None, False),
        ("T", (0,), None, False),
        ("A", (0, 0), None, True),
        ("B", (0, 0, 0), (0, 0), True),
    ]


def test_untitled_sections_belong_to_the_section_around() -> None:
    text = "## A\n\ntext\n\nLabel:\n- x\n\nbehind\n"
    assert _placed(text) == [
        ("", (), None, False),
        ("A", (0,), None, True),
        ("Label", (0, 0), (0,), True),
        ("", (0, 1), (0,), False),
    ]


def test_a_label_alone_below_a_heading_is_no_topic() -> None:
    assert _placed("## A\n\nLabel:\n- x\n")[2] == ("Label", (0, 0), (0,), False)
    assert _placed("## A\n\nOne:\n- x\n\nTwo:\n- y\n")[2] == ("One", (0, 0), (0,), True)


@pytest.mark.parametrize(
    ("text", "introduces"),
    [
        ("## A\n\nLabel:\n- x\n", True),
        ("## A\n\nLabel:\n- x\n\n### B\n", True),
        ("## A\n\nLabel:\n- x\n\nbehind\n", True),
        ("## A\n\ntext\n\nLabel:\n- x\n", False),
        ("## A\n\nOne:\n- x\n\nTwo:\n- y\n", False),
        ("## A\n\n### B\n", False),
        ("Label:\n- x\n", False),
    ],
)
def test_introducing_label(text: str, introduces: bool) -> None:  # noqa: FBT001
    body = persona(text).body
    assert any(introducing_label(section) is not None for section in sections_of(body)) is introduces


def test_personas_are_numbered_in_order() -> None:
    refs = [p.ref for p in placed_sections([persona("## A\n"), persona("## B\n", "b")])]
    assert refs == [SectionRef(0, ()), SectionRef(0, (0,)), SectionRef(1, ()), SectionRef(1, (0,))]
