"""Families as the page shows them, and what is left out of a very large scan."""

from __future__ import annotations

from msgspec.structs import replace

from personac.scan.html.family_views import FamilyLimits, family_views
from tests.unit.scan.scan_reports import SMALL, family, scan_of


def test_a_family_has_members_cells_and_a_preview() -> None:
    mason, baker = family_views(SMALL)
    assert (mason.number, mason.size, mason.mark, mason.anchor) == (1, "3 personas", "", "family=mason")
    assert (baker.mark, baker.preview, baker.is_cut) == ("~", "", False)
    assert [one.closest for one in mason.members] == ["mason", "dock-mason", "dock-mason"]
    assert [cell.css for cell in mason.overlap[0]] == ["", "h7", "h7"]
    assert mason.preview.startswith("---\nname: mason")
    assert (mason.left_members, mason.left_cells, mason.is_cut) == (0, 0, False)


def test_the_closest_is_the_one_that_is_most_alike() -> None:
    row = replace(
        family("three", ["a.md", "b.md", "c.md"]),
        overlap=((1.0, 0.1, 0.2), (0.8, 1.0, 0.3), (0.9, 0.2, 1.0)),
    )
    (view,) = family_views(scan_of([row]))
    assert [(one.closest, one.likeness) for one in view.members] == [("c", 0.9), ("a", 0.8), ("a", 0.9)]
    alike = ((1.0, 0.4, 0.2), (0.4, 1.0, 0.6), (0.2, 0.6, 1.0))
    (view,) = family_views(scan_of([replace(row, alike=alike)]))
    assert [(one.closest, one.likeness) for one in view.members] == [("b", 0.4), ("c", 0.6), ("b", 0.6)]
    assert [cell.share for cell in view.alike[0]] == [1.0, 0.4, 0.2]


def test_limits_cut_and_say_so() -> None:
    limits = FamilyLimits(families=1, members=2, cells=2, preview=10, previews=100)
    first, other = family_views(SMALL, limits)
    assert (first.shown, len(first.members), first.left_members) == (True, 2, 1)
    assert (len(first.alike), len(first.overlap[0]), first.left_cells) == (2, 2, 1)
    assert (first.preview, first.is_cut) == (SMALL.families[0].preview[:10], True)
    assert (other.shown, other.members, other.alike) == (False, (), ())


def test_all_previews_share_one_budget() -> None:
    rows = [replace(family(name, [f"{name}1.md", f"{name}2.md"]), preview="x" * 8) for name in "abc"]
    views = family_views(scan_of(rows), FamilyLimits(preview=8, previews=12))
    assert [(view.preview, view.is_cut) for view in views] == [("x" * 8, False), ("x" * 4, True), ("", True)]


def test_a_share_of_nothing_has_no_colour_and_a_map_of_nothing_is_left_out() -> None:
    (view,) = family_views(scan_of([family("two", ["a.md", "b.md"], share=0.0)]))
    assert view.alike[0][1].css == "h0"
    assert view.overlap == ()
