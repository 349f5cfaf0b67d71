from __future__ import annotations

from personac.model import MergedSection, Origin
from tests.unit.helpers import EXACT, canonical_body, lettered, merged, texts_of

_A_FIRST = f'{EXACT}[merge]\ntrunk = "a"\n'


def _body(*texts: str, rules_text: str = _A_FIRST) -> MergedSection:
    return merged(lettered(texts), rules_text).body


def _levels(section: MergedSection) -> list[tuple[str, int]]:
    return [(section.title, section.level), *(own for below in section.sections for own in _levels(below))]


def _origins(section: MergedSection) -> list[list[tuple[str, int, str]]]:
    return [[_short(o) for o in piece.origins] for group in section.content for piece in group.pieces]


def _short(origin: Origin) -> tuple[str, int, str]:
    return origin.persona, origin.line, origin.relation


def _linked(*texts: str) -> str:
    return f"{_A_FIRST}[[must_link]]\ntexts = {list(texts)}\n"


def test_headings_of_one_persona_keep_their_levels() -> None:
    body = _body("# T\n\n### A\n\n- a\n\n##### B\n\n- b\n\n## C\n\nLabel:\n- c\n\nOther:\n- d\n")
    assert _levels(body) == [("T", 1), ("A", 3), ("B", 5), ("C", 2), ("Label", 2), ("Other", 2)]


def test_inserted_headings_have_the_level_of_those_beside_them() -> None:
    one, other = "### A\n\n- a1\n", "# T\n\n## A\n\n- a2\n\n## Boats\n\n- b1\n\n### Cats\n\n- c1\n"
    assert _levels(_body(one, other)) == [("", 0), ("A", 3), ("Boats", 3), ("Cats", 4)]


def test_inserted_headings_without_others_beside_them_are_one_level_below() -> None:
    one, other = "## Aims\n\n- a1\n", "# Aims\n\n- a2\n\n#### Boats\n\n- b1\n\n# Cats\n\n- c1\n"
    assert ("Boats", 3) in _levels(_body(one, other))
    assert _levels(_body("- a1\n", "#### Boats\n\n- b1\n\n#### Cats\n\n- c1\n"))[1:] == [
        ("Boats", 2),
        ("Cats", 2),
    ]


def test_a_heading_is_never_deeper_than_six() -> None:
    one = "###### Aims\n\n- a1\n"
    other = "## Aims\n\n- a2\n\n### Boats\n\n- b1\n"
    assert ("Boats", 6) in _levels(_body(one, other))


def test_the_first_origin_of_a_title_is_the_title_itself() -> None:
    (section,) = _body("## Testing\n\n- a\n", "## testing\n\n- b\n").sections
    assert [_short(o) for o in section.origins] == [("a", 1, "heading"), ("b", 1, "heading")]
    (section,) = _body(
        "## Testing\n\n- a\n", "## testing\n\n- b\n", rules_text=EXACT + '[merge]\ntrunk = "b"\n'
    ).sections
    assert [_short(o) for o in section.origins] == [("b", 1, "heading"), ("a", 1, "heading")]


def test_a_merged_item_has_all_of_its_cluster_as_origins_the_kept_one_first() -> None:
    body = _body("- x\n- a1\n", "- b1\n- x\n")
    assert _origins(body) == [[("b", 1, "kept")], [("a", 1, "kept"), ("b", 2, "merged")], [("a", 2, "kept")]]


def test_a_block_has_the_places_of_equal_ones_as_origins() -> None:
    block = "```\nx\n```\n\n"
    body = _body(f"{block}- a1\n", f"{block}- b1\n")
    assert _origins(body)[0] == [("a", 1, "kept"), ("b", 1, "merged")]


def test_a_rule_has_no_origin() -> None:
    assert _origins(_body("- a\n\n***\n\nb\n"))[1] == []


def test_the_wording_of_another_persona_takes_the_place_of_the_trunks() -> None:
    broad = "Rotate the signing keys of the vault and the lamp every month"
    body = _body("- Rotate keys\n- a1\n", f"- b1\n- {broad}\n", rules_text=_linked("Rotate keys", broad))
    pieces = [piece for group in body.content for piece in group.pieces]
    (piece,) = (piece for piece in pieces if len(piece.origins) == 2)
    assert {origin.persona for origin in piece.origins} == {"a", "b"}
    assert piece.origins[0].relation == "kept"
    assert piece.persona == "ab".index(piece.origins[0].persona)


def test_a_wording_of_two_paragraphs_stays_where_it_is() -> None:
    result = canonical_body(
        "- Rotate keys\n- a1\n",
        "- b1\n- Rotate the keys\n\n  Each month, without fail.\n",
        rules_text=_linked("Rotate keys", "Rotate the keys Each month, without fail."),
    )
    assert "- Rotate keys\n" in result
    assert "Each month" not in result


def test_an_item_of_a_list_of_terms_keeps_its_term() -> None:
    one, other = "**Keys**: rotate monthly", "Rotate the signing keys each and every month of a year"
    result = canonical_body(
        f"## A\n\n- {one}\n- **Oil**: fill\n",
        f"## B\n\n- b1\n- b2\n- {other}\n",
        rules_text=_linked("Keys: rotate monthly", other),
    )
    assert f"- {one}\n" in result


def test_a_completed_wording_is_written_in_the_place_of_the_kept_one() -> None:
    rules_text = _linked("DB: red, green, blue", "DB: white, black")
    body = _body("- DB: red, green, blue\n- a1\n", "- b1\n- DB: white, black\n", rules_text=rules_text)
    assert [p.text for group in body.content for p in group.pieces if p.text] == [
        "DB: red, green, blue, white, black"
    ]


def test_lists_have_their_form_and_style() -> None:
    text = "* a\n* b\n\n## Process\n\n2) c\n\n3) d\n\n## Todo\n\n- [ ] e\n- [x] f\n- g\n"
    body = merged({"a.md": text})
    groups = [*body.body.content, *(group for section in body.body.sections for group in section.content)]
    assert [form for form, _ in texts_of(body, tuple(groups))] == ["bulleted", "ordered", "task"]
    styles = [group.style for group in groups if group.style]
    assert [(s.marker, s.column, s.is_loose, s.has_boxes) for s in styles] == [
        ("*", 0, False, False), ("2)", 0, True, False), ("-", 0, False, True),
    ]  # fmt: skip


def test_nested_lists_are_below_their_item() -> None:
    (group,) = _body("- a\n  - b\n    1. c\n- d\n").content
    nested = group.pieces[0].children[0]
    assert (nested.form, nested.style and nested.style.column) == ("bulleted", 2)
    assert nested.pieces[0].children[0].form == "ordered"
    assert group.pieces[1].children == ()


def test_a_renamed_heading_is_one_and_a_renamed_label_is_a_heading() -> None:
    rename = '[[outline.section]]\ntitle = "Felines"\naliases = ["Cats"]\n'
    (heading,) = _body("## Cats\n\n- a\n", "- b\n", rules_text=_A_FIRST + rename).sections
    assert (heading.title, heading.heading and heading.heading.is_renamed) == ("Felines", True)
    text = "## A\n\n- a\n\nCats:\n- b\n\nDogs:\n- c\n"
    label, dogs = _body(text, "- x\n", rules_text=_A_FIRST + rename).sections[0].sections
    assert (label.title, label.level, label.heading) == ("Felines", 3, None)
    assert dogs.heading
    assert (dogs.heading.kind, dogs.heading.is_renamed) == ("label", False)


def test_a_heading_that_a_rule_moves_up_has_the_level_of_those_beside_it() -> None:
    move = '[[outline.section]]\ntitle = "Dogs"\nlevel = 2\n'
    texts = "## Cats\n\n- x1\n\n### Dogs\n\n- y1\n", "## Cats\n\n- x2\n"
    assert _levels(_body(*texts, rules_text=_A_FIRST + move)) == [("", 0), ("Cats", 2), ("Dogs", 2)]
