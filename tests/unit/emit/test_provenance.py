from __future__ import annotations

import json

import msgspec
import pytest

from personac.emit.provenance import SCHEMA, MappedOrigin, decode_map, encode_map, map_provenance
from tests.unit.helpers import compile_texts


def _canonical_map(texts: dict[str, str]) -> dict[str, list[tuple[str, int, int, str]]]:
    found = compile_texts(texts, "canonical_markdown")
    assert found.canonical is not None
    mapped = map_provenance(found.canonical)
    return {
        found.canonical.lines[number - 1].text: [(o.persona, o.line, o.end_line, o.relation) for o in origins]
        for number, origins in mapped.lines.items()
    }


def test_every_line_but_layout_knows_where_it_is_from() -> None:
    texts = {
        "a.md": "---\nname: a\n---\n\n## A\n\n- log errors\n  - inner\n\n```\n\nx\n```\n",
        "b.md": "## A\n\n- log error\n",
    }
    assert _canonical_map(texts) == {
        "name: merged": [("a", 2, 2, "frontmatter")],
        "## A": [("a", 5, 5, "heading"), ("b", 1, 1, "heading")],
        "- log errors": [("a", 7, 7, "kept"), ("b", 3, 3, "merged")],
        "  - inner": [("a", 8, 8, "kept")],
        "```": [("a", 10, 13, "kept")],
        "x": [("a", 10, 13, "kept")],
    }


def test_a_heading_comes_first_from_where_its_words_are() -> None:
    texts = {
        "a.md": "## Approach\n\n- x1\n",
        "b.md": "## Your Working Process\n\n- y1\n",
        "c.md": "## Working Process\n\n- z1\n",
    }
    found = _canonical_map(texts)["## Working Process"]
    assert [persona for persona, *_ in found] == ["c", "a", "b"]


def test_a_map_reads_back_as_it_was_written() -> None:
    found = compile_texts({"a.md": "- x\n"}, "canonical_markdown")
    assert found.canonical is not None
    mapped = map_provenance(found.canonical)
    data = encode_map(mapped)
    assert decode_map(data) == mapped
    assert data.endswith(b"}\n")
    assert json.loads(data)["schema"] == SCHEMA
    assert mapped.lines[5] == (MappedOrigin("a", "a.md", 1, 1, "a:1", "kept"),)


@pytest.mark.parametrize("data", [b"", b"{}", b'{"schema": 1, "agent": "a", "lines": {}}'])
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        decode_map(data)
