from __future__ import annotations

import pytest

from personac.emit.moved_text import heading_marks, indented, moved, paragraph_text, with_level
from personac.model.ast import Item, Paragraph, Quote, Verbatim, walk
from tests.unit.helpers import bullets_of, persona


def _moved(text: str) -> list[str]:
    """Return the outermost blocks of a text, each as it is in column 0."""
    parsed = persona(text)
    inside = {id(n) for q in walk(parsed.body) if isinstance(q, Quote) for b in q.blocks for n in walk(b)}
    blocks = [node for node in walk(parsed.body) if isinstance(node, Paragraph | Verbatim | Quote)]
    return [moved(parsed.source, block) for block in blocks if id(block) not in inside]


@pytest.mark.parametrize(("level", "marks"), [(0, "#"), (1, "#"), (3, "###"), (6, "######"), (9, "######")])
def test_headings_have_one_to_six_marks(level: int, marks: str) -> None:
    assert heading_marks(level) == marks


@pytest.mark.parametrize("text", ["#  A ##", "A\n=====", "A\r\nB\r\n---", "**A**:"])
def test_a_heading_of_the_same_level_and_title_stays(text: str) -> None:
    assert with_level(text, 2, 2, "") == text


@pytest.mark.parametrize(
    ("text", "moved_down"),
    [
        ("# A", "### A"),
        ("#  A ##", "###  A ##"),
        ("#\tA", "###\tA"),
        ("#", "###"),
        ("A\n===", "### A"),
        ("A\n  B\n---", "### A B"),
        ("A\r\n===", "### A"),
        ("#A\n===", "### #A"),
    ],
)
def test_a_heading_of_another_level_has_its_marks(text: str, moved_down: str) -> None:
    assert with_level(text, 1, 3, "") == moved_down


@pytest.mark.parametrize("text", ["## A", "A\n---", "**A**:"])
def test_another_title_takes_the_place_of_the_heading(text: str) -> None:
    assert with_level(text, 2, 2, "B") == "## B"


def test_all_lines_but_the_first_and_blank_ones_are_indented() -> None:
    assert indented("a\n\nb\n  c\n", 2) == "a\n\n  b\n    c\n"
    assert indented("a\nb", 0) == "a\nb"


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("- a1\n  b1\n", ["a1\nb1"]),
        ("- a1\nlazy\n", ["a1\nlazy"]),
        ("a1  \n b1\\\nc1  \n", ["a1  \nb1\\\nc1"]),
        ("a1\r\nb1\r\n", ["a1\nb1"]),
        ("- a1\n  ===\n", ["a1\n==="]),
        ("- # a1\n", ["# a1"]),
        ("- ```\n  x\n\n    y\n  ```\n", ["```\nx\n\n  y\n```"]),
        ("-\t```\n\t\tx\n\t```\n", ["```\n\tx\n```"]),
        ("- a1\n\n      code\n        more\n", ["a1", "    code\n      more"]),
        ("- > q\n  > r\n", ["> q\n> r"]),
        ("- | a |\n  | - |\n", ["| a |\n| - |"]),
        ("- ```\n  x", ["```\nx\n```"]),
        ("- ~~~~\n  ~~~", ["~~~~\n~~~\n~~~~"]),
        ("- <!-- x\n  y", ["<!-- x\ny\n-->"]),
        ("- <pre>\n  y", ["<pre>\ny\n</pre>"]),
    ],
)
def test_blocks_lose_their_indentation_and_are_closed(text: str, blocks: list[str]) -> None:
    assert _moved(text) == blocks


def test_an_item_is_not_a_block() -> None:
    parsed = persona("- a1\n")
    (item,) = (node for node in walk(parsed.body) if isinstance(node, Item))
    with pytest.raises(TypeError):
        moved(parsed.source, item)


# Continuation lines that would start a block, were they less indented.
_BLOCKS = (
    "# no heading", "> no quote", "- no item", "+ no item", "* no item", "1. no item", "12) no item", "```",
    "~~~", "***", "* * *", "___", "_ _ _", "<div>", "| no table |", "-", "+", "#",
    "---", "===", "- - -", "--- | ---", ":-: | :-",
)  # fmt: skip


@pytest.mark.parametrize("line", _BLOCKS)
@pytest.mark.parametrize(("marker", "indent"), [("", ""), ("- ", "  "), ("- - ", "    "), ("1. ", "   ")])
def test_continuation_lines_that_look_like_blocks_stay_text(marker: str, indent: str, line: str) -> None:
    text = f"{marker}words\n{indent}    {line}\n{indent}    end1\n"
    parsed = persona(text)
    (paragraph,) = (node for node in walk(parsed.body) if isinstance(node, Paragraph))
    lines = paragraph_text(parsed.source, paragraph)
    assert lines == f"words\n    {line}\nend1"
    (bullet,) = bullets_of(text)
    (again,) = bullets_of(f"{lines}\n")
    assert again.text == bullet.text
