from __future__ import annotations

import pytest

from personac.diagnostics.diagnostic import Diagnostic
from personac.references.links import Headings
from personac.references.regions import read_text
from tests.unit.helpers import EXACT, canonical_body, compiled, lettered, persona

ALIAS = f'{EXACT}[[outline.section]]\ntitle = "Oven"\naliases = ["Heat"]\n'
TEXT = """# The `Oven` **Book** #

## 1. Set-up & heat

Set up
------

## Set up

Tools:
- peel

## See [the peel](a.md)
"""


def test_headings_have_the_anchors_of_github() -> None:
    assert Headings(read_text(persona(TEXT))).by_anchor == {
        "the-oven-book": 1, "1-set-up--heat": 3, "set-up": 5, "set-up-1": 8, "see-the-peel": 13,
    }  # fmt: skip


def test_titles_are_without_numbers_and_marks_and_labels_are_among_them() -> None:
    assert Headings(read_text(persona(TEXT))).by_title == {
        "The Oven Book": [1], "Set-up & heat": [3], "Set up": [5, 8], "Tools": [10], "See the peel": [13],
    }  # fmt: skip


def messages(*texts: str, rules_text: str = EXACT) -> list[str]:
    found = compiled(lettered(texts), rules_text).diagnostics
    return [one.message for one in found if one.code == "PC414"]


def test_an_anchor_follows_its_heading() -> None:
    texts = ("See [it](#heat).\n\n## Heat\n\n- x1\n", "## Oven\n\n- y1\n")
    assert "See [it](#oven)." in canonical_body(*texts, rules_text=ALIAS)
    assert messages(*texts, rules_text=ALIAS) == []


def test_an_anchor_of_a_definition_follows_its_heading() -> None:
    texts = ("See [it].\n\n[it]: #heat\n\n## Heat\n\n- x1\n", "## Oven\n\n- y1\n")
    assert "[it]: #oven\n" in canonical_body(*texts, rules_text=ALIAS)


def test_an_anchor_of_the_second_heading_of_a_name_follows_it() -> None:
    one, other = (
        "# A\n\n## Notes\n\n- x1\n",
        "# B\n\n## Rest\n\n- z1\n\nSee [it](#notes).\n\n## Notes\n\n- y1\n",
    )
    body = canonical_body(one, other)
    assert "See [it](#notes)." in body


def test_an_anchor_whose_heading_is_gone_is_reported() -> None:
    texts = ("- x1\n\nSee [it](#heat).\n\n## Heat\n\n- x2\n", "- x1\n\nSee [it](#heat).\n")
    rules_text = f"{EXACT}[keep]\nmin_support = 2\n"
    assert messages(*texts, rules_text=rules_text) == ["'#heat' leads to a heading that the canonical lacks"]


def test_an_anchor_that_leads_nowhere_in_its_source_is_no_concern_of_the_merge() -> None:
    assert messages("See [it](#heat).\n", "## Oven\n\n- y1\n") == []


@pytest.mark.parametrize(
    "text", ["see Heat below.", 'Follow the "Heat" rules described below', "as in **Heat** below,"]
)
def test_a_title_that_a_text_points_at_and_that_is_renamed_is_reported(text: str) -> None:
    texts = (f"{text}\n\n## Heat\n\n- x1\n", "## Oven\n\n- y1\n")
    assert messages(*texts, rules_text=ALIAS) == ["'Heat below': the title in the canonical is 'Oven'"]
    assert messages(texts[0], "## Other\n\n- y1\n") == []


def test_a_title_that_is_gone_or_on_the_other_side_is_reported() -> None:
    texts = ("- x1\n\nsee Heat below.\n\n## Heat\n\n- x2\n", "- x1\n\nsee Heat below.\n")
    rules_text = f"{EXACT}[keep]\nmin_support = 2\n"
    assert messages(*texts, rules_text=rules_text) == ["'Heat below': the canonical has no such title"]
    order = f'{EXACT}[outline]\norder = ["Rye", "Heat"]\n'
    turned = "## Heat\n\n- x2\n\n## Rye\n\nSee Heat above.\n"
    assert messages(turned, "- z1\n", rules_text=order) == ["'Heat above': it is not above in the canonical"]


@pytest.mark.parametrize(
    "text", ["keep Heat above 200 degrees", "the heat below.", "see Heat", "heated Heats below."]
)
def test_other_words_point_at_no_title(text: str) -> None:
    assert messages(f"{text}\n\n## Heat\n\n- x1\n", "## Oven\n\n- y1\n", rules_text=ALIAS) == []


def found(texts: dict[str, str], rules_text: str = EXACT) -> list[Diagnostic]:
    return [one for one in compiled(texts, rules_text).diagnostics if one.code == "PC415"]


def targets(text: str) -> list[str]:
    return [one.message.split("'")[1] for one in found({"a.md": text})]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("See [it](docs/rye.md).", "docs/rye.md"),
        ("See [it](<my notes.md>).", ""),
        ("See [it](rye.md#heat 'Rye').", "rye.md#heat"),
        ("![oven](../img/oven.png)", "../img/oven.png"),
        ("[it][r]\n\n[r]: ./rye.md", "./rye.md"),
        ("@docs/rye.md", "@docs/rye.md"),
        ("Read @rye.md.", "@rye.md"),
        ("Read @../rye.txt, too", "@../rye.txt"),
    ],
)
def test_relative_links_and_imports_are_reported(text: str, target: str) -> None:
    assert targets(f"{text}\n") == ([target] if target else [])


@pytest.mark.parametrize(
    "text",
    [
        "[it](https://a.example/x.md) [it](mailto:a@b.example) [it](www.a.example/b)",
        "[it](/docs/rye.md) [it](#rye)",
        "[it](url) [it](<path>) [it]({file}.md) [it](~/rye.md)",
        "`[it](rye.md)` and `@docs/rye.md`",
        "```\n[it](rye.md)\n@docs/rye.md\n```",
        "@baker, use @bread/oven and @oven.rise, or write to me@rye.md",
        "@~/rye.md @/rye.md",
    ],
)
def test_other_links_and_names_are_not_reported(text: str) -> None:
    assert targets(f"{text}\n") == []


def test_a_target_is_reported_once_for_each_persona_with_its_place() -> None:
    text = "- x1\n\nBake [it](../rye.md).\n\nEat [it](../rye.md).\n"
    other = "- y1\n\nGrind [it](../rye.md).\n"
    reported = found({"agents/a.md": text, "agents/b.md": other})
    assert [(one.path, one.line, one.column) for one in reported] == [
        ("agents/a.md", 3, 9),
        ("agents/b.md", 3, 10),
    ]


@pytest.mark.parametrize(
    ("path", "target", "hint"),
    [
        ("agents/a.md", "docs/rye.md", ": /agents/docs/rye.md"),
        ("agents/a.md", "../rye.md", ": /rye.md"),
        ("agents/a.md", "../../rye.md", ""),
        ("../a.md", "rye.md", ""),
    ],
)
def test_the_hint_has_the_path_from_the_root(path: str, target: str, hint: str) -> None:
    (one,) = found({path: f"See [it]({target}).\n"})
    assert one.hint == f"write the path from the repository's root{hint}"


def test_a_text_that_is_left_out_needs_no_path() -> None:
    texts = {"a.md": "- x1\n- See [it](rye.md)\n", "b.md": "- x1\n"}
    assert found(texts, f"{EXACT}[keep]\nmin_support = 2\n") == []
