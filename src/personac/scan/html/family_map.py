"""The map of a scan: families as rings in their colours, and copies outside of families in grey.

A dot is a persona; its size grows with the tokens. Each leads to its family, or to the row of its copies.
Names are shown as long as there are few; all dots have titles.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from personac.report.html.markup import anchor
from personac.report.safe_text import count, flat, percent, shortened
from personac.scan.html.map_layout import WIDTH, Dot, Link, PlacedRing, Ring, place_rings
from personac.scan.scan_findings import KIND_WORDS
from personac.scan.scan_report import CopyRow, FamilyRow, FileRow, ScanReport
from personac.scan.scan_words import likenesses_of

_COLOURS = 8
_NAME = 26
_LABEL = 24
_BELOW = 34.0  # the heading between families and copies


class MapLimits(NamedTuple):
    """How much the map shows of a very large scan; the tables have more, scan.json has everything."""

    families: int = 160
    members: int = 40
    copies: int = 60
    labels: int = 170
    """Dots that have their name beside them."""


MAP_LIMITS = MapLimits()


class DotView(NamedTuple):
    """A dot with its radius, its label (or nothing), and its title."""

    place: Dot
    radius: float
    label: str
    title: str


class RingView(NamedTuple):
    """A ring as it is drawn: `css` is its colour, `href` where its dots lead."""

    box: PlacedRing
    name: str
    css: str
    href: str
    dots: tuple[DotView, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class MapView:
    """The map in units of pixels; `copies_at` is the height of the heading above copies, 0 for none.

    `left_off` says what is not drawn, empty where all is.
    """

    rings: tuple[RingView, ...]
    width: int
    height: int
    copies_at: float
    left_off: str


class _Drawn(NamedTuple):
    """What a ring is about, before it has a place."""

    name: str
    css: str
    href: str
    labels: Sequence[str]
    titles: Sequence[str]
    radii: Sequence[float]
    alone: Sequence[float]
    overlap: Sequence[Sequence[float]]


def family_map(report: ScanReport, limits: MapLimits = MAP_LIMITS) -> MapView:
    """Return the map of a scan."""
    copies = _copies_outside(report)
    families = [_family(at, row, limits) for at, row in enumerate(report.families[: limits.families])]
    files = {row.path: row for row in report.files}
    groups = [_copy(at, row, files, limits) for at, row in copies[: limits.copies]]
    are_labelled = sum(len(one.labels) for one in (*families, *groups)) <= limits.labels
    upper, end = _placed(families, 4.0, are_labelled=are_labelled)
    start = end + _BELOW if families and groups else end
    lower, end = _placed(groups, start, are_labelled=are_labelled)
    copies_at = round(start - 10, 1) if families and groups else 0.0
    height = math.ceil(end + 6) if families or groups else 0
    return MapView((*upper, *lower), math.ceil(WIDTH), height, copies_at, _left_off(report, copies, limits))


def colour_of(number: int) -> str:
    """Return the class of the colour of a family, by its number."""
    return f"f{number % _COLOURS}"


def _copies_outside(report: ScanReport) -> list[tuple[int, CopyRow]]:
    """Return the groups of copies of which no file is in a family, with their numbers."""
    inside = {row.path for row in report.files if row.family}
    return [(at, row) for at, row in enumerate(report.copies) if inside.isdisjoint(row.files)]


def _family(number: int, row: FamilyRow, limits: MapLimits) -> _Drawn:
    members = row.members[: limits.members]
    titles = [
        f"{shortened(flat(one.name), _NAME)} ({flat(one.path)}): {count(one.bullets, 'bullet')}, "
        f"{one.alone} only here, {one.tokens:,} tokens{_equal(len(one.same))}"
        for one in members
    ]
    return _Drawn(
        f"{number + 1} {shortened(flat(row.id), _NAME)} {percent(row.likeness)}",
        colour_of(number),
        f"#{anchor('family', row.id)}",
        [shortened(flat(one.name), _LABEL) for one in members],
        titles,
        [_dot(one.tokens) for one in members],
        [one.alone / one.bullets if one.bullets else 0.0 for one in members],
        [line[: len(members)] for line in likenesses_of(row)[: len(members)]],
    )


def _copy(number: int, row: CopyRow, files: dict[str, FileRow], limits: MapLimits) -> _Drawn:
    paths = row.files[: limits.members]
    size = len(paths)
    titles = [f"{flat(path)}: {KIND_WORDS[row.kind]}, {files[path].tokens:,} tokens" for path in paths]
    return _Drawn(
        f"{shortened(flat(files[paths[0]].name), _NAME)} x{len(row.files)}",
        "copy",
        f"#{anchor('copy', str(number + 1))}",
        [""] * size,
        titles,
        [_dot(files[path].tokens) for path in paths],
        [0.0] * size,
        [[row.similarity] * size] * size,
    )


def _placed(drawn: Sequence[_Drawn], top: float, *, are_labelled: bool) -> tuple[list[RingView], float]:
    rings = [
        Ring(one.name, one.alone, one.overlap, one.labels if are_labelled else [""] * len(one.labels))
        for one in drawn
    ]
    boxes, end = place_rings(rings, top)
    views = [
        RingView(box, one.name, one.css, one.href, _dots(box, one, ring.labels), box.links)
        for box, one, ring in zip(boxes, drawn, rings, strict=True)
    ]
    return views, end


def _dots(box: PlacedRing, one: _Drawn, labels: Sequence[str]) -> tuple[DotView, ...]:
    return tuple(map(DotView, box.dots, one.radii, labels, one.titles))


def _dot(tokens: int) -> float:
    """The radius of a dot: 4 to 11 pixels, its area by the tokens."""
    return round(min(11.0, max(4.0, math.sqrt(tokens) / 6)), 1)


def _equal(number: int) -> str:
    return f", and {count(number, 'equal file')}" if number else ""


def _left_off(report: ScanReport, copies: Sequence[object], limits: MapLimits) -> str:
    families, groups = len(report.families) - limits.families, len(copies) - limits.copies
    members = sum(max(0, len(row.members) - limits.members) for row in report.families[: limits.families])
    parts = (
        (families, "family", "families"),
        (members, "member of a large family", "members of large families"),
        (groups, "group of copies", "groups of copies"),
    )
    told = [f"{number:,} {many if number != 1 else one}" for number, one, many in parts if number > 0]
    return f"Not drawn: {', '.join(told)}." if told else ""
