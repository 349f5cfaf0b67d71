from __future__ import annotations

import pytest

from tests.unit.helpers import EXACT, canonical_body, planned

_CATS = "## Cats\n\n- x1\n"
_DOGS = "## Dogs\n\n- y1\n"
_MICE = "## Mice\n\n- z1\n"


def _body(*texts: str, rules_text: str) -> list[str]:
    return [line for line in canonical_body(*texts, rules_text=EXACT + rules_text).splitlines() if line]


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


def test_levels_read_like_headings() -> None:
    rules_text = (
        _section("Cats", "level = 2\n") + _section("Dogs", "level = 3\n") + _section("Mice", "level = 3\n")
    )
    expected = ["## Cats", "- x1", "### Dogs", "- y1", "### Mice", "- z1"]
    assert _body(_MICE + _DOGS + _CATS, rules_text=rules_text) == expected
    nested = "## Dogs\n\n- y1\n\n### Cats\n\n- x1\n"
    assert _body(nested, rules_text=_section("Cats", "level = 2\n")) == ["## Dogs", "- y1", "## Cats", "- x1"]


def test_a_section_is_put_under_another_by_title() -> None:
    assert _body(_CATS + _DOGS, rules_text=_section("Cats", 'under = "dogs"\n')) == [
        "## Dogs", "- y1", "### Cats", "- x1"
    ]  # fmt: skip


def test_a_section_that_no_source_has_is_added_for_those_under_it() -> None:
    rules_text = (
        _section("Animals") + _section("Pets", 'under = "Animals"\n') + _section("Cats", 'under = "Pets"\n')
    )
    assert _body(_CATS, rules_text=rules_text) == ["## Animals", "### Pets", "#### Cats", "- x1"]


def test_entries_order_the_sections_unless_order_does() -> None:
    entries = _section("Mice") + _section("Cats")
    assert _body(_CATS + _DOGS + _MICE, rules_text=entries) == [
        "## Dogs",
        "- y1",
        "## Mice",
        "- z1",
        "## Cats",
        "- x1",
    ]
    order = f'[outline]\norder = ["Dogs", "Cats"]\n{entries}'
    assert _body(_CATS + _DOGS + _MICE, rules_text=order) == [
        "## Dogs",
        "- y1",
        "## Cats",
        "- x1",
        "## Mice",
        "- z1",
    ]


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
