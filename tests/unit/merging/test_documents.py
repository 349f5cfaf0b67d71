from __future__ import annotations

from personac.merging.documents import NONE, Documents, Node, body_of, host_of, top_of
from personac.model import SectionRef
from tests.unit.helpers import extracted

_BODY = """# Light

Text.

## Lamp

Do this:

```
turn
```

- Wick
  more of it

  - Trim
- Oil

***

## Watch

By day:
- Ships
"""


def _tree(text: str) -> Node:
    return Documents(extracted({"a.md": text})).tree(0)


def _named(root: Node, title: str) -> Node:
    return next(node for node in root.walk() if node.title == title)


def test_a_tree_has_every_section_and_bullet_in_the_order_of_the_file() -> None:
    tree = _tree(_BODY)
    assert [node.title for node in tree.walk() if node.is_section] == ["", "Light", "Lamp", "Watch", "By day"]
    bullets = [node.bullet for node in tree.walk() if node.bullet != NONE]
    assert bullets == list(range(len(extracted({"a.md": _BODY}).bullets)))
    assert all(node.members == [node.bullet] for node in tree.walk() if node.bullet != NONE)


def test_every_node_knows_what_is_above_it() -> None:
    tree = _tree(_BODY)
    assert tree.parent is None
    assert all(below.parent is node for node in tree.walk() for below in node.below)
    assert _named(tree, "Lamp").ref == SectionRef(0, (0, 0))
    assert _named(tree, "Lamp").sections == [SectionRef(0, (0, 0))]


def test_blocks_and_sections_below_a_section_are_told_apart() -> None:
    light = _named(_tree(_BODY), "Light")
    assert [node.text for node in light.blocks] == ["Text."]
    assert [node.title for node in light.subsections] == ["Lamp", "Watch"]
    assert light.text == ""


def test_only_content_that_is_no_bullet_has_a_digest() -> None:
    lead, code, bullets, rule = _named(_tree(_BODY), "Lamp").blocks
    assert (lead.is_lead_in, lead.is_paragraph, lead.bullet != NONE) == (True, True, True)
    assert (code.digest != "", code.bullet, code.members) == (True, NONE, [])
    assert (bullets.is_list, bullets.is_ordered, bullets.digest) == (True, False, "")
    assert (rule.digest, rule.bullet) == ("", NONE)


def test_the_first_text_of_an_item_is_its_own_and_no_node() -> None:
    items = _named(_tree(_BODY), "Lamp").blocks[2].below
    assert [[below.is_list for below in item.below] for item in items] == [[True], []]


def test_an_item_without_text_has_all_its_blocks_below_it() -> None:
    (item,) = _tree("- ```\n  turn\n  ```\n").blocks[0].below
    assert item.bullet == NONE
    assert [node.digest != "" for node in item.below] == [True]


def test_a_text_without_words_is_kept_whole() -> None:
    (image,) = _tree("![](a.png)\n").blocks
    assert (image.bullet, image.digest != "") == (NONE, True)


def test_equal_blocks_have_one_digest() -> None:
    one, other, third = _tree("```\nx\n```\n\n```\nx  \n```\n\n```\ny\n```\n").blocks
    assert one.digest == other.digest != third.digest


def test_the_section_of_a_node_is_the_innermost_one() -> None:
    lamp = _named(_tree(_BODY), "Lamp")
    trim = next(node for node in lamp.walk() if node.parent and node.parent.parent in lamp.blocks[2].below)
    assert trim.section is lamp
    assert lamp.section is lamp


def test_a_node_of_no_section_is_its_own() -> None:
    item = _tree("- x\n").blocks[0]
    item.parent = None
    assert item.section is item


def test_a_numbered_list_is_ordered() -> None:
    (numbered,) = _tree("1. a\n2. b\n").blocks
    assert numbered.is_ordered


def test_nodes_are_put_below_others() -> None:
    one, other = _tree("# A\n\n## B\n\n- x\n"), _tree("text\n")
    (text,) = other.blocks
    lamp = _named(one, "B")
    lamp.insert(0, text)
    assert (lamp.below[0], text.parent) == (text, lamp)
    behind = Node(0, text.ast)
    lamp.insert(1, behind)
    assert (lamp.below[1], behind.parent) == (behind, lamp)
    lamp.replace_below([behind])
    assert (lamp.below, behind.parent) == ([behind], lamp)


def test_the_top_is_the_document_title_if_all_sections_are_below_it() -> None:
    titled, untitled = (
        _tree("Text.\n\n# Light\n\n## Lamp\n\n- x\n"),
        _tree("## Lamp\n\n- x\n\n## Sea\n\n- y\n"),
    )
    assert top_of(titled).title == "Light"
    assert top_of(untitled) is untitled


def test_the_body_is_the_document_title_if_nothing_is_beside_it() -> None:
    tree = _tree("# Light\n\n## Lamp\n\n- x\n")
    body = body_of(tree)
    assert (body.title, body.parent) == ("Light", None)
    assert body.sections == [SectionRef(0, ()), SectionRef(0, (0,))]


def test_the_body_is_the_root_if_something_is_beside_the_document_title() -> None:
    for text in ("Text.\n\n# Light\n\n- x\n", "## Lamp\n\n- x\n\n## Sea\n\n- y\n", ""):
        tree = _tree(text)
        assert body_of(tree) is tree


def test_content_stands_below_the_label_that_introduces_a_section() -> None:
    tree = _tree(_BODY)
    assert host_of(_named(tree, "Watch")).title == "By day"
    assert host_of(_named(tree, "Lamp")).title == "Lamp"
    (text,) = _tree("text\n").blocks
    assert host_of(text) is text


def test_a_section_whose_label_is_gone_holds_its_content_itself() -> None:
    watch = _named(_tree(_BODY), "Watch")
    watch.replace_below([])
    assert host_of(watch) is watch
