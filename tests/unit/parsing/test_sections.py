"""Headings, label lines and prompt tags divide a body into a tree of sections."""

from __future__ import annotations

import pytest

from personac.model.ast import ItemList, Paragraph, Section, Verbatim
from personac.model.source import Source, Span
from personac.parsing.parser import parse_body
from personac.parsing.prompt_tags import MAX_DEPTH


def shown(text: str) -> list[tuple[int, str, str]]:
    """Level, title and kinds of blocks of each section, parents first."""

    def below(section: Section) -> list[tuple[int, str, str]]:
        kinds = (
            block.kind if isinstance(block, Verbatim) else type(block).__name__ for block in section.blocks
        )
        row = (section.level, section.title, " ".join(kinds).lower().replace("itemlist", "list"))
        return [row, *(inner for child in section.sections for inner in below(child))]

    return below(parse_body(Source("a.md", text.encode("utf-8")), 0))


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", [(0, "", "")]),
        ("a\n\n- b\n", [(0, "", "paragraph list")]),
        ("a\n# b\nc\n", [(0, "", "paragraph"), (1, "b", "paragraph")]),
        ("# a\n## b\n### c\n## d\n# e\n", [(0, "", ""), (1, "a", ""), (2, "b", ""), (3, "c", ""),
                                           (2, "d", ""), (1, "e", "")]),
        ("# a\n#### b\n## c\n###### d\n", [(0, "", ""), (1, "a", ""), (4, "b", ""), (2, "c", ""),
                                             (6, "d", "")]),
        ("### a\n# b\n", [(0, "", ""), (3, "a", ""), (1, "b", "")]),
        ("# a ##\n## b\\#\n", [(0, "", ""), (1, "a", ""), (2, "b#", "")]),
        ("a\nb\n===\nc\n---\n", [(0, "", ""), (1, "a b", ""), (2, "c", "")]),
        ("#\n## ##\n", [(0, "", ""), (1, "", ""), (2, "", "")]),
        ("### 1. Phase\n### \N{ROCKET} Go:\n", [(0, "", ""), (3, "Phase", ""), (3, "Go", "")]),
        ("# **a** `b` [c](d)\n", [(0, "", ""), (1, "a b c", "")]),
        ("# a\n```\n# b\n```\n    # c\n", [(0, "", ""), (1, "a", "code code")]),
        ("#a\n", [(0, "", "paragraph")]),
        ("# a\n- # b\n> # c\n", [(0, "", ""), (1, "a", "list quote")]),
    ],
)  # fmt: skip
def test_headings_nest_by_level(text: str, rows: list[tuple[int, str, str]]) -> None:
    assert shown(text) == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Do:\n- a\n", [(0, "", ""), (1, "Do", "list")]),
        ("Do:\n1. a\n", [(0, "", ""), (1, "Do", "list")]),
        ("**Do**:\n\n- a\n", [(0, "", ""), (1, "Do", "list")]),
        ("**Do:**\n- a\n", [(0, "", ""), (1, "Do", "list")]),
        ("**Do**\n- a\n", [(0, "", ""), (1, "Do", "list")]),
        ("a\n\nDo:\n- b\n", [(0, "", "paragraph"), (1, "Do", "list")]),
        ("## a\nb\n\nDo:\n- c\n### d\nDo:\n- e\n", [(0, "", ""), (2, "a", "paragraph"), (3, "Do", "list"),
                                                    (3, "d", ""), (4, "Do", "list")]),
        ("Do:\n- a\n\nAvoid:\n- b\n", [(0, "", ""), (1, "Do", "list"), (1, "Avoid", "list")]),
        ("###### a\nDo:\n- b\n", [(0, "", ""), (6, "a", ""), (7, "Do", "list")]),
    ],
)  # fmt: skip
def test_a_label_directly_above_a_list_opens_a_section(text: str, rows: list[tuple[int, str, str]]) -> None:
    assert shown(text) == rows
    assert shown(text.replace("\n", "\r\n")) == rows
    assert shown(text.replace("\n", "\r")) == rows


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("Do:\n\n\n- a\n", "paragraph list"),
        ("Do:\n\n***\n- a\n", "paragraph break list"),
        ("Do:\n", "paragraph"),
        ("Do:\n\na\n", "paragraph paragraph"),
        ("Do:\n```\na\n```\n", "paragraph code"),
        ("Some words\nDo:\n- a\n", "paragraph list"),
        ("Do\n- a\n", "paragraph list"),
        ("Before all of this is done, check:\n- a\n", "paragraph list"),
        ("> Do:\n> - a\n", "quote"),
        ("- Do:\n  - a\n", "list"),
    ],
)
def test_other_paragraphs_above_lists_are_blocks(text: str, blocks: str) -> None:
    assert shown(text) == [(0, "", blocks)]


@pytest.mark.parametrize(
    ("behind", "rows"),
    [
        ("1. b\n", [(1, "Do", "list list")]),
        ("```\nb\n```\n", [(1, "Do", "list code")]),
        ("|b|\n|-|\n", [(1, "Do", "list table")]),
        ("***\n", [(1, "Do", "list break")]),
        ("***\n\nb\n", [(1, "Do", "list break"), (1, "", "paragraph")]),
        ("b\n", [(1, "Do", "list"), (1, "", "paragraph")]),
        ("> b\n", [(1, "Do", "list"), (1, "", "quote")]),
        ("<!-- b -->\n", [(1, "Do", "list"), (1, "", "html")]),
        ("b\n\nc\n\n- d\n\n```\ne\n```\n", [(1, "Do", "list"), (1, "", "paragraph paragraph list code")]),
        ("b\n\nAvoid:\n- c\n\nd\n", [(1, "Do", "list"), (1, "", "paragraph"), (1, "Avoid", "list"),
                                     (1, "", "paragraph")]),
        ("# b\nc\n", [(1, "Do", "list"), (1, "b", "paragraph")]),
    ],
)  # fmt: skip
def test_blocks_after_the_list_of_a_label(behind: str, rows: list[tuple[int, str, str]]) -> None:
    assert shown(f"Do:\n- a\n\n\n{behind}") == [(0, "", ""), *rows]


def test_spans_run_from_the_title_to_the_last_content() -> None:
    text = "\na\n\n# b\nc\n\nDo:\n- d\n\ne\n\n"
    source = Source("a.md", text.encode("utf-8"))
    root = parse_body(source, 0)
    (heading,) = root.sections
    label, rest = heading.sections
    assert source.slice_text(root.span) == text
    assert (root.kind, root.title_span) == ("root", None)
    assert source.slice_text(heading.span) == "# b\nc\n\nDo:\n- d\n\ne"
    assert heading.title_span == Span(4, 7)
    assert source.slice_text(label.span) == "Do:\n- d"
    assert label.title_span is not None
    assert source.slice_text(label.title_span) == "Do:"
    assert (rest.kind, rest.title_span, source.slice_text(rest.span)) == ("label", None, "e")
    assert isinstance(label.blocks[0], ItemList)


def test_a_body_can_begin_anywhere() -> None:
    source = Source("a.md", "---\nname: é\n---\n\n# a\n".encode())
    root = parse_body(source, source.text.index("\n\n") + 1)
    assert source.slice_text(root.span) == "\n# a\n"
    assert [source.slice_text(section.span) for section in root.sections] == ["# a"]
    assert parse_body(source, len(source.text)).span == Span(len(source.data), len(source.data))


def test_many_headings_are_parsed_in_linear_time() -> None:
    root = parse_body(Source("a.md", b"# a\n## b\n" * 5_000), 0)
    assert len(root.sections) == 5_000


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("<rules>\n- a\n</rules>\n", [(0, "", ""), (1, "rules", "list")]),
        ("<rules>\na\n\n- b</rules>\n", [(0, "", ""), (1, "rules", "paragraph list")]),
        ("a\n<t_u>\nb\n</t_u>\nc\n\n- d\n", [(0, "", "paragraph"), (1, "t u", "paragraph"),
                                             (1, "", "paragraph list")]),
        ("<t>\na\n</t>\n- b\n\nDo:\n- c\n", [(0, "", ""), (1, "t", "paragraph"), (1, "", "list"),
                                            (1, "Do", "list")]),
        ("Do:\n- a\n<t>\nb\n</t>\n", [(0, "", ""), (1, "Do", "list"), (1, "t", "paragraph")]),
        ("<t>\nDo:\n- a\n</t>\n", [(0, "", ""), (1, "t", ""), (2, "Do", "list")]),
        ("<t>\na\n<u>\nb\n</u>\nc\n</t>\n", [(0, "", ""), (1, "t", "paragraph"), (2, "u", "paragraph"),
                                           (2, "", "paragraph")]),
        ("# a\n<t>\n# b\nc\n</t>\nd\n## e\n", [(0, "", ""), (1, "a", ""), (2, "t", ""), (1, "b", "paragraph"),
                                             (2, "", "paragraph"), (2, "e", "")]),
        ("<t>\n## a\n### b\nc\n</t>\n## d\n", [(0, "", ""), (1, "t", ""), (2, "a", ""), (3, "b", "paragraph"),
                                             (2, "d", "")]),
        ("<example>\n- {a}\n</example>\n", [(0, "", "html")]),
        ("<t>\n- a\n", [(0, "", "html")]),
        ("<t>\na\n<u>\nb\n</t>\nc\n</u>\n", [(0, "", "html paragraph")]),
        ("- a\n  <t>\n  b\n  </t>\n", [(0, "", "list")]),
        ("> <t>\n> b\n> </t>\n", [(0, "", "quote")]),
        ("```\n<t>\na\n</t>\n```\n", [(0, "", "code")]),
    ],
)  # fmt: skip
def test_a_prompt_tag_is_a_section_of_the_one_around_it(text: str, rows: list[tuple[int, str, str]]) -> None:
    assert shown(text) == rows
    assert shown(text.replace("\n", "\r\n")) == rows


def test_spans_of_a_tag_are_exact() -> None:
    source = Source("a.md", "é\n  <t a='é'>\n  - b</t>  \nc\n".encode())
    tag = parse_body(source, 0).sections[0]
    assert tag.kind == "tag"
    assert source.slice_text(tag.span) == "<t a='é'>\n  - b</t>"
    assert tag.title_span is not None
    assert tag.closing_span is not None
    assert source.slice_text(tag.title_span) == "<t a='é'>"
    assert source.slice_text(tag.closing_span) == "</t>"
    assert [source.slice_text(block.span) for block in tag.blocks] == ["- b"]


def test_tags_inside_each_other_are_sections_up_to_a_depth() -> None:
    rows = shown("<t>\na\n" * 10 + "</t>\n" * 10)
    assert [title for _, title, _ in rows] == ["", *["t"] * MAX_DEPTH]
    assert rows[-1] == (MAX_DEPTH, "t", "paragraph html")


def test_links_defined_inside_a_tag_are_links_outside_of_it() -> None:
    root = parse_body(Source("a.md", b"[x]\n\n<t>\na\n\n[x]: /b\n</t>\n"), 0)
    assert isinstance(root.blocks[0], Paragraph)
    assert [inline.kind for inline in root.blocks[0].inlines] == ["link"]
