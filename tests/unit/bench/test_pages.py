from __future__ import annotations

from pathlib import Path

import pytest

from bench.timing.builds import CLICK, COLD, NO_OP, ONE_GROUP
from bench.timing.contenders import CONTENDERS, FLOOR, GROUP, MATCH, OWN_IMPORTS
from bench.timing.figures import Figures, Measured, collected
from bench.timing.goals import GOALS, verdicts
from bench.timing.pages import tables, write
from bench.timing.processes import Usage
from bench.timing.watching import WATCH


def took(cpu: float, peak: float = 50e6) -> tuple[Usage, ...]:
    return (Usage(cpu, cpu, int(peak)), Usage(2 * cpu, 3 * cpu, int(peak)))


def figures() -> Figures:
    matching = [
        Measured(FLOOR, 1_000, took(1.0)),
        Measured(OWN_IMPORTS + MATCH, 0, took(1.1)),
        Measured(MATCH, 1_000, took(1.2), None, 3, 8),
        Measured(FLOOR, 10_000, took(1.0)),
        Measured(MATCH, 10_000, took(12.0)),
        Measured(GROUP, 10_000, took(4.0)),
        Measured(MATCH, 100_000, took(120.0, 2e9)),
        Measured(FLOOR, 100_000, took(1.0)),
        Measured("rapidfuzz cdist", 100_000, (), 600),
    ]
    builds = [
        Measured(CLICK, 0, took(0.1)),
        Measured(NO_OP, 0, took(0.15)),
        Measured(WATCH, 0, took(0.05)),
        Measured(COLD, 100, took(8.0)),
        Measured(ONE_GROUP, 1_000, (), 600),
    ]
    return collected([*matching, *builds], {"machine": "one"})


def test_goals_are_reached_missed_or_not_measured() -> None:
    results = {verdict.goal: verdict for verdict in verdicts(figures())}
    assert len(results) == len(GOALS)
    assert results["nothing to do, against `import click`"].reached
    assert results["nothing to do, against `import click`"].measured == "1.50 x"
    assert results["matching 1,000 bullets, against the import floor"].reached
    assert results["matching 10,000 bullets, against string-grouper, wall time"].reached is False
    assert results["matching 100,000 bullets: peak memory"].measured == "2.00 GB"
    assert results["matching 100,000 bullets, against string-grouper, wall time"].reached is None
    assert results["rebuild after an edit while watching"].measured == "50.00 ms"


def test_every_table_says_what_was_measured() -> None:
    made = tables(figures())
    assert "| 1,000 | personac match | 1.2 s | 1.2 s | 50 MB | 1.20 | 1.09 | 8 in 3 |" in made["matching"]
    assert "| 100,000 | rapidfuzz cdist | did not end within 600 s |" in made["matching"]
    assert "| personac match | 1.54 | 1,000 to 100,000 |" in made["growth"]
    assert (
        "| nothing to do | 150 ms | 150 ms | 50 MB | import click: 100 ms | 1.50 (1.50) |" in made["builds"]
    )
    assert "| cold build: 100 personas | 8.0 s | 8.0 s | 50 MB |" in made["builds"]
    assert "| build of one group: 1,000 personas | did not end within 600 s |" in made["builds"]
    assert made["facts"] == "- machine: one\n"
    for table in (made["goals"], made["builds"], made["matching"], made["growth"]):
        assert len({line.count(" | ") for line in table.splitlines()}) == 1


def test_tables_are_written_between_their_markers_again_and_again(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    names = list(tables(figures()))
    marked = [
        f"<!-- {name}: python -m bench.speed --write -->\nold figures\n<!-- end of {name} -->"
        for name in names
    ]
    page.write_text("# Before\n\n" + "\n\nbetween\n\n".join(marked) + "\n\nafter\n", "utf-8")
    write(figures(), page)
    once = page.read_text("utf-8")
    write(figures(), page)
    assert page.read_text("utf-8") == once
    assert once.startswith("# Before\n\n<!-- facts")
    assert once.endswith("<!-- end of growth -->\n\nafter\n")
    assert "old figures" not in once
    assert all(table in once for table in tables(figures()).values())


def test_a_page_without_markers_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Nothing\n", "utf-8")
    with pytest.raises(ValueError, match="no markers for the block 'facts'"):
        write(figures(), page)
    assert page.read_text("utf-8") == "# Nothing\n"


def test_the_pages_own_markers_are_all_there(root: Path, tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_bytes((root / "docs" / "performance.md").read_bytes())
    write(figures(), page)


def test_contenders_have_distinct_names() -> None:
    assert len({one.name for one in CONTENDERS}) == len(CONTENDERS)
