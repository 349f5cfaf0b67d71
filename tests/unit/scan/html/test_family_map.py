"""The map of a scan: what is drawn, what it says, and where it leads."""

from __future__ import annotations

from msgspec.structs import replace

from personac.scan.html.family_map import MapLimits, family_map
from personac.scan.scan_report import CopyRow
from tests.unit.scan.scan_reports import SMALL, family, large_scan, scan_of


def test_families_are_rings_in_the_order_of_the_scan_and_copies_follow() -> None:
    view = family_map(SMALL)
    assert [ring.name for ring in view.rings] == ["1 mason 70%", "2 baker 40%", "dyer x2", "potter x2"]
    assert [ring.css for ring in view.rings] == ["f0", "f1", "copy", "copy"]
    assert [ring.href for ring in view.rings] == ["#family=mason", "#family=baker", "#copy=1", "#copy=2"]
    assert view.left_off == ""
    assert view.rings[1].box.y < view.copies_at < view.rings[2].box.y < view.height


def test_a_dot_says_all_that_is_known_of_its_persona() -> None:
    dot = family_map(SMALL).rings[0].dots[0]
    assert dot.title == "dock-mason (agents/dock-mason.md): 20 bullets, 4 only here, 400 tokens"
    assert dot.label == "dock-mason"
    equal = replace(SMALL.families[0].members[0], same=("x.md",))
    row = replace(SMALL.families[0], members=(equal, *SMALL.families[0].members[1:]))
    assert family_map(scan_of([row])).rings[0].dots[0].title.endswith("400 tokens, and 1 equal file")


def test_copies_inside_of_families_are_not_drawn_again() -> None:
    inside = CopyRow("near", ("agents/baker.md", "agents/market-baker.md"), 0.9, 300)
    view = family_map(replace(SMALL, copies=(inside, *SMALL.copies)))
    assert [ring.href for ring in view.rings[2:]] == ["#copy=2", "#copy=3"]


def test_colours_repeat_and_numbers_do_not() -> None:
    families = [family(f"f{at}", [f"{at}a.md", f"{at}b.md"]) for at in range(10)]
    rings = family_map(scan_of(families)).rings
    assert (rings[0].css, rings[8].css, rings[9].css) == ("f0", "f0", "f1")
    assert len({ring.name.split()[0] for ring in rings}) == 10


def test_names_are_shown_as_long_as_there_are_few() -> None:
    assert all(dot.label for ring in family_map(SMALL).rings[:2] for dot in ring.dots)
    crowd = family_map(large_scan(900))
    assert not any(dot.label for ring in crowd.rings for dot in ring.dots)
    assert all(dot.title for ring in crowd.rings for dot in ring.dots)


def test_what_is_not_drawn_is_counted() -> None:
    view = family_map(SMALL, MapLimits(families=1, members=2, copies=1))
    assert view.left_off == "Not drawn: 1 family, 1 member of a large family, 1 group of copies."
    assert [len(ring.dots) for ring in view.rings] == [2, 2]


def test_a_scan_without_families_and_copies_has_no_map() -> None:
    view = family_map(scan_of(alone=("a.md",)))
    assert (view.rings, view.height, view.copies_at) == ((), 0, 0.0)


def test_hidden_characters_are_visible() -> None:
    row = family("x\u202ey", ["a\u202eb.md", "b.md"])
    ring = family_map(scan_of([row])).rings[0]
    assert "<U+202E>" in ring.name
    assert "<U+202E>" in ring.dots[0].title
