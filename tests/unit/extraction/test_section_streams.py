from __future__ import annotations

import pytest

from personac.extraction.section_streams import (
    Entry,
    Kept,
    Listed,
    Streams,
    Text,
    document_title,
    introducing_section,
    placed_sections,
    section_streams,
)
from personac.model import SectionRef
from tests.unit.helpers import extracted, persona, sections_of


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
    result = document_title(persona(text).body)
    assert (result and result.title) == title


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
        ("<rules>\n\nLabel:\n- x\n</rules>\n", True),
        ("<anti_patterns>\n\n## Anti-Patterns\n\n- x\n</anti_patterns>\n", True),
        ("<rules>\n\n## Other\n\n- x\n</rules>\n", False),
        ("<rules>\n\ntext\n\n## Rules\n\n- x\n</rules>\n", False),
        ("<rules>\n\n## Rules\n\n- x\n\n## More\n\n- y\n</rules>\n", False),
    ],
)
def test_introducing_section(text: str, introduces: bool) -> None:  # noqa: FBT001
    body = persona(text).body
    assert any(introducing_section(section) is not None for section in sections_of(body)) is introduces


def test_personas_are_numbered_in_order() -> None:
    refs = [p.ref for p in placed_sections([persona("## A\n"), persona("## B\n", "b")])]
    assert refs == [SectionRef(0, ()), SectionRef(0, (0,)), SectionRef(1, ()), SectionRef(1, (0,))]


def _streams(*texts: str) -> Streams:
    named = {f"{chr(ord('a') + i)}.md": text for i, text in enumerate(texts)}
    return section_streams(extracted(named))


def _root(text: str) -> tuple[Entry, ...]:
    return _streams(text).sections[SectionRef(0, ())]


def _digests(text: str) -> list[str]:
    return [entry.digest for entry in _root(text) if isinstance(entry, Kept)]


def test_texts_lists_and_blocks_in_the_order_of_the_file() -> None:
    text, listed, kept, last = _root("text\n\n- a\n- b\n\n```\nc\n```\n\nlast\n")
    assert text == Text(0)
    assert listed == Listed("bulleted", (1, 2))
    assert isinstance(kept, Kept)
    assert last == Text(3)


def test_rules_between_sections_are_no_content() -> None:
    assert _root("---\n\n***\n\n<!-- -->\n") == ()


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("- a\n- b\n", "bulleted"),
        ("1. [ ] a\n2. b\n", "ordered"),
        ("- [ ] a\n- [x] b\n- c\n", "task"),
        ("- [ ] a\n- b\n", "bulleted"),
    ],
)
def test_forms(text: str, form: str) -> None:
    (listed,) = _root(text)
    assert isinstance(listed, Listed)
    assert listed.form == form


def test_what_is_inside_a_bullet_is_not_in_its_section() -> None:
    streams = _streams("- a\n  - b\n\n  ```\n  c\n  ```\n- d\n")
    assert streams.sections[SectionRef(0, ())] == (Listed("bulleted", (0, 2)),)
    nested, kept = streams.inside[0]
    assert nested == Listed("bulleted", (1,))
    assert isinstance(kept, Kept)
    assert streams.inside[1] == streams.inside[2] == ()


def test_an_item_without_text_counts_as_its_content() -> None:
    listed, kept, nested = _root("- ```\n  c\n  ```\n- a\n- - b\n")
    assert listed == Listed("bulleted", (0,))
    assert isinstance(kept, Kept)
    assert nested == Listed("bulleted", (1,))
    (kept,) = _root("- ```\n  c\n  ```\n")
    assert isinstance(kept, Kept)


def test_paragraphs_without_words_are_kept_as_blocks() -> None:
    image, listed, nested = _root("![](a.png)\n\n- ![](b.png)\n- text\n\n  ![](c.png)\n")
    assert isinstance(image, Kept)
    assert listed == Listed("bulleted", (0,))
    assert isinstance(nested, Kept)


def test_equal_content_has_one_digest() -> None:
    code = "```py\nif x:\n    y\n```\n"
    moved = "- a\n\n  ```py\n  if x:\n      y  \n  ```\n"
    inside = _streams(moved).inside[0][0]
    assert isinstance(inside, Kept)
    assert _digests(code) == _digests(code.replace("\n", "\r\n")) == [inside.digest]


def test_code_that_differs_in_indentation_is_not_equal() -> None:
    assert _digests("```\nif x:\n    a\nb\n```\n") != _digests("```\nif x:\n    a\n    b\n```\n")


def test_a_fence_closed_by_the_end_of_the_file_is_equal_to_a_closed_one() -> None:
    assert _digests("```\na\n```\n") == _digests("```\na")


def test_section_of_finds_nested_bullets() -> None:
    streams = _streams("text\n\n## A\n\n- a\n  - b\n", "## B\n\n- c\n")
    assert streams.section_of() == {
        0: SectionRef(0, ()), 1: SectionRef(0, (0,)), 2: SectionRef(0, (0,)), 3: SectionRef(1, (0,)),
    }  # fmt: skip
