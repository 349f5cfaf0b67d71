from __future__ import annotations

import io
import re
import sys

import pytest

import personac
from personac.report.measure import measure
from personac.report.report_schema import Report
from personac.report.terminal import render_text
from tests.unit.report.reports import bullet, report


@pytest.fixture(autouse=True)
def _no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def test_everything_is_there(plain: Report) -> None:
    text = render_text(plain, color=None)
    assert text.startswith(f"{plain.canonical.name}: 2 personas with 10 bullets")
    assert "team/one.md" in text
    assert "2 x Drain the oldest queue first" in text
    assert " = team/one.md:" in text
    assert "Left out, or in a broader bullet (1)" in text
    assert "Words that the canonical lacks (1)" in text
    assert "Front matter (" in text


def test_empty_parts_have_no_heading() -> None:
    text = render_text(measure(personac.build({"a.md": b"- One rule\n"}).compilation), color=None)
    assert "Left out" not in text


def test_source_text_is_escaped(harmful: Report) -> None:
    text = render_text(harmful, color=None)
    assert "\x1b" not in text
    assert "<U+001B>[31mred" in text
    assert "[bold]rich[/bold] :bomb:" in text
    assert "\u202e" not in text


@pytest.mark.parametrize(
    ("color", "no_color", "coloured"),
    [(True, "", True), (True, "1", True), (None, "", False), (None, "1", False), (False, "", False)],
)
def test_bold_and_colour_by_choice(
    plain: Report, monkeypatch: pytest.MonkeyPatch, *, color: bool | None, no_color: str, coloured: bool
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    assert ("\x1b[" in render_text(plain, color=color)) is coloured


def test_a_pipe_gets_whole_tables() -> None:
    names = [f"persona-with-a-rather-long-name-{number}" for number in range(12)]
    built = personac.build({f"{name}.md": b"- One rule\n" for name in names})
    text = render_text(measure(built.compilation), color=None)
    assert all(text.count(name) >= 3 for name in names)


def test_a_terminal_gets_tables_of_its_width(plain: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("COLUMNS", "40")
    table = [line for line in render_text(plain, color=False).splitlines() if line.startswith("\u2502")]
    assert table
    assert max(map(len, table)) <= 40


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


ROWS = [bullet(f"p{at}", 1, "X") for at in range(12)] + [bullet("p0", 2, "At 1"), bullet("p1", 2, "At 2")]
SHARES = [[1.0 if one == other else 0.5 for other in range(12)] for one in range(12)]
MANY = report(ROWS, [[f"p{at}:1" for at in range(12)]], [("p0:2", "p1:2")], SHARES)


def test_bars_are_shown_on_a_terminal_only(plain: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not set(render_text(plain, color=None)) & set("\u2588\u250a\u2502\u256d")
    monkeypatch.setattr(sys, "stdout", _Terminal())
    monkeypatch.setenv("COLUMNS", "120")
    assert re.search(r"33% \u2588\u2588\u258b\u2508{5} ", render_text(plain, color=False))


def test_many_personas_are_a_list_of_the_closest_on_a_terminal_and_whole_in_a_pipe(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "Share of the row's bullets" in render_text(MANY, color=None)
    monkeypatch.setattr(sys, "stdout", _Terminal())
    monkeypatch.setenv("COLUMNS", "120")
    text = render_text(MANY, color=False)
    assert "Highest overlap; 112 more pairs in report.html" in text
    assert "50% \u2588\u2588\u2588\u2588\u2508" in text


def test_contradictions_come_first() -> None:
    text = render_text(MANY, color=None)
    block = "different numbers: 1 and 2\n   agents/p0.md:2: At 1\n   agents/p1.md:2: At 2\n"
    assert text.index(block) < text.index("Duplicates (1)")


def test_verbose_lists_reasons(plain: Report) -> None:
    assert " ~ " not in render_text(plain, color=None)
    assert "team/one.md:" in render_text(plain, color=None, verbose=True).split(" ~ ")[0].splitlines()[-1]
