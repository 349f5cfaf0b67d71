from __future__ import annotations

import json

import msgspec
import pytest

from personac.emit.provenance import (
    SCHEMA,
    MappedBlock,
    MappedOrigin,
    ProvenanceMap,
    decode_map,
    encode_map,
    map_provenance,
    mapped_blocks,
)
from personac.model import Relation
from tests.unit.helpers import compiled


def _canonical_map(texts: dict[str, str]) -> dict[str, list[tuple[str, int, int, str]]]:
    compilation = compiled(texts)
    mapped = map_provenance(compilation.canonical)
    return {
        compilation.canonical.lines[number - 1].text: [
            (o.persona, o.line, o.end_line, o.relation) for o in origins
        ]
        for number, origins in mapped.lines.items()
    }


def test_every_line_except_layout_has_origins() -> None:
    texts = {
        "a.md": "---\nname: a\n---\n\n## A\n\n- log errors\n  - inner\n\n```\n\nx\n```\n",
        "b.md": "## A\n\n- log error\n",
    }
    assert _canonical_map(texts) == {
        "name: a": [("a", 2, 2, "frontmatter")],
        "## A": [("a", 5, 5, "heading"), ("b", 1, 1, "heading")],
        "- log errors": [("a", 7, 7, "kept"), ("b", 3, 3, "merged")],
        "  - inner": [("a", 8, 8, "kept")],
        "```": [("a", 10, 13, "kept")],
        "x": [("a", 10, 13, "kept")],
    }


def test_the_first_origin_of_a_heading_has_its_words() -> None:
    texts = {
        "a.md": "## Our Working Process\n\n- x1\n",
        "b.md": "## Your Working Process\n\n- y1\n- z1\n- x1\n",
        "c.md": "## Working Process\n\n- z1\n",
    }
    origins = _canonical_map(texts)["## Your Working Process"]
    assert [persona for persona, *_ in origins] == ["b", "a", "c"]


def test_encoding_and_decoding() -> None:
    compilation = compiled({"a.md": "---\nname: a\n---\n\n- x\n"})
    mapped = map_provenance(compilation.canonical)
    data = encode_map(mapped)
    assert decode_map(data) == mapped
    assert data.endswith(b"}\n")
    assert len(json.loads(data)["lines"]) == len(data.splitlines()) - 6 == 5
    assert json.loads(data)["schema"] == SCHEMA
    assert mapped.lines[5] == (MappedOrigin("a", "a.md", 5, 5, compilation.bullets[0].id, "kept"),)


@pytest.mark.parametrize("data", [b"", b"{}", b'{"schema": 1, "agent": "a", "lines": []}'])
def test_other_data_is_refused(data: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        decode_map(data)


def origin(line: int, relation: Relation = "kept", cluster: str = "c") -> MappedOrigin:
    return MappedOrigin("a", "a.md", line, line, cluster, relation)


def test_neighbouring_lines_with_equal_origins_are_one_block() -> None:
    first, second = (origin(1),), (origin(3),)
    lines = {9: second, 5: first, 7: first, 4: ()}
    assert mapped_blocks(ProvenanceMap("", "x", lines)) == (
        MappedBlock(5, 7, first),
        MappedBlock(9, 9, second),
    )
    assert mapped_blocks(ProvenanceMap("", "x", {})) == ()


def test_the_kind_of_a_block() -> None:
    merged, kept = origin(1, "merged"), origin(2)
    assert MappedBlock(1, 1, (merged, kept)).kept == kept
    assert MappedBlock(1, 1, (merged,)).kept == merged
    assert [MappedBlock(1, 1, (origin(1, relation),)).is_heading for relation in ("heading", "kept")] == [
        True,
        False,
    ]
    assert [MappedBlock(1, 1, (origin(1, r),)).is_field for r in ("frontmatter", "heading")] == [True, False]
