"""What is said twice: the clusters of the plan, and the duplicates that they were divided from."""

from __future__ import annotations

from tests.unit.helpers import EXACT, canonical_body, lettered, planned

_A_FIRST = f'{EXACT}[merge]\ntrunk = "a"\n'
_SENTENCES = [
    f"Keep the {thing} where every sailor of the watch finds it" for thing in ("lamp", "rope", "bell")
]


def _list(items: str) -> str:
    return "".join(f"- {item}\n" for item in items.split())


def _lines(*texts: str, rules: str = _A_FIRST) -> list[str]:
    return [line.removeprefix("- ") for line in canonical_body(*texts, rules_text=rules).splitlines() if line]


def test_a_list_of_terms_gives_up_no_item_to_another_list() -> None:
    lines = _lines(f"## Cats\n\n{_list('x1 a1 a2')}", f"## Mice\n\n{_list('b1 x1 b2')}")
    assert lines == ["## Cats", "x1", "a1", "a2", "## Mice", "b1", "x1", "b2"]


def test_a_list_that_is_said_elsewhere_as_a_whole_goes() -> None:
    trunk = f"## Cats\n\n{_list('x1 a1 a2')}\n## Dogs\n\n{_list('x2 d1 d2')}"
    assert "## Skills" not in _lines(trunk, f"## Skills\n\n{_list('x1 x2')}\n## Rats\n\n- r1\n")


def test_a_list_of_sentences_may_lose_less_than_half_of_its_items() -> None:
    other = "".join(f"- {sentence}\n" for sentence in _SENTENCES)
    lines = _lines(f"## Part\n\n- {_SENTENCES[0]}\n- a1\n- c1\n", f"## Skills\n\n{other}")
    assert lines[lines.index("## Skills") + 1 :] == _SENTENCES[1:]


def test_a_numbered_list_gives_up_no_item_to_another_list() -> None:
    numbered = "".join(f"{n}. {sentence}\n" for n, sentence in enumerate(_SENTENCES, start=1))
    others = "".join(
        f"- Scrub the {thing} until the mate of the watch is content\n" for thing in ("deck", "hull")
    )
    bulleted = f"## Skills\n\n- {_SENTENCES[0]}\n{others}"
    for texts, times in (
        ((f"## Principles\n\n{numbered}", bulleted), 1),
        ((bulleted, f"## Principles\n\n{numbered}"), 2),
    ):
        assert sum(_SENTENCES[0] in line for line in _lines(*texts)) == times


def _joined(one: str, other: str) -> int:
    """The lines of a build in which the rules' threshold is so low that only what is kept apart stays."""
    link = f'[[must_link]]\ntexts = ["{one}", "{other}"]\n'
    return len(_lines(f"- {one}\n", f"- {other}\n", rules=f"{_A_FIRST}{link}"))


def test_what_the_rules_join_is_said_once_whatever_is_lost() -> None:
    assert _joined("Restart the server after an upgrade of Nginx", "Restart the server after an upgrade") == 1
    trunk, other = f"## Cats\n\n{_list('x1 a1 a2')}", f"## Mice\n\n{_list('b1 y1 b2')}"
    rules = f'{_A_FIRST}[[must_link]]\ntexts = ["x1", "y1"]\n'
    assert "y1" not in _lines(trunk, other, rules=rules)


def test_the_duplicates_are_as_they_were_matched() -> None:
    plan = planned(lettered((f"## Cats\n\n{_list('x1 a1')}", f"## Mice\n\n{_list('b1 x1')}")), _A_FIRST)
    assert [len(cluster.members) for cluster in plan.duplicates] == [2, 1, 1]
    assert [len(cluster.members) for cluster in plan.clusters] == [1, 1, 1, 1]
    one, other = (at for at, bullet in enumerate(plan.bullets) if bullet.text == "x1")
    assert plan.duplicate_of[one] == plan.duplicate_of[other]


def test_copies_of_a_term_stay_in_both_lists() -> None:
    trunk, other = (
        f"## Cats\n\n{_list('x1 a1 a2')}",
        f"## Cats\n\nText.\n\nOn the upper deck:\n\n{_list('b1 x1')}",
    )
    assert _lines(trunk, other).count("x1") == 2


def test_a_name_that_the_wording_lacks_keeps_both() -> None:
    one, other = "Restart the server after each upgrade", "Restart the server (Nginx) after each upgrade"
    rules = "[matching]\njudge = false\nunjudged = 0.3\n"
    assert _lines(f"- {other}\n", f"- {one}\n- b1\n", rules=rules) == [other, "b1"]
    two = "Restart the server (Caddy) after each upgrade"
    assert _lines(f"- {other}\n- a1\n", f"- {two}\n- b1\n", rules=rules)[0] in {other, two}
    assert {other, two} <= set(_lines(f"- {other}\n- a1\n", f"- {two}\n- b1\n", rules=rules))
