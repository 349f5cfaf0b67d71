from __future__ import annotations

import pytest

from personac.edits.edit_propagation import Carried, carry
from personac.edits.hand_edit import find_edit
from personac.emit.provenance import map_provenance
from tests.unit.helpers import EXACT, compile_texts

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


def carried(persona: str, *replacements: tuple[str, str]) -> Carried:
    """Edit the canonical of the two, and carry that to one of them."""
    compilation = compile_texts({"one.md": ONE, "two.md": TWO})
    assert compilation.canonical is not None
    original = compilation.canonical.data
    edited = original.decode()
    for old, new in replacements:
        assert old in edited, edited
        edited = edited.replace(old, new)
    source = {"one": ONE, "two": TWO}[persona].encode()
    edit = find_edit(original, edited.encode())
    return carry(edit, map_provenance(compilation.canonical), persona, source)


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
def test_a_line_that_both_have(old: str, new: str) -> None:
    for persona, source in (("one", ONE), ("two", TWO)):
        found = carried(persona, (old, new))
        assert found.ours == source.replace(old, new).encode()
        assert found.base == found.theirs == source.encode()
        assert [fate.fate for fate in found.fates] == ["carried"]


def test_a_line_that_one_alone_has() -> None:
    assert (
        carried("one", ("Only one says", "One alone said")).ours
        == ONE.replace("Only one says", "One alone said").encode()
    )
    found = carried("two", ("Only one says", "One alone said"))
    assert found.ours == found.base == TWO.encode()
    assert [fate.fate for fate in found.fates] == ["not said"]


def test_a_name_of_its_own_is_kept() -> None:
    found = carried("two", ("name: ", "name: my-"))
    assert found.ours == TWO.encode()
    assert [fate.fate for fate in found.fates] == ["not said"]


def test_a_removed_line() -> None:
    assert (
        carried("one", ("- Only one says this\n", "")).ours
        == ONE.replace("- Only one says this\n", "").encode()
    )


def test_new_lines_stand_behind_their_neighbour_and_what_is_nested_there() -> None:
    new = ("  - Forty turns exactly\n", "  - Forty turns exactly\n- A new rule\n")
    assert carried("one", new).ours == ONE.replace(*new).encode()
    there = ("exactly\n", "exactly\n4. A new rule\n")
    assert carried("two", new).ours == TWO.replace(*there).encode()


def test_a_new_line_at_the_end_of_a_file_without_a_line_end() -> None:
    polish = "Polish the lens with spirit\n"
    found = carried("two", (polish, f"{polish}- A new rule\n"))
    assert found.ours == TWO.encode() + b"\n5. A new rule"
    assert found.base == TWO.encode()


def test_a_new_paragraph_is_parted_by_blank_lines() -> None:
    found = carried("one", ("Sleep by day.\n", "Sleep by day.\n\nWake at dusk.\n"))
    assert found.ours == ONE.encode() + b"\nWake at dusk.\n"


def test_a_new_line_under_a_heading() -> None:
    found = carried("one", ("## Upkeep\n\n", "## Upkeep\n\n- First of all\n"))
    assert b"## Upkeep\n\n- First of all\n" in found.ours


def test_a_new_line_beside_nothing_that_the_source_says() -> None:
    found = carried("two", ("- Only one says this\n", "- Only one says this\n- Nor this\n"))
    assert all(fate.fate in {"carried", "not said"} for fate in found.fates)


def test_blank_lines_are_nobodys() -> None:
    found = carried("one", ("## Upkeep\n\n", "## Upkeep\n\n\n"))
    assert found.ours == ONE.encode()
    assert found.fates == ()


def test_a_source_in_other_words_is_in_conflict() -> None:
    rules = f'[[must_link]]\ntexts = ["Polish the lens", "Rub the glass"]\n{EXACT}'
    compilation = compile_texts(
        {"a.md": "- Polish the lens\n", "b.md": "- Rub the glass\n"}, rules_text=rules
    )
    assert compilation.canonical is not None
    original = compilation.canonical.data
    kept, other = (b"- Polish the lens\n", b"- Rub the glass\n")
    if other in original:
        kept, other = other, kept
    persona = "b" if other.startswith(b"- Rub") else "a"
    edit = find_edit(original, original.replace(kept, b"- Clean all of it\n"))
    found = carry(edit, map_provenance(compilation.canonical), persona, other)
    assert (found.base, found.ours, found.theirs) == (kept, b"- Clean all of it\n", other)
    assert [fate.fate for fate in found.fates] == ["in other words"]


def test_a_line_put_inside_a_bullet_of_several_lines() -> None:
    source = "- Polish the lens\n  with spirit\n"
    compilation = compile_texts({"a.md": source, "b.md": "- One\n"})
    assert compilation.canonical is not None
    original = compilation.canonical.data
    edit = find_edit(original, original.replace(b"lens\n", b"lens\n  and the frame\n"))
    found = carry(edit, map_provenance(compilation.canonical), "a", source.encode())
    assert found.ours == b"- Polish the lens\n  and the frame\n  with spirit\n"
    assert [fate.fate for fate in found.fates] == ["carried"]
