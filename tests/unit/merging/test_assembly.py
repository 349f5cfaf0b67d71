from __future__ import annotations

from personac.model import Merged, Origin
from tests.unit.helpers import EXACT, canonical_body, lettered, merged, texts_of


def _merge(*texts: str, rules_text: str = EXACT) -> Merged:
    return merged(lettered(texts), rules_text)


def test_every_cluster_stands_once_in_the_woven_order() -> None:
    result = _merge("## A\n\n- x1\n- z1\n", "## A\n\n- x1\n- y1\n- z1\n")
    (section,) = result.body.sections
    assert texts_of(result, section.content) == [("bulleted", ["- x1", "- y1", "- z1"])]
    assert (section.level, section.title) == (1, "A")


def test_origins_name_the_representative_first() -> None:
    result = _merge("- log errors\n- x1\n", "- log error\n- y1\n")
    piece, *_ = result.body.content[0].pieces
    assert piece.origins == (
        Origin("b", "b.md", 1, 1, "kept", "a:1"),
        Origin("a", "a.md", 1, 1, "merged", "a:1"),
    )


def test_titles_have_the_origins_of_all_their_sections() -> None:
    result = _merge("# T\n\n## A\n\n- x1\n- y1\n", "\nA\n---\n\n- x1\n- z1\n")
    root = result.body
    assert root.origins == (Origin("a", "a.md", 1, 1, "heading"),)
    assert root.sections[0].origins == (
        Origin("a", "a.md", 3, 3, "heading"),
        Origin("b", "b.md", 2, 3, "heading"),
    )


def test_empty_sections_are_removed() -> None:
    same = "## Cats\n\n- x1\n"
    assert canonical_body(same, same, "## Cats\n\n- x1\n\n### Empty\n") == same


def test_texts_lists_and_blocks_of_a_section_keep_their_order() -> None:
    text = "## A\n\ntext one\n\n- x1\n\n```\ncode\n```\n\ntext two\n\n1. y1\n"
    assert canonical_body(text) == text
    assert canonical_body(text, text) == text


def test_equal_blocks_are_kept_once_in_the_first_place() -> None:
    code = "```\ncode\n```\n"
    assert canonical_body(f"## A\n\n{code}", f"## B\n\n- x1\n\n{code}") == f"## A\n\n{code}\n## B\n\n- x1\n"


def test_blocks_in_items_of_merged_bullets_are_kept_once() -> None:
    one = "- x1\n\n  ```\n  one\n  ```\n"
    other = "1. - x1\n\n     ```\n     one\n     ```\n\n     ```\n     two\n     ```\n"
    expected = "- x1\n\n  ```\n  one\n  ```\n\n  ```\n  two\n  ```\n"
    assert canonical_body(one, other) == expected


def test_blocks_of_items_without_text_are_kept() -> None:
    text = "- ```\n  code\n  ```\n- ![](a.png)\n- x1\n"
    assert canonical_body(text) == "- x1\n\n```\ncode\n```\n\n![](a.png)\n"


def test_items_below_an_item_without_text_are_kept() -> None:
    assert canonical_body("- x1\n- - y1\n  - z1\n") == "- x1\n\n* y1\n* z1\n"


def test_nested_lists_of_every_form_are_kept() -> None:
    text = "- x1\n  - a1\n  1. b1\n  - [ ] c1\n"
    assert canonical_body(text) == text


_MOVED = ("## B\n\n- x1\n- own1\n", "## B\n\n- x1\n- own2\n")


def test_a_nested_list_whose_parent_was_merged_elsewhere_stays_in_its_section() -> None:
    body = canonical_body("## A\n\n- x1\n  - y1\n- z1\n", *_MOVED)
    assert body == "## A\n\n- z1\n- y1\n\n## B\n\n- x1\n- own2\n- own1\n"


def test_a_nested_list_of_another_form_gets_a_list_of_its_own() -> None:
    assert canonical_body("## A\n\n- x1\n  1. y1\n- z1\n", *_MOVED) == (
        "## A\n\n- z1\n\n1. y1\n\n## B\n\n- x1\n- own2\n- own1\n"
    )


def test_children_of_merged_bullets_are_merged() -> None:
    assert canonical_body("- x1\n  - a1\n- y1\n", "- x1\n  - a1\n  - b1\n") == "- x1\n  - a1\n  - b1\n- y1\n"


def test_closings_end_the_deepest_last_section() -> None:
    text = "## A\n\n### B\n\n- x1\n\nBe kind.\n"
    assert canonical_body(text) == text


def test_what_is_left_out_is_ordered_by_place() -> None:
    one = "You are x.\n\n## A\n\nLabel:\n- x1\n"
    other = "You are a much better y.\n\n## A\n\nLabel:\n- x1\n"
    result = _merge(one, other)
    assert [(entry.path, entry.line) for entry in result.left_out] == [("a.md", 1), ("a.md", 5), ("b.md", 5)]


def test_empty_personas_make_an_empty_body() -> None:
    assert canonical_body("", "---\nname: x\n---\n") == ""


def test_a_text_that_would_be_parsed_as_a_label_moves_behind_the_list() -> None:
    one = "## A\n\n- x1\n\n## C\n\n- z1\n"
    other = "## A\n\nIn short:\n\n> words\n\n- x1\n- y1\n"
    body = canonical_body("## A\n\n> words\n\nIn short:\n\n> more words\n", one, other)
    assert body == "## A\n\n> words\n\n- x1\n- y1\n\nIn short:\n\n> more words\n\n## C\n\n- z1\n"


def test_a_bold_text_that_would_be_parsed_as_a_label_moves_behind_the_lists() -> None:
    text = "## Z\n\n> q\n\n## A\n\n**In short**\n\n> q\n\n- x1\n\n1. y1\n\nwords\n\n- z1\n"
    assert canonical_body(text) == ("## Z\n\n> q\n\n## A\n\n- x1\n\n1. y1\n\n**In short**\n\nwords\n\n- z1\n")


def test_an_image_in_an_item_of_its_own_precedes_the_lists_beside_it() -> None:
    text = "- x1\n  1. y1\n  2. ![](a.png)\n"
    body = "- x1\n\n  ![](a.png)\n\n  1. y1\n"
    assert canonical_body(text) == body
    assert canonical_body(body) == body
