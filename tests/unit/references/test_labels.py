from __future__ import annotations

import pytest

from personac.references.labels import definition_in, definitions, folded, targets_of, uses
from personac.references.regions import read_text
from tests.unit.helpers import EXACT, canonical_body, compiled, lettered, persona

ONE = "## Rye\n\nGrind it[^1], see the [guide][docs] or [docs].\n\n[docs]: /rye\n[^1]: Dark.\n"
TWO = "## Oats\n\nSoak them[^1], see the [guide][Docs] or [docs][].\n\n[docs]: /oats\n[^1]: Flaky.\n"


def defined(text: str) -> list[tuple[str, str, bool]]:
    regions = read_text(persona(text)).regions
    return [(one.label, one.target, one.is_footnote) for region in regions for one in definitions(region)]


def used(text: str) -> list[tuple[str, bool]]:
    regions = read_text(persona(text)).regions
    return [(one.label, one.is_short) for region in regions for one in uses(region)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a]: https://a.example\n", ("a", "https://a.example", False)),
        ("[A b]: </x y> 'title'\n", ("A b", "/x y", False)),
        ("[^1]: Rye\n    only\n", ("^1", "Rye only", True)),
        ("> [a]: /b\n", ("a", "/b", False)),
        ("- x\n\n  [a]: /b\n", ("a", "/b", False)),
        ("<example>\nx\n[a]: /b 'c'\n</example>\n", ("a", "/b", False)),
        ("<example>\n[^n]: b c\nd\n</example>\n", ("^n", "b c", True)),
    ],
)
def test_definitions_have_a_label_and_a_target(text: str, expected: tuple[str, str, bool]) -> None:
    assert defined(text) == [expected]


def test_text_and_code_define_nothing() -> None:
    assert defined("x\n[a]: /b\n\n```\n[a]: /b\n```\n\n`[a]: /b`\n") == []


def test_the_first_definition_of_a_file_counts() -> None:
    regions = read_text(persona("[A  b]: /1\n\n[a B]: /2\n\n[^1]: x\n")).regions
    assert targets_of(regions) == {"a b": "/1", "^1": "x"}
    assert folded("A\n b") == "a b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see [the guide][docs]", [("docs", False)]),
        ("see [docs][] now", [("docs", True)]),
        ("see [docs].", [("docs", True)]),
        ("a note[^1]", [("^1", False)]),
        ("[docs][^1]", [("docs", True), ("^1", False)]),
        ("x[^1][docs]", [("^1", False), ("docs", True)]),
        ("![logo][img]", [("img", False)]),
        ("[![logo][img]][docs]", [("img", False), ("docs", False)]),
        ("[docs](x.md) and [^2]", [("^2", False)]),
        ("`[docs]` \\[docs] [docs\\]", []),
        ("[`run`][]", [("`run`", True)]),
        ("# Guide [docs]", [("docs", True)]),
        ("<example>\n[docs]\n[a]: /b\n</example>", [("docs", True)]),
        ("[^1]: see [docs]", [("docs", True)]),
        ("[a]: /x/[docs]", []),
        ("- [x] [docs]", [("docs", True)]),
    ],
)
def test_uses_of_labels_are_found(text: str, expected: list[tuple[str, bool]]) -> None:
    assert used(text) == expected


def test_a_short_use_is_changed_behind_its_text() -> None:
    (region,) = read_text(persona("see [docs][] and [docs]")).regions
    assert [(use.start, use.end) for use in uses(region)] == [(10, 12), (23, 23)]


def test_a_block_that_is_a_definition() -> None:
    definition = definition_in("[^a]: b\n    c\n")
    assert definition is not None
    assert definition.leads == ("^a", "b c")
    assert definition_in("text") is None


def messages(*texts: str, rules_text: str = EXACT) -> list[str]:
    found = compiled(lettered(texts), rules_text).diagnostics
    return [one.message for one in found if one.code == "PC414"]


def test_a_footnote_label_of_two_files_is_renamed() -> None:
    body = canonical_body(ONE, TWO)
    assert "Grind it[^1]" in body
    assert "[^1]: Dark." in body
    assert "Soak them[^2]" in body
    assert "[^2]: Flaky." in body


def test_a_link_label_of_two_files_is_renamed_and_its_text_stays() -> None:
    body = canonical_body(ONE, TWO)
    assert "see the [guide][docs] or [docs].\n\n[docs]: /rye\n" in body
    assert "see the [guide][docs-2] or [docs][docs-2].\n\n[docs-2]: /oats\n" in body


def test_labels_with_one_target_are_one() -> None:
    other = TWO.replace("/oats", "/rye 'Rye'").replace("Flaky.", "Dark.")
    assert "-2]" not in canonical_body(ONE, other)
    assert "[^2]" not in canonical_body(ONE, other)


def test_a_label_that_is_taken_is_not_given_again() -> None:
    taken = f"{TWO}\nAlso[^2] [docs-2].\n\n[^2]: Own.\n[docs-2]: /own\n"
    body = canonical_body(ONE, taken)
    assert "[^1]: Dark." in body
    assert "[^3]: Flaky." in body
    assert "[docs-3]: /oats\n" in body
    assert "Also[^2] [docs-2]." in body


def test_a_number_as_a_label_gets_the_next_number() -> None:
    body = canonical_body("## A\n\nSee [a][1].\n\n[1]: /a\n", "## B\n\nSee [b][1].\n\n[1]: /b\n")
    assert "See [b][2].\n\n[2]: /b\n" in body


def test_code_keeps_its_labels() -> None:
    body = canonical_body(ONE, f"{TWO}\nWrite `[docs]`.\n\n```\n[docs]\n```\n\n    [^1]\n")
    assert "Write `[docs]`.\n\n```\n[docs]\n```\n\n    [^1]\n" in body


def test_quotes_and_tagged_text_are_renamed_too() -> None:
    body = canonical_body(ONE, f"{TWO}\n> As [docs] says\n\n<rules>\n- Read [docs]\n</rules>\n")
    assert "> As [docs][docs-2] says" in body
    assert "- Read [docs][docs-2]\n" in body


def test_brackets_without_a_definition_stay_plain_text() -> None:
    body = canonical_body(ONE, "## Oats\n\nFill in [docs] here.\n")
    assert "Fill in [docs] here." in body
    assert "[docs-2]: /rye" in body
    assert "see the [guide][docs-2] or [docs][docs-2]." in body


def test_a_second_definition_of_a_file_stays_without_effect() -> None:
    body = canonical_body(f"{ONE}\n## More\n\n[docs]: /dead\n", "- Bake\n")
    assert "[docs]: /rye" in body
    assert "[docs]: /dead" in body


def test_texts_whose_labels_lead_elsewhere_are_not_merged() -> None:
    texts = ("## Rye\n\nSee [docs].\n\n[docs]: /rye\n", "## Rye\n\nSee [docs].\n\n[docs]: /oats\n")
    assert messages(*texts) == []


def test_a_label_whose_definition_is_left_out_is_reported() -> None:
    one = "- See [docs]\n\n<example>\nAsk.\n[docs]: /rye\n</example>\n"
    texts = (one, "- See [docs]\n")
    message = "'[docs]' leads to a definition that the canonical lacks"
    assert messages(*texts, rules_text=f"{EXACT}[keep]\nmin_support = 2\n") == [message]
