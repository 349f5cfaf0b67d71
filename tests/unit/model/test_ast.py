from __future__ import annotations

from personac.model.ast import (
    Inline,
    Item,
    ItemList,
    Paragraph,
    Quote,
    Section,
    Verbatim,
    children,
    plain_text,
    walk,
)
from personac.model.source import Span
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
