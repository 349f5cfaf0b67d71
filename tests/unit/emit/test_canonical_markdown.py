from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from personac.emit.canonical_markdown import field_lines
from personac.model import MergedField, Origin
from tests.unit.helpers import bullets_of, canonical_body, compiled, matched, persona, sections_of


def _signature(text: str) -> list[tuple[str, str, int, tuple[str, ...]]]:
    return sorted((b.text, b.kind, b.depth, b.section) for b in bullets_of(text))


def _titles(text: str) -> list[str]:
    return [section.title for section in sections_of(persona(text).body)]


# What is emitted of each of these is the text itself.
_STABLE = {
    "sections": "# T\n\ntop\n\n## A\n\n- a1\n\n### B\n\ntext\n\n## C\n\n1. c1\n",
    "nested items": "- a1\n  - b1\n    - c1\n  - d1\n- e1\n",
    "ordered": "1. a1\n2. b1\n   - c1\n3. d1\n",
    "ten and more": "".join(f"{n}. item{n}\n" for n in range(1, 11)) + "11. last\n    - nested\n",
    "tasks": "- [ ] a1\n- [x] b1\n  - c1\n",
    "ordered tasks": "1. [ ] a1\n2. [x] b1\n3. [ ] c1\n",
    "continuation": "- a1\n  more of it\n- b1\n",
    "paragraphs in an item": "- a1\n\n  second\n\n- b1\n",
    "code in an item": "- a1\n\n  ```py\n  if x:\n      y\n\n  z\n  ```\n\n- b1\n",
    "indented code in an item": "- a1\n\n      code\n        more\n",
    "quote and html in an item": "- a1\n\n  > q\n  > r\n\n  <div>\n  x\n  </div>\n",
    "table in an item": "- a1\n\n  | a |\n  | - |\n",
    "code below a nested item": "- a1\n  - b1\n\n    ```\n    code\n    ```\n\n  - c1\n- d1\n",
    "adjacent lists": "- a1\n- b1\n\n* c1\n* d1\n\n- e1\n\n1. f1\n\n- g1\n",
    "tasks beside items": "- a1\n\n* [ ] b1\n* [ ] c1\n\n- d1\n",
    "adjacent nested lists": "- a1\n  - b1\n  * [ ] c1\n",
    "ordered lists side by side": "1. a1\n\nbetween\n\n1. b1\n",
    "indented code behind a list": "- a1\n\n<!-- -->\n\n    code\n",
    "indented code behind text": "text\n\n    code\n",
    "hard line breaks": "one  \ntwo\\\nthree\n\n- a1  \n  b1\n",
    "marks": "- **Lead**: `code`, [link](http://x.org), ~~gone~~ and \\* escaped\n",
    "links": "text with [a link][ref]\n\n[ref]: http://x.org\n",
    "a heading in an item": "- # a1\n\n  text\n\n- b1\n",
    "a setext heading in an item": "- a1\n  ===\n- b1\n  ---\n",
    "images": "![](a.png)\n\n- a1\n",
    "prompt tags": "<example>\n- kept\n\n  whole\n</example>\n\ntext\n",
}


@pytest.mark.parametrize("text", _STABLE.values(), ids=_STABLE.keys())
def test_canonical_style_is_emitted_unchanged(text: str) -> None:
    assert canonical_body(text) == text
    assert canonical_body(text.replace("\n", "\r\n")) == text


# Continuation lines that would start a block, were they less indented.
_BLOCKS = (
    "# no heading", "> no quote", "- no item", "+ no item", "* no item", "1. no item", "12) no item", "```",
    "~~~", "***", "* * *", "___", "_ _ _", "<div>", "| no table |", "-", "+", "#",
)  # fmt: skip


@pytest.mark.parametrize("line", _BLOCKS)
@pytest.mark.parametrize(("marker", "indent"), [("", ""), ("- ", "  "), ("- - ", "    "), ("1. ", "   ")])
def test_continuation_lines_that_look_like_blocks_stay_text(marker: str, indent: str, line: str) -> None:
    text = f"{marker}words\n{indent}    {line}\n{indent}    end1\n"
    (bullet,) = bullets_of(text)
    (again,) = bullets_of(canonical_body(text))
    assert (again.text, again.kind) == (bullet.text, bullet.kind)
    assert bullet.text.endswith("end1")


@pytest.mark.parametrize("line", ["---", "===", "- - -", "--- | ---", ":-: | :-"])
@pytest.mark.parametrize(("marker", "indent"), [("", ""), ("- ", "  ")])
def test_lines_that_could_underline_stay_text(marker: str, indent: str, line: str) -> None:
    text = f"{marker}one | two\n{indent}    {line}\n"
    assert _signature(canonical_body(text)) == _signature(text)


@pytest.mark.parametrize(
    ("text", "emitted"),
    [
        ("* a1\n+ b1\n", "- a1\n\n* b1\n"),
        ("-   a1\n\n    b1\n", "- a1\n\n  b1\n"),
        ("3. a1\n4. b1\n", "1. a1\n2. b1\n"),
        ("1) a1\n", "1. a1\n"),
        ("1. a1\n\n1) b1\n", "1. a1\n\n1) b1\n"),
        ("- a1\nlazy\n", "- a1\n  lazy\n"),
        ("- a1\n\n- b1\n", "- a1\n- b1\n"),
        ("- a1\n\n  ```\n  x\n  ```\n  - b1\n", "- a1\n\n  ```\n  x\n  ```\n\n  - b1\n"),
        ("- [x] a1\n- b1\n- c1\n", "- a1\n- b1\n- c1\n"),
        ("1. [ ] a1\n2. [x] b1\n3. c1\n", "1. [ ] a1\n2. [x] b1\n3. [ ] c1\n"),
        ("- [X] a1\n- b1\n- [ ] c1\n", "- [x] a1\n- [ ] b1\n- [ ] c1\n"),
        ("-\ta1\n\t- b1\n", "- a1\n  - b1\n"),
        ("A\n===\n\n###### B\n\nx1\n", "# A\n\n## B\n\nx1\n"),
        ("- a1\n\n\n\n\n    code\n", "- a1\n\n  code\n"),
        ("```\nopen", "```\nopen\n```\n"),
        ("## A\n\n- a1\n\n---\n\n## B\n\n- b1\n", "## A\n\n- a1\n\n## B\n\n- b1\n"),
    ],
)
def test_markers_and_indentation_change(text: str, emitted: str) -> None:
    assert canonical_body(text) == emitted
    assert canonical_body(emitted) == emitted


def test_an_open_fence_is_closed() -> None:
    body = canonical_body("## A\n\n```\nopen", "## B\n\n- b1\n")
    assert [b.text for b in bullets_of(body)] == ["b1"]
    assert _titles(body) == ["", "A", "B"]


def test_indented_code_after_a_list_is_separated_from_it() -> None:
    body = canonical_body("## A\n\n- a1\n- b1\n", "## A\n\n    code\n")
    assert body == "## A\n\n- a1\n- b1\n\n<!-- -->\n\n    code\n"


def test_two_indented_code_blocks_are_separated() -> None:
    body = canonical_body("## A\n\n    one\n", "## A\n\n    two\n")
    assert body == "## A\n\n    one\n\n<!-- -->\n\n    two\n"
    assert canonical_body(body) == body


def test_heading_levels_end_at_six() -> None:
    text = "".join(f"{'#' * n} t{n}\n\n" for n in range(1, 7)) + "text\n\nLabel:\n- x1\n\nOther:\n- y1\n"
    emitted = canonical_body(text)
    assert "###### t6\n\ntext\n\n###### Label\n\n- x1\n\n###### Other\n" in emitted


def test_the_front_matter_comes_first() -> None:
    compilation = compiled({"a.md": "---\nname: n\nx: |\n  one\n\n  two\n---\n\n- a1\n"})
    assert compilation.canonical.data == b"---\nname: a\nx: |\n  one\n\n  two\n---\n\n- a1\n"


def test_blank_lines_have_no_origins() -> None:
    compilation = compiled({"a.md": "- a1\n\n  b1\n"})
    assert [(line.text, bool(line.origins)) for line in compilation.canonical.lines[3:]] == [
        ("", False), ("- a1", True), ("", False), ("  b1", True),
    ]  # fmt: skip


_numbers = st.integers(0, 99)
_text = st.one_of(
    _numbers.map("w{}q".format),
    _numbers.map("**w{}q**: x".format),
    _numbers.map("w{}q\n    # x".format),
    _numbers.map("w{}q\n    - x".format),
    _numbers.map("w{}q.\nmore".format),
    _numbers.map("w{}q  \nmore".format),
    _numbers.map("[x] w{}q".format),
)
_block = st.sampled_from(
    (
        "```sh\n# h\n\n- x\n```",
        "    code\n      more",
        "| a |\n| - |",
        "> q\n> - r",
        "<x-y>\n- z\n\n</x-y>",
        "![](a)",
    )
)


def _indented(text: str, marker: str) -> str:
    return f"{marker} " + text.replace("\n", "\n" + " " * (len(marker) + 1))


def _lists(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    items = st.lists(
        st.tuples(_text, st.lists(st.tuples(st.sampled_from(("\n", "\n\n")), inner), max_size=2)).map(
            lambda item: item[0] + "".join(gap + text for gap, text in item[1])
        ),
        min_size=1,
        max_size=3,
    )
    return st.tuples(st.sampled_from(("-", "*", "1.", "10)")), items).map(
        lambda drawn: "\n".join(_indented(item, drawn[0]) for item in drawn[1])
    )


_bodies = st.lists(
    st.one_of(
        _text,
        _block,
        _numbers.map("## t{}".format),
        _numbers.map("t{}\n---".format),
        st.recursive(_block, _lists, max_leaves=4),
    ),
    min_size=1,
    max_size=5,
).map("\n\n".join)


@settings(max_examples=30, deadline=None)
@given(text=_bodies)
def test_parsing_the_emitted_text_gives_the_same_bullets(text: str) -> None:
    emitted = canonical_body(text)
    assert set(_titles(emitted)) <= {*_titles(text), ""}
    compilation = matched({"a.md": text})
    expected = {compilation.bullets[cluster.representative].text for cluster in compilation.clusters}
    assert {bullet.text for bullet in bullets_of(emitted)} == expected


_ORIGIN = Origin("a", "a.md", 2, 2, "frontmatter")


def _written(value: Any, written: str = "", key: str = "x") -> str:  # noqa: ANN401
    lines = field_lines(MergedField(key, value, (_ORIGIN,), written))
    assert all(line.origins == (_ORIGIN,) for line in lines)
    return "\n".join(line.text for line in lines)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1.1, "x: 1.10"),
        ("a b", "x: 'a b'  # note"),
        ("a b", "x: >-\n  a\n  b"),
        ([1, 2], "x: [1,\n  2]"),
        (None, "x:"),
    ],
)
def test_a_whole_entry_is_copied(value: object, written: str) -> None:
    assert _written(value, written) == written
    assert _written(value, written.replace("\n", "\r\n")) == written


@pytest.mark.parametrize(
    ("value", "written", "text"),
    [
        ("a: b", "x: a: b", "x: 'a: b'"),
        ("a", "  x: a", "x: a"),
        ("a", "\tx: a", "x: a"),
        ([1], "x: *alias", "x:\n  - 1"),
        ("a", "- x", "x: a"),
        ("a", "x: b", "x: a"),
        ("a", "x: a\ny: b", "x: a"),
        ("a  \nb\n", "x: |\n  a  \n  b", 'x: "a  \\nb\\n"'),
        ([], "", "x: []"),
        (["a", {"b": [1]}], "", "x:\n  - a\n  - b:\n      - 1"),
        ("a\nb\n", "", "x: |\n  a\n  b"),
        ("a\n\n", "", 'x: "a\\n\\n"'),
        ("\n", "", 'x: "\\n"'),
        ("a\nb", "", "x: |-\n  a\n  b"),
        ("a\u2028b", "", 'x: "a\\Lb"'),
        ("a\nb\x85c", "", 'x: "a\\nb\\Nc"'),
        ("w " * 39 + "w", "", "x: " + "w " * 39 + "w"),
        ("w " * 60 + "w", "", "x: >-\n  " + "w " * 49 + "w\n  " + "w " * 10 + "w"),
        ("w" * 99, "", "x: " + "w" * 99),
        ("it's: so", "", "x: |-\n  it's: so"),
        ('say: "so"', "", "x: 'say: \"so\"'"),
        ("1e3", "", "x: '1e3'"),
        ("0o17", "", "x: '0o17'"),
        ("08", "", "x: '08'"),
        ("a\nb", 'x: "a\\nb"', "x: |-\n  a\n  b"),
        ("a\\nb", 'x: "a\\\\nb"', 'x: "a\\\\nb"'),
        ("\u00e9\U0001f680", "", "x: \u00e9\U0001f680"),
        ("yes", "", "x: 'yes'"),
    ],
)
def test_other_values_are_dumped(value: object, written: str, text: str) -> None:
    assert _written(value, written) == text


def test_a_key_that_is_not_text_is_copied() -> None:
    assert _written("a", "1: a", key="1") == "1: a"
    assert _written("a", "", key="1") == "'1': a"


def test_repeated_objects_make_no_alias() -> None:
    shared = ["a"]
    assert "&" not in _written([shared, shared])


_scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(alphabet="ab:#-'\"\\|>%@`&*!?{}[], \n\t\r\x85\u2028\u00e9\U0001f680\ufeff", max_size=20),
    st.text(alphabet="01.e+-xo_:", max_size=5),
    st.text(alphabet="ab  ':", min_size=75, max_size=120),
)
_values = st.recursive(
    _scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab: ", max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None)
@given(value=_values)
def test_a_strict_parser_reads_every_value_back(value: object) -> None:
    text = f"{_written(value)}\n---"
    assert next(yaml.safe_load_all(text)) == {"x": value}
    assert next(YAML(typ="safe", pure=True).load_all(text)) == {"x": value}
    assert text.split("\n").count("---") == 1


@settings(max_examples=100, deadline=None)
@given(value=_values)
def test_dumping_is_idempotent(value: object) -> None:
    text = _written(value)
    assert _written(value, text) == text


@pytest.mark.parametrize("end", ["", "  ", "\t", ":", " #", "'", "\n"])
def test_long_text_keeps_its_end(end: str) -> None:
    value = f"{'it is: long  and ' * 12}{end}"
    for text in (_written(value), _written([value]), _written({"k": value})):
        assert yaml.safe_load(text) == YAML(typ="safe", pure=True).load(text)
    assert yaml.safe_load(_written(value)) == {"x": value}
