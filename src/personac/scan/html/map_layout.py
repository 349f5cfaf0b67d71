"""Where the map has its dots: a family as a ring, rings in rows.

Neighbours on a ring are those that are most alike. A dot is the nearer to the middle, the less its
persona says alone. Everything follows from the rows of the scan, so the same scan gives the same picture.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

Matrix = Sequence[Sequence[float]]
WIDTH = 1250.0
_GAP = 14.0
_HEAD = 24.0  # the name of the ring, above it
_LEAST = 17.0  # the radius of a small ring
_STEP = 24.0  # between two dots on a ring
_SPREAD = 0.75  # how much farther out a persona is that shares nothing
_DOT = 11.0  # the largest dot
_LETTER = 6.4  # pixels; labels are 11 of them high
_BOLD = 7.6  # of a name, which is larger
_LINE = 12.5
_NEAR = _DOT + _LINE / 2
_LINKS = 2  # from each dot


@dataclass(frozen=True, slots=True)
class Ring:
    """What is drawn as one ring: its name, and how much each member says alone (0 to 1).

    `overlap[i][j]` is how alike two members are (0 to 1); `labels` are empty where there is no room.
    """

    name: str
    alone: Sequence[float]
    overlap: Matrix
    labels: Sequence[str]


@dataclass(frozen=True, slots=True)
class Dot:
    """A member's place; `label_x` and `label_y` are where its label starts, or ends if `is_left`."""

    x: float
    y: float
    label_x: float
    label_y: float
    is_left: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A line between two dots, by their numbers, and the larger of their shares."""

    one: int
    other: int
    share: float


@dataclass(frozen=True, slots=True)
class PlacedRing:
    """A ring with its place on the map: the box from `x` and `y`, dots and links."""

    x: float
    y: float
    width: float
    height: float
    dots: tuple[Dot, ...]
    links: tuple[Link, ...]


def place_rings(rings: Sequence[Ring], top: float = 0.0) -> tuple[tuple[PlacedRing, ...], float]:
    """Put rings in rows from `top` on, in their order; return them and where the last row ends."""
    placed: list[PlacedRing] = []
    left, row, height = 0.0, top, 0.0
    for ring in rings:
        box = _placed(ring)
        if left and left + box.width > WIDTH:
            left, row, height = 0.0, row + height + _GAP, 0.0
        placed.append(_at(box, left, row))
        left, height = left + box.width + _GAP, max(height, box.height)
    return tuple(placed), row + height


def chain(overlap: Matrix) -> list[int]:
    """Order members so that each is followed by the one that is most like it; ties by number."""
    left = set(range(len(overlap)))
    totals = {one: sum(_either(overlap, one, other) for other in left if other != one) for one in left}
    order = [min(left, key=lambda one: (-round(totals[one], 6), one))] if left else []
    left -= set(order)
    while left:
        last = order[-1]
        order.append(min(left, key=lambda one: (-_either(overlap, last, one), one)))
        left.remove(order[-1])
    return order


def links_of(overlap: Matrix) -> tuple[Link, ...]:
    """Join each member with the two that are most like it."""
    joined: set[tuple[int, int]] = set()
    for one in range(len(overlap)):
        others = (other for other in range(len(overlap)) if other != one)
        ranked = sorted(others, key=lambda other: (-_either(overlap, one, other), other))
        joined |= {(min(one, other), max(one, other)) for other in ranked[:_LINKS]}
    return tuple(Link(one, other, _either(overlap, one, other)) for one, other in sorted(joined))


def _either(overlap: Matrix, one: int, other: int) -> float:
    return max(overlap[one][other], overlap[other][one])


def _radius(ring: Ring) -> float:
    return max(_LEAST, len(ring.alone) * _STEP / (2 * math.pi))


def _placed(ring: Ring) -> PlacedRing:
    """Return a ring in a box of its own, with the corner at 0, 0."""
    dots = _labelled(_points(ring))
    left = min((_edge(dot, label) for dot, label in zip(dots, ring.labels, strict=True)), default=0.0)
    right = max((_edge(dot, label, 1) for dot, label in zip(dots, ring.labels, strict=True)), default=0.0)
    half = max(-left, right, len(ring.name) * _BOLD / 2) + 4
    upper = min((min(dot.y, dot.label_y) for dot in dots), default=0.0) - _DOT
    lower = max((max(dot.y, dot.label_y) for dot in dots), default=0.0) + _DOT
    moved = tuple(_moved(dot, half, _HEAD - upper) for dot in dots)
    return PlacedRing(
        0.0, 0.0, round(2 * half, 1), round(lower - upper + _HEAD, 1), moved, links_of(ring.overlap)
    )


def _edge(dot: Dot, label: str, side: int = -1) -> float:
    """Return how far a dot with its label reaches to the left (-1) or the right (1)."""
    beside = len(label) * _LETTER if dot.is_left is (side < 0) else 0.0
    return dot.label_x + side * beside if beside else dot.x + side * _DOT


def _at(box: PlacedRing, left: float, top: float) -> PlacedRing:
    dots = tuple(_moved(dot, left, top) for dot in box.dots)
    return replace(box, x=round(left, 1), y=round(top, 1), dots=dots)


def _moved(dot: Dot, right: float, down: float) -> Dot:
    x, label_x = (round(value + right, 1) for value in (dot.x, dot.label_x))
    y, label_y = (round(value + down, 1) for value in (dot.y, dot.label_y))
    return Dot(x, y, label_x, label_y, dot.is_left)


def _points(ring: Ring) -> list[tuple[float, float]]:
    """Return the places of the members around 0, 0."""
    order, radius = chain(ring.overlap), _radius(ring)
    points = [(0.0, 0.0)] * len(order)
    for at, one in enumerate(order):
        angle = 2 * math.pi * at / len(order) - (math.pi if len(order) == 2 else math.pi / 2)  # noqa: PLR2004 - beside
        away = radius * (1 + _SPREAD * ring.alone[one])
        points[one] = (away * math.cos(angle), away * math.sin(angle))
    return points


def _labelled(points: Sequence[tuple[float, float]]) -> tuple[Dot, ...]:
    """Give each dot the place of its label: beside all dots of its height, and a line from the next label."""
    dots: dict[int, Dot] = {}
    for is_left in (False, True):
        side = [at for at, (x, _) in enumerate(points) if (round(x, 2) < 0) is is_left]
        side.sort(key=lambda at: (points[at][1], at))
        for at, line in zip(side, _apart([points[at][1] for at in side]), strict=True):
            x, y = points[at]
            beside = [points[other][0] for other in side if abs(points[other][1] - line) < _NEAR]
            away = max(map(abs, [x, *beside])) + _DOT + 2
            dots[at] = Dot(x, y, -away if is_left else away, line, is_left)
    return tuple(dots[at] for at in range(len(points)))


def _apart(heights: Sequence[float]) -> list[float]:
    """Move sorted heights apart, as little as needed, around where they were."""
    down = list(accumulate(heights, lambda last, one: max(one, last + _LINE)))
    excess = sum(new - old for new, old in zip(down, heights, strict=True)) / max(1, len(heights))
    moved = [line - excess for line in down]
    return moved if all(b - a >= _LINE - 0.01 for a, b in pairwise(moved)) else down
