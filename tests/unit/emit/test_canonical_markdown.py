from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personac.emit.canonical_markdown import emit
from tests.unit.emit.emitted import FRONT, body, canonical, crlf, emitted
from tests.unit.helpers import EXACT, bullets_of, compiled, lettered, merged, persona, sections_of

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
    "tags with sections": "<rules>\n- a1\n\n## B\n\nb1\n</rules>\n\nc1\n\n<t>\n\n- d1\n\n</t>\n- e1\n",
    "tags inside each other": "# T\n<role a='b'>\na\n  <never_do>\n- b1</never_do>\nc\n</role>\n## D\n",
    "the last text in a tag": "<rules>\n- a1\n\nlast\n</rules>\n",
    "odd markers": " *   a1\n *   b1\n      + c1\n\n 7)  d1\n 7)  e1\n",
    "odd numbers": "3. a1\n4. b1\n9. c1\n",
    "lazy lines": "- a1\nlazy\n\n> q\nlazy\n",
    "blank lines": "# T\n\n\n\n- a1\n\n\n- b1\n\n\n",
    "no blank lines": "# T\ntext\n## A\n- a1\n```\nx\n```\n- b1\n",
    "trailing blanks": "- a1  \n- b1 \t\n  \n",
    "tabs": "-\ta1\n\t- b1\n\n\t  c1\n",
    "boxes": "- [x] a1\n- [X] b1\n- c1\n",
    "empty items": "- \n- a1\n-\n\n1.\n",
    "blocks as items": "- - a1\n- ---\n- ```\n  x\n  ```\n  - b1\n",
    "headings": "A\n===\n\n###### B ##\n\n1. C :\n---\nx1\n# D\n### E\n",
    "labels": "**Do:**\n- a1\n\nDon't:\n\n* b1\n\ntext\n",
    "comments": "<!-- one -->\n# A\n\n<!-- two -->\n\n- a1\n<!-- three -->\n- b1\n\n<!-- four -->\n",
    "rules": "***\n\n## A\n\n- a1\n\n---\n\n## B\n\n- b1\n___\n",
    "an open fence": "text\n\n```\nopen\n",
    "an open fence in an item": "- a1\n\n  ```\n  open\n",
    "an open comment": "- a1\n\n  <!-- open\n",
    "repetitions": "- a1\n- b1\n- a1\n\n## A\n\n- a1\n\n## A\n\n- c1\n",
    "sections without content": "## A\n\n## B\n\n### C\n",
    "separators of other scripts": "a1\x0cb1\n\n- \u2028c1\x85\n",
    "nothing": "",
}


class TestOnePersona:
    @pytest.mark.parametrize("text", _STABLE.values(), ids=_STABLE.keys())
    def test_it_is_as_written(self, text: str) -> None:
        for whole in (f"{FRONT}\n{text}", f"{FRONT}{text}", f"{FRONT}\n{text}".rstrip("\n")):
            assert emitted(whole) == whole
            assert emitted(crlf(whole)) == crlf(whole)

    def test_line_ends_of_two_kinds_are_kept(self) -> None:
        text = f"{FRONT}\r\n- a1\r\n  b1\n\n- c1\r\n"
        assert emitted(text) == text

    def test_front_matter_alone_is_as_written(self) -> None:
        for text in (FRONT, FRONT.rstrip("\n"), f"{FRONT}\n\n"):
            assert emitted(text) == text

    def test_a_byte_order_mark_is_left_out_where_a_front_matter_is_added(self) -> None:
        assert emitted(f"\ufeff{FRONT}\n- a1\n") == f"\ufeff{FRONT}\n- a1\n"
        assert emitted("\ufeff- a1\n") == "\ufeff- a1\n"
        rules = f"{EXACT}[front_matter.set]\nmodel = 'm'\n"
        assert emitted("\ufeff- a1\n", rules_text=rules) == "---\nmodel: m\n---\n- a1\n"

    def test_what_is_around_the_front_matter_stays(self) -> None:
        for text in (
            f"<!-- a -->\n\n{FRONT}\n- a1\n",
            f"```yaml\n{FRONT}```\n\n- a1\n",
            f"```markdown\n{FRONT}\n- a1\n```\n",
            FRONT.removesuffix("---\n") + "\n# T\n\n- a1\n",
        ):
            assert emitted(text) == text
            assert emitted(crlf(text)) == crlf(text)

    def test_only_the_front_matter_changes_where_rules_set_a_value(self) -> None:
        text = f"{FRONT}\n * a1\r\n\n\n\n * b1"
        rules = f"{EXACT}[front_matter.set]\nmodel = 'm'\n"
        assert emitted(text, rules_text=rules) == text.replace("name: a\n", "name: a\nmodel: m\n")

    def test_the_whole_build_gives_its_bytes(self) -> None:
        for text in (f"{FRONT}\n*  a1\n\n*  b1", crlf(f"{FRONT}\n3. a1\n")):
            assert compiled({"a.md": text}).canonical.data == text.encode()

    def test_a_missing_final_newline_is_noted(self) -> None:
        last = {text: canonical(f"{FRONT}\n{text}") for text in ("a1", "a1\n", "a1\n\n")}
        assert [one.has_final_newline for one in last.values()] == [False, True, True]
        assert [len(one.lines) for one in last.values()] == [5, 5, 6]


class TestTheListDecides:
    def test_items_take_its_marker(self) -> None:
        assert body("# T\n\n- a1\n- b1\n", "# T\n\n* b1\n* c1\n") == "# T\n\n- a1\n- b1\n- c1\n"
        assert body("# T\n\n+ a1\n+ b1\n", "# T\n\n-   b1\n-   c1\n") == "# T\n\n+ a1\n+ b1\n+ c1\n"

    def test_items_take_its_column(self) -> None:
        text = body("# T\n\n - a1\n - b1\n\ntext\n\n - z1\n", "# T\n\n* b1\n* c1\n  more\n")
        assert text == "# T\n\n - a1\n - b1\n - c1\n   more\n\ntext\n\n - z1\n"

    def test_nested_items_take_the_column_of_their_list(self) -> None:
        text = body("# T\n\n- a1\n  - n1\n- b1\n- c1\n", "# T\n\n* a1\n    * n1\n    * n2\n")
        assert text == "# T\n\n- a1\n  - n1\n  - n2\n- b1\n- c1\n"

    def test_items_take_its_blank_lines(self) -> None:
        assert body("# T\n\n- a1\n\n- b1\n", "# T\n\n* b1\n* c1\n") == "# T\n\n- a1\n\n- b1\n\n- c1\n"
        assert body("# T\n\n- a1\n- b1\n", "# T\n\n- b1\n\n- c1\n") == "# T\n\n- a1\n- b1\n- c1\n"

    def test_items_take_its_boxes(self) -> None:
        boxes, plain = "# T\n\n- [ ] a1\n- [x] b1\n", "# T\n\n* b1\n* c1\n"
        assert body(boxes, plain) == "# T\n\n- [ ] a1\n- [x] b1\n- [ ] c1\n"
        assert body("# T\n\n- a1\n- b1\n", "# T\n\n* [ ] b1\n* [x] c1\n") == "# T\n\n- a1\n- b1\n- c1\n"
        assert body(boxes, "# T\n\n* [X] b1\n* [X] c1\n") == "# T\n\n- [ ] a1\n- [x] b1\n- [x] c1\n"

    def test_items_keep_the_order_and_gaps_of_their_source_around_them(self) -> None:
        text = body("# T\n\n- a1\n\n\n- b1\n<!-- c -->\n- z1\n", "# T\n\n- b1\n- c1\n")
        assert "- a1\n\n\n- b1\n" in text
        assert "\n<!-- c -->\n- z1\n" in text
        assert re.findall("[abcz]1", text) == ["a1", "b1", "c1", "z1"]

    def test_blocks_of_an_item_go_with_it(self) -> None:
        other = "# T\n\n * b1\n\n   ```\n   x\n     y\n   ```\n\n   > q\n   > r\n"
        text = body("# T\n\n- a1\n- c1\n", other)
        assert "\n- b1\n\n  ```\n  x\n    y\n  ```\n\n  > q\n  > r\n" in text


class TestNumbers:
    @pytest.mark.parametrize(
        "whole",
        ["3. a1\n4. b1\n5. c1\n", "0. a1\n1. b1\n", "5. a1\n5. b1\n", "1. a1\n1. b1\n", "8) a1\n9) b1\n"],
    )
    def test_a_whole_list_keeps_them(self, whole: str) -> None:
        text = f"# T\n\n{whole}"
        assert body(text, "# T\n\n## Q\n\n- d1\n") == f"{text}\n## Q\n\n- d1\n"

    def test_a_list_of_two_personas_is_numbered_from_one(self) -> None:
        numbered = "# T\n\n1. a1\n2. b1\n3. c1\n4. d1\n"
        assert body("# T\n\n4. a1\n5. b1\n6. c1\n", "# T\n\n4. a1\n5. c1\n6. d1\n") == numbered
        ones = body("# T\n\n1) a1\n1) b1\n1) c1\n", "# T\n\n1. a1\n2. c1\n3. d1\n")
        assert ones == numbered.replace(".", ")")

    def test_a_list_that_starts_with_zero_goes_on_to_do_so(self) -> None:
        text = body("# T\n\n0. a1\n1. b1\n2. c1\n", "# T\n\n4. a1\n5. c1\n6. d1\n")
        assert text == "# T\n\n0. a1\n1. b1\n2. c1\n3. d1\n"

    def test_a_list_with_gaps_is_numbered_from_one(self) -> None:
        assert body("# T\n\n5. a1\n7. b1\n", "# T\n\n## Q\n\n- d1\n").startswith("# T\n\n1. a1\n2. b1\n\n")

    def test_a_part_of_a_list_is_numbered_from_one(self) -> None:
        steps = "".join(f"{number}. {name}1\n" for number, name in enumerate("abcdef", start=1))
        text = body(f"# T\n\n{steps}", "# T\n\n## Q\n\n1. e1\n2. f1\n3. g1\n4. h1\n5. i1\n")
        lists = re.findall(r"(?:^\d\. .*\n)+", text, re.MULTILINE)
        assert [re.findall(r"\d(?=\.)", one) for one in lists] == [
            [str(number) for number in range(1, one.count("\n") + 1)] for one in lists
        ]

    def test_a_wider_number_takes_what_is_below_it_along(self) -> None:
        nine = "".join(f"{number}. s{number}\n" for number in range(1, 10))
        text = body(f"# T\n\n{nine}   - n1\n", "# T\n\n1. s1\n2. q1\n3. s2\n4. s3\n")
        assert text.endswith("\n9. s8\n10. s9\n    - n1\n")


class TestTheColumnOfWhatIsBelowAnItem:
    def test_a_wide_marker_is_kept_before_items_of_another_source(self) -> None:
        text = body("# T\n\n-   a1\n-   z1\n- y1\n", "# T\n\n- a1\n  - n1\n  - n2\n")
        assert text == "# T\n\n-   a1\n    - n1\n    - n2\n-   z1\n- y1\n"

    def test_lines_that_would_start_a_block_stay_text_behind_a_wide_marker(self) -> None:
        text = body("-   a1\n-   c1\n", "   -   b1\n    # x\n")
        assert "b1 # x" in {bullet.text for bullet in bullets_of(text)}

    def test_both_markers_of_an_item_in_an_item_are_kept(self) -> None:
        text = body("# T\n\n- a1\n- z1\n- y1\n", "# T\n\n* - q1\n  - q2\n* z1\n")
        assert "\n- - q1\n  - q2\n" in text

    def test_a_nested_list_that_starts_with_another_number_than_one_has_a_blank_line_above(self) -> None:
        text = body("# T\n\n-   a1\n-   z1\n- y1\n", "# T\n\n- a1\n\n  3. n1\n  4. n2\n")
        assert {"a1", "n1", "n2"} <= {bullet.text for bullet in bullets_of(text)}


class TestNeighbours:
    def test_indented_code_after_a_list_is_separated_from_it(self) -> None:
        text = body("## A\n\n- a1\n- b1\n", "## A\n\n    code\n")
        assert text == "## A\n\n- a1\n- b1\n\n<!-- -->\n\n    code\n"

    def test_two_indented_code_blocks_are_separated(self) -> None:
        text = body("## A\n\n    one\n", "## A\n\n    two\n")
        assert text == "## A\n\n    one\n\n<!-- -->\n\n    two\n"

    def test_a_list_after_code_needs_no_separator(self) -> None:
        text = body("## A\n\n- a1\n- b1\n\n```\nx\n```\n", "## A\n\n```\nx\n```\n\n1. c1\n2. d1\n")
        assert "<!-- -->" not in text
        assert re.search(r"```\nx\n```\n\n1\. c1\n2\. d1\n", text)

    def test_numbered_lists_side_by_side_are_separated(self) -> None:
        text = body("# T\n\n0. a1\n1. b1\n", "# T\n\n1. b1\n2. d1\n")
        assert text == "# T\n\n0. a1\n1. b1\n\n<!-- -->\n\n1. b1\n2. d1\n"

    def test_lists_of_other_markers_need_no_separator(self) -> None:
        text = body("# T\n\n3) a1\n4) b1\n", "# T\n\n3. b1\n4. d1\n")
        assert text == "# T\n\n3) a1\n4) b1\n\n3. b1\n4. d1\n"

    @pytest.mark.parametrize(
        ("text", "closed"),
        [
            ("```\nopen", "```\nopen\n```\n"),
            ("<!-- open", "<!-- open\n-->\n"),
            ("- a1\n\n  ```\n  open\n", "- a1\n\n  ```\n  open\n  ```\n"),
            ("- a1\n\n  <pre>\n  open\n", "- a1\n\n  <pre>\n  open\n  </pre>\n"),
        ],
    )
    def test_open_blocks_are_closed_in_their_column(self, text: str, closed: str) -> None:
        text = body(f"## A\n\n{text}", "## B\n\n- b1\n")
        assert f"## A\n\n{closed}" in text
        assert sorted(_titles(text)) == ["", "A", "B"]

    def test_a_list_below_a_label_of_its_own_source_keeps_its_gap(self) -> None:
        text = body("# T\n\nOne:\n- a1\n- b1\n", "# T\n\nTwo:\n\n- c1\n- d1\n")
        assert text == "# T\n\nOne:\n- a1\n- b1\n\nTwo:\n\n- c1\n- d1\n"

    def test_text_of_two_personas_has_lf_and_a_final_newline(self) -> None:
        text = emitted("---\r\nname: a\r\n---\r\n\r\n# T\r\n\r\n- a1\r\n  a2\r\n", "# T\n\n* b1")
        assert text == "---\nname: a\n---\n\n# T\n\n- a1\n  a2\n- b1\n"

    def test_the_byte_order_mark_of_the_trunk_is_left_out(self) -> None:
        assert "\ufeff" not in emitted("\ufeff# T\n\n- a1\n- b1\n", "# T\n\n- c1\n")


class TestHeadings:
    def test_they_are_as_written_at_their_own_level(self) -> None:
        text = "A\n===\n\n##  B ##\n\n- b1\n- b2\n\n1. C\n------\n\n- c1\n"
        assert body(text, "# A\n\n## B\n\n- b1\n").startswith(text)

    def test_a_label_stays_a_label(self) -> None:
        text = "".join(f"{'#' * n} t{n}\n\n" for n in range(1, 7)) + "text\n\nLabel:\n- x1\n\nOther:\n- y1\n"
        assert body(text, "# t1\n\n- z1\n") == text.replace("# t1\n", "# t1\n\n- z1\n", 1)

    def test_one_that_moves_down_has_the_marks_of_its_level(self) -> None:
        text = body("# T\n\n### A\n\n- a1\n- a2\n- a3\n", "# T\n\nA\n---\n\n- a1\n\nB\n---\n\n- b1\n")
        assert re.findall("^#+ .", text, re.MULTILINE) == ["# T", "### A", "### B"]
        assert "---" not in text

    def test_a_title_from_the_rules_takes_their_place(self) -> None:
        rules = f"{EXACT}[[outline.section]]\ntitle = 'New'\naliases = ['Old']\n"
        assert "## New\n\n- a1\n" in body("Old\n---\n\n- a1\n", "- b1\n", rules_text=rules)

    def test_a_title_that_only_the_rules_have_is_written_with_their_level(self) -> None:
        rules = (
            f"{EXACT}[[outline.section]]\ntitle = 'New'\nlevel = 2\n"
            "[[outline.section]]\ntitle = 'A'\nlevel = 3\n"
        )
        text = body("# T\n\n## A\n\n- a1\n", "# T\n\n## B\n\n- b1\n", rules_text=rules)
        assert text == "# T\n\n## B\n\n- b1\n\n## New\n\n### A\n\n- a1\n"

    def test_levels_end_at_six(self) -> None:
        deep = "".join(f"{'#' * n} t{n}\n\n" for n in range(1, 7))
        text = body(f"{deep}- a1\n- a2\n- a3\n", "# t1\n\n## t6\n\n- a1\n\n### u1\n\n- b1\n")
        assert "#######" not in text
        assert "u1" in _titles(text)


class TestTextThatNoSourceHas:
    def test_a_completed_wording_takes_the_place_of_the_text_of_its_item(self) -> None:
        rules = "[matching]\njudge = false\nunjudged = 0.3\n"
        one, two = (
            "*   **Caching**: Redis, CDN strategies\n*   q1\n",
            "- **Caching**: Redis, edge nodes\n- r1\n",
        )
        text = body(one, two, rules_text=rules)
        assert re.search(
            r"^(?:\*   |- )\*\*Caching\*\*: Redis, CDN strategies, edge nodes\n", text, re.MULTILINE
        )

    def test_moved_examples_are_blocks_of_their_own(self) -> None:
        rules = f"{EXACT}[front_matter]\nexamples = 'move'\n"
        front = "---\nname: a\ndescription: |\n  d1\n\n  <example>e1</example>\n---\n\n"
        text = body(f"{front}# T\n\n- a1\n", "# T\n\n- b1\n", rules_text=rules)
        assert text == "# T\n\n- a1\n- b1\n\n## Examples\n\n<example>\ne1\n</example>\n"

    def test_moved_examples_of_one_persona_end_with_a_newline(self) -> None:
        rules = f"{EXACT}[front_matter]\nexamples = 'move'\n"
        front = "---\nname: a\ndescription: |\n  d1\n\n  <example>e1</example>\n---\n\n"
        text = body(f"{front}# T\n\n- a1\n", rules_text=rules)
        assert text == "# T\n\n- a1\n\n## Examples\n\n<example>\ne1\n</example>\n"


class TestOrigins:
    def test_blank_lines_have_none(self) -> None:
        lines = canonical(f"{FRONT}\n- a1\n\n  b1\n").lines
        assert [(line.text, [o.line for o in line.origins]) for line in lines[3:]] == [
            ("", []), ("- a1", [5]), ("", []), ("  b1", [7]),
        ]  # fmt: skip

    def test_text_in_the_gaps_of_a_source_has_none(self) -> None:
        lines = canonical(f"{FRONT}\n<!-- c -->\n\n- a1\n").lines
        assert {line.text: bool(line.origins) for line in lines[4:]} == {
            "<!-- c -->": True, "": False, "- a1": True,
        }  # fmt: skip

    def test_a_merged_line_has_those_of_all_its_sources(self) -> None:
        lines = canonical("# T\n\n- a1\n- b1\n", "# T\n\n* b1\n* c1\n").lines
        assert {line.text: [(o.persona, o.line) for o in line.origins] for line in lines if line.origins} == {
            "# T": [("a", 1), ("b", 1)],
            "- a1": [("a", 3)],
            "- b1": [("a", 4), ("b", 3)],
            "- c1": [("b", 4)],
        }


def _titles(text: str) -> list[str]:
    return [section.title for section in sections_of(persona(text).body)]


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


@settings(max_examples=50, deadline=None)
@given(text=_bodies)
def test_one_persona_is_as_written(text: str) -> None:
    assert emitted(f"{FRONT}\n{text}") == f"{FRONT}\n{text}"


@settings(max_examples=30, deadline=None)
@given(one=_bodies, two=_bodies)
def test_the_text_of_two_personas_has_every_wording(one: str, two: str) -> None:
    tree = merged(lettered((one, two)))
    text = emit(tree).data.decode().partition("\n---\n")[2]
    kept = (wording for number, wording in enumerate(tree.wordings) if number not in tree.folded)
    wordings = {tree.bullets[wording.bullet].text for wording in kept}
    assert wordings <= {bullet.text for bullet in bullets_of(text)}


def test_what_is_nested_below_a_copy_stands_in_the_column_of_the_item_that_is_kept() -> None:
    one = "## Principles\n\n1. Ask the owner first.\n2. Redis\n3. Postgres\n"
    text = body(one, "## Principles\n\n- Ask the owner first.\n  1. Prefer small commits.\n- Redis\n")
    assert "1. Ask the owner first.\n   1. Prefer small commits.\n" in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<rules>\n- a1\n</rules>\n", "<rules>\n- a1\n- b1\n</rules>\n"),
        ("<rules>\n\n- a1\n\n</rules>\n", "<rules>\n\n- a1\n- b1\n\n</rules>\n"),
        ("<rules>\n- a1</rules>\n", "<rules>\n- a1\n- b1\n</rules>\n"),
        ("  <rules>\n  - a1\n  </rules>\n", "  <rules>\n  - a1\n  - b1\n</rules>\n"),
    ],
)
def test_a_closing_tag_stands_behind_what_is_new_in_its_section(text: str, expected: str) -> None:
    rules_text = f'{EXACT}[merge]\ntrunk = "a"\n'
    assert body(text, "<rules>\n- b1\n</rules>\n", rules_text=rules_text) == expected.lstrip()


def test_lists_that_only_the_tags_of_a_source_separate_do_not_become_one() -> None:
    one = "<rules>\n- a1\n</rules>\n\n## A\n\n- a2\n"
    other = "## B\n\n- b1\n\n<rules>\n- a1\n</rules>\n\n- c1\n"
    assert "- b1\n\n<!-- -->\n\n- c1\n" in body(one, other)


def test_the_line_of_a_closing_tag_has_the_closing_tags_as_origins() -> None:
    texts = ("<rules>\n- a1\n- a2\n</rules>\n", "<rules>\n- a1\n\n- b2\n</rules>\n")
    lines = canonical(*texts).lines
    (closing,) = (line for line in lines if line.text == "</rules>")
    assert [(o.persona, o.line, o.relation) for o in closing.origins] == [
        ("a", 4, "heading"),
        ("b", 5, "heading"),
    ]


def test_a_block_that_begins_behind_the_key_of_toml_keeps_its_indentation() -> None:
    toml = "developer_instructions = '''```sh\n    deep\n```\n\n- x\n  - y'''\n"
    text = emit(merged({"a.toml": toml, "b.md": "- z\n"}, EXACT)).data.decode()
    assert "```sh\n    deep\n```\n" in text
    assert "- x\n  - y\n" in text
