from __future__ import annotations

import pytest

from personac.model.ast import (
    Inline,
    Item,
    ItemList,
    Paragraph,
    Quote,
    Section,
    Verbatim,
    children,
    column_of,
    moved_text,
    plain_text,
    walk,
)
from personac.model.source import Source, Span
from tests.unit.helpers import persona


def test_plain_text_folds_white_space() -> None:
    inlines = (Inline("strong", "a "), Inline("text", " b\n"), Inline("break", "\n"), Inline("code", "c"))
    assert plain_text(inlines) == "a b c"
    assert Paragraph(Span(0, 1), inlines).text == "a b c"


def test_children_of_every_node() -> None:
    leaf = Verbatim(Span(4, 5), "code")
    item = Item(Span(2, 5), "-", None, (leaf,))
    items = ItemList(Span(2, 5), ordered=False, items=(item,))
    quote = Quote(Span(0, 1), (leaf,))
    inner = Section(Span(1, 5), "heading", 1, "t", None, (), ())
    section = Section(Span(0, 9), "root", 0, "", None, (quote, items), (inner,))
    assert children(section) == (quote, items, inner)
    assert children(items) == (item,)
    assert children(item) == (leaf,)
    assert children(quote) == (leaf,)
    assert children(leaf) == ()


def test_walk_gives_parents_first() -> None:
    body = persona("# T\n\n- a\n  - b\n\n> q\n").body
    kinds = [type(node).__name__ for node in walk(body)]
    assert kinds == [
        "Section", "Section", "ItemList", "Item", "Paragraph", "ItemList", "Item", "Paragraph", "Quote",
        "Paragraph",
    ]  # fmt: skip


def _moved(text: str) -> str:
    """The text of the only quote or verbatim block in a file."""
    parsed = persona(text)
    (block,) = (node for node in walk(parsed.body) if isinstance(node, Verbatim | Quote))
    return moved_text(parsed.source, block)


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("```sh\na\n```\n", "```sh\na\n```"),
        ("- x\n\n  ```\n  a\n    b\n\n  ```\n", "```\na\n  b\n\n```"),
        ("- x\r\n\r\n  ```\r\n  a\r\n  ```\r\n", "```\na\n```"),
        ("10. x\n\n    ```\n    a\n    ```\n", "```\na\n```"),
        ("- ```\n  a\n  ```\n", "```\na\n```"),
        ("-\tx\n\n\t```\n\ta\n\t\tb\n\t```\n", "```\na\n\tb\n```"),
        ("-\t```\n\ta\n\t\tb\n\t```\n", "```\na\n\tb\n```"),
        ("- x\n\n  ```\n\ta\n  ```\n", "```\n  a\n```"),
        ("- \u00e9\n\n  ```\n  \u00e9\n  ```\n", "```\n\u00e9\n```"),
        ("- x\n\n  > q\n  > r\n", "> q\n> r"),
        ("    a\n      b\n", "    a\n      b"),
        ("\ufeff```\na\n```\n", "```\na\n```"),
    ],
)
def test_the_indentation_of_the_container_is_removed(text: str, moved: str) -> None:
    assert _moved(text) == moved


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("```\na", "```\na\n```"),
        ("```", "```\n```"),
        ("````\na\n```\n", "````\na\n```\n````"),
        ("~~~ sh\na\n", "~~~ sh\na\n~~~"),
        ("```\na\n`````\n", "```\na\n`````"),
        ("- x\n\n  ```\n  a\n\ny\n", "```\na\n```"),
        ("<!-- a\n\nb\n", "<!-- a\n\nb\n-->"),
        ("<!-- a -->\n", "<!-- a -->"),
        ("<SCRIPT>\na\n\nb\n", "<SCRIPT>\na\n\nb\n</script>"),
        ("<pre>a</PRE>\n", "<pre>a</PRE>"),
        ("<?php\n", "<?php\n?>"),
        ("<![CDATA[\na\n", "<![CDATA[\na\n]]>"),
        ("<!DOCTYPE\n", "<!DOCTYPE\n>"),
        ("<div>\na\n", "<div>\na"),
    ],
)
def test_an_unclosed_block_is_closed(text: str, moved: str) -> None:
    assert _moved(text) == moved


def test_a_paragraph_is_not_closed() -> None:
    parsed = persona("- a <!-- b\n  c\n")
    (paragraph,) = (node for node in walk(parsed.body) if isinstance(node, Paragraph))
    assert moved_text(parsed.source, paragraph) == "a <!-- b\nc"


def test_columns_of_a_body_that_begins_inside_a_line_count_from_there() -> None:
    source = Source("a.toml", b"k = '''- x\n  - y'''", body_start=7)
    assert [column_of(source, source.data.index(mark)) for mark in (b"- x", b"- y")] == [0, 2]
