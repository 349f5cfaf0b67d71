from __future__ import annotations

from collections.abc import Sequence

import pytest

from personac.emit.front_matter_lines import Chunk
from personac.emit.piece_writer import Leaf, PieceWriter, SourceLeaves, leaf_spans
from personac.model import Origin, Persona
from personac.model.source import Span
from tests.unit.helpers import persona

_ORIGINS = (Origin("a", "a.md", 1, 1, "kept"),)
_OTHERS = (Origin("b", "b.md", 1, 1, "kept"),)


def _texts(text: str) -> list[str]:
    parsed = persona(text)
    return [parsed.source.slice_text(span) for span in leaf_spans(parsed.body)]


def _leaf(personas: list[Persona], number: int, index: int, *, is_home: bool = True) -> Leaf:
    """Return the piece `index` of persona `number`."""
    spans = list(leaf_spans(personas[number].body))
    text = personas[number].source.slice_text(spans[index])
    return Leaf(number, spans[index], text, _ORIGINS, is_home)


def _writer(personas: Sequence[Persona], front: Sequence[Chunk]) -> PieceWriter:
    return PieceWriter(personas, SourceLeaves.of(personas), front)


def _written(writer: PieceWriter) -> str:
    return "\n".join(line.text for line in writer.lines())


def test_pieces_are_titles_paragraphs_blocks_and_empty_items() -> None:
    text = "# T\n\none\n\n- a1\n\n  > q\n  > r\n  - b1\n-\n- ```\n  x\n  ```\n\nLabel:\n- c1\n\n<!-- d -->\n"
    assert _texts(text) == [
        "# T", "one", "a1", "> q\n  > r", "b1", "-", "```\n  x\n  ```", "Label:", "c1", "<!-- d -->",
    ]  # fmt: skip


def test_neighbours_in_a_source_keep_what_stands_between_them() -> None:
    personas = [persona("\n\n* a1\n\n\n  * b1\n* c1\n"), persona("- d1\n", "b")]
    writer = _writer(personas, [Chunk("---\n---")])
    writer.leaf(_leaf(personas, 0, 0), "not used")
    writer.leaf(_leaf(personas, 0, 1), "not used")
    assert _written(writer) == "---\n---\n\n* a1\n\n\n  * b1\n"


@pytest.mark.parametrize(
    ("first", "second", "is_home"), [((0, 0), (0, 2), True), ((0, 1), (0, 0), True), ((0, 0), (0, 1), False)]
)
def test_other_pieces_have_the_lead_before_them(
    first: tuple[int, int], second: tuple[int, int], *, is_home: bool
) -> None:
    personas = [persona("* a1\n\n* b1\n\n\n* c1\n"), persona("- d1\n", "b")]
    writer = _writer(personas, [])
    writer.leaf(_leaf(personas, *first), "1:")
    writer.leaf(_leaf(personas, *second, is_home=is_home), "\n2:")
    names = ["a1", "b1", "c1"]
    assert _written(writer) == f"1:{names[first[1]]}\n2:{names[second[1]]}\n"


def test_pieces_of_two_sources_have_the_lead_between_them() -> None:
    personas = [persona("* a1\n* b1\n"), persona("- c1\n- d1\n", "b")]
    writer = _writer(personas, [])
    for number, index in ((0, 0), (1, 1), (0, 1)):
        writer.leaf(_leaf(personas, number, index), "\n+ ")
    assert _written(writer) == "\n+ a1\n+ d1\n+ b1\n"


def test_a_first_piece_follows_the_front_matter_of_its_source() -> None:
    personas = [persona("---\nname: a\n---\n# T\n"), persona("---\nname: b\n---\n\n\n# T\n", "b")]
    for number, gap in enumerate(("\n", "\n\n\n")):
        writer = _writer(personas, [Chunk("---\nname: x\n---")])
        writer.leaf(_leaf(personas, number, 0), "\n\n")
        assert _written(writer) == f"---\nname: x\n---{gap}# T\n"


def test_a_first_piece_without_front_matter_has_the_lead_unless_it_is_alone() -> None:
    alone, other = persona("# T\n"), persona("# U\n", "b")
    writer = _writer([alone, other], [Chunk("---\n---")])
    writer.leaf(_leaf([alone], 0, 0), "\n\n")
    assert _written(writer) == "---\n---\n\n# T\n"
    writer = _writer([alone], [])
    writer.leaf(_leaf([alone], 0, 0), "\n\n")
    assert _written(writer) == "# T\n"


def test_text_that_is_no_piece_of_a_source_has_nothing_that_follows_it() -> None:
    personas = [persona("# T\n\n- a1\n"), persona("- b1\n", "b")]
    writer = _writer(personas, [])
    writer.leaf(Leaf(0, Span(1, 2), "moved", _ORIGINS), "")
    assert not writer.follows(0, Span(1, 2))
    writer.leaf(_leaf(personas, 0, 0), "\n\n")
    assert _written(writer) == "moved\n\n# T\n"


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n", "\r\n", "  \n \n"])
def test_a_persona_alone_ends_as_written(end: str) -> None:
    alone = [persona(f"one\r\n\r\ntwo{end}")]
    writer = _writer(alone, [])
    writer.leaf(_leaf(alone, 0, 0), "")
    writer.leaf(_leaf(alone, 0, 1), "not used")
    assert _written(writer) == f"one\r\n\r\ntwo{end}"


def test_a_persona_alone_without_a_body_ends_as_written() -> None:
    assert _written(_writer([persona("---\nname: a\n---\n\n \n")], [Chunk("x")])) == "x\n\n \n"


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n"])
def test_line_ends_are_kept_alone_and_lf_beside_others(line_end: str) -> None:
    text = f"a{line_end}b"
    assert _writer([persona("")], []).own(text) == text
    assert _writer([persona(""), persona("", "b")], []).own(text) == "a\nb"


def test_a_pending_marker_goes_before_the_next_piece_only() -> None:
    personas = [persona("- ```\n  x\n  ```\n- a1\n"), persona("")]
    writer = _writer(personas, [])
    writer.pending = "* "
    writer.leaf(_leaf(personas, 0, 0, is_home=False), "\n\n  ")
    writer.leaf(_leaf(personas, 0, 1, is_home=False), "\n* ")
    assert _written(writer) == "* ```\n  x\n  ```\n* a1\n"


def test_a_line_has_the_origins_of_the_first_piece_with_text_on_it() -> None:
    writer = _writer([persona(""), persona("", "b")], [Chunk("---\n---")])
    writer.text("\n\n- ")
    writer.text("a1\n\n  b1", _ORIGINS)
    writer.text(" c1\nd1", _OTHERS)
    assert [(line.text, line.origins) for line in writer.lines()] == [
        ("---", ()), ("---", ()), ("", ()), ("- a1", _ORIGINS), ("", ()), ("  b1 c1", _ORIGINS),
        ("d1", _OTHERS), ("", ()),
    ]  # fmt: skip
