"""A scan in sentences."""

from __future__ import annotations

from msgspec.structs import replace

from personac.scan.scan_report import DescriptionRow
from personac.scan.scan_words import (
    closest,
    families_line,
    family_size,
    member_names,
    ranked_descriptions,
    totals_line,
)
from tests.unit.scan.scan_reports import SMALL, family, member, scan_of


def test_what_was_read_is_said_in_one_line() -> None:
    assert totals_line(SMALL) == "13 files in agents: 260 bullets, 5,200 tokens."
    totals = replace(SMALL.totals, files=1, contents=1)
    assert totals_line(replace(SMALL, totals=totals, roots=())).startswith("1 file: 260 bullets")
    distinct = replace(SMALL.totals, contents=9)
    assert totals_line(replace(SMALL, totals=distinct)).startswith("13 files in agents, 9 of them distinct:")


def test_savings_are_about_where_one_is_estimated() -> None:
    assert "saves about 720 tokens" in families_line(SMALL)
    assert "saves 560 tokens" in families_line(scan_of(SMALL.families[:1]))


def test_copies_outside_of_families_are_told_apart() -> None:
    report = replace(SMALL, totals=replace(SMALL.totals, tokens_saved=1120))
    assert families_line(report).endswith("(14% of all). Copies outside of families take 400 tokens.")
    none = scan_of(alone=("a.md",))
    assert families_line(none) == "No two personas are alike enough to be one agent."


def test_members_of_one_name_are_called_by_their_paths() -> None:
    row = family("two", ["a/keeper.md", "b/keeper.md", "b/other.md"])
    assert member_names(row) == ("a/keeper.md", "b/keeper.md", "other")
    assert member_names(replace(row, members=(member("a.md", "x" * 99),)), 10) == ("x" * 9 + "\u2026",)


def test_equal_files_are_counted_besides_the_personas() -> None:
    row = family("two", ["a.md", "b.md"])
    same = replace(row.members[0], same=("c.md", "d.md"))
    assert family_size(replace(row, members=(same, row.members[1]))) == "2 personas and 2 equal files"


def test_the_most_similar_descriptions_come_first_and_ties_by_file() -> None:
    rows = tuple(
        DescriptionRow(files, share, ())
        for files, share in ((("a.md", "b.md"), 0.6), (("a.md", "d.md"), 0.9), (("a.md", "c.md"), 0.9))
    )
    ranked = ranked_descriptions(scan_of(descriptions=rows))
    assert [row.files[1] for row in ranked] == ["c.md", "d.md", "b.md"]


def test_one_alone_has_no_closest() -> None:
    assert closest(family("one", ["a.md"]), 0) is None
    assert closest(family("two", ["a.md", "b.md"], 0.3), 1) == (0, 0.3)
