from __future__ import annotations

import pytest

from personac.extraction.link_labels import definitions, first_definitions, folded, uses
from personac.extraction.text_regions import outline_of
from tests.unit.helpers import persona


def defined(text: str) -> list[tuple[str, str, bool]]:
    regions = outline_of(persona(text)).regions
    return [(one.label, one.target, one.is_footnote) for region in regions for one in definitions(region)]


def used(text: str) -> list[tuple[str, bool]]:
    regions = outline_of(persona(text)).regions
    return [(one.label, one.is_short) for region in regions for one in uses(region)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a]: https://a.example\n", ("a", "https://a.example", False)),
        ("[A b]: </x y> 'title'\n", ("A b", "/x y", False)),
        ("[^1]: Rye\n    only\n", ("^1", "Rye only", True)),
        ("> [a]: /b\n", ("a", "/b", False)),
        ("- x\n\n  [a]: /b\n", ("a", "/b", False)),
        ("<note>\nx\n[a]: /b 'c'\n</note>\n", ("a", "/b", False)),
        ("<note>\n[^n]: b c\nd\n</note>\n", ("^n", "b c", True)),
    ],
)
def test_definitions_have_a_label_and_a_target(text: str, expected: tuple[str, str, bool]) -> None:
    assert defined(text) == [expected]


def test_text_and_code_define_nothing() -> None:
    assert defined("x\n[a]: /b\n\n```\n[a]: /b\n```\n\n`[a]: /b`\n") == []


def test_the_first_definition_of_a_file_counts() -> None:
    regions = outline_of(persona("[A  b]: /1\n\n[a B]: /2\n\n[^1]: x\n")).regions
    assert first_definitions(regions) == {"a b": "/1", "^1": "x"}
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
        ("<note>\n[docs]\n[a]: /b\n</note>", [("docs", True)]),
        ("[^1]: see [docs]", [("docs", True)]),
        ("[a]: /x/[docs]", []),
        ("- [x] [docs]", [("docs", True)]),
    ],
)
def test_uses_of_labels_are_found(text: str, expected: list[tuple[str, bool]]) -> None:
    assert used(text) == expected


def test_a_short_use_is_changed_behind_its_text() -> None:
    (region,) = outline_of(persona("see [docs][] and [docs]")).regions
    assert [(use.start, use.end) for use in uses(region)] == [(10, 12), (23, 23)]
