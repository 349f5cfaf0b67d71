from __future__ import annotations

from personac.report.open_titles import OpenTitles


def paths(*lines: str) -> list[str]:
    """The titles at each line; lines that begin with # are headings."""
    titles, found = OpenTitles(), []
    for line in lines:
        if line.startswith("#"):
            titles.open_heading(line.count("#"), line.strip("# "))
        else:
            titles.open_tag(line)
        found.append(" / ".join(titles.path))
        titles.close_tag(line)
    return found


def test_headings_end_those_of_their_level_in_the_same_tag() -> None:
    lines = ("## A", "<output_format>", "# B", "# C", "- x</output_format>", "y", "## D")
    assert paths(*lines) == [
        "A", "A / output format", "A / output format / B", "A / output format / C",
        "A / output format / C", "A", "D",
    ]  # fmt: skip


def test_only_the_innermost_tag_is_closed() -> None:
    assert paths("x <rules>", "<rules>", "</example>", "x", "</rules>", "y") == [
        "", "rules", "rules", "rules", "rules", "",
    ]  # fmt: skip
