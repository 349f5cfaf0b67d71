from __future__ import annotations

from personac.front_matter.policies import entries_of
from personac.model import Origin
from tests.unit.helpers import persona


def test_the_last_entry_of_a_repeated_key_counts() -> None:
    [entry] = entries_of("x", [persona("---\nname: a\nx: 1\nx: 2\n---\n"), persona("- y\n", "b")])
    assert (entry.value, entry.place, entry.written) == (2, "a.md:4", "x: 2")
    assert entry.origin == Origin("a", "a.md", 4, 4, "frontmatter")


def test_an_entry_is_written_with_its_comments() -> None:
    [entry] = entries_of("x", [persona("---\nname: a: b\n# one\n\nx: 1 # two\n---\n")])
    assert (entry.value, entry.written) == (1, "# one\nx: 1 # two")
