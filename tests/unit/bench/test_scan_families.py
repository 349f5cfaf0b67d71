from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("pyarrow")

from bench.revision import ROOT
from bench.scan_families import agreement, differences, main, pairs_of, read_labels, share, total

LABELS = """
repository = "garden"
[[family]]
name = "watering"
certainty = "sure"
paths = ["a.md", "b.md", "c.md"]
reason = "One job."
[[family]]
name = "pruning"
certainty = "likely"
paths = ["d.md", "e.md"]
reason = "One job."
[[borderline]]
paths = ["f.md", "g.md"]
reason = "Two jobs with one method."
"""
AGENT = """---
name: {name}
description: Waters the plants of small rooms with care
---
- Water each pot in the early morning hours before work begins
- Turn the pots toward the light of the window on every second day
- Close the window of the room before the night becomes too cold
{rest}
"""


def labels(folder: Path) -> Path:
    path = folder / "garden.toml"
    path.write_text(LABELS)
    return path


def test_pairs_are_those_within_groups() -> None:
    assert pairs_of([["b", "a", "c"], ["d"], ["a", "b"]]) == {("a", "b"), ("a", "c"), ("b", "c")}


def test_borderline_pairs_count_neither_way(tmp_path: Path) -> None:
    read = read_labels(labels(tmp_path))
    part = agreement(read, frozenset({("a.md", "b.md"), ("f.md", "g.md"), ("a.md", "g.md")}))
    assert part.both == {("a.md", "b.md")}
    assert part.extra == {("a.md", "g.md")}
    assert part.missed == {("a.md", "c.md"), ("b.md", "c.md"), ("d.md", "e.md")}
    assert part.sure_missed == part.missed - {("d.md", "e.md")}
    assert str(part).startswith("garden: precision 50%, recall 25%; 1 pairs in both")
    assert len(list(differences([part]))) == 4
    assert str(total([part, part])).startswith("all: precision 50%, recall 25%")


def test_nothing_found_of_nothing_has_no_share() -> None:
    assert (share(0, 0), share(1, 3)) == ("-", "33%")


def test_families_of_a_scan_are_held_against_labels(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    garden, seeds = tmp_path / "wild" / "garden", tmp_path / "seeds"
    for folder in (garden, seeds):
        folder.mkdir(parents=True)
    (garden / "a.md").write_text(AGENT.format(name="a", rest="- Count the pots"))
    (garden / "b.md").write_text(AGENT.format(name="b", rest="- Name the pots"))
    (seeds / "seed.md").write_text("- Say what you do before you do it\n")
    labels(tmp_path)
    assert main(["--shared", str(tmp_path), "--labels", str(tmp_path)]) == 0
    assert "1 pairs in both, 0 of the scan alone" in capsys.readouterr().out


@pytest.mark.parametrize(
    "path", sorted((ROOT / "bench" / "families").glob("*.toml")), ids=lambda path: path.stem
)
def test_labels_of_this_project_are_complete(path: Path) -> None:
    read = read_labels(path)
    assert read.repository == path.stem
    assert read.pairs >= read.sure
    assert not read.pairs & read.borderline
