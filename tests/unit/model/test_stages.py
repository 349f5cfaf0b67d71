from __future__ import annotations

from personac.model import Canonical, Entry, FrontMatter, Line, Persona
from personac.model.ast import Section
from personac.model.source import Source, Span
from tests.unit.helpers import extracted, matched, persona

_ROOT = Section(Span(0, 0), "root", 0, "", None, (), ())


def _named(value: object) -> str:
    front = FrontMatter(Span(0, 0), (Entry("name", value, Span(0, 0)),))
    return Persona("a", Source("a.md", b""), front, _ROOT).name


def test_a_name_is_that_of_the_front_matter() -> None:
    assert persona("---\nname: x\n---\n").name == "x"
    assert persona("text\n").name == ""
    assert _named(None) == ""
    assert _named(7) == "7"


def test_of_two_entries_of_one_key_the_last_counts() -> None:
    entries = (Entry("a", 1, Span(0, 1)), Entry("b", 2, Span(1, 2)), Entry("a", 3, Span(2, 3)))
    assert FrontMatter(None, entries).values == {"a": 3, "b": 2}


def test_paragraphs_are_distinguished_from_items() -> None:
    bullets = extracted({"a.md": "text\n\n- item\n"}).bullets
    assert [b.is_paragraph for b in bullets] == [True, False]


def test_canonical_data_is_the_lines_joined_by_lf_with_or_without_a_final_newline() -> None:
    lines = (Line("a"), Line("\r"), Line("\u00e9"))
    assert Canonical("x", lines).data == "a\n\r\n\u00e9\n".encode()
    assert Canonical("x", lines, has_final_newline=False).data == "a\n\r\n\u00e9".encode()


def test_a_canonical_without_lines_has_no_data() -> None:
    assert Canonical("x", ()).data == b""
    assert Canonical("x", (), has_final_newline=False).data == b""


def test_positions_and_clusters_by_id() -> None:
    matches = matched({"b.md": "- x\n", "a.md": "- y\n- X\n"})
    assert matches.number_of == {"a": 0, "b": 1}
    assert matches.position_of == {bullet.id: at for at, bullet in enumerate(matches.bullets)}
    assert matches.cluster_of == (0, 1, 1)
