"""A paragraph as a reader sees it, in runs under their outermost mark."""

from __future__ import annotations

import pytest

from personac.model.ast import Inline, InlineKind
from personac.parsing import markdown
from personac.parsing.inlines import flatten
from personac.parsing.line_map import LineMap


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
def test_marks_are_flattened_to_what_a_reader_sees(text: str, expected: list[tuple[InlineKind, str]]) -> None:
    assert runs(text) == expected


def test_links_by_reference_use_the_definitions_of_the_body() -> None:
    assert runs("see [docs][d]", "[d]: https://x.y\n") == [("text", "see "), ("link", "docs")]
    assert runs("see [docs][d]") == [("text", "see [docs][d]")]


def test_runs_are_nodes() -> None:
    assert flatten([{"type": "text", "raw": "a"}]) == (Inline("text", "a"),)
