from __future__ import annotations

from personac.merging.left_out import (
    COMMENT_REASON,
    IDLE_TITLE_REASON,
    LABEL_REASON,
    TITLE_REASON,
    by_place,
    left_out_comments,
    left_out_members,
    left_out_titles,
)
from personac.model import LeftOut, MergedSection
from tests.unit.helpers import EXACT, lettered, merged, planned


def test_entries_are_ordered_by_path_line_and_bullet() -> None:
    places = [("b.md", 1, ""), ("a.md", 2, "a:2"), ("a.md", 2, "a:1"), ("a.md", 1, "")]
    entries = [LeftOut("x", path, line, line, "text", "reason", own) for path, line, own in places]
    assert [(e.path, e.line, e.bullet) for e in by_place(entries)] == sorted(places)


def test_an_entry_of_a_bullet_has_its_place_text_and_reason() -> None:
    plan = planned({"a.md": "- x\n- y\n  more\n"})
    (entry,) = left_out_members(plan, {1: "reason"})
    assert entry == LeftOut("a", "a.md", 2, 3, "y more", "reason", plan.bullets[1].id)


def test_titles_that_no_section_of_the_canonical_has_are_listed_with_a_reason() -> None:
    text = "# Light\n\n## Lamp\n\nDo:\n- x\n\n## Sea\n\n- y\n"
    entries = list(left_out_titles(planned({"a.md": text}), MergedSection(0, "", (), (), ())))
    assert [(e.line, e.text, e.reason) for e in entries] == [
        (1, "Light", TITLE_REASON),
        (3, "Lamp", IDLE_TITLE_REASON),
        (5, "Do", LABEL_REASON),
        (8, "Sea", IDLE_TITLE_REASON),
    ]
    assert all((e.persona, e.path, e.end_line, e.bullet) == ("a", "a.md", e.line, "") for e in entries)


def test_comments_above_the_front_matter_are_left_out_of_several_personas() -> None:
    text = "\n<!-- one\ntwo -->\n\n---\nname: a\n---\n- x\n"
    personas = planned(lettered((text, "\n---\nname: b\n---\n- y\n", "- z\n"))).personas
    (entry,) = left_out_comments(personas)
    assert entry == LeftOut("a", "a.md", 2, 3, "<!-- one\ntwo -->", COMMENT_REASON)
    assert list(left_out_comments(personas[:1])) == []


def test_titles_that_the_canonical_has_are_not_listed() -> None:
    plan = planned({"a.md": "# Light\n\n## Lamp\n\nDo:\n- x\n"})
    assert list(left_out_titles(plan, merged({"a.md": "# Light\n\n## Lamp\n\nDo:\n- x\n"}).body)) == []


def test_a_condition_that_the_canonical_lacks_is_listed() -> None:
    texts = "## Checks\n\n- a1\n- a2\n- a3\n", "## Checks\n\nWhen in production:\n\n- a1\n- a2\n- b3\n"
    built = merged(lettered(texts), f'{EXACT}[merge]\ntrunk = "a"\n')
    has_label = any(section.title == "When in production" for section in built.body.sections[0].sections)
    assert has_label or "When in production" in [entry.text for entry in built.left_out]


def test_a_document_title_that_the_trunk_lacks_is_listed() -> None:
    texts = "## A\n\n- a1\n\n## B\n\n- a2\n", "# Light\n\n## A\n\n- b1\n"
    built = merged(lettered(texts), f'{EXACT}[merge]\ntrunk = "a"\n')
    assert [(e.text, e.reason) for e in built.left_out] == [("Light", TITLE_REASON)]
