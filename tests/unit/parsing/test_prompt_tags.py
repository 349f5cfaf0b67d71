"""The start and end of blocks between XML-like tags."""

from __future__ import annotations

import re

import pytest

from personac.parsing.prompt_tags import OPENING_TAG, find_blocks

HTML = frozenset({"details", "pre"})


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("<example>\nx\n</example>\n", ["<example>\nx\n</example>\n"]),
        ("a\n<example>\n\nx\n\n</example>\nb\n", ["<example>\n\nx\n\n</example>\n"]),
        ('<task name="a b" id=1>\n</task>\n', ['<task name="a b" id=1>\n</task>\n']),
        ("<my_tag-2>  \n</my_tag-2>\n", ["<my_tag-2>  \n</my_tag-2>\n"]),
        ("  <t>\n    </t>  \n", ["  <t>\n    </t>  \n"]),
        ("<t>\nlast words</t>\n", ["<t>\nlast words</t>\n"]),
        ("<t>\n<t>\n</t>\n</t>\n", ["<t>\n<t>\n</t>\n</t>\n", "<t>\n</t>\n"]),
        ("<t>\n<t>\n</t>\n", ["<t>\n</t>\n"]),
        ("<t>\n<u>\n</t>\n</u>\n", ["<t>\n<u>\n</t>\n", "<u>\n</t>\n</u>\n"]),
        ("<t>\n<t>inside</t>\n</t>\n", ["<t>\n<t>inside</t>\n</t>\n"]),
        ("<t>\n```\n</t>\n```\n</t>\n", ["<t>\n```\n</t>\n```\n</t>\n"]),
        ("<t>\n~~~~ md\n~~~\n```\n</t>\n~~~~\n</t>\n", ["<t>\n~~~~ md\n~~~\n```\n</t>\n~~~~\n</t>\n"]),
        ("<t>\n``` `no fence`\n</t>\n", ["<t>\n``` `no fence`\n</t>\n"]),
        ("<T>\n</t>\n", []),
        ("```\n<t>\n```\n</t>\n", []),
        ("<t>\n```\n</t>\n", []),
        ("<t>\nnever closed\n", []),
        ("</t>\n<t>\n", []),
        ("<t/>\n</t>\n", []),
        ("<t> text\n</t>\n", []),
        ("text <t>\n</t>\n", []),
        ("<1t>\n</1t>\n", []),
        ("<details>\n</details>\n<PRE>\n</PRE>\n", []),
    ],
)
def test_a_block_ends_with_the_line_of_its_closing_tag(text: str, blocks: list[str]) -> None:
    ranges = sorted(find_blocks(text, HTML).items())
    assert [text[start:end] for start, end in ranges] == blocks


def test_only_lf_ends_a_line() -> None:
    text = "<t>\nx\u2028y\x0cz\n</t>\n"
    assert find_blocks(text, HTML) == {0: len(text)}


def test_the_opening_tag_has_a_name() -> None:
    match = re.match(OPENING_TAG, "<output_format kind='x'>")
    assert match is not None
    assert match["prompt_tag"] == "output_format"
