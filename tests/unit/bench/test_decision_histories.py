from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from bench.decision_histories import LENGTHS, Trial, groups_in, main, measured
from bench.histories.numbered_lines import History, Reader, numbered
from bench.histories.scripted_edits import EDITS, FILES, OTHERS, PLACES, SMALL
from tests.unit.helpers import rules

TEXTS = {
    "one": (
        "# Keep\n\n- Store the nightly backups of the ledger abroad\n- Rotate 3 keys each month\n\n"
        "## Logs\n\n- Write short logs of all errors\n- Remove old logs from the disk\n"
    ),
    "two": (
        "# Keep\n\n- Store all nightly backups of the ledger abroad\n- Rotate 5 keys each month\n\n"
        "## Logs\n\n- Write brief logs of all errors\n- Count the open files\n"
    ),
}


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(rules())


def history(reader: Reader, seed: int = 1) -> History:
    return History(numbered(TEXTS), reader, Random(seed))  # noqa: S311 - reproducible, no secret


def lines(own: History) -> dict[str, list[str]]:
    return {name: [line.text for line in texts] for name, texts in own.files.items()}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_changes_the_files_and_leaves_them_readable(reader: Reader, name: str) -> None:
    before = lines(history(reader))
    edited = [history(reader, seed) for seed in range(20)]
    assert any(EDITS[name](one) and lines(one) != before for one in edited)
    assert all(one.read().bullets for one in edited)


@pytest.mark.parametrize("name", [*SMALL, *PLACES, *FILES])
def test_lines_keep_their_numbers_where_they_mean_the_same(reader: Reader, name: str) -> None:
    own = history(reader)
    before = set(own.read().numbers)
    EDITS[name](own)
    assert before <= set(own.read().numbers)


@pytest.mark.parametrize("name", OTHERS)
def test_lines_lose_their_numbers_where_they_do_not(reader: Reader, name: str) -> None:
    edited = [history(reader, seed) for seed in range(20)]
    before = set(edited[0].read().numbers)
    assert any(EDITS[name](one) and not before <= set(one.read().numbers) for one in edited)


def test_no_decision_is_applied_to_another_bullet(reader: Reader) -> None:
    tables = measured([numbered(TEXTS)], reader, 4, 1)
    assert list(tables.lengths) == list(LENGTHS)
    every = [*tables.lengths.values(), *tables.kinds.values()]
    assert sum(one.wrong for one in every) == 0
    assert tables.kinds["reorder"].survived == tables.kinds["reorder"].due > 0


def test_an_unedited_group_keeps_all_its_decisions(reader: Reader) -> None:
    trial = Trial(numbered(TEXTS), reader, Random(3))  # noqa: S311 - reproducible, no secret
    figures = trial.figures(trial.edited([]), [])
    assert figures.decisions == figures.due == figures.survived > 0
    assert (figures.touched, figures.wrong, figures.equal) == (0, 0, 0)


def test_a_large_folder_is_drawn_from(tmp_path: Path) -> None:
    for number in range(13):
        (tmp_path / f"p{number}.md").write_text("- x\n")
    (tmp_path / "README.md").write_text("x")
    groups = list(groups_in([tmp_path], Random(1)))  # noqa: S311 - reproducible, no secret
    assert [len(group) for group in groups] == [5, 5, 5]


def test_the_tables_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in TEXTS.items():
        (tmp_path / f"{name}.md").write_text(text)
    main([str(tmp_path), "--histories", "1", "--show", "2"])
    printed = capsys.readouterr().out
    assert "| 10 | " in printed
    assert "| swap two personas | " in printed
