from __future__ import annotations

from pathlib import Path

import pytest

from personac.matching.prepared_bullets import Knowledge
from tests.conftest import ROOT
from tests.unit.tools.gold_folders import a_pair, write_pairs
from tools.judge_labels import hard_rows, own_real_rows, read_pairs, read_places, real_rows, written_rows
from tools.judge_rows import ALWAYS
from tools.labelled_pairs import read_written_pairs

LABELS = ROOT / "tools" / "labels"


def test_hard_pairs_are_left_out_by_file(tmp_path: Path, knowledge: Knowledge) -> None:
    write_pairs(
        tmp_path / "p1.jsonl", [a_pair("Log calls", "Count calls", same=False, kind="act", why="another")]
    )
    write_pairs(tmp_path / "p2.jsonl", [a_pair("Wait 60 s", "Wait 1 minute", same=True, kind="number_same")])
    one, other = hard_rows(tmp_path, knowledge)
    assert [(row.block, row.fold, row.kind, row.same) for row in (one, other)] == [
        ("p1", 0, "act", 0.0),
        ("p2", 1, "number_same", 1.0),
    ]
    assert other.left == other.right  # as the product reads them: quantities in one spelling


def test_real_pairs_are_left_out_by_block_and_unclear_ones_are_dropped(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    labels = ("same", "covers", "diff", "unsure")
    pairs = [a_pair(f"Do {n}", "Rest", id=f"r1-{15 + 3 * n}", label=own) for n, own in enumerate(labels)]
    write_pairs(tmp_path / "real.jsonl", pairs)
    rows = list(real_rows(tmp_path, knowledge))
    assert [(row.block, row.fold, row.same) for row in rows] == [("r1-0", 0, 1.0), ("r1-1", 1, 0.0)]


def test_written_pairs_are_read_with_their_scopes_and_never_left_out(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    pair = {**a_pair("commit **secrets**", "Keep keys out"), "scope_a": "## Never:", "same": True}
    write_pairs(tmp_path / "written_pairs.jsonl", [pair])
    (row,) = written_rows(tmp_path, knowledge)
    assert {(side.shown, side.bare) for side in row.sides} == {
        ("Never: commit secrets", "commit secrets"),
        ("Keep keys out", "Keep keys out"),
    }
    assert row.fold == ALWAYS


def test_the_texts_of_real_pairs_are_read_from_the_corpus(tmp_path: Path, knowledge: Knowledge) -> None:
    for name, line in (("a", "Write tests"), ("b", "Test all")):
        folder = tmp_path / "corpus" / "owner__agents"
        folder.mkdir(parents=True, exist_ok=True)
        text = f"# Work\n\n## Rules\n\n- {line}\n- Rest\n"
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    places = "owner__agents/a.md:5\towner__agents/b.md:{line}\t{label}\n"
    labels = [(5, "same"), (6, "covers"), (5, "unsure"), (6, "diff")]
    table = tmp_path / "real_pairs.tsv"
    table.write_text("".join(places.format(line=n, label=own) for n, own in labels), encoding="utf-8")
    rows = list(own_real_rows(tmp_path, tmp_path / "corpus", knowledge))
    assert [row.same for row in rows] == [1.0, 0.55, 0.0]
    assert {row.fold for row in rows} == {ALWAYS}
    assert rows[0].left.shown.endswith("Rules: Test all")
    table.write_text(places.format(line=4, label="same"), encoding="utf-8")
    with pytest.raises(LookupError, match=r"b\.md:4: no bullet begins here"):
        list(own_real_rows(tmp_path, tmp_path / "corpus", knowledge))


def test_our_labels_are_as_many_as_their_page_says() -> None:
    page = (LABELS / "README.md").read_text(encoding="utf-8")
    written = read_pairs(LABELS / "written_pairs.jsonl")
    places = list(read_places(LABELS / "real_pairs.tsv"))
    assert f"| {len(written):,} |" in page
    assert f"| {len(places):,} |" in page
    for kind in sorted({pair.kind for pair in written}):
        of_kind = [pair.same for pair in written if pair.kind == kind]
        assert len(set(of_kind)) == 1, kind
        assert f"`{kind}`" in page
        assert f"| {len(of_kind)} |" in page
    for label in ("same", "covers", "diff", "unsure"):
        assert f"`{label}` ({sum(own == label for _, _, own in places):,})" in page


def test_models_leave_out_the_folds_that_they_are_measured_on(tmp_path: Path, knowledge: Knowledge) -> None:
    for number in range(1, 6):
        own = a_pair("a", "b", same=True, kind="act", id=f"p{number}-1")
        write_pairs(tmp_path / f"p{number}.jsonl", [own])
    assert [row.fold for row in hard_rows(tmp_path, knowledge)] == [
        pair.fold for pair in read_written_pairs(tmp_path)
    ]
