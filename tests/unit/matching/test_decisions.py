from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.diagnostics.diagnostic import PersonacError
from personac.matching.decisions import Decisions, decide
from tests.unit.helpers import EXACT, canonical_body, evidence, rules


def _decide(texts: dict[str, str], rules_text: str) -> Decisions:
    return decide(evidence(texts).prepared, rules(rules_text))


def _link(table: str, *texts: str, personas: tuple[str, ...] = ()) -> str:
    return f"[[{table}]]\ntexts = {list(texts)}\npersonas = {list(personas)}\n"


_TEXTS = {"a.md": "- alpha\n- beta\n- gamma\n", "b.md": "- Alphas\n- beta\n\nalpha\n"}
# positions:         0        1       2                    3         4       5


def test_no_links_no_decisions() -> None:
    assert _decide(_TEXTS, "") == Decisions(group_of=(0, 1, 2, 0, 1, 5))


def test_a_link_means_every_bullet_of_that_normal_form_and_kind() -> None:
    result = _decide(_TEXTS, _link("must_link", "alpha", "Beta"))
    assert result.together == {(0, 1), (0, 4), (1, 3), (3, 4)}
    assert result.apart == frozenset()
    assert result.diagnostics == ()


def test_a_link_of_three_texts_joins_each_with_each() -> None:
    result = _decide({"a.md": _TEXTS["a.md"]}, _link("cannot_link", "alpha", "beta", "gamma"))
    assert result.apart == {(0, 1), (0, 2), (1, 2)}


def test_personas_narrow_a_link() -> None:
    result = _decide(_TEXTS, _link("must_link", "alpha", "beta", personas=("b",)))
    assert result.together == {(3, 4)}


def test_texts_without_letters_name_only_themselves() -> None:
    result = _decide({"a.md": "- \u2192\n- \u2190\n- beta\n"}, _link("must_link", "\u2192", "beta"))
    assert result.together == {(0, 2)}


@pytest.mark.parametrize("table", ["must_link", "cannot_link"])
def test_a_link_without_a_bullet_is_reported(table: str) -> None:
    (result,) = _decide(_TEXTS, _link(table, "alpha", "omega")).diagnostics
    assert (result.code, result.severity) == ("PC401", "warning")
    assert "'omega'" in result.message
    assert result.hint


@pytest.mark.parametrize("table", ["must_link", "cannot_link"])
def test_a_link_without_a_bullet_is_named_by_file_line_and_table(table: str) -> None:
    (result,) = _decide(_TEXTS, f"# one\n# two\n{_link(table, 'alpha', 'omega')}").diagnostics
    assert (result.path, result.line) == ("rules/test.toml", 3)
    assert f"[[{table}]]" in result.message


@pytest.mark.parametrize(
    "links",
    [
        (_link("must_link", "alpha", "beta"), _link("cannot_link", "beta", "alpha")),
        (
            _link("must_link", "alpha", "beta"),
            _link("must_link", "beta", "gamma"),
            _link("cannot_link", "alpha", "gamma"),
        ),
        (_link("cannot_link", "alpha", "Alphas"),),
        # Equal bullets are one, so what holds for one persona's holds for the other's.
        (
            _link("must_link", "alpha", "beta", personas=("a",)),
            _link("cannot_link", "alpha", "beta", personas=("b",)),
        ),
    ],
)
def test_decisions_that_cannot_both_hold_end_the_run(links: tuple[str, ...]) -> None:
    with pytest.raises(PersonacError) as caught:
        _decide(_TEXTS, "".join(links))
    (result,) = caught.value.diagnostics
    assert (result.code, result.path) == ("PC402", "rules/test.toml")
    assert "[[cannot_link]]" in "".join(links).splitlines()[result.line - 1]
    assert result.hint


def _applied(*groups: tuple[int, ...], together: str = "", apart: str = "") -> tuple[tuple[int, ...], ...]:
    """Groups of the bullets 0 to 9 under decisions given as pairs of digits."""
    links = frozenset((int(pair[0]), int(pair[1])) for pair in together.split())
    of = list(range(10))
    for a, b in sorted(links):
        of = [of[a] if number == of[b] else number for number in of]
    bars = frozenset((int(pair[0]), int(pair[1])) for pair in apart.split())
    return Decisions(links, bars, tuple(of)).applied(groups)


def test_a_link_joins_whole_groups_and_no_other() -> None:
    assert _applied((0, 1), (2, 3), (4,), together="13") == ((0, 1, 2, 3), (4,))


def test_a_bullet_that_is_kept_apart_leaves_its_group_alone() -> None:
    assert _applied((0, 1, 2), (3,), apart="02") == ((0, 1), (2,), (3,))


def test_what_a_rule_joins_leaves_a_group_together() -> None:
    assert _applied((0, 1, 2, 3), together="13", apart="01") == ((0, 2), (1, 3))


def test_the_order_of_decisions_does_not_matter() -> None:
    assert _applied((0, 1), (2, 3), together="02", apart="12") == ((0, 2, 3), (1,))


_PAIRS = st.sampled_from(list(combinations(range(10), 2)))


@given(st.frozensets(_PAIRS, max_size=5), st.integers(1, 10))
def test_no_group_has_bullets_that_are_kept_apart(apart: frozenset[tuple[int, int]], size: int) -> None:
    groups = [tuple(range(first, min(10, first + size))) for first in range(0, 10, size)]
    result = Decisions(frozenset(), apart, tuple(range(10))).applied(groups)
    assert sorted(member for group in result for member in group) == list(range(10))
    assert not any(apart & set(combinations(group, 2)) for group in result)


UNJUDGED = "[matching]\njudge = false\n"
_ONE, _OTHER = "## Cats\n\n- x1\n- y1\n- a1\n", "## Cats\n\n- x1\n- y1\n- b1\n"
_A_FIRST = f'{EXACT}[merge]\ntrunk = "a"\n'


def test_a_decision_changes_only_the_lines_that_it_is_about() -> None:
    before = canonical_body(_ONE, _OTHER, rules_text=_A_FIRST).splitlines()
    joined = canonical_body(_ONE, _OTHER, rules_text=_A_FIRST + _link("must_link", "a1", "b1")).splitlines()
    assert joined == [line for line in before if line != "- b1"]


def test_an_item_that_is_kept_apart_stands_behind_the_one_that_it_was_merged_with() -> None:
    rules_text = f'{UNJUDGED}[merge]\ntrunk = "a"\n'
    texts = ("## Work\n\n- x1\n- Keep logs short\n- a1\n", "## Work\n\n- Do keep logs very short\n- b1\n")
    apart = _link("cannot_link", "Keep logs short", "Do keep logs very short")
    before, after = (
        [line for line in canonical_body(*texts, rules_text=text).splitlines() if line.startswith("- ")]
        for text in (rules_text, rules_text + apart)
    )
    assert before == ["- x1", "- Do keep logs very short", "- b1", "- a1"]
    assert after == ["- x1", "- Keep logs short", "- Do keep logs very short", "- b1", "- a1"]


def test_a_link_joins_steps_of_two_procedures() -> None:
    texts = ("## Process\n\n1. s1\n2. s2\n", "## Workflow\n\n1. t1\n2. t2\n3. t3\n")
    body = canonical_body(*texts, rules_text=_A_FIRST + _link("must_link", "s2", "t3"))
    assert "t3" not in body


def test_two_items_with_the_same_words_stay_if_the_rules_keep_them_apart() -> None:
    texts = ("## Work\n\n- Write tests first\n- a1\n", "## Work\n\n- Write the tests first\n- b1\n")
    apart = _A_FIRST + _link("cannot_link", "Write tests first", "Write the tests first")
    assert canonical_body(*texts, rules_text=apart).count("tests first") == 2


def test_a_narrow_bullet_is_not_folded_if_the_rules_keep_it_apart() -> None:
    texts = ("- Soil care: composting, mulching, liming\n- z1\n", "- Mulching\n- z1\n")
    folded = canonical_body(*texts, rules_text=_A_FIRST)
    apart = _link("cannot_link", "Mulching", "Soil care: composting, mulching, liming")
    assert "- Mulching" not in folded
    assert "- Mulching" in canonical_body(*texts, rules_text=_A_FIRST + apart)
