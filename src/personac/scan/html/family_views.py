"""Families as the page shows them: rows of the table, members, a heat map with numbers, a preview.

Of a very large scan the first families are shown whole, the others in the table only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from personac.report.html.markup import anchor
from personac.report.html.overview import share_step
from personac.scan.html.family_map import colour_of
from personac.scan.scan_report import FamilyRow, MemberRow, ScanReport
from personac.scan.scan_words import (
    closest,
    common_share,
    estimate_mark,
    family_size,
    likenesses_of,
    member_names,
)


class FamilyLimits(NamedTuple):
    """How much of the families the page shows; scan.json has everything."""

    families: int = 250
    """Families with their members, heat map and preview."""
    members: int = 60
    cells: int = 24
    """Members in a heat map."""
    preview: int = 12_000
    """Characters of one preview."""
    previews: int = 1_000_000
    """Characters of all previews."""


FAMILY_LIMITS = FamilyLimits()


class ShareCell(NamedTuple):
    """A cell of a heat map: its share (0 to 1), and the class of its colour; empty for a member itself."""

    share: float
    css: str


Cells = tuple[tuple[ShareCell, ...], ...]


class MemberView(NamedTuple):
    """A member, what it is called, and the one most like it with their likeness; empty where it is alone."""

    row: MemberRow
    name: str
    closest: str
    likeness: float


class FamilyView(NamedTuple):
    """A family: its number in the ranking, what of it is shown, and how much is not.

    `alike` is the heat map of likeness, `overlap` of what is said in common, empty where nothing is.
    `left_members` and `left_cells` count the members that are not in the table and the heat maps;
    `is_cut` says that the preview goes on. A family that is not `shown` is in the table only.
    """

    number: int
    row: FamilyRow
    size: str
    mark: str
    common: str
    css: str
    anchor: str
    shown: bool
    members: tuple[MemberView, ...]
    left_members: int
    alike: Cells
    overlap: Cells
    left_cells: int
    preview: str
    is_cut: bool


def family_views(report: ScanReport, limits: FamilyLimits = FAMILY_LIMITS) -> tuple[FamilyView, ...]:
    """Return all families, in the order of the scan."""
    return tuple(_views(report, limits))


def _views(report: ScanReport, limits: FamilyLimits) -> Iterator[FamilyView]:
    room = limits.previews
    for at, row in enumerate(report.families):
        is_shown = at < limits.families
        preview = row.preview[: min(limits.preview, room)] if is_shown else ""
        room -= len(preview)
        yield FamilyView(
            number=at + 1,
            row=row,
            size=family_size(row),
            mark=estimate_mark(row),
            common=common_share(row),
            css=colour_of(at),
            anchor=anchor("family", row.id),
            shown=is_shown,
            members=_members(row, limits.members) if is_shown else (),
            left_members=max(0, len(row.members) - limits.members),
            alike=_cells(likenesses_of(row), limits.cells) if is_shown else (),
            overlap=_cells(row.overlap, limits.cells) if is_shown and _is_shared(row) else (),
            left_cells=max(0, len(row.members) - limits.cells),
            preview=preview,
            is_cut=len(preview) < len(row.preview),
        )


def _members(row: FamilyRow, most: int) -> tuple[MemberView, ...]:
    views: list[MemberView] = []
    names = member_names(row)
    for at, one in enumerate(row.members[:most]):
        found = closest(row, at)
        other, likeness = (names[found[0]], found[1]) if found else ("", 0.0)
        views.append(MemberView(one, names[at], other, likeness))
    return tuple(views)


def _is_shared(row: FamilyRow) -> bool:
    """Return whether two members say anything in common."""
    return any(share > 0 for i, line in enumerate(row.overlap) for j, share in enumerate(line) if i != j)


def _cells(matrix: Sequence[Sequence[float]], most: int) -> Cells:
    size = min(most, len(matrix))
    return tuple(
        tuple(_cell(matrix[i][j]) if i != j else ShareCell(1.0, "") for j in range(size)) for i in range(size)
    )


def _cell(share: float) -> ShareCell:
    step = share_step(share)
    return ShareCell(share, f"h{step}" if step else "h0")
