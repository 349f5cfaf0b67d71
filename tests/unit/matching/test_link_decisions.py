from __future__ import annotations

import pytest

from personac.diagnostics.model import PersonacError
from personac.matching.constraints import Decisions, decide
from tests.unit.helpers import evidence, rules


def _decide(texts: dict[str, str], rules_text: str) -> Decisions:
    return decide(evidence(texts).prepared, rules(rules_text))


def _link(table: str, *texts: str, personas: tuple[str, ...] = ()) -> str:
    return f"[[{table}]]\ntexts = {list(texts)}\npersonas = {list(personas)}\n"


_TEXTS = {"a.md": "- alpha\n- beta\n- gamma\n", "b.md": "- Alphas\n- beta\n\nalpha\n"}
# positions:         0        1       2                    3         4       5


def test_no_links_no_decisions() -> None:
    assert _decide(_TEXTS, "") == Decisions(group_of=(0, 1, 2, 0, 1, 5))


def test_a_link_means_every_bullet_of_that_normal_form_and_kind() -> None:
    found = _decide(_TEXTS, _link("must_link", "alpha", "Beta"))
    assert found.together == {(0, 1), (0, 4), (1, 3), (3, 4)}
    assert found.apart == frozenset()
    assert found.diagnostics == ()


def test_a_link_of_three_texts_joins_each_with_each() -> None:
    found = _decide({"a.md": _TEXTS["a.md"]}, _link("cannot_link", "alpha", "beta", "gamma"))
    assert found.apart == {(0, 1), (0, 2), (1, 2)}


def test_personas_narrow_a_link() -> None:
    found = _decide(_TEXTS, _link("must_link", "alpha", "beta", personas=("b",)))
    assert found.together == {(3, 4)}


def test_texts_without_letters_name_only_themselves() -> None:
    found = _decide({"a.md": "- \u2192\n- \u2190\n- beta\n"}, _link("must_link", "\u2192", "beta"))
    assert found.together == {(0, 2)}


@pytest.mark.parametrize("table", ["must_link", "cannot_link"])
def test_a_link_without_a_bullet_is_reported(table: str) -> None:
    (found,) = _decide(_TEXTS, _link(table, "alpha", "omega")).diagnostics
    assert (found.code, found.severity) == ("PC401", "warning")
    assert "'omega'" in found.message
    assert found.hint


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
    (found,) = caught.value.diagnostics
    assert found.code == "PC402"
    assert found.hint
