from __future__ import annotations

import random
from importlib.resources import as_file, files

import pytest

from tools.judge_packing import BATCH, Example, Packer, batches, varied
from tools.judge_rows import Row, Side


@pytest.fixture(scope="module")
def packer() -> Packer:
    with as_file(files("personac.matching") / "data" / "judge" / "tokenizer.json") as path:
        return Packer(path)


def _row(kind: str = "", text: str = "Write tests") -> Row:
    return Row("hard", "p1", 0, kind, Side(f"Rules: {text}", text), Side("Test", "Test"), 1.0, 1.0)


def test_both_texts_stand_between_special_pieces_with_their_types(packer: Packer) -> None:
    (start, _, end) = packer.alone(7)
    assert packer.pack(([7, 8], [9])) == ([start, 7, 8, end, 9, end], [0, 0, 0, 0, 1, 1])


@pytest.mark.parametrize(
    ("left", "right", "kept"), [(20, 2, (8, 2)), (2, 20, (2, 8)), (9, 9, (5, 5)), (3, 4, (3, 4))]
)
def test_the_longer_text_is_cut(packer: Packer, left: int, right: int, kept: tuple[int, int]) -> None:
    ids, types = packer.pack(([7] * left, [8] * right), most=10)
    assert (ids.count(7), ids.count(8)) == kept
    assert len(ids) == len(types)


def test_shorter_pairs_of_a_batch_are_padded_and_masked(packer: Packer) -> None:
    ids, types, mask = packer.arrays([([7], [8]), ([7, 7, 7], [8])])
    assert ids.shape == types.shape == mask.shape == (2, 7)
    assert mask.sum(axis=1).tolist() == [5, 7]
    assert ids[0, 5:].tolist() == types[0, 5:].tolist() == [0, 0]


def test_a_row_is_split_with_scopes_and_without(packer: Packer) -> None:
    (example,) = packer.examples([_row()])
    assert example.shown[0][-len(example.bare[0]) :] == example.bare[0]
    assert example.length == sum(map(len, example.shown)) > sum(map(len, example.bare))


def test_scopes_are_sometimes_left_out_but_not_where_they_make_the_difference(packer: Packer) -> None:
    def lengths(kind: str) -> set[int]:
        (example,) = packer.examples([_row(kind)])
        rng = random.Random(0)  # noqa: S311 - the same each time
        return {sum(map(len, varied(example, rng))) for _ in range(200)}

    assert len(lengths("act")) == 2
    assert len(lengths("scope")) == 1


def test_a_pair_is_shown_in_both_orders(packer: Packer) -> None:
    (example,) = packer.examples([_row("scope")])
    rng = random.Random(0)  # noqa: S311 - the same each time
    assert len({tuple(map(tuple, varied(example, rng))) for _ in range(50)}) == 2


def test_an_epoch_has_each_row_once_and_the_same_seed_the_same_batches(packer: Packer) -> None:
    rows = [_row(text="word " * (1 + number % 9) + str(number)) for number in range(3 * BATCH + 5)]
    examples = packer.examples(rows)

    def epoch(seed: int) -> list[list[Example]]:
        drawn = batches(examples, random.Random(seed))  # noqa: S311 - the same each time
        return [next(drawn) for _ in range(4)]

    assert {own.row for batch in epoch(0) for own in batch} == set(rows)
    assert epoch(0) == epoch(0) != epoch(1)


def test_without_rows_there_is_no_batch() -> None:
    with pytest.raises(ValueError, match="no rows to train on"):
        next(batches([], random.Random(0)))  # noqa: S311 - not used
