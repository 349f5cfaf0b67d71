from __future__ import annotations

from msgspec.structs import replace

from personac.report.model import PersonaRow, Report
from personac.report.page.badges import badges


def test_letters_never_repeat_and_shapes_change_with_the_colours(plain: Report) -> None:
    rows = tuple(PersonaRow(f"p{i}", f"p{i}.md", "", 0, 0, 0, 0) for i in range(60))
    found = list(badges(replace(plain, personas=rows)).values())
    assert [mark.letter for mark in found[:3]] == ["A", "B", "C"]
    assert [mark.letter for mark in found[25:28]] == ["Z", "AA", "AB"]
    assert len({mark.letter for mark in found}) == 60
    assert (found[0].css, found[8].css, found[16].css, found[24].css) == ("p0", "p0 s1", "p0 s2", "p0")
    assert [mark.number for mark in found] == list(range(60))
