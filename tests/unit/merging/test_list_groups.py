from __future__ import annotations

import pytest

from personac.extraction.section_streams import section_streams
from personac.merging.cluster_placement import place_clusters
from personac.model import ListForm
from tests.unit.helpers import canonical_body, lettered, planned


def _lists(*texts: str) -> list[tuple[ListForm, list[str]]]:
    """For each list of the canonical its form and the first bullets of the lists that it is made of."""
    result = planned(lettered(texts))
    slots = place_clusters(result, section_streams(result)).slots
    return [
        (form, [result.bullets[first].text for first, own in sorted(slots.of.items()) if own == slot])
        for slot, form in sorted(slots.forms.items())
    ]


def test_lists_that_share_clusters_are_joined_wherever_they_are() -> None:
    texts = ("## A\n\n- a1\n- a2\n\ntext\n\n- x1\n- x2\n", "## A\n\n- x2\n- x3\n\nwords\n\n- a1\n- a3\n")
    assert _lists(*texts) == [("bulleted", ["a1", "a1"]), ("bulleted", ["x1", "x2"])]


def test_lists_that_share_most_are_joined_first() -> None:
    one = "## A\n\n- a1\n- a2\n- a3\n\ntext\n\n- x1\n- x2\n"
    other = "## A\n\n- a1\n- x1\n- x2\n- x3\n\nwords\n\n- a2\n- z1\n"
    assert _lists(one, other) == [("bulleted", ["a1", "a2"]), ("bulleted", ["x1", "a1"])]


def test_lists_that_share_nothing_are_joined_by_form_and_number() -> None:
    one, other = "## A\n\n- a1\n\n1. b1\n\n- c1\n", "## A\n\n1. y1\n\n- x1\n\n- z1\n\n- w1\n"
    assert _lists(one, other) == [("bulleted", ["a1", "x1"]), ("ordered", ["b1", "y1"]), ("bulleted", ["c1"])]


def test_two_lists_of_one_section_are_never_joined() -> None:
    one, other = "## A\n\n- x1\n- x2\n\ntext\n\n- y1\n- y2\n", "## A\n\n- x1\n- x2\n- y1\n- y2\n- z1\n"
    assert _lists(one, other) == [("bulleted", ["x1", "x1"]), ("bulleted", ["y1"])]


def test_lists_of_two_forms_are_joined_if_half_of_the_shorter_is_shared() -> None:
    steps = "## A\n\n1. x1\n2. x2\n3. x3\n"
    assert _lists(steps, "## A\n\n- x1\n- y1\n") == [("ordered", ["x1", "x1"])]
    assert _lists(steps, "## A\n\n- x1\n- y1\n- y2\n") == [("ordered", ["x1"]), ("bulleted", ["x1"])]


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        (("1. x1\n2. x2\n", "- x1\n- x2\n- y1\n"), "bulleted"),
        (("1. x1\n2. x2\n3. z1\n", "- x1\n- x2\n- y1\n"), "ordered"),
        (("- [ ] x1\n- [ ] z1\n", "- x1\n- x2\n- y1\n"), "task"),
        (("- [ ] x1\n- [ ] z1\n", "1. x1\n2. x2\n"), "ordered"),
        (("- [ ] x1\n- [ ] z1\n- [ ] z2\n", "1. x1\n2. x2\n"), "task"),
    ],
)
def test_a_list_has_one_form(texts: tuple[str, ...], form: ListForm) -> None:
    ((result, _),) = _lists(*texts)
    assert result == form


def test_every_item_of_a_list_of_tasks_has_a_box() -> None:
    assert canonical_body("- [x] x1\n- [ ] z1\n", "- x1\n- y1\n") == "- [x] x1\n- [ ] y1\n- [ ] z1\n"


def test_lists_below_one_bullet_are_joined() -> None:
    assert canonical_body("- x1\n  - a1\n  - a2\n- z1\n", "- x1\n  - a2\n  - a3\n- y1\n") == (
        "- x1\n  - a1\n  - a2\n  - a3\n- y1\n- z1\n"
    )
