from __future__ import annotations

import pytest

from personac.matching.tokenizer import Words
from personac.outline.outline_rules import ROOT, Fixed, Sources, fix
from personac.outline.titles import TitleReader
from tests.unit.helpers import EXACT, canonical_body, planned, rules

_CATS = "## Cats\n\n- x1\n\n"
_DOGS = "## Dogs\n\n- y1\n\n"
_MICE = "## Mice\n\n- z1\n\n"


def _body(*texts: str, rules_text: str) -> list[str]:
    return [line for line in canonical_body(*texts, rules_text=EXACT + rules_text).splitlines() if line]


def _fixed(*titles: str, rules_text: str) -> Fixed:
    """The rules applied to topics that have one title each."""
    own = rules(rules_text)
    reader = TitleReader(Words.from_rules(own.vocabulary), own.outline)
    stems = [frozenset({reader.stems(title)}) for title in titles]
    return fix(own.outline, Sources(stems, titles), reader)


def _diagnostics(*texts: str, rules_text: str) -> list[tuple[str, str]]:
    files = {f"{chr(97 + i)}.md": text for i, text in enumerate(texts)}
    result = planned(files, EXACT + rules_text).diagnostics
    return [(d.message, d.hint) for d in result if d.code == "PC411"]


def _section(title: str, rest: str = "") -> str:
    return f'[[outline.section]]\ntitle = "{title}"\n{rest}'


def test_a_title_is_given_and_aliases_join_sections_of_one_persona_too() -> None:
    rules_text = _section("Animals", 'aliases = ["cat", "DOGS"]\n')
    assert _body(_CATS + _DOGS, _CATS, rules_text=rules_text) == ["## Animals", "- x1", "- y1"]
    assert _diagnostics(_CATS, rules_text=rules_text) == []


def test_without_rules_nothing_is_fixed() -> None:
    assert _fixed("Cats", "Dogs", rules_text="") == Fixed()


def test_entries_give_topics_their_titles() -> None:
    fixed = _fixed("Cat", "Dogs", rules_text=_section("Felines", 'aliases = ["cats"]\n') + _section("dogs"))
    assert fixed.titles == {0: "Felines", 1: "dogs"}
    assert (fixed.parents, fixed.added, fixed.diagnostics) == ({}, 0, ())


def test_levels_read_like_headings() -> None:
    entries = (
        _section("Cats", "level = 2\n") + _section("Dogs", "level = 3\n") + _section("Mice", "level = 3\n")
    )
    assert _fixed("Mice", "Dogs", "Cats", rules_text=entries).parents == {2: ROOT, 1: 2, 0: 2}


def test_an_entry_belongs_under_the_last_one_of_a_lower_level() -> None:
    entries = "".join(
        _section(title, f"level = {level}\n")
        for title, level in (("A", 2), ("B", 3), ("C", 4), ("D", 3), ("E", 2))
    )
    assert _fixed(*"ABCDE", rules_text=entries).parents == {0: ROOT, 1: 0, 2: 1, 3: 0, 4: ROOT}


def test_a_section_is_put_under_another_by_title() -> None:
    assert _fixed("Cats", "Dogs", rules_text=_section("Cats", 'under = "dogs"\n')).parents == {0: 1}


def test_under_takes_precedence_over_the_level() -> None:
    entries = _section("Dogs", "level = 2\n") + _section("Cats", 'under = "Mice"\nlevel = 3\n')
    assert _fixed("Cats", "Dogs", "Mice", rules_text=entries).parents == {1: ROOT, 0: 2}


def test_topics_are_added_for_those_under_them() -> None:
    entries = (
        _section("Animals") + _section("Pets", 'under = "Animals"\n') + _section("Cats", 'under = "Pets"\n')
    )
    fixed = _fixed("Cats", "Dogs", rules_text=entries)
    assert (fixed.added, fixed.diagnostics) == (2, ())
    assert {fixed.titles[n] for n in (2, 3)} == {"Animals", "Pets"}
    assert fixed.titles[fixed.parents[0]] == "Pets"
    assert fixed.titles[fixed.parents[fixed.parents[0]]] == "Animals"


def test_entries_order_the_sections_unless_order_does() -> None:
    entries = _section("Mice") + _section("Cats")
    assert _fixed("Cats", "Dogs", "Mice", rules_text=entries).order == (2, 0)
    order = f'[outline]\norder = ["Dogs", "Cats", "dogs"]\n{entries}'
    assert _fixed("Cats", "Dogs", "Mice", rules_text=order).order == (1, 0)


def test_rules_without_effect_are_reported() -> None:
    ((message, hint),) = _diagnostics(_CATS, rules_text=_section("Cots"))
    assert message == "an outline rule names 'Cots', but no section has that title"
    assert hint == "did you mean 'Cats'?"
    ((_, hint),) = _diagnostics(_CATS, rules_text='[outline]\norder = ["Quux"]\n')
    assert hint == "add the titles that the sources use as aliases"
    ((message, _),) = _diagnostics(_CATS, rules_text=_section("Cats", 'under = "Dogs"\n'))
    assert "'Dogs'" in message


def test_an_added_section_above_nothing_is_reported() -> None:
    assert len(_diagnostics(_CATS, rules_text=_section("Pets") + _section("Dogs", 'under = "Pets"\n'))) == 2


@pytest.mark.parametrize(
    "rules_text",
    [
        _section("Cats", 'under = "Cats"\n'),
        _section("Cats", 'under = "Dogs"\n') + _section("Dogs", 'under = "Cats"\n'),
        _section("Cats", "level = 3\n"),
    ],
)
def test_impossible_places_are_reported(rules_text: str) -> None:
    ((message, hint),) = _diagnostics(_CATS + _DOGS, rules_text=rules_text)
    assert "be under itself" in message or "has no section above it" in message
    assert hint.startswith("give it level = 2")
    assert {"- x1", "- y1"} <= set(_body(_CATS + _DOGS, rules_text=rules_text))


def test_an_entry_whose_section_another_has_taken_is_reported() -> None:
    assert (
        len(_diagnostics(_CATS, rules_text=_section("Cats") + _section("Pets", 'aliases = ["Cats"]\n'))) == 1
    )


def test_sections_of_two_entries_are_never_one() -> None:
    rules_text = _section("Workflow") + _section("Process")
    texts = "## Workflow\n\n- x1\n", "## Process\n\n- y1\n"
    assert _body(*texts, rules_text=rules_text) == ["## Workflow", "- x1", "## Process", "- y1"]
