from __future__ import annotations

from pathlib import Path

import pytest

from bench.local_decisions import (
    LOCAL,
    Bench,
    Decision,
    ReviewBench,
    built,
    decisions,
    report,
    report_reviews,
)
from bench.sampled_reviews import KINDS
from personac.config.schema import Rules
from tests.unit.helpers import rules, sources

TEXTS = {
    "a.md": "## Work\n\n- Write unit tests first\n- Keep logs short\n- Review all changes\n",
    "b.md": "## Work\n\n- Always write unit tests first\n- Do keep logs very short\n- Measure it\n",
}
UNJUDGED = "[matching]\njudge = false\n"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    own: Rules = rules(UNJUDGED)
    return Bench(sources(TEXTS), own, tmp_path, built(sources(TEXTS), own, tmp_path))


def test_a_decision_about_two_items_of_one_list_changes_their_lines(bench: Bench) -> None:
    sample = list(decisions(bench.base, bench.rules, 10, 1))
    assert {decision.kind for decision in sample} >= {"cannot_link"}
    for decision in sample:
        found = bench.change(decision, bench.decided(decision).canonical)
        assert 0 < found.lines <= LOCAL
        assert not found.others


def test_no_decision_changes_nothing(bench: Bench) -> None:
    decision = Decision("cannot_link", 0, 3, 1.0)
    assert bench.change(decision, bench.base.canonical) == (0, 0)


def test_a_report_has_a_line_for_each_decision_and_the_sums(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    report(bench, [Decision("cannot_link", 0, 3, 0.9)])
    printed = capsys.readouterr().out
    assert "| cannot_link | a:3 ~ b:3 | 0.90 |" in printed
    assert "1 decisions: 0 change more than 3 lines, 0 change other lines" in printed


def test_decision_files_of_each_kind_change_their_own_lines_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PERSONAC_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "x.toml").write_text(UNJUDGED)
    (tmp_path / "some").mkdir()
    for name, text in TEXTS.items():
        (tmp_path / "some" / name).write_text(f"---\nname: keeper\nmodel: opus\n---\n\n{text}")
    report_reviews(ReviewBench(tmp_path / "some"), 2, 1)
    rows = [line.split(" | ") for line in capsys.readouterr().out.splitlines() if line.startswith("| ")]
    figures = {row[0].strip("| "): row[1:] for row in rows[2:]}
    assert list(figures) == list(KINDS)
    assert all(row[0] == row[1] and row[-1].strip("| ") == "0" for row in figures.values())
    assert int(figures["text"][2]) > 0
