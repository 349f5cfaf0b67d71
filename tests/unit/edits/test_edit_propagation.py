from __future__ import annotations

import pytest

from personac.edits.edit_propagation import Change, Sides, in_order, propagate, spliced
from personac.edits.hand_edit import find_edit
from personac.emit.provenance import MappedOrigin, ProvenanceMap, map_provenance
from tests.unit.helpers import EXACT, compiled

ONE = """---
name: one
description: Keeps the light
---

# Lighthouse

## Upkeep

- Polish the lens with spirit
- Wind the clockwork at dusk
  - Forty turns exactly
- Only one says this

Sleep by day.
"""
TWO = """---
name: two
description: Keeps the light
---

# Lighthouse

## 1. Upkeep:

3. Wind the clockwork at dusk
   - Forty turns exactly
4. Polish the lens with spirit"""


def propagated(persona: str, *replacements: tuple[str, str]) -> Sides:
    """Edit the canonical of both sources, and propagate the edit to one of them."""
    compilation = compiled({"one.md": ONE, "two.md": TWO})
    original = compilation.canonical.data
    edited = original.decode()
    for old, new in replacements:
        assert old in edited, edited
        edited = edited.replace(old, new)
    source = {"one": ONE, "two": TWO}[persona].encode()
    edit = find_edit(original, edited.encode())
    return propagate(edit, map_provenance(compilation.canonical), persona, source)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Wind the clockwork", "Turn the clockwork"),
        ("Forty turns", "Fifty turns"),
        ("description: Keeps the light", "description: Keeps the lamp"),
        ("Upkeep", "Care"),
        ("Lighthouse", "Light tower"),
    ],
)
def test_an_edit_of_a_line_that_both_sources_have(old: str, new: str) -> None:
    for persona, source in (("one", ONE), ("two", TWO)):
        sides = propagated(persona, (old, new))
        assert sides.ours == source.replace(old, new).encode()
        assert sides.base == sides.theirs == source.encode()
        assert [fate.fate for fate in sides.fates] == ["applied"]


def test_an_edit_of_a_line_that_one_source_has() -> None:
    assert (
        propagated("one", ("Only one says", "One alone said")).ours
        == ONE.replace("Only one says", "One alone said").encode()
    )
    sides = propagated("two", ("Only one says", "One alone said"))
    assert sides.ours == sides.base == TWO.encode()
    assert [fate.fate for fate in sides.fates] == ["absent"]


def test_a_source_keeps_its_own_name() -> None:
    sides = propagated("two", ("name: ", "name: my-"))
    assert sides.ours == TWO.encode()
    assert [fate.fate for fate in sides.fates] == ["absent"]


def test_removing_a_line() -> None:
    assert (
        propagated("one", ("- Only one says this\n", "")).ours
        == ONE.replace("- Only one says this\n", "").encode()
    )


def test_new_lines_follow_their_neighbour_and_its_children() -> None:
    new = ("  - Forty turns exactly\n", "  - Forty turns exactly\n- A new rule\n")
    assert propagated("one", new).ours == ONE.replace(*new).encode()
    there = ("exactly\n", "exactly\n4. A new rule\n")
    assert propagated("two", new).ours == TWO.replace(*there).encode()


def test_a_new_line_at_the_end_of_a_file_without_a_line_end() -> None:
    polish = "Polish the lens with spirit\n"
    sides = propagated("two", (polish, f"{polish}- A new rule\n"))
    assert sides.ours == TWO.encode() + b"\n5. A new rule"
    assert sides.base == TWO.encode()


def test_a_new_paragraph_is_separated_by_blank_lines() -> None:
    sides = propagated("one", ("Sleep by day.\n", "Sleep by day.\n\nWake at dusk.\n"))
    assert sides.ours == ONE.encode() + b"\nWake at dusk.\n"


def test_a_new_line_under_a_heading() -> None:
    sides = propagated("one", ("## Upkeep\n\n", "## Upkeep\n\n- First of all\n"))
    assert b"## Upkeep\n\n- First of all\n" in sides.ours


def test_a_new_line_after_the_front_matter_precedes_the_first_block() -> None:
    new = ("---\n\n# Lighthouse\n", "---\n\nStay awake.\n\n# Lighthouse\n")
    assert propagated("one", new).ours == ONE.replace(*new).encode()
    assert propagated("two", new).ours == TWO.replace(*new).encode()


def test_a_new_line_without_a_neighbour_in_the_source() -> None:
    sides = propagated("two", ("- Only one says this\n", "- Only one says this\n- Nor this\n"))
    assert all(fate.fate in {"applied", "absent"} for fate in sides.fates)


def test_new_blank_lines_are_ignored() -> None:
    sides = propagated("one", ("## Upkeep\n\n", "## Upkeep\n\n\n"))
    assert sides.ours == ONE.encode()
    assert sides.fates == ()


def test_another_wording_is_a_conflict() -> None:
    rules = f'[[must_link]]\ntexts = ["Polish the lens", "Rub the glass"]\n{EXACT}'
    compilation = compiled({"a.md": "- Polish the lens\n", "b.md": "- Rub the glass\n"}, rules_text=rules)
    original = compilation.canonical.data
    kept, other = (b"- Polish the lens\n", b"- Rub the glass\n")
    if other in original:
        kept, other = other, kept
    persona = "b" if other.startswith(b"- Rub") else "a"
    edit = find_edit(original, original.replace(kept, b"- Clean all of it\n"))
    sides = propagate(edit, map_provenance(compilation.canonical), persona, other)
    assert (sides.base, sides.ours, sides.theirs) == (kept, b"- Clean all of it\n", other)
    assert [fate.fate for fate in sides.fates] == ["conflict"]


def test_a_line_inserted_in_a_bullet_of_several_lines() -> None:
    source = "- Polish the lens\n  with spirit\n"
    compilation = compiled({"a.md": source, "b.md": "- One\n"})
    original = compilation.canonical.data
    edit = find_edit(original, original.replace(b"lens\n", b"lens\n  and the frame\n"))
    sides = propagate(edit, map_provenance(compilation.canonical), "a", source.encode())
    assert sides.ours == b"- Polish the lens\n  and the frame\n  with spirit\n"
    assert [fate.fate for fate in sides.fates] == ["applied"]


@pytest.mark.parametrize(
    ("first", "last", "line", "end_line"), [(1, 1, 9, 9), (1, 1, 0, 1), (1, 1, 2, 1), (7, 9, 1, 1)]
)
def test_places_that_do_not_exist_are_ignored(first: int, last: int, line: int, end_line: int) -> None:
    """A committed map may be damaged, or come from a stranger."""
    origins = (MappedOrigin("a", "a.md", line, end_line, "c", "kept"),)
    provenance = ProvenanceMap("", "x", dict.fromkeys(range(first, last + 1), origins))
    sides = propagate(find_edit(b"- x\n", b"- y\n"), provenance, "a", b"- x\n")
    assert sides.ours == sides.base == b"- x\n"


LINES = (b"0", b"1", b"2", b"3")


def test_changes_are_spliced_on_either_side() -> None:
    changes = in_order([Change(3, 4, (), (b"d",)), Change(0, 1, (b"x",), (b"a",)), Change(2, 2, (), (b"n",))])
    assert spliced(LINES, changes) == b"x12"
    assert spliced(LINES, changes, is_edited=True) == b"a1n2d"
    assert spliced(LINES, ()) == b"0123"


def test_the_first_of_two_overlapping_changes_wins() -> None:
    first, second = Change(0, 2, (), (b"a",)), Change(1, 3, (), (b"b",))
    assert in_order([second, first]) == (first,)
