"""Paragraphs as displayed: runs of text by their outermost markup."""

from __future__ import annotations

import mistune
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mistune.plugins.formatting import strikethrough

from personac.model.ast import Inline, InlineKind
from personac.parsing import markdown_tokens
from personac.parsing.inlines import flatten, plain_tokens
from personac.parsing.line_map import LineMap


def runs(text: str, definitions: str = "") -> list[tuple[InlineKind, str]]:
    document = markdown_tokens.parse(LineMap.of_body(definitions, 0))
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
