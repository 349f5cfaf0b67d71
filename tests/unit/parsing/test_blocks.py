"""Blocks and their spans, byte for byte; paragraphs as displayed, by their outermost markup."""

from __future__ import annotations

import pytest

from personac.model.ast import (
    Block,
    Inline,
    InlineKind,
    Item,
    ItemList,
    Node,
    Paragraph,
    Quote,
    Section,
    Verbatim,
    children,
    walk,
)
from personac.model.source import Source
from personac.parsing import markdown
from personac.parsing.blocks import flatten
from personac.parsing.line_map import LineMap
from personac.parsing.parser import parse_body


def source_of(text: str) -> Source:
    return Source("a.md", text.encode("utf-8"))


def name(node: Node) -> str:
    match node:
        case ItemList(ordered=ordered):
            return "ordered" if ordered else "list"
        case Item(marker=marker, checked=checked):
            return f"item {marker}" if checked is None else f"task {marker} {checked}"
        case Verbatim(kind=kind):
            return kind
        case Section(kind=kind):
            return kind
        case _:
            return type(node).__name__.lower()


def shown(text: str) -> list[tuple[int, str, str]]:
    """Depth, name and markdown of each node below the root."""
    source = source_of(text)

    def below(node: Node, depth: int) -> list[tuple[int, str, str]]:
        return [
            row
            for child in children(node)
            for row in [(depth, name(child), source.slice_text(child.span)), *below(child, depth + 1)]
        ]

    return below(parse_body(source, 0), 0)


def test_blank_text_has_no_blocks() -> None:
    for text in ("", "\n", "  \n\t\n", "\N{NO-BREAK SPACE}\n", "     \N{NO-BREAK SPACE}"):
        assert shown(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "markdown"),
    [
        ("  a  \n   b  \n\n", "paragraph", "a  \n   b"),
        ("a\n\N{NO-BREAK SPACE}\n", "paragraph", "a"),
        ("\n\n      a\n\n\n     b  \n\n", "code", "      a\n\n\n     b"),
        ("\ta\n\tb", "code", "\ta\n\tb"),
        ("  ```py\n  a\n  ```  \n", "code", "```py\n  a\n  ```"),
        ("```\n# a\n\n", "code", "```\n# a"),
        (" |a|\n |-|\n |b|  \n", "table", "|a|\n |-|\n |b|"),
        ("a|b\n-|-\n1|2", "table", "a|b\n-|-\n1|2"),
        ("<!-- a\n\n b -->\n", "html", "<!-- a\n\n b -->"),
        ("  <div>\n  a\n", "html", "<div>\n  a"),
        ("<example>\n# a\n\n```\n</example>\n```\n</example>\n", "html",
         "<example>\n# a\n\n```\n</example>\n```\n</example>"),
        ("  * * *  \n", "break", "* * *"),
        ("[a]: <b>\n  'c'\n", "definition", "[a]: <b>\n  'c'"),
        ("[^1]: Rye only\n", "definition", "[^1]: Rye only"),
        ("[^1]: Rye\nand oats\n\n    both\n", "definition", "[^1]: Rye\nand oats\n\n    both"),
        ("[^a-b]:\n    Rye\n", "definition", "[^a-b]:\n    Rye"),
    ],
)  # fmt: skip
def test_a_block_is_its_markdown(text: str, kind: str, markdown: str) -> None:
    assert shown(text) == [(0, kind, markdown)]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param(
            "- a\n- b\n\n  c\n",
            [(0, "list", "- a\n- b\n\n  c"), (1, "item -", "- a"), (2, "paragraph", "a"),
             (1, "item -", "- b\n\n  c"), (2, "paragraph", "b"), (2, "paragraph", "c")],
            id="list",
        ),
        pytest.param(
            "1. a\n   - b\n     lazy\n   more\nmost\n2. c",
            [(0, "ordered", "1. a\n   - b\n     lazy\n   more\nmost\n2. c"),
             (1, "item 1.", "1. a\n   - b\n     lazy\n   more\nmost"), (2, "paragraph", "a"),
             (2, "list", "- b\n     lazy\n   more\nmost"), (3, "item -", "- b\n     lazy\n   more\nmost"),
             (4, "paragraph", "b\n     lazy\n   more\nmost"),
             (1, "item 2.", "2. c"), (2, "paragraph", "c")],
            id="nested under ordered, lazy lines",
        ),
        pytest.param(
            "- a\n    - b\n        - c\n",
            [(0, "list", "- a\n    - b\n        - c"), (1, "item -", "- a\n    - b\n        - c"),
             (2, "paragraph", "a"), (2, "list", "- b\n        - c"), (3, "item -", "- b\n        - c"),
             (4, "paragraph", "b"), (4, "list", "- c"), (5, "item -", "- c"), (6, "paragraph", "c")],
            id="nested by four",
        ),
        pytest.param(
            "-\ta\n\n\tb\n\n\t\tcode\n-\t\tmore\n",
            [(0, "list", "-\ta\n\n\tb\n\n\t\tcode\n-\t\tmore"), (1, "item -", "-\ta\n\n\tb\n\n\t\tcode"),
             (2, "paragraph", "a"), (2, "paragraph", "b"), (2, "code", "\t\tcode"),
             (1, "item -", "-\t\tmore"), (2, "code", "\t\tmore")],
            id="tabs",
        ),
        pytest.param(
            "- a\n\n      code\n  ```\n  b\n  ```\n",
            [(0, "list", "- a\n\n      code\n  ```\n  b\n  ```"),
             (1, "item -", "- a\n\n      code\n  ```\n  b\n  ```"),
             (2, "paragraph", "a"), (2, "code", "    code"), (2, "code", "```\n  b\n  ```")],
            id="code in an item",
        ),
        pytest.param(
            "- a\n\n  | b | c |\n  |---|---|\n  | d | e |\n",
            [(0, "list", "- a\n\n  | b | c |\n  |---|---|\n  | d | e |"),
             (1, "item -", "- a\n\n  | b | c |\n  |---|---|\n  | d | e |"),
             (2, "paragraph", "a"), (2, "table", "| b | c |\n  |---|---|\n  | d | e |")],
            id="table in an item",
        ),
        pytest.param(
            "- > a\n  > b\n  c\n",
            [(0, "list", "- > a\n  > b\n  c"), (1, "item -", "- > a\n  > b\n  c"),
             (2, "quote", "> a\n  > b\n  c"), (3, "paragraph", "a\n  > b\n  c")],
            id="quote in an item",
        ),
        pytest.param(
            "> - a\n>   b\n> - c\nd\n>\n> e\n>\n",
            [(0, "quote", "> - a\n>   b\n> - c\nd\n>\n> e\n>"), (1, "list", "- a\n>   b\n> - c\nd"),
             (2, "item -", "- a\n>   b"), (3, "paragraph", "a\n>   b"),
             (2, "item -", "- c\nd"), (3, "paragraph", "c\nd"), (1, "paragraph", "e")],
            id="list in a quote",
        ),
        pytest.param(
            ">\t\tcode\n>> a\n",
            [(0, "quote", ">\t\tcode\n>> a"), (1, "code", "\t\tcode"), (1, "quote", "> a"),
             (2, "paragraph", "a")],
            id="code and quote in a quote",
        ),
        pytest.param(
            "-\n  a\n-\n\n- \N{NO-BREAK SPACE}\n+\n",
            [(0, "list", "-\n  a\n-\n\n-"), (1, "item -", "-\n  a"), (2, "paragraph", "a"),
             (1, "item -", "-"), (1, "item -", "-"), (0, "list", "+"), (1, "item +", "+")],
            id="items without text beside the marker",
        ),
        pytest.param(
            "- [ ] a\n- [x] **b**\n* [X]\n* [ ]\n  c\n* [ ]d\n* `[ ]` e\n",
            [(0, "list", "- [ ] a\n- [x] **b**"), (1, "task - False", "- [ ] a"), (2, "paragraph", "a"),
             (1, "task - True", "- [x] **b**"), (2, "paragraph", "**b**"),
             (0, "list", "* [X]\n* [ ]\n  c\n* [ ]d\n* `[ ]` e"), (1, "task * True", "* [X]"),
             (1, "task * False", "* [ ]\n  c"), (2, "paragraph", "c"),
             (1, "item *", "* [ ]d"), (2, "paragraph", "[ ]d"),
             (1, "item *", "* `[ ]` e"), (2, "paragraph", "`[ ]` e")],
            id="tasks",
        ),
        pytest.param(
            "- # a #\n- b\n  ===\n- ```\n  c\n  ```\n> ## d\n",
            [(0, "list", "- # a #\n- b\n  ===\n- ```\n  c\n  ```"), (1, "item -", "- # a #"),
             (2, "paragraph", "# a #"), (1, "item -", "- b\n  ==="), (2, "paragraph", "b\n  ==="),
             (1, "item -", "- ```\n  c\n  ```"), (2, "code", "```\n  c\n  ```"),
             (0, "quote", "> ## d"), (1, "paragraph", "## d")],
            id="headings in containers open no section",
        ),
        pytest.param(
            "- a\n  <note>\n  b\n\n  c\n  </note>\n- d\n<x>\n\n{e}\n</x>\n",
            [(0, "list", "- a\n  <note>\n  b\n\n  c\n  </note>\n- d"),
             (1, "item -", "- a\n  <note>\n  b\n\n  c\n  </note>"), (2, "paragraph", "a"),
             (2, "html", "<note>\n  b\n\n  c\n  </note>"), (1, "item -", "- d"), (2, "paragraph", "d"),
             (0, "html", "<x>\n\n{e}\n</x>")],
            id="prompt tags in an item and after a list",
        ),
    ],
)  # fmt: skip
def test_containers_and_their_content(text: str, rows: list[tuple[int, str, str]]) -> None:
    assert shown(text) == rows
    crlf = [(depth, kind, markdown.replace("\n", "\r\n")) for depth, kind, markdown in rows]
    assert shown(text.replace("\n", "\r\n")) == crlf
    cr = [(depth, kind, markdown.replace("\n", "\r")) for depth, kind, markdown in rows]
    assert shown(text.replace("\n", "\r")) == cr


def test_line_endings_can_be_mixed() -> None:
    assert shown("é \N{ROCKET}\r\n- ß\r\r\n  ö\n\r\n> 日本\r> 語") == [
        (0, "paragraph", "é \N{ROCKET}"),
        (0, "list", "- ß\r\r\n  ö"),
        (1, "item -", "- ß\r\r\n  ö"),
        (2, "paragraph", "ß"),
        (2, "paragraph", "ö"),
        (0, "quote", "> 日本\r> 語"),
        (1, "paragraph", "日本\r> 語"),
    ]


def test_a_byte_order_mark_only_shifts_spans() -> None:
    text = "# é\n\n- ü\n"
    bare, marked = source_of(text), Source("a.md", b"\xef\xbb\xbf" + text.encode("utf-8"))
    shifted = [(node.span.start + 3, node.span.end + 3) for node in walk(parse_body(bare, 0))]
    assert [(node.span.start, node.span.end) for node in walk(parse_body(marked, 0))] == shifted


def paragraphs(text: str) -> list[str]:
    return [node.text for node in walk(parse_body(source_of(text), 0)) if isinstance(node, Paragraph)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("> **a**\n> b\n", ["a b"]),
        ("- [x] a\n  b\n", ["a b"]),
        ("- # `a` #\n", ["a"]),
        ("- a\n  b\n  ---\n", ["a b"]),
        ("see [a]\n\n[a]: b\n", ["see a"]),
        ("- see [a]\n\n[A]: b\n", ["see a"]),
        ("<b></b>", [""]),
        ("a &amp; <b>b</b> <name>", ["a & b <name>"]),
    ],
)
def test_the_text_of_a_paragraph_has_no_markup(text: str, expected: list[str]) -> None:
    assert paragraphs(text) == expected


def test_nesting_beyond_the_limit_is_a_paragraph() -> None:
    source = source_of("> " * 40 + "a\n")
    blocks: tuple[Block, ...] = parse_body(source, 0).blocks
    depth = 0
    while isinstance(blocks[0], Quote):
        blocks, depth = blocks[0].blocks, depth + 1
    assert depth == 20
    assert source.slice_text(blocks[0].span) == "> " * 20 + "a"


def runs(text: str, definitions: str = "") -> list[tuple[InlineKind, str]]:
    document = markdown.parse(LineMap.of_body(definitions, 0))
    return [(inline.kind, inline.text) for inline in flatten(document.inline(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("plain words", [("text", "plain words")]),
        ("**Lead**: a, b", [("strong", "Lead"), ("text", ": a, b")]),
        ("__Lead__ *em* _em_", [("strong", "Lead"), ("text", " "), ("emphasis", "em"), ("text", " "),
                                ("emphasis", "em")]),
        ("***both***", [("emphasis", "both")]),
        ("**use `x` *now* [here](u)**", [("strong", "use x now here")]),
        ("**a** **b**", [("strong", "a"), ("text", " "), ("strong", "b")]),
        ("a `b & *c*` d", [("text", "a "), ("code", "b & *c*"), ("text", " d")]),
        ("[the **docs**](https://x.y)", [("link", "the docs")]),
        ("<https://x.y>", [("link", "https://x.y")]),
        ("![alt *text*](u.png)", [("text", "alt text")]),
        ("~~old~~ new", [("text", "old new")]),
        ("a\nb", [("text", "a b")]),
        ("a  \nb\\\nc", [("text", "a"), ("break", "\n"), ("text", "b"), ("break", "\n"), ("text", "c")]),
        ("a<br>b<BR/>c", [("text", "a"), ("break", "\n"), ("text", "b"), ("break", "\n"), ("text", "c")]),
        ("a <b>bold</b> <span class='x'>s</span>", [("text", "a bold s")]),
        ("a <!-- no --> b <?php?> c", [("text", "a  b  c")]),
        ("<!-- no -->", []),
        ("src/<module>/<file-name>.py", [("text", "src/<module>/<file-name>.py")]),
        ("Promise<Response> and <my_name>", [("text", "Promise<Response> and <my_name>")]),
        ("R&amp;D &lt;x&gt; &copy; &#65;&#x42;", [("text", "R&D <x> \N{COPYRIGHT SIGN} AB")]),
        ("AT&T &nosuch; &amp", [("text", "AT&T &nosuch; &amp")]),
        (r"\&amp; \*a\* \<b\>", [("text", "&amp; *a* <b>")]),
        ("`&amp;`", [("code", "&amp;")]),
        ("2 * 3 * 4 snake_case_name", [("text", "2 * 3 * 4 snake_case_name")]),
    ],
)  # fmt: skip
def test_markup_is_flattened_to_displayed_text(text: str, expected: list[tuple[InlineKind, str]]) -> None:
    assert runs(text) == expected


def test_links_by_reference_use_the_definitions_of_the_body() -> None:
    assert runs("see [docs][d]", "[d]: https://x.y\n") == [("text", "see "), ("link", "docs")]
    assert runs("see [docs][d]") == [("text", "see [docs][d]")]


def test_runs_are_nodes() -> None:
    assert flatten([{"type": "text", "raw": "a"}]) == (Inline("text", "a"),)
