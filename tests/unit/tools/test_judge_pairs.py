from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.tools.gold_folders import a_pair, write_group, write_pairs
from tools.folds import FOLDS
from tools.judge_pairs import main
from tools.judge_rows import (
    ALWAYS,
    Row,
    Side,
    held_out_rows,
    read_rows,
    training_rows,
    without_known,
    write_rows,
)

REPEATED = "polish the hammer with great care", "polish every hammer with care"


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """The rows of three groups, five files of hard pairs, 120 real pairs, and our own pairs."""
    folder = tmp_path_factory.mktemp("data")
    for name, verb in (("one", "polish"), ("two", "carry"), ("three", "paint")):
        write_group(folder / name, verb)
    for number in range(1, FOLDS + 1):
        write_pairs(
            folder / "pairs" / f"p{number}.jsonl", [a_pair(f"Sweep yard {number}", "Rest", same=True)]
        )
    real = [a_pair(f"Call {n}", "Wait", id=f"r1-{n}", label="same" if n % 3 else "diff") for n in range(120)]
    write_pairs(folder / "pairs" / "real.jsonl", real)
    written = [a_pair("Log in", "Sign in", same=True), a_pair(*REPEATED, same=True)]
    write_pairs(folder / "written_pairs.jsonl", written)
    (folder / "real_pairs.tsv").write_text("one/A.md:2\ttwo/B.md:2\tcovers\n")
    out = folder / "rows.jsonl"
    places = ["--gold", str(folder), "--corpus", str(folder), "--labels", str(folder)]
    assert main([str(out), *places]) == 0
    return read_rows(out)


def _wording(row: Row) -> frozenset[str]:
    return frozenset(side.bare.casefold() for side in row.sides)


@pytest.mark.parametrize("fold", range(FOLDS))
@pytest.mark.parametrize("of", [lambda row: (row.source, row.block), _wording], ids=["block", "wording"])
def test_no_model_trains_on_what_it_is_measured_on(
    rows: list[Row], fold: int, of: Callable[[Row], object]
) -> None:
    seen, unseen = training_rows(rows, fold, 0), held_out_rows(rows, fold)
    assert unseen
    assert {row.source for row in seen} >= {"gold", "hard", "real", "own written", "own real"}
    assert {of(row) for row in seen}.isdisjoint({of(row) for row in unseen})


def test_every_block_is_left_out_once(rows: list[Row]) -> None:
    blocks = {(row.source, row.block, row.fold) for row in rows if row.fold != ALWAYS}
    assert len(blocks) == len({(source, block) for source, block, _ in blocks})
    assert {block for source, block, _ in blocks if source == "gold"} == {"one", "two", "three"}


def test_a_gold_pair_has_its_label_and_ignored_ones_are_left_out(rows: list[Row]) -> None:
    same = {_wording(row) for row in rows if row.source == "gold" and row.same}
    assert frozenset(REPEATED) in same
    every = {_wording(row) for row in rows if row.source == "gold"}
    assert frozenset({REPEATED[0], "polish the lantern with great care"}) not in every


def test_an_own_pair_that_repeats_one_of_a_fold_is_left_out(rows: list[Row]) -> None:
    assert [row.left.bare for row in rows if row.source == "own written"] == ["Log in"]


def test_weak_rows_are_sampled_alike_for_one_seed_and_all_measured(tmp_path: Path) -> None:
    def row(number: int, share: float) -> Row:
        return Row("gold", "x", number % FOLDS, "", Side(str(number), ""), Side("b", ""), 0.0, 1.0, share)

    rows = [row(number, 0.2 if number % 2 else 1.0) for number in range(1000)]
    seen = training_rows(rows, None, 0)
    assert seen == training_rows(rows, None, 0) != training_rows(rows, None, 1)
    assert 500 + 60 < len(seen) < 500 + 140
    assert len(held_out_rows(rows, 0)) == 200
    assert held_out_rows(rows, None) == []
    write_rows(tmp_path / "rows.jsonl", rows)
    assert read_rows(tmp_path / "rows.jsonl") == rows
    assert without_known(rows) == rows
