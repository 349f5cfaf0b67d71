from __future__ import annotations

import unicodedata

import mistune
import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.report.safe_text import (
    count,
    flat,
    html,
    markdown,
    one_line,
    percent,
    shortened,
    visible,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, \u00e9\u4e16\U0001f600", "plain text, \u00e9\u4e16\U0001f600"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("\x1b[31mred", "<U+001B>[31mred"),
        ("a\rb", "a<U+000D>b"),
        ("\u202eevil\u202c", "<U+202E>evil<U+202C>"),
        ("zero\u200bwidth", "zero<U+200B>width"),
        ("\u2028", "<U+2028>"),
        ("\U000e0041", "<U+E0041>"),
        ("\udcff", "<U+DCFF>"),
        ("\u3164", "<U+3164>"),
        ("a\U000e0100", "a<U+E0100>"),
    ],
)
def test_invisible_characters_are_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_emoji_keep_their_variation_selector() -> None:
    assert visible("\u26a0\ufe0f Careful") == "\u26a0\ufe0f Careful"


@given(st.text())
def test_visible_text_has_no_control_or_format_character(text: str) -> None:
    hidden = {"Cc", "Cf", "Cs"}
    assert not any(unicodedata.category(char) in hidden for char in visible(text) if char not in "\t\n")


def test_a_path_with_a_line_end_stays_on_its_line() -> None:
    assert one_line("a\nb: error.md") == "a<U+000A>b: error.md"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("**b** _i_ `c`", r"\*\*b\*\* \_i\_ \`c\`"),
        ("a | b", r"a \| b"),
        ("<b> & &amp;", "&lt;b&gt; &amp; &amp;amp;"),
        ("- not a list", r"\- not a list"),
        ("1. not a list", r"1\. not a list"),
        ("=====", r"\====="),
        ("@team and x@y", "@&#8203;team and x@&#8203;y"),
        ("see #12", r"see \#&#8203;12"),
        ("https://x", "https:&#8203;//x"),
        ("www.x.example", "www&#8203;.x.example"),
        ("  two\n lines ", "two lines"),
    ],
)
def test_markdown_is_only_text(text: str, escaped: str) -> None:
    assert markdown(text) == escaped


@given(st.text(alphabet="ab <>&*_`[]()#+-=!|~\\{}1.:/@\n"))
def test_a_markdown_parser_reads_the_text_back(text: str) -> None:
    render = mistune.create_markdown(renderer=None, plugins=["table", "strikethrough", "url", "task_lists"])
    tokens, _ = render.parse("- x " + markdown(text))
    kinds = {token["type"] for token in _walk(tokens)}
    assert kinds <= {"list", "list_item", "block_text", "text", "softbreak"}


def _walk(tokens: object) -> list[dict[str, object]]:
    assert isinstance(tokens, list)
    return [result for token in tokens for result in (token, *_walk(token.get("children", [])))]


def test_flat_text_is_on_one_line_and_visible() -> None:
    assert flat(" a\n\tb\u202e ") == "a b<U+202E>"


def test_in_an_html_block_there_are_no_backslashes() -> None:
    assert html("<b>*x*</b> @you\n[y](z)") == "&lt;b&gt;*x*&lt;/b&gt; @&#8203;you [y](z)"


def test_long_text_is_cut_with_an_ellipsis() -> None:
    assert shortened("abcdef", 6) == "abcdef"
    assert shortened("abc efg", 5) == "abc\u2026"


@pytest.mark.parametrize(("number", "words"), [(0, "0 bullets"), (1, "1 bullet"), (2, "2 bullets")])
def test_one_is_singular(number: int, words: str) -> None:
    assert count(number, "bullet") == words


def test_percent() -> None:
    assert [percent(share) for share in (0, 0.5, 0.666, 1)] == ["0%", "50%", "67%", "100%"]
