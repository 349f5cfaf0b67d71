from __future__ import annotations

import sys
from pathlib import Path

import pytest

from personac.diagnostics.model import PersonacError
from personac.driver.picture import GRAPH_SUFFIXES, write_graph
from tests.unit.report.reports import bullet, report

FOUND = report([bullet("a", 1, "X"), bullet("b", 1, "X")], [["a:1", "b:1"]])
NEEDS = {".dot": "graphviz", ".svg": "matplotlib"}


@pytest.mark.parametrize("suffix", GRAPH_SUFFIXES)
def test_the_suffix_says_which(here: Path, suffix: str) -> None:
    pytest.importorskip(NEEDS.get(suffix, "networkx"))
    path = here / f"out{suffix.upper()}"
    assert write_graph(FOUND, path) == f"out{suffix.upper()}: written"
    start = {".dot": b"graph agent {", ".graphml": b"<?xml", ".svg": b"<?xml"}[suffix]
    assert path.read_bytes().startswith(start)


@pytest.mark.parametrize("suffix", sorted(NEEDS))
def test_a_missing_package_names_the_extra(here: Path, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    for name in [name for name in sys.modules if name.startswith((NEEDS[suffix], "personac.report.dot"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "personac.report.picture", raising=False)
    monkeypatch.setitem(sys.modules, NEEDS[suffix], None)
    with pytest.raises(PersonacError) as caught:
        write_graph(FOUND, here / f"out{suffix}")
    (found,) = caught.value.diagnostics
    assert found.code == "PC603"
    assert NEEDS[suffix] in found.message
    assert "personac[graph]" in found.hint
    assert list(here.iterdir()) == []


def test_a_folder_that_is_not_there(here: Path) -> None:
    with pytest.raises(PersonacError, match="cannot be written"):
        write_graph(FOUND, here / "no" / "out.graphml")
