"""Invariants of the section AST for any text, and for every real persona."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import mistune
from hypothesis import given, settings
from hypothesis import strategies as st
from mistune.plugins.formatting import strikethrough
from mistune.plugins.table import table, table_in_list, table_in_quote
from mistune.plugins.task_lists import task_lists

from personac.model.ast import Item, ItemList, Node, Paragraph, Quote, Section, Verbatim, children, walk
from personac.model.source import Source, Span
from personac.parsing.front_matter import read_front_matter
from personac.parsing.parser import parse_body
from personac.parsing.prompt_tags import find_prompt_tags

GAP = re.compile(r"(?:\s|>|[-*+]|\d{1,9}[.)]|\[[ xX]\])*")


def leaves(node: Node) -> Iterator[Span]:
    if isinstance(node, Section) and node.title_span is not None:
        yield node.title_span
    if isinstance(node, Paragraph | Verbatim):
        yield node.span
    for child in children(node):
        yield from leaves(child)
    if isinstance(node, Section) and node.closing_span is not None:
        yield node.closing_span


def are_ordered(spans: list[Span]) -> bool:
    return all(left.end <= right.start for left, right in pairwise(spans))


def check(source: Source, start: int) -> Section:
    """Parse a body and check all invariants of its spans."""
    root = parse_body(source, start)
    assert root.span == source.span(start, len(source.text))
    for node in walk(root):
        below = [child.span for child in children(node)]
        if isinstance(node, Section) and node.title_span is not None:
            assert node.title_span.start == node.span.start
            below.insert(0, node.title_span)
        if isinstance(node, Section) and node.closing_span is not None:
            assert node.closing_span.end == node.span.end
            below.append(node.closing_span)
        assert are_ordered(below)
        assert all(span in node.span for span in below)
    spans = list(leaves(root))
    assert are_ordered(spans)
    for span in spans:
        text = source.slice_text(span)
        assert text.strip()
        assert text == text.rstrip()
    edges = [root.span.start, *(edge for span in spans for edge in (span.start, span.end)), root.span.end]
    for begin, end in list(pairwise(edges))[::2]:
        assert GAP.fullmatch(source.slice_text(Span(begin, end)))
    return root


FRAGMENTS = (
    "a", "b c", "**Lead**: d, e", "Do:", "**Focus**", "# h", "## h ##", "#", "t\n===", "t\nu\n---", "---",
    "* * *", "```\nf\n\n# g\n```", "~~~ x", "    code\n\n    more", "\tcode", "|a|b|\n|-|-|\n|c|d|",
    "a|b\n-|-\nc|d|e",
    "<!-- x\n\ny -->", "<div>\nx", "</pre ", "<example>\n\n# x\n- y\n</example>", "<example>", "</example>",
    "<t>\nx\n\n- y\n</t>", "<t>\n## x\ny</t>", "<t>", "</t>", "z</t>",
    "[r]: /u 't'", "[r]", "[ ] todo", "[x] done", "[x]", "é日\N{ROCKET}", "\N{NO-BREAK SPACE}", "      ",
    "\x0c", "\x1c", "\u2028", "`x", "*y", "> q", "- i", "1. o", "-", "2)", "&amp; <b>", "\\", "*a *b a* b*",
)  # fmt: skip
MARKERS = ("- ", "* ", "+  ", "1. ", "2) ", "10. ", "-\t", "-     ", "> ", ">", ">\t", "- [ ] ", "  - ")


def put_into(marker: str, inside: str, lazy: list[bool]) -> str:
    """Put a text into a quote or an item; lazy lines are not indented."""
    first, *rest = inside.split("\n")
    lead = marker if ">" in marker else " " * len(marker)
    led = (line if skip else lead + line for line, skip in zip(rest, lazy * len(rest), strict=False))
    return "\n".join([marker + first, *led])


def documents() -> st.SearchStrategy[str]:
    def containers(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        joined = st.lists(inside, min_size=1, max_size=4).flatmap(
            lambda parts: st.sampled_from(("\n", "\n\n", "\n\n\n")).map(lambda between: between.join(parts))
        )
        lazy = st.lists(st.booleans(), min_size=1, max_size=3)
        return joined | st.builds(put_into, st.sampled_from(MARKERS), joined, lazy)

    nested = st.recursive(st.sampled_from(FRAGMENTS), containers, max_leaves=12)
    ends = st.sampled_from(("\n", "\r\n", "\r"))
    return st.builds(
        lambda text, end, last: text.replace("\n", end) + last, nested, ends, st.sampled_from(("", "\n"))
    )


@given(documents())
@settings(max_examples=400, deadline=None)
def test_spans_of_nested_fragments_are_exact(text: str) -> None:
    check(Source("a.md", text.encode("utf-8")), 0)


@given(st.text(alphabet="a \t\n\r>-*+1.)[]x`#=|<>/!&\\_~:\u2028\N{NO-BREAK SPACE}\x0cé", max_size=60))
@settings(max_examples=400, deadline=None)
def test_spans_of_any_characters_are_exact(text: str) -> None:
    check(Source("a.md", text.encode("utf-8")), 0)


@given(documents(), st.integers(0, 30))
@settings(max_examples=100, deadline=None)
def test_the_tree_does_not_depend_on_the_start_of_the_body(text: str, before: int) -> None:
    whole = Source("a.md", ("é" * before + "\n" + text).encode("utf-8"))
    alone = Source("a.md", text.encode("utf-8"))
    shift = 2 * before + 1
    spans = [(node.span.start - shift, node.span.end - shift) for node in walk(check(whole, before + 1))]
    assert spans == [(node.span.start, node.span.end) for node in walk(check(alone, 0))]


def real(shared: Path) -> Iterator[tuple[Source, int]]:
    for path in sorted([*shared.glob("wild/**/*.md"), *shared.glob("seeds/*.md")]):
        source = Source(path.name, path.read_bytes())
        yield source, read_front_matter(source).body_start


def test_real_personas_are_leaves_and_gaps(shared: Path) -> None:
    for source, start in real(shared):
        check(source, start)


def test_mutated_personas_are_leaves_and_gaps(shared: Path) -> None:
    chance = random.Random(2)  # noqa: S311 - a seeded choice, no secret
    texts = [source.text for source, _ in real(shared)]
    for _ in range(400):
        text = chance.choice(texts)[:5_000]
        for _ in range(chance.randint(1, 9)):
            begin = chance.randrange(len(text) + 1)
            if chance.random() < 0.6:
                begin = text.rfind("\n", 0, begin) + 1
            end = begin + chance.choice((0, 0, 0, 1, 40))
            other = chance.choice(texts)
            cut = chance.randrange(len(other))
            new = chance.choice((*MARKERS, *FRAGMENTS, "\n", "\r\n", "\r", "", other[cut : cut + 200]))
            text = text[:begin] + new + text[end:]
        check(Source("a.md", text.encode("utf-8")), 0)


KINDS = {"block_code": "code", "block_html": "html", "table": "table", "thematic_break": "break"}


def plain_types(tokens: Iterable[dict[str, Any]], *, is_top: bool = True) -> Iterator[str]:
    """Yield the kinds of the blocks of mistune, and the ends of containers."""
    for token in tokens:
        match token["type"]:
            case "blank_line":
                continue
            case "paragraph" | "block_text":
                yield "paragraph"
            case "heading":
                yield "heading" if is_top else "paragraph"
            case "list" | "list_item" | "task_list_item" | "block_quote" as kind:
                yield kind
                yield from plain_types(token["children"], is_top=False)
                yield "end"
            case kind:
                yield KINDS[kind]


def own_types(node: Node) -> Iterator[str]:
    match node:
        case Section(kind="heading"):
            yield "heading"
        case Section(title_span=Span()) | Paragraph():
            yield "paragraph"
        case Verbatim(kind=kind) if kind != "definition":
            yield kind
        case ItemList():
            yield "list"
        case Item(checked=checked):
            yield "list_item" if checked is None else "task_list_item"
        case Quote():
            yield "block_quote"
        case _:
            pass
    for child in children(node):
        yield from own_types(child)
    if isinstance(node, ItemList | Item | Quote):
        yield "end"


def test_the_blocks_are_those_of_mistune(shared: Path) -> None:
    plugins = (table, table_in_list, table_in_quote, task_lists, strikethrough)
    plain = mistune.Markdown(None, plugins=plugins)
    compared = 0
    for source, start in real(shared):
        # mistune reads a line of five blanks and more as text; CommonMark and personac do not.
        text = re.sub(r"^[ \t]+$", "", source.text[start:].replace("\r\n", "\n"), flags=re.MULTILINE)
        has_footnotes = re.search(r"^\[\^\S+\]:", text, re.MULTILINE)  # text for mistune
        if not find_prompt_tags(text, ()) and not has_footnotes:
            tokens = plain(text)
            assert not isinstance(tokens, str)
            assert list(own_types(parse_body(source, start))) == list(plain_types(tokens)), source.path
            compared += 1
    assert compared > 400


def test_parsing_twice_gives_the_same_tree() -> None:
    source = Source("a.md", "# é\n- [x] a\n\nDo:\n1. b\n".encode())
    assert parse_body(source, 0) == parse_body(source, 0)
