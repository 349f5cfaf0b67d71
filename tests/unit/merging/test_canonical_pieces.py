from __future__ import annotations

from personac.model import Origin, Piece
from tests.unit.helpers import EXACT, lettered, merged


def _pieces(*texts: str, rules_text: str = EXACT) -> list[Piece]:
    found = merged(lettered(texts), rules_text)
    return [piece for group in found.body.content for piece in group.pieces]


def _told(piece: Piece) -> list[tuple[str, int, str]]:
    return [(origin.persona, origin.line, origin.relation) for origin in piece.origins]


def test_a_bullet_names_its_own_source_then_the_others() -> None:
    piece = _pieces("- Log errors\n- x1\n", "- z1\n- log error\n")[1]
    assert piece.origins == (
        Origin("b", "b.md", 2, 2, "kept", "a:1"),
        Origin("a", "a.md", 1, 1, "merged", "a:1"),
    )
    assert (piece.persona, piece.text) == (1, "")


def test_a_block_names_all_that_have_it_inside_items_too() -> None:
    code = "```\ncode\n```\n"
    first, *_ = _pieces(f"{code}\n- x1\n- z1\n", f"- x1\n- y1\n\n  {code.replace(chr(10), chr(10) + '  ')}")
    assert _told(first) == [("a", 1, "kept"), ("b", 4, "merged")]


def test_what_was_put_in_is_the_text() -> None:
    link = '[[must_link]]\ntexts = ["DB: red, green, blue", "DB: white, black"]\n'
    piece, *_ = _pieces(
        "- DB: red, green, blue\n- x1\n", "- DB: white, black\n- y1\n", rules_text=EXACT + link
    )
    assert piece.text == "DB: red, green, blue, white, black"
    assert _told(piece) == [("a", 1, "kept"), ("b", 1, "merged")]


def test_what_was_folded_is_named_with_its_own_cluster() -> None:
    texts = ("- **Secrets**: rotation schedules, vault storage, scanning\n- x1\n", "- Vault storage\n- y1\n")
    piece, *_ = _pieces(*texts)
    assert [(origin.relation, origin.cluster) for origin in piece.origins] == [
        ("kept", "a:1"),
        ("covered", "b:1"),
    ]


def test_titles_name_every_section() -> None:
    found = merged(lettered(("# T\n\n## A\n\n- x1\n- y1\n", "## A\n\n- x1\n- z1\n")))
    (section,) = found.body.sections
    assert section.origins == (Origin("a", "a.md", 3, 3, "heading"), Origin("b", "b.md", 1, 1, "heading"))


def test_the_title_that_was_taken_is_named_first() -> None:
    texts = ("## Reviews\n\n- x1\n- y1\n", *("## Code Review\n\n- x1\n- y1\n- " + own + "\n" for own in "zw"))
    found = merged(lettered(texts))
    (section,) = found.body.sections
    (topic,) = found.outline.children
    assert topic.title_from is not None
    assert section.origins[0].persona == found.personas[topic.title_from.persona].id
    assert {origin.persona for origin in section.origins} == {"a", "b", "c"}
