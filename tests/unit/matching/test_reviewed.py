from __future__ import annotations

import pytest

from personac.diagnostics.diagnostic import Diagnostic
from personac.matching.decisions import Decisions, decide
from personac.model.decision_format import DecidedGroup, Decision, DecisionFile, NamedBullet
from tests.unit.helpers import evidence, rules

_TEXTS = {"a.md": "- alpha\n- beta\n- gamma\n", "b.md": "- delta\n- Alphas\n"}
# positions:         0        1       2                    3         4


def _file(by: str, *groups: str, text: str = "", over: tuple[str, ...] = (), key: str = "0") -> Decision:
    """Decide on groups of bullets of a.md, each given as "alpha beta"; only the first gets the wording."""
    own = tuple(
        DecidedGroup(tuple(_named(word) for word in group.split()), text if not at else "")
        for at, group in enumerate(groups)
    )
    return Decision(key, by, f"decisions/x/{key}.{by}.toml", DecisionFile(over=over, group=own))


def _named(word: str) -> NamedBullet:
    return NamedBullet("b" if word in {"delta", "alphas"} else "a", word)


def _decide(*files: Decision, rules_text: str = "") -> Decisions:
    return decide(evidence(_TEXTS).prepared, rules(rules_text), files)


def _told(result: Decisions) -> list[tuple[str, str]]:
    return [(one.code, one.path.rsplit("/")[-1]) for one in result.diagnostics]


def test_a_decision_joins_and_keeps_apart() -> None:
    result = _decide(_file("ada", "alpha beta", "gamma"))
    assert result.together == {(0, 1)}
    assert set(result.apart) == {(0, 2), (1, 2)}
    assert result.diagnostics == ()


def test_two_equal_decisions_are_two_signatures() -> None:
    result = _decide(_file("ada", "alpha beta", "gamma"), _file("ben", "gamma", "beta alpha"))
    assert [one.counts for one in result.reviewed] == [True, True]
    assert result.together == {(0, 1)}


def test_disagreeing_decisions_are_disputed_and_keep_apart() -> None:
    result = _decide(_file("ada", "alpha beta"), _file("ben", "alpha", "beta"))
    assert result.together == frozenset()
    assert set(result.apart) == {(0, 1)}
    assert [one.against for one in result.reviewed] == [
        ("decisions/x/0.ben.toml",),
        ("decisions/x/0.ada.toml",),
    ]
    assert _told(result) == [("PC436", "0.ada.toml"), ("PC436", "0.ben.toml")]


def test_disagreeing_wordings_are_disputed() -> None:
    result = _decide(_file("ada", "alpha beta", text="One"), _file("ben", "alpha beta", text="Two"))
    assert [one.is_disputed for one in result.reviewed] == [True, True]


def test_a_decision_over_another_ends_the_dispute() -> None:
    result = _decide(_file("ada", "alpha beta", over=("ben",)), _file("ben", "alpha", "beta"))
    assert [(one.counts, one.is_overruled) for one in result.reviewed] == [(True, False), (False, True)]
    assert result.together == {(0, 1)}
    assert set(result.apart) == set()


def test_decisions_over_each_other_are_disputed() -> None:
    result = _decide(_file("ada", "alpha beta", over=("ben",)), _file("ben", "alpha", "beta", over=("ada",)))
    assert [one.is_disputed for one in result.reviewed] == [True, True]


def test_decisions_that_share_one_bullet_only_agree() -> None:
    result = _decide(_file("ada", "alpha beta"), _file("ben", "beta", "gamma"))
    assert [one.counts for one in result.reviewed] == [True, True]
    assert result.together == {(0, 1)}


def test_a_chain_of_decisions_that_joins_what_one_keeps_apart_is_disputed() -> None:
    chain = _file("ada", "alpha beta"), _file("ben", "beta gamma"), _file("cleo", "alpha", "gamma")
    result = _decide(*chain)
    assert all(one.is_disputed for one in result.reviewed)
    assert result.together == frozenset()
    assert (0, 2) in result.apart


def test_the_rules_and_a_decision_may_be_in_dispute() -> None:
    joined = '[[must_link]]\ntexts = ["alpha", "beta"]\n'
    (one,) = _decide(_file("ada", "alpha", "beta"), rules_text=joined).reviewed
    assert one.against == ("a [[must_link]] of the rules",)
    apart = '[[cannot_link]]\ntexts = ["alpha", "beta"]\n'
    result = _decide(_file("ada", "alpha beta"), rules_text=apart)
    assert result.reviewed[0].against == ("a [[cannot_link]] of the rules",)
    assert result.together == frozenset()


def test_a_stale_decision_holds_apart_and_joins_nothing() -> None:
    result = _decide(_file("ada", "alpha beta", "gamma omega"))
    assert result.reviewed[0].state == "stale"
    assert result.together == frozenset()
    assert (0, 2) in result.apart
    (told,) = result.diagnostics
    assert (told.severity, "'omega'" in told.message, bool(told.hint)) == ("warning", True, True)


def test_a_stale_decision_is_in_no_dispute() -> None:
    result = _decide(_file("ada", "alpha beta omega"), _file("ben", "alpha", "beta"))
    assert not any(one.is_disputed for one in result.reviewed)


def test_copies_cannot_be_kept_apart() -> None:
    (told,) = _decide(_file("ada", "alpha", "alphas")).diagnostics
    assert isinstance(told, Diagnostic)
    assert "have the same words in the same scope" in told.message


@pytest.mark.parametrize("most", [60, 120])
def test_very_many_reviewers_of_one_item_are_told_of_a_few(most: int) -> None:
    files = [_file(f"r{at}", *(("alpha beta",) if at % 2 else ("alpha", "beta"))) for at in range(most)]
    result = _decide(*files)
    assert all(one.is_disputed for one in result.reviewed)
    assert all("more" in told.message for told in result.diagnostics)
    assert result.together == frozenset()
