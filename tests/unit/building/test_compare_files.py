from __future__ import annotations

import json
from pathlib import Path

import pytest

from personac.building.compare_files import compare_files
from personac.building.request import Request
from personac.diagnostics.diagnostic import PersonacError
from personac.report.comparison_rendering import render_comparison

A = b"---\nname: a\ndescription: d\n---\n\n- Count apples\n- Polish the lens with spirit\n"
B = b"---\nname: b\ndescription: d\n---\n\n- Polish the lens with spirit\n- Feed the gulls\n"


@pytest.fixture
def both(here: Path) -> tuple[Path, Path]:
    for name, data in (("x", B), ("a", A)):
        (here / name).mkdir()
        (here / name / "keeper.md").write_bytes(data)
    return Path("x/keeper.md"), Path("a/keeper.md")


def test_the_first_is_the_first_whatever_the_order_of_paths(both: tuple[Path, Path]) -> None:
    for a, b in (both, both[::-1]):
        found = compare_files(a, b).comparison
        assert (found.a.path, found.b.path) == (a.as_posix(), b.as_posix())
        assert found.counts["exact"] == found.counts["only a"] == found.counts["only b"] == 1


def test_a_file_with_itself(both: tuple[Path, Path]) -> None:
    found = compare_files(both[0], both[0])
    assert found.comparison.identical
    assert found.comparison.is_equivalent
    assert found.diagnostics == ()


def test_the_rules_of_a_build_count(both: tuple[Path, Path], here: Path) -> None:
    rules = '[[must_link]]\ntexts = ["Count apples", "Feed the gulls"]\n[[cannot_link]]\ntexts = ["x", "y"]\n'
    (here / "rules").mkdir()
    (here / "rules" / "x.toml").write_text(rules, encoding="utf-8")
    found = compare_files(*both)
    assert found.comparison.counts["otherwise"] == 1
    assert found.diagnostics == (), "that a decision has no effect on two files is no news"
    (here / "none").mkdir()
    assert compare_files(*both, Request(rules=here / "none")).comparison.counts["otherwise"] == 0


def test_diagnostics_on_the_files_are_reported(both: tuple[Path, Path], here: Path) -> None:
    (here / "x" / "keeper.md").write_bytes(b"---\nname: b\ndescription: d: e\n---\n\n- One\n")
    assert [found.code for found in compare_files(*both).diagnostics] == ["PC101"]


def test_files_that_cannot_be_compared(both: tuple[Path, Path], here: Path) -> None:
    with pytest.raises(PersonacError, match="is a folder"):
        compare_files(both[0], Path("a"))
    with pytest.raises(PersonacError) as caught:
        compare_files(Path("no.md"), Path("such.md"))
    assert [found.path for found in caught.value.diagnostics] == ["no.md", "such.md"]
    (here / "rules").mkdir()
    (here / "rules" / "background.npz").write_bytes(b"")
    with pytest.raises(PersonacError, match="the background statistics cannot be read"):
        compare_files(*both)


def test_formats(both: tuple[Path, Path]) -> None:
    found = compare_files(*both).comparison
    assert json.loads(render_comparison(found, "json", stat=False, color=None))["schema"] == "personac-diff/1"
    assert render_comparison(found, "md", stat=True, color=None).startswith("# x/keeper.md and a/keeper.md\n")
    text = render_comparison(found, "text", stat=False, color=False)
    assert "1 only in x/keeper.md, 1 only in a/keeper.md" in text
