"""The tables of a scan: readable in any terminal, whole in a pipe."""

from __future__ import annotations

import io
import re
import sys

import pytest
from msgspec.structs import replace

from personac.scan.scan_report import DescriptionRow, ScanReport
from personac.scan.scan_terminal import render_scan_text
from tests.unit.scan.scan_reports import SMALL, family, large_scan, member, scan_of

ESCAPE = re.compile("\x1b\\[[0-9;]*m")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def on_terminal(
    report: ScanReport, monkeypatch: pytest.MonkeyPatch, columns: int = 100, *, is_full: bool = False
) -> str:
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("COLUMNS", str(columns))
    text = render_scan_text(report, color=None, is_full=is_full)
    return ESCAPE.sub("", text)


def test_a_pipe_gets_rows_without_bars_lines_and_colour() -> None:
    lines = render_scan_text(SMALL, color=None).splitlines()
    assert lines[:2] == [
        "13 files in agents: 260 bullets, 5,200 tokens.",
        "5 personas could be 2 agents: that saves about 720 tokens (14% of all).",
    ]
    (row,) = (line for line in lines if line.startswith("mason"))
    assert row.split("  ")[-1] == "dock-mason, mason, tower-mason"
    assert re.fullmatch(r"mason \(3 personas\) +70% +560 +1,200 +70% +2 +dock.*", row)
    assert re.search(
        r"^baker \(2 personas\) +40% +~160 +800 +~40% +baker, market", "\n".join(lines), re.MULTILINE
    )
    assert not set("\n".join(lines)) & set("\x1b\u2500\u2588\u2508")
    assert not any(line.endswith(" ") for line in lines)


def test_a_terminal_gets_bars_and_members_below_their_family(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = on_terminal(SMALL, monkeypatch).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("mason"))
    assert re.search(r" 70% \u2588\u2588\u2588\u2588\u2588\u258b\u2508\u2508 +560 +1,200 +70% +2$", lines[at])
    assert lines[at + 1].rstrip() == "dock-mason, mason, tower-mason"
    assert "tokens" in lines[at - 2]


@pytest.mark.parametrize("columns", [30, 44, 59, 60, 80, 100, 200])
def test_no_row_of_a_table_is_wider_than_the_terminal(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    report = large_scan(155)
    text = on_terminal(report, monkeypatch, columns)
    tables = [line for line in text.splitlines() if re.search(r"\d% |~\d|\u2500", line)]
    prose = (" personas could be ",)
    assert max(len(line) for line in tables if not any(words in line for words in prose)) <= columns
    assert ("\u2588" in text) is (columns >= 60)


def test_only_the_first_of_many_are_shown_and_the_others_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    families = [family(f"family-{at:03}", [f"{at}-a.md", f"{at}-b.md"]) for at in range(500)]
    text = on_terminal(scan_of(families), monkeypatch)
    assert len(re.findall(r"^family-", text, re.MULTILINE)) == 20
    assert "480 more families\n" in text
    whole = on_terminal(scan_of(families), monkeypatch, is_full=True)
    assert len(re.findall(r"^family-", whole, re.MULTILINE)) == 500
    assert "more famil" not in whole


def test_names_with_hidden_and_wide_characters_stay_in_their_column(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = ("\u5de5\u7a0b\u5e08\u52a9\u7406", "a\u202eb\x1b[31mc", "[bold]x[/bold] :bomb:", "two\nlines")
    members = tuple(member(f"{at}.md", name) for at, name in enumerate(names))
    row = replace(family("\u5bb6\u65cf\x1b", ["a", "b", "c", "d"]), members=members)
    monkeypatch.setenv("LC_ALL", "C")
    text = on_terminal(scan_of([row]), monkeypatch)
    assert "\x1b" not in text
    assert "\u202e" not in text
    for shown in (
        "\u5bb6\u65cf<U+001B> (4 personas)",
        names[0],
        "a<U+202E>b<U+001B>[31mc",
        names[2],
        "two lines",
    ):
        assert shown in " ".join(text.split())


def test_two_personas_of_one_name_are_told_apart_by_their_paths() -> None:
    pair = DescriptionRow(("a/keeper.md", "b/keeper.md"), 0.9, ("lamp",))
    assert "a/keeper.md and b/keeper.md" in render_scan_text(scan_of(descriptions=(pair,)), color=None)


def test_files_with_equal_bytes_are_counted_with_their_member() -> None:
    row = family("two", ["a.md", "b.md"])
    members = (replace(row.members[0], same=("c.md", "d.md")), row.members[1])
    assert "a x3, b" in render_scan_text(scan_of([replace(row, members=members)]), color=None)


def test_an_empty_scan_says_so() -> None:
    assert render_scan_text(scan_of(), color=None).splitlines() == [
        "0 files in agents: 0 bullets, 0 tokens.",
        "No two personas are alike enough to be one agent.",
    ]


def test_what_nothing_overlaps_is_counted_and_the_first_are_named() -> None:
    report = scan_of(alone=tuple(f"agents/lone-{at:02}.md" for at in range(14)))
    text = render_scan_text(report, color=None)
    assert "Nothing overlaps these (14)\nlone-00, lone-01, " in text
    assert "lone-09 and 4 more\n" in text
