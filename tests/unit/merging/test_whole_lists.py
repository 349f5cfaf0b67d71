"""Which lists are one: the items of two lists have one number in `Planned.lists` if they are."""

from __future__ import annotations

from tests.unit.helpers import EXACT, lettered, planned

_A_FIRST = f'{EXACT}[merge]\ntrunk = "a"\n'


def _list(items: str) -> str:
    return "".join(f"- {item}\n" for item in items.split())


def _are_one(one: str, other: str, *texts: str) -> bool:
    plan = planned(lettered(texts), _A_FIRST)
    numbers = {bullet.text: plan.lists[at] for at, bullet in enumerate(plan.bullets) if at in plan.lists}
    return numbers[one] == numbers[other]


def test_the_only_lists_of_one_topic_are_one() -> None:
    assert _are_one("a1", "b1", f"## Cats\n\n{_list('a1')}", f"## Cats\n\n{_list('b1')}")
    assert not _are_one("a1", "b1", f"## Cats\n\n{_list('a1')}", f"## Mice\n\n{_list('b1')}")


def test_lists_above_all_sections_are_of_one_topic() -> None:
    assert _are_one("a1", "b1", f"{_list('a1')}\n## Cats\n\n- c1\n", f"# Title\n\n{_list('b1')}")


def test_of_two_lists_of_a_topic_that_with_items_in_common_is_joined() -> None:
    trunk = f"## Cats\n\n{_list('a1')}\nText.\n\n{_list('x1 a2')}"
    assert _are_one("a2", "b1", trunk, f"## Cats\n\n{_list('x1 b1')}")
    assert not _are_one("a1", "b1", trunk, f"## Cats\n\n{_list('b1')}")


def test_a_list_joins_one_of_another_topic_that_has_two_and_a_third_of_its_items() -> None:
    trunk = f"## Expertise\n\n{_list('x1 x2 a1 a2 a3')}"
    assert _are_one("a1", "b1", trunk, f"## Principles\n\n{_list('x1 x2 b1')}")
    assert _are_one("a1", "b1", trunk, f"## Principles\n\n{_list('x1 x2 b1 b2 b3 b4')}")
    assert not _are_one("a1", "b1", trunk, f"## Principles\n\n{_list('x1 x2 b1 b2 b3 b4 b5')}")
    assert not _are_one("a1", "b1", trunk, f"## Principles\n\n{_list('x1 b1')}")


def test_a_numbered_list_joins_a_bulleted_one_unless_it_is_a_procedure() -> None:
    trunk = f"## Principles\n\n{_list('x1 x2 a1')}"
    assert _are_one("a1", "b1", trunk, "## Principles\n\n1. x1\n2. x2\n3. b1\n")
    assert not _are_one("a1", "b1", trunk, "## Process\n\n1. x1\n2. x2\n3. b1\n")


def test_terms_with_texts_join_no_list_of_bare_items_that_it_shares_nothing_with() -> None:
    trunk, leads = f"## Cats\n\n{_list('a1 a2')}", "## Cats\n\n- **Tails**: b1\n- **Ears**: b2\n"
    assert not _are_one("a1", "Tails: b1", trunk, leads)


def test_a_list_of_another_scope_joins_none() -> None:
    trunk = f"## Principles\n\n{_list('x1 x2 a1')}"
    assert not _are_one("a1", "b1", trunk, f"## Principles\n\nNever do this:\n\n{_list('y1 b1')}")


def test_a_lead_in_that_the_titles_do_not_say_keeps_a_list_apart() -> None:
    trunk = f"## Cats\n\n{_list('a1')}"
    assert _are_one("a1", "b1", trunk, f"## Cats\n\nCats:\n\n{_list('b1')}")
    assert not _are_one("a1", "b1", trunk, f"## Cats\n\nOn the upper deck:\n\n{_list('b1')}")


def test_a_group_has_one_list_of_each_persona() -> None:
    other = f"## Technologies\n\n{_list('x1 x2 b1')}\n## Principles\n\n{_list('x3 x4 c1')}"
    trunk = f"## Expertise\n\n{_list('x1 x2 x3 x4 a1')}"
    assert _are_one("a1", "b1", trunk, other)
    assert not _are_one("a1", "c1", trunk, other)


def test_lists_below_one_item_are_one() -> None:
    assert _are_one("a1", "b1", "- x1\n  - a1\n- a2\n", "- x1\n  - b1\n- b2\n")
    assert not _are_one("a1", "b1", "- x1\n  - a1\n- a2\n", "- y1\n  - b1\n- b2\n")


def test_lists_below_one_label_are_one_whatever_the_heading_above() -> None:
    assert _are_one("a1", "b1", f"Never:\n{_list('a1 x1')}", f"## Principles\n\nNever:\n{_list('x1 b1')}")


def test_a_label_with_a_polarity_of_its_own_is_not_said_by_the_heading() -> None:
    one, other = f"## Approach\n\n{_list('a1')}", f"## Approach\n\nAlways check:\n\n{_list('b1 b2')}"
    assert not _are_one("a1", "b1", one, other)


def test_a_list_joins_none_of_another_topic_under_a_title_that_limits_either() -> None:
    expertise, limited = f"## Expertise\n\n{_list('x1 x2 a1')}", "## Deprecated stack\n\n- x1\n- x2\n- b1\n"
    assert not _are_one("a1", "b1", expertise, limited)
    assert not _are_one("a1", "b1", limited, expertise)


def test_a_list_joins_none_of_its_topic_below_a_title_that_limits_it() -> None:
    trunk = "## Deprecated practices\n\n### Accounts\n\n- a1\n\n### Cats\n\n- c1\n"
    assert not _are_one("a1", "b1", trunk, "## Accounts\n\n- b1\n")
