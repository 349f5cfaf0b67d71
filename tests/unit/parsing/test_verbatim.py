from __future__ import annotations

import pytest

from personac.model.ast import Paragraph, Quote, Verbatim, walk
from personac.parsing.verbatim import moved_text
from tests.unit.helpers import persona


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
