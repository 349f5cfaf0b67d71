from __future__ import annotations

import pytest

from personac.diagnostics.model import PersonacError
from personac.ir import Compilation
from personac.model.source import BOM, Source
from personac.parsing.parser import run
from tests.unit.helpers import persona, rules


def _compile(*sources: Source) -> Compilation:
    return run(Compilation(sources=sources), rules())


def test_personas_are_ordered_by_path() -> None:
    found = _compile(Source("b.md", b"b\n"), Source("a.md", b"a\n"))
    assert [p.id for p in found.personas] == ["a", "b"]
    assert [s.path for s in found.sources] == ["a.md", "b.md"]


def test_front_matter_and_body_are_told_apart() -> None:
    found = persona("---\nname: x\n---\n# T\n\n- a\n")
    assert found.front_matter.values == {"name": "x"}
    assert [section.title for section in found.body.sections] == ["T"]
    assert found.source.slice_text(found.body.span) == "# T\n\n- a\n"


def test_findings_of_all_sources_are_kept() -> None:
    found = _compile(Source("b.md", b"b\n"), Source("a.md", b"a\n"))
    assert [d.path for d in found.diagnostics] == ["a.md", "b.md"]
    assert {d.code for d in found.diagnostics} == {"PC107"}


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"caf\xe9", 1, 4),
        ("\u00e9\n\u00e9\u4e0d".encode() + b"\xff", 2, 3),
        (BOM + b"a\xff", 1, 2),
        (b"\xff\xfea\0", 1, 1),
    ],
)
def test_what_is_no_text_is_told_where_it_shows(data: bytes, line: int, column: int) -> None:
    with pytest.raises(PersonacError) as caught:
        _compile(Source("ok.md", b"x"), Source("a.md", data))
    (found,) = caught.value.diagnostics
    assert (found.code, found.path, found.line, found.column) == ("PC001", "a.md", line, column)
    assert found.hint


def test_all_sources_that_are_no_text_are_told_of_at_once() -> None:
    with pytest.raises(PersonacError) as caught:
        _compile(Source("b.md", b"\xff"), Source("a.md", b"\0"))
    assert [found.path for found in caught.value.diagnostics] == ["a.md", "b.md"]
