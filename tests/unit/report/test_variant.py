from __future__ import annotations

from dataclasses import replace

import personac
from personac.building.in_memory import Built
from personac.model import Canonical, Line, Origin, Relation
from personac.report.measure import measure
from personac.report.variant import VariantView, view_variants
from personac.report.variant_page import render_variant_pages

A = b"- Keep the oil dry and the lamp lit\n- Only a says this\n"
B = b"- Keep the oil dry\n- Only b says this\n"


def built() -> Built:
    return personac.build({"a.md": A, "b.md": B}, {"rules/x.toml": b"[matching]\nthreshold = 1.0\n"}, "x")


def views(result: Built, lines: tuple[Line, ...] | None = None) -> dict[str, VariantView]:
    """The views, with another canonical if one is given."""
    compilation = result.compilation
    if lines is not None:
        compilation = replace(compilation, canonical=Canonical("x", lines))
    return {view.persona.id: view for view in view_variants(compilation, measure(compilation))}


def origin(persona: str, line: int, relation: Relation, cluster: str = "") -> Origin:
    return Origin(persona, f"{persona}.md", line, line, relation, cluster)


def test_every_statement_has_a_fate() -> None:
    fates = {"a": ["alone", "alone"], "b": ["covered", "alone"]}
    for persona, view in views(built()).items():
        assert [saying.fate for saying in view.statements] == fates[persona]
        assert view.lacks == ()
        assert view.others == ({"a": "b", "b": "a"}[persona],)


def test_a_line_folded_into_a_broader_one() -> None:
    folded = Line("- Keep the oil dry and the lamp lit", (origin("a", 1, "kept"), origin("b", 1, "covered")))
    rest = (
        Line("- Only a says this", (origin("a", 2, "kept"),)),
        Line("- Only b says this", (origin("b", 2, "kept"),)),
    )
    result = views(built(), (folded, *rest))
    (covered,) = result["b"].of("covered")
    assert (covered.text, covered.canonical, covered.line) == (
        "Keep the oil dry",
        "Keep the oil dry and the lamp lit",
        1,
    )
    assert [saying.fate for saying in result["a"].statements] == ["alone", "alone"]
    assert result["b"].others == ("a",)


def test_a_page_links_to_the_broader_line() -> None:
    lines = (
        Line("- Keep the oil dry and the lamp lit", (origin("a", 1, "kept"), origin("b", 1, "covered"))),
    )
    made = built()
    compilation = replace(made.compilation, canonical=Canonical("x", lines))
    page = render_variant_pages(compilation, made.report, "build")["b"]
    assert "**1** covered by broader lines" in page
    assert (
        "- Keep the oil dry ([line 1](../../b.md?plain=1#L1))  \n  *in:* Keep the oil dry and the lamp lit\n"
    ) in page


def test_statements_outside_the_canonical_are_left_out() -> None:
    result = views(built(), (Line("- Only a says this", (origin("a", 2, "kept"),)),))
    assert [saying.text for saying in result["a"].of("left out")] == ["Keep the oil dry and the lamp lit"]
    assert len(result["b"].of("left out")) == 2


def test_a_line_without_a_bullet_has_its_own_text() -> None:
    odd = Line("- Odd", (origin("a", 77, "kept"), origin("c", 7, "merged")))
    result = views(built(), (Line("## Part", (origin("a", 9, "heading"),)), odd))
    (lacking,) = result["b"].lacks
    assert (lacking.section, lacking.text, lacking.personas) == (("Part",), "- Odd", ("a", "c"))
