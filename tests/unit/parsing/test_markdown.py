"""mistune's tokens with positions, and the changes that this requires."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

import pytest

from personac.parsing import markdown
from personac.parsing.line_map import LineMap
from personac.parsing.markdown import MAX_EMPHASIS_RUNS


def tokens(text: str) -> list[dict[str, Any]]:
    return markdown.parse(LineMap.of_body(text, 0)).tokens


def placed(text: str) -> list[tuple[str, str]]:
    return [
        (token["type"], text[token["start"] : token["end"]])
        for token in tokens(text)
        if token["type"] != "blank_line"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb\n", [("paragraph", "a\nb\n")]),
        ("*a\n    b\n", [("paragraph", "*a\n    b\n")]),
        ("a\n\nb\n", [("paragraph", "a\n"), ("paragraph", "b\n")]),
        ("a\n2. b\n", [("paragraph", "a\n2. b\n")]),
        ("a\n-\n", [("heading", "a\n-\n")]),
        ("a\n[b]: /c\n", [("paragraph", "a\n[b]: /c\n")]),
        ("a\n<b>\n", [("paragraph", "a\n<b>\n")]),
        ("# a #\n", [("heading", "# a #\n")]),
        ("a\nb\n===\nc\n", [("heading", "a\nb\n===\n"), ("paragraph", "c\n")]),
        ("    a\n\n    b\nc\n", [("block_code", "    a\n\n    b\n"), ("paragraph", "c\n")]),
        ("*a\n    b\n\n    c\n", [("paragraph", "*a\n    b\n"), ("block_code", "    c\n")]),
        ("```\n# a\n```\nb\n", [("block_code", "```\n# a\n```\n"), ("paragraph", "b\n")]),
        ("~~~\na\n", [("block_code", "~~~\na\n")]),
        ("***\n---\n-\n", [("thematic_break", "***\n"), ("thematic_break", "---\n"), ("list", "-\n")]),
        ("|a|\n|-|\n|b|\nc\n", [("table", "|a|\n|-|\n|b|\n"), ("paragraph", "c\n")]),
        ("|a|\n|-|\n|b|c|\n", [("paragraph", "|a|\n|-|\n|b|c|\n")]),
        ("a|b\n-|-\nc|d\n", [("table", "a|b\n-|-\nc|d\n")]),
        ("a|b\n-|-\nc|d|e\nf|g\n-|-\n", [("paragraph", "a|b\n-|-\nc|d|e\n"), ("table", "f|g\n-|-\n")]),
        ("[a]: /b 'c\nd'\n[e]: /f\n", [("definition", "[a]: /b 'c\nd'\n"), ("definition", "[e]: /f\n")]),
        ("[^1]: a\n[^2]: b\n", [("definition", "[^1]: a\n"), ("definition", "[^2]: b\n")]),
        ("a\n[^1]: b\n- c\n", [("paragraph", "a\n"), ("definition", "[^1]: b\n"), ("list", "- c\n")]),
        ("[^1 2]: a b c\n", [("paragraph", "[^1 2]: a b c\n")]),
        ("[a]: b c\n", [("paragraph", "[a]: b c\n")]),
        ("<!-- a\n\nb --> c\nd\n", [("block_html", "<!-- a\n\nb --> c\n"), ("paragraph", "d\n")]),
        ("<div>\na\n\nb\n", [("block_html", "<div>\na\n"), ("paragraph", "b\n")]),
        ("a\n<t>\n\n# b\n</t>\nc\n",
         [("paragraph", "a\n"), ("block_html", "<t>\n\n# b\n</t>\n"), ("paragraph", "c\n")]),
        ("<t>\na\n\nb\n", [("block_html", "<t>\na\n"), ("paragraph", "b\n")]),
        ("- a\n- b\n\nc\n", [("list", "- a\n- b\n\n"), ("paragraph", "c\n")]),
        ("> a\nb\n\nc\n", [("block_quote", "> a\nb\n"), ("paragraph", "c\n")]),
    ],
)  # fmt: skip
def test_every_token_has_its_text(text: str, expected: list[tuple[str, str]]) -> None:
    assert placed(text) == expected


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("> a\n- b\n```\nc\n```\n", "block_quote list block_code"),
        ("- a\n> b\n- c\n# d\n", "list block_quote list heading"),
        ("a\n> b\n2. c\n", "paragraph block_quote list"),
        ("a\n> b\n-\n", "paragraph block_quote list"),
        ("- a\n***\n- b\n", "list thematic_break list"),
        ("> a\n***\n", "block_quote thematic_break"),
        ("- a\n<!-- b -->\n", "list block_html"),
        ("- a\n<t>\n\nb\n</t>\n", "list prompt_tag"),
        ("> a\n<t>\n\n{b}\n</t>\n", "block_quote block_html"),
        ("- a\n<t>\n", "list"),
        ("- a\n``` `b`\n", "list"),
        ("- a\n~~~ `b`\n", "list block_code"),
        ("- a\n* b\n1. c\n2) d\n", "list list list list"),
        ("- a\n</pre \nb\n", "list paragraph"),
    ],
)
def test_a_block_that_ends_a_container_follows_it(text: str, types: str) -> None:
    blocks = tokens(text)
    assert " ".join(token["type"] for token in blocks) == types
    assert all(left["end"] == right["start"] for left, right in pairwise(blocks))


def test_a_line_of_many_blanks_ends_a_paragraph() -> None:
    assert placed("a\n      \nb\n") == [("paragraph", "a\n"), ("paragraph", "b\n")]
    assert placed("*a\n      \n*b\n") == [("paragraph", "*a\n"), ("paragraph", "*b\n")]


def test_the_insides_of_items_and_quotes_have_positions() -> None:
    (quote,) = tokens("> 1. a\n>\n>    b\n> 2. c\n")
    (items,) = quote["children"]
    places = [(item["marker"], item["start"], item["end"]) for item in items["children"]]
    assert places == [("1.", 0, 11), ("2.", 11, 16)]
    assert [item["lines"].to_source(0) for item in items["children"]] == [5, 21]


def deep(line: str, indentation: int, levels: int) -> str:
    return "".join(" " * (indentation * level) + line + "\n" for level in range(levels))


HOSTILE = {
    "alternating lists and quotes": "- a\n> b\n" * 3_000,
    "alternating kinds of list": "- a\n* b\n" * 3_000,
    "nested items without text": deep("-", 2, 200),
    "nested items": deep("- a", 2, 200),
    "nested quotes in items": deep("- > a", 4, 100),
    "quote marks": ">" * 50_000,
    "item markers": "- " * 25_000 + "a",
    "backticks of every length": " ".join("`" * size for size in range(1, 400)),
    "opening brackets": "[" * 50_000,
    "links never closed": "[a](" * 12_000,
    "broken table": "-|-\n" * 12_000 + "a|b|c\n",
    "broken table in an item": "- a|b\n" + "  -|-\n" * 12_000 + "  a|b|c\n",
    "emphasis never closed": "*a **b " * 7_000,
    "emphasis nested beyond the limit": "*a " * 8_000 + "a* " * 8_000,
    "struck out": "~~a " * 12_000,
    "tabs": "\t" * 50_000,
    "tags never closed": "<t>\n" * 12_000,
    "tags closed late": "<t>\n" * 6_000 + "</t>\n" * 6_000,
    "tags of sections": "<t>\na\n</t>\n" * 4_000,
    "tags of sections in each other": "<t>\na\n" * 4_000 + "</t>\n" * 4_000,
    "comments never closed": "a <!-- " * 7_000,
    "numbers that start no list": "a\n" + "2. b\n" * 10_000,
    "one long paragraph": "*a\n    b\n" * 5_000,
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_text_is_parsed_in_time(name: str) -> None:
    started = time.perf_counter()
    document = markdown.parse(LineMap.of_body(HOSTILE[name], 0))
    for token in document.tokens:
        if token["type"] == "paragraph":
            document.inline(document.lines.text[token["start"] : token["end"]])
    assert time.perf_counter() - started < 30  # at most one second on an idle machine


def test_emphasis_is_parsed_up_to_a_number_of_marks() -> None:
    inline = markdown.parse(LineMap.of_body("", 0)).inline
    few, many = "*a* " * (MAX_EMPHASIS_RUNS // 2), "*a* " * (MAX_EMPHASIS_RUNS // 2 + 1)
    assert "emphasis" in {token["type"] for token in inline(few)}
    assert inline(many) == [{"type": "text", "raw": many.strip()}]
