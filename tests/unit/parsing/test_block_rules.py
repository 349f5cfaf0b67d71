"""The shortcuts have the results of the markdown parser."""

from __future__ import annotations

import mistune
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mistune.plugins.formatting import strikethrough

from personac.model.source import Source
from personac.parsing import markdown
from personac.parsing.block_rules import (
    end_of_even_rows,
    plain_tokens,
    read_plain_list,
)
from personac.parsing.blocks import flatten
from personac.parsing.line_map import LineMap
from personac.parsing.parser import parse_body

_PIECES = st.sampled_from([
    "- a", "- **b**: c", "-  d", "-     e", "- [ ] f", "- [x] g", "- [h]: i", "* j", "+ k", "1. l",
    "2. m", "3) n", "- 4. o", "- - p", "-", "- ", "- # q", "- `r`", "- ```", "- > s", "- \u00e9t\u00e9",
    "- \u2705 u", "- v\xa0", "-\tw", "- x\ty", "- (z", "-\xa0a", "\u0661. b", "- \u0661. c", " - d",
    "  e", "    f", "g", "# h", "#i", "", "", " ", "\t", "\f", "---", "***", "===", "> - j", "> k",
    "| l | m |", "|---|---|", "```", "<n>", "</n>", "<!-- o", "[p]: q", "- r\r- s", "- t  ", "\u00a0",
    "- [p]", "- &amp; u", "- v & w", "- x ~~y~~ <br>",
])  # fmt: skip
_TEXTS = st.builds(
    lambda lines, ends: "".join(f"{line}{end}" for line, end in zip(lines, ends, strict=False)),
    st.lists(_PIECES, max_size=12),
    st.lists(st.sampled_from(["\n", "\n", "\n", "\r\n"]), min_size=12, max_size=12),
)


@given(_TEXTS)
@example("- a\n- b\n\n- c\n")
@example("- a\n\n    b\n")
@example("a\n2. b\n3. c\n")
@example("- a\n- b\n# c\n")
@example("> - a\n> - b\n> # c\n- d\n")
def test_the_tree_is_that_of_the_markdown_parser(text: str) -> None:
    source = Source("a.md", text.encode())
    body = parse_body(source, 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown, "read_plain_list", lambda *_: None)
        assert parse_body(source, 0) == body


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("- a\n- **b**\n", 12),
        ("- a\n- b\n\n\nc\n", 10),
        ("- a\n# b\n", 4),
        ("- a\nb\n", None),
        ("- a\n\n- b\n", None),
        ("- a\n\n  b\n", None),
        ("- a\n  - b\n", None),
        ("- a\n\n1. b\n", None),
        ("- # a\n", None),
        ("-\n", None),
    ],
)
def test_only_certain_lists_are_read(text: str, end: int | None) -> None:
    token = read_plain_list(text, 0, "-", LineMap.of_body(text, 0))
    assert (token["end"] if token else None) == end


def test_items_have_positions() -> None:
    text = "\n9. a\n10. [x] b\n"
    token = read_plain_list(text, 1, "9.", LineMap.of_body(text, 0))
    assert token is not None
    assert token["attrs"]["ordered"]
    assert [(item["marker"], item["start"], item["end"]) for item in token["children"]] == [
        ("9.", 1, 6), ("10.", 6, 16),
    ]  # fmt: skip
    insides = [item["lines"] for item in token["children"]]
    assert [text[lines.to_source(0) :][:1] for lines in insides] == ["a", "["]


@pytest.mark.parametrize(
    ("even", "rest"),
    [
        ("a|b\n-|-\n", "c|d|e\n"),
        ("a|b\n:-|-:\nc|d\ne|f\n", "g|h|i\nj|k\n"),
        ("a|b\n-|-\nc\\|d|e\n", "f|g|h\n"),
        ("a|b\n|\n", "f|g|h\n"),
        ("", "a|b\nc|d\ne|f|g\n"),
        ("", "a|b\n-:-|-\n"),
        ("a|b\n-|-\nc|d\n", ""),
    ],
)
def test_rows_end_at_the_first_uneven_row(even: str, rest: str) -> None:
    assert end_of_even_rows(f"above\n{even}{rest}", len("above\n")) == len(f"above\n{even}")


@given(
    st.text("ab *_`[]()<>!~&;:.\\\"'#\n", max_size=20),
    st.sampled_from(["a ", "**", "**a", "**a b:", "**a** "]),
)
@example("** b", "**a")
@example(":**b", "**a")
@example(":** b", "**a")
@example(".**", "**a b")
@example("**", "**a")
def test_plain_text_has_the_tokens_of_the_inline_parser(text: str, start: str) -> None:
    stripped = f"{start}{text}".strip()
    tokens = plain_tokens(stripped)
    if tokens is not None:
        parser = mistune.Markdown(None, plugins=[strikethrough])
        assert flatten(tokens) == flatten(parser.inline(stripped, {}))


def test_only_text_without_markup_is_plain() -> None:
    assert plain_tokens("a *b*") is None
    assert plain_tokens("a, b") == [{"type": "text", "raw": "a, b"}]
