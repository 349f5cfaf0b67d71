"""Rings on the map: nothing overlaps, and the picture follows from the rows alone."""

from __future__ import annotations

import math
from itertools import combinations

import pytest

from personac.scan.html.map_layout import WIDTH, PlacedRing, Ring, chain, links_of, place_rings


def ring(size: int, label: str = "", name: str = "r") -> Ring:
    overlap = [[1.0 if i == j else round(1 / (1 + abs(i - j)), 3) for j in range(size)] for i in range(size)]
    return Ring(name, [at / size for at in range(size)], overlap, [label] * size)


def test_each_is_followed_by_the_one_it_has_most_in_common_with() -> None:
    overlap = [[1, 0.1, 0.9, 0.2], [0.1, 1, 0.2, 0.8], [0.9, 0.2, 1, 0.3], [0.2, 0.8, 0.3, 1]]
    assert chain(overlap) == [2, 0, 3, 1]
    assert chain([[1.0, 0.5], [0.5, 1.0]]) == [0, 1]
    assert chain([]) == []


def test_links_go_to_the_closest_two_and_are_listed_once() -> None:
    links = links_of(ring(5).overlap)
    assert [(link.one, link.other) for link in links] == [(0, 1), (0, 2), (1, 2), (2, 3), (2, 4), (3, 4)]
    assert links_of([[1.0]]) == ()


def test_the_larger_of_two_shares_counts() -> None:
    (link,) = links_of([[1.0, 0.2], [0.7, 1.0]])
    assert link.share == 0.7


@pytest.mark.parametrize("label", ["", "a-persona-of-some-length"])
def test_boxes_neither_overlap_nor_leave_the_map(label: str) -> None:
    boxes, end = place_rings([ring(size, label) for size in (2, 3, 9, 40, 1, 5, 24, 2, 2)], 10.0)
    assert min(box.y for box in boxes) == 10.0
    assert max(box.y + box.height for box in boxes) <= end + 0.1
    for one, other in combinations(boxes, 2):
        apart = (
            one.x + one.width <= other.x
            or other.x + other.width <= one.x
            or one.y + one.height <= other.y
            or other.y + other.height <= one.y
        )
        assert apart
    assert max(box.x + box.width for box in boxes) <= WIDTH
    for box in boxes:
        for dot in box.dots:
            assert box.x <= dot.x <= box.x + box.width
            assert box.y <= dot.y <= box.y + box.height


def test_dots_and_labels_of_a_ring_keep_apart() -> None:
    for size in (2, 3, 7, 16, 40):
        ((box,), _) = place_rings([ring(size, "label")])
        for one, other in combinations(box.dots, 2):
            assert math.dist((one.x, one.y), (other.x, other.y)) > 14
            if one.is_left is other.is_left:
                assert abs(one.label_y - other.label_y) > 12


def test_who_says_less_alone_is_nearer_to_the_middle() -> None:
    same = [[1.0] * 4] * 4
    ((box,), _) = place_rings([Ring("r", [0.0, 1.0, 0.0, 0.0], same, [""] * 4)])
    middle = (sum(box.dots[at].x for at in (0, 2)) / 2, sum(box.dots[at].y for at in (0, 2)) / 2)
    away = [math.dist(middle, (dot.x, dot.y)) for dot in box.dots]
    assert away[1] > away[0]


def test_a_name_that_is_wider_than_its_ring_fits_into_the_box() -> None:
    ((box,), _) = place_rings([ring(2, name="a family with a long name 85%")])
    assert box.width > 29 * 6
    assert place_rings([]) == ((), 0.0)


def test_the_same_rings_give_the_same_picture() -> None:
    first: tuple[PlacedRing, ...] = place_rings([ring(7), ring(3)])[0]
    assert place_rings([ring(7), ring(3)])[0] == first
