from __future__ import annotations

import pytest

from personac.merging.assembly import merge
from personac.merging.stray_sections import tidy
from personac.model import Merged, MergedSection
from tests.unit.helpers import EXACT, canonical_body, lettered, merged, planned, rules

# The bullets of "Dogs" are b.md's under "Cats" too, except for one.
_LEFT = "## Pets\n\n### Cats\n\n- x1\n- x2\n- x3\n\n### Dogs\n\n- x1\n- y1\n"


def _tidied(*texts: str) -> Merged:
    return merged(lettered(texts))


def test_a_stray_bullet_goes_to_the_list_above() -> None:
    text = _LEFT.replace("## Pets\n", "## Pets\n\n- p1\n")
    assert canonical_body(text) == "## Pets\n\n- p1\n- y1\n\n### Cats\n\n- x1\n- x2\n- x3\n"


def test_the_heading_is_reported() -> None:
    (entry,) = _tidied(_LEFT).left_out
    assert (entry.persona, entry.line, entry.end_line, entry.text) == ("a", 9, 9, "Dogs")
    assert entry.reason == "title: its one bullet stands under 'Pets'"


def test_a_list_is_made_where_the_section_above_has_none() -> None:
    assert canonical_body(_LEFT) == "## Pets\n\n- y1\n\n### Cats\n\n- x1\n- x2\n- x3\n"
    tasks = _LEFT.replace("## Pets\n", "## Pets\n\n- [ ] p1\n")
    assert canonical_body(tasks).startswith("## Pets\n\n- [ ] p1\n\n* y1\n")


def test_a_title_of_several_personas_stays_where_nothing_stands_above() -> None:
    assert "### Dogs\n\n- y1\n" in canonical_body(
        *(f"{_LEFT}\n## {title}\n\n- {title}\n" for title in ("Hens", "Geese"))
    )


@pytest.mark.parametrize(
    "text",
    [
        _LEFT.replace("## Pets\n\n", "").replace("###", "##"),  # right in the body
        "## Pets\n\n- p1\n\n### Dogs\n\n- y1\n",  # its author gave it one bullet
        _LEFT.replace("- y1\n", "- y1\n  - z1\n"),
        _LEFT.replace("- y1\n", "- y1\n  goes on\n"),
        _LEFT.replace("- y1\n", "- y1\n\nSome text.\n"),
        _LEFT.replace("- x1\n- y1\n", "1. x1\n2. y1\n"),
        _LEFT.replace("- y1\n", "- y1\n\n#### Mice\n\n- m1\n- m2\n"),
    ],
)
def test_what_is_no_stray_bullet_stays(text: str) -> None:
    before = merge(planned({"a.md": text}), rules(EXACT).merge)
    after = tidy(before)
    assert after.body == before.body
    assert after.left_out == before.left_out


def test_tidying_twice_changes_nothing() -> None:
    once = canonical_body(_LEFT, "## Pets\n\n- p1\n")
    assert canonical_body(once) == once


def test_strays_of_strays_go_all_the_way_up() -> None:
    text = "## A\n\n- a1\n\n### B\n\n- a2\n- a1\n\n#### C\n\n- a1\n- c1\n"
    body = _tidied(text).body
    assert isinstance(body, MergedSection)
    assert [section.title for section in body.sections[0].sections] == ["B"]
