from __future__ import annotations

from personac.model import Origin, Piece
from tests.unit.helpers import EXACT, lettered, merged


def _pieces(*texts: str, rules_text: str = EXACT) -> list[Piece]:
    result = merged(lettered(texts), rules_text)
    return [piece for group in result.body.content for piece in group.pieces]


def _origins(piece: Piece) -> list[tuple[str, int, str]]:
    return [(origin.persona, origin.line, origin.relation) for origin in piece.origins]


def test_the_origins_of_a_bullet_are_its_own_source_then_the_others() -> None:
    piece = _pieces("- Log errors\n- x1\n", "- z1\n- log error\n")[1]
    assert piece.origins == (
        Origin("b", "b.md", 2, 2, "kept", "a:1"),
        Origin("a", "a.md", 1, 1, "merged", "a:1"),
    )
    assert (piece.persona, piece.text) == (1, "")


def test_all_copies_of_a_block_are_origins_inside_items_too() -> None:
    code = "```\ncode\n```\n"
    first, *_ = _pieces(f"{code}\n- x1\n- z1\n", f"- x1\n- y1\n\n  {code.replace(chr(10), chr(10) + '  ')}")
    assert _origins(first) == [("a", 1, "kept"), ("b", 4, "merged")]


def test_a_completed_wording_is_the_text_of_the_piece() -> None:
    link = '[[must_link]]\ntexts = ["DB: red, green, blue", "DB: white, black"]\n'
    piece, *_ = _pieces(
        "- DB: red, green, blue\n- x1\n", "- DB: white, black\n- y1\n", rules_text=EXACT + link
    )
    assert piece.text == "DB: red, green, blue, white, black"
    assert _origins(piece) == [("a", 1, "kept"), ("b", 1, "merged")]


def test_folded_bullets_are_origins_with_their_own_cluster() -> None:
    texts = ("- **Secrets**: rotation schedules, vault storage, scanning\n- x1\n", "- Vault storage\n- y1\n")
    piece, *_ = _pieces(*texts)
    assert [(origin.relation, origin.cluster) for origin in piece.origins] == [
        ("kept", "a:1"),
        ("covered", "b:1"),
    ]


def test_every_section_is_an_origin_of_the_title() -> None:
    result = merged(lettered(("# T\n\n## A\n\n- x1\n- y1\n", "## A\n\n- x1\n- z1\n")))
    (section,) = result.body.sections
    assert section.origins == (Origin("a", "a.md", 3, 3, "heading"), Origin("b", "b.md", 1, 1, "heading"))


def test_the_chosen_title_is_the_first_origin() -> None:
    texts = ("## Reviews\n\n- x1\n- y1\n", *("## Code Review\n\n- x1\n- y1\n- " + own + "\n" for own in "zw"))
    result = merged(lettered(texts))
    (section,) = result.body.sections
    (topic,) = result.outline.children
    assert topic.title_from is not None
    assert section.origins[0].persona == result.personas[topic.title_from.persona].id
    assert {origin.persona for origin in section.origins} == {"a", "b", "c"}
