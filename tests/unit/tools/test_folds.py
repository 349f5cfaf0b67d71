from __future__ import annotations

import pytest

from tools.folds import FOLDS, block_of_real_pair, fold_of_groups


def test_groups_take_the_folds_in_turn_by_name() -> None:
    names = ["f", "b", "a", "c", "e", "d"]
    assert fold_of_groups(names) == dict(zip("abcdef", [*range(FOLDS), 0], strict=True))


@pytest.mark.parametrize(("name", "block"), [("r1-1", ("r1-0", 0)), ("r2-119", ("r2-5", 0))])
def test_twenty_real_pairs_are_a_block(name: str, block: tuple[str, int]) -> None:
    assert block_of_real_pair(name) == block
