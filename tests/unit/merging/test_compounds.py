"""Compounds that other bullets say in parts."""

from __future__ import annotations

import pytest

from tests.unit.helpers import EXACT, canonical_body, compiled, lettered

_A_FIRST = f'{EXACT}[merge]\ntrunk = "a"\n'
_STORES = "## Stores\n\n- Redis for short lives\n- Keep tables in Postgres\n\n"
_TRUNK = f"{_STORES}## Sails\n\n- Rope splicing\n- Knots\n"


def _lines(*texts: str, rules: str = _A_FIRST) -> list[str]:
    return [line.removeprefix("- ") for line in canonical_body(*texts, rules_text=rules).splitlines() if line]


def _stays(compound: str, rules: str = _A_FIRST, trunk: str = _TRUNK) -> bool:
    return compound in _lines(trunk, f"## Overview\n\n- {compound}\n", rules=rules)


def test_a_compound_of_which_other_bullets_say_every_noun_leaves() -> None:
    assert not _stays("**Stores**: Redis, Postgres")
    assert not _stays("**Sails**: rope splicing, knots")


def test_a_compound_with_a_noun_that_no_bullet_says_stays() -> None:
    assert _stays("**Stores**: Redis, Postgres, Oracle")


def test_a_bullet_says_a_noun_with_few_more_words_unless_it_is_a_name() -> None:
    assert _stays("**Sails**: lives, knots")
    assert not _stays("**Sails**: splicing, knots")


@pytest.mark.parametrize("sentence", ["Use Redis for short lives", "Redis"])
def test_what_is_no_list_of_nouns_is_no_compound(sentence: str) -> None:
    assert _stays(sentence)


def test_a_bullet_under_another_polarity_does_not_say_a_noun() -> None:
    assert _stays("**Stores**: Redis, Postgres", trunk=f"Never do this:\n\n- Redis\n\n{_TRUNK[41:]}")


def test_a_compound_with_items_below_it_stays() -> None:
    lines = _lines(_TRUNK, "## Overview\n\n- **Stores**: Redis, Postgres\n  - b1\n")
    assert lines[-2:] == ["**Stores**: Redis, Postgres", "  - b1"]


def test_the_rules_keep_compounds() -> None:
    assert _stays("**Stores**: Redis, Postgres", rules=f'{_A_FIRST}covered = "keep"\n')


def test_what_a_compound_says_is_listed_as_covered() -> None:
    result = compiled(lettered((_TRUNK, "## Overview\n\n- **Stores**: Redis, Postgres\n")), _A_FIRST)
    reasons = {entry.text: entry.reason for entry in result.left_out}
    assert reasons["Stores: Redis, Postgres"] == (
        "covered: 'Redis for short lives' of a.md:3 and other bullets say its parts"
    )
