from __future__ import annotations

import personac
from personac.report.front_matter_rows import split_diagnostics
from personac.report.html.page import render_html
from personac.report.markdown_report import render_markdown
from personac.report.terminal import render_text

ONE = b"---\nname: one\ndescription: d\nmodel: opus\ntools: Read, Bash\n---\n\n- Sweep the stairs\n"
TWO = b"---\nname: two\ndescription: d\nmodel: sonnet\n---\n\n- Paint doors\n"
REPORT = personac.build({"a.md": ONE, "b.md": TWO}).report


def test_the_keys_that_differ_have_the_values_of_the_personas_that_have_them_otherwise() -> None:
    rows = {row.key: row for row in REPORT.front_matter}
    assert list(rows) == ["name", "model", "tools"]
    assert [(one.persona, one.line, one.value) for one in rows["name"].values] == [
        ("a", 2, "one"),
        ("b", 2, "two"),
    ]
    assert (rows["model"].value, [one.value for one in rows["model"].values]) == ("opus", ["sonnet"])
    (without,) = rows["tools"].values
    assert (without.persona, without.line, without.value) == ("b", 0, "(none: every tool)")


def test_long_values_are_cut() -> None:
    long = ONE.replace(b"description: d", b"description: " + b"word " * 200)
    report = personac.build({"a.md": long, "b.md": TWO}).report
    row = next(row for row in report.front_matter if row.key == "description")
    assert max(len(text) for text in (row.value, *(one.value for one in row.values))) <= 300


def test_one_persona_has_no_findings() -> None:
    assert personac.build({"a.md": ONE}).report.front_matter == ()


def test_diagnostics_about_front_matter_are_told_apart() -> None:
    own, others = split_diagnostics(REPORT)
    assert {row.code for row in own} == {"PC403", "PC425"}
    assert {*own, *others} == {*REPORT.diagnostics}


def test_every_report_has_a_section_for_front_matter() -> None:
    page, text = render_html(REPORT), render_text(REPORT, color=None)
    section = page.partition('<section id="front-matter"')[2].partition("</section>")[0]
    assert all(word in section for word in ("model", "opus", "sonnet", "PC403"))
    assert 'data-json="front_matter.length">3<' in section
    assert "Front matter (3)\n" in text
    assert "## Front matter (" in render_markdown(REPORT)
    assert "  - b.md (none: every tool)\n" in render_markdown(REPORT).replace("\\", "")
