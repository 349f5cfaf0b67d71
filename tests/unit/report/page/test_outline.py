from __future__ import annotations

from personac.report.model import LineOrigin, LineRow
from personac.report.page.outline import section_paths


def line(text: str, relation: str = "kept") -> LineRow:
    return LineRow(text, "", (LineOrigin("a", 1, relation),))  # type: ignore[arg-type]


def test_each_line_stands_in_the_sections_above_it() -> None:
    lines = [
        LineRow("---", "", ()),
        line("# Top", "heading"),
        line("text"),
        line("## One", "heading"),
        line("### Deep", "heading"),
        line("# no heading: it is text"),
        line("## Two", "heading"),
    ]
    assert section_paths(lines) == (
        (),
        ("Top",),
        ("Top",),
        ("Top", "One"),
        ("Top", "One", "Deep"),
        ("Top", "One", "Deep"),
        ("Top", "Two"),
    )
