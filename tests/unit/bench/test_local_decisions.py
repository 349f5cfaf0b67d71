from __future__ import annotations

from pathlib import Path

import pytest

from bench.local_decisions import LOCAL, Bench, Decision, built, decisions, report
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
