"""Families: communities of personas that are alike, whatever the order of the pairs."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import combinations

import pytest
from msgspec.structs import replace

from personac.config.schema import Scan
from personac.scan.evidence import Evidence
from personac.scan.families import Pair, Shared, components_of, find_families, likenesses, pair_of
from personac.scan.persona_names import NameTerms
from personac.scan.scanned_personas import Scanned
from personac.scan.shared_words import FINE
from tests.unit.helpers import rules

SCAN = rules().scan
NOTHING = NameTerms({}, frozenset())


def persona(content: int, words: int = 100, name: NameTerms = NOTHING) -> Scanned:
    return Scanned(content, (f"{content}.md",), f"agent {content}", name, content, "", 10, words, 200)


def named(*products: str) -> NameTerms:
    return NameTerms(dict.fromkeys(products, 1.0), frozenset(products))


def within(*members: int, own: float = 0.8) -> dict[Pair, float]:
    return dict.fromkeys(combinations(members, 2), own)


def families(
    likeness: Mapping[Pair, float], scan: Scan, copies: Sequence[Sequence[int]] = ()
) -> tuple[tuple[int, ...], ...]:
    """The families, where copies are as alike as the rules say."""
    group = {one: number for number, own in enumerate(copies) for one in own}

    def alike(one: int, other: int) -> float:
        is_copied = one in group and group[one] == group.get(other)
        return max(likeness.get(pair_of(one, other), 0.0), scan.copies if is_copied else 0.0)

    return find_families(likeness, alike, copies, scan)


def test_personas_that_are_alike_are_one_family() -> None:
    assert families({**within(1, 2, 3), **within(7, 8), (3, 7): 0.1}, SCAN) == ((1, 2, 3), (7, 8))


def test_a_weak_bridge_does_not_join_two_families() -> None:
    likeness = {**within(1, 2, 3, 4), **within(5, 6, 7, 8), (4, 5): 0.41}
    assert families(likeness, SCAN) == ((1, 2, 3, 4), (5, 6, 7, 8))


def test_families_do_not_depend_on_the_order_of_the_pairs() -> None:
    source = random.Random(3)  # noqa: S311 - only a shuffle
    pairs = [(pair, source.random()) for pair in combinations(range(40), 2) if source.random() < 0.2]
    expected = families(dict(pairs), SCAN)
    assert expected
    for _ in range(3):
        source.shuffle(pairs)
        assert families(dict(pairs), SCAN) == expected


def test_a_member_that_is_hardly_like_the_others_leaves() -> None:
    likeness = {**within(1, 2, 3, 4, 5), (5, 6): 0.45}
    assert families(likeness, replace(SCAN, resolution=0.1)) == ((1, 2, 3, 4, 5),)


def test_a_higher_threshold_gives_smaller_families() -> None:
    likeness = {**within(1, 2, own=0.9), **within(2, 3, own=0.5)}
    assert families(likeness, replace(SCAN, family=0.8)) == ((1, 2),)


def test_no_pairs_give_no_families() -> None:
    assert families({}, SCAN) == ()


def test_shares_count_for_either_side() -> None:
    personas = {one: persona(one, words) for one, words in ((1, 10), (2, 40))}
    shared = Shared.of([(1, 2, 10 * FINE, 10 * FINE, 10, 10)], personas, 0.8)
    assert (shared.of_pair(1, 2), shared.of_pair(2, 1), shared.of_pair(1, 1)) == (1.0, 0.25, 1.0)
    assert shared.of_pair(2, 7) == 0.0
    assert shared.mutual((1, 2)) == pytest.approx(0.5)


def test_the_name_adds_to_what_personas_are_about() -> None:
    personas = {1: persona(1, name=named("rye")), 2: persona(2, name=named("rye")), 3: persona(3)}
    found = likenesses(Shared({}), [(1, 2, 0, 0.3), (2, 3, 0, 0.3)], personas, 0.2)
    assert found == {(1, 2): 0.5, (2, 3): 0.3}


def test_other_products_and_short_personas_are_not_alike_by_subject() -> None:
    personas = {1: persona(1, name=named("npm")), 2: persona(2, name=named("pnpm")), 3: persona(3, words=20)}
    assert likenesses(Shared({}), [(1, 2, 0, 0.9), (1, 3, 0, 0.9), (2, 3, 1, 0.9)], personas, 0.2) == {}


def test_what_is_said_in_common_counts_whatever_the_names() -> None:
    personas = {1: persona(1, name=named("npm")), 2: persona(2, name=named("pnpm"))}
    shared = Shared({(1, 2): (0.9, 0.9)})
    assert likenesses(shared, [(1, 2, 0, 0.1)], personas, 0.2) == {(1, 2): 0.9}


def test_components() -> None:
    assert components_of([(5, 4), (1, 2), (2, 3)]) == ((1, 2, 3), (4, 5))


def test_near_copies_stay_together_however_many_they_are() -> None:
    copies = tuple(range(10, 400))
    chained = {(one, one + 1): 0.9 for one in copies[:-1]}
    assert families({**chained, (1, 399): 0.6}, SCAN, [copies]) == (copies,)
    assert families({}, SCAN, [copies]) == (copies,)


def test_the_likeness_of_a_family_is_the_mean_of_its_pairs() -> None:
    personas = {one: persona(one) for one in (1, 2, 3)}
    evidence = Evidence(personas, (), [(1, 2, 0, 0.9), (2, 3, 0, 0.3)], SCAN)
    assert evidence.mean_likeness((3, 1, 2)) == 0.4
    assert (evidence.alike(2, 1), evidence.alike(1, 3), evidence.alike(3, 3)) == (0.9, 0.0, 1.0)
