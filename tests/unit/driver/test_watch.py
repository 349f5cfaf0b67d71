"""The loop, with the waiting replaced: what a test does instead is what has changed meanwhile."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from personac.driver import watch as module
from personac.driver.build import Request
from personac.driver.watch import Rebuilt, Watch
from personac.driver.watched import Written, written_outputs
from personac.memory import Memory

SOURCE = "---\nname: {}\ndescription: d\n---\n\n- {}\n"
Step = Callable[[], object]


@pytest.fixture
def agents(here: Path) -> Path:
    (here / "agents").mkdir()
    for name in ("a", "b"):
        (here / "agents" / f"{name}.md").write_text(SOURCE.format(name, f"Only {name} says this"))
    return here / "agents"


class Steps:
    """Takes the place of the events: each waiting takes the next step, and Ctrl-C ends them."""

    def __init__(self, *steps: Step) -> None:
        self.left = list(steps)
        self.watching: list[set[str]] = []
        self.open = 0

    def __call__(self, folders: Collection[Path]) -> Steps:
        self.watching.append({folder.name for folder in folders})
        self.open += 1
        return self

    def close(self) -> None:
        self.open -= 1

    def wait(self) -> bool:
        if not self.left:
            raise KeyboardInterrupt
        return bool(self.left.pop(0)())


def told(request: Request, steps: Steps, monkeypatch: pytest.MonkeyPatch) -> list[Rebuilt]:
    monkeypatch.setattr(module, "FileEvents", steps)
    found: list[Rebuilt] = []
    with pytest.raises(KeyboardInterrupt):
        found.extend(_noted(Watch(request).rebuilds(), found))
    assert steps.open == 1
    return found


def _noted(rebuilds: Iterator[Rebuilt], found: list[Rebuilt]) -> Iterator[Rebuilt]:
    for done in rebuilds:
        found.append(done)
        yield from ()


def test_it_builds_at_once_and_after_each_change(agents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Steps(
        lambda: (agents / "a.md").write_text(SOURCE.format("a", "Trains are late")),
        lambda: (agents / "c.md").write_text(SOURCE.format("c", "Queues drain")),
        (agents / "c.md").unlink,
    )
    found = told(Request(name="x"), steps, monkeypatch)
    assert [done.changed for done in found] == [
        (), ("agents/a.md changed",), ("agents/c.md added",), ("agents/c.md removed",)
    ]  # fmt: skip
    assert [done.summary.partition(" with")[0] for done in found] == [
        "build: 2 personas", "build: 2 personas", "build: 3 personas", "build: 2 personas"
    ]  # fmt: skip
    assert not any(done.failed for done in found)
    assert "Trains are late" in (agents.parent / "build" / "x.md").read_text()


def test_what_is_no_input_makes_no_build(agents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor do a build's own outputs, though they stand in a folder that is watched."""
    steps = Steps(
        lambda: (agents / "notes.txt").write_text("?"),
        lambda: (agents / "out" / "x.md").write_text("edited"),
        lambda: None,
    )
    assert len(told(Request((agents,), agents / "out", name="x"), steps, monkeypatch)) == 1


def test_an_output_that_goes_at_once_is_written_again(agents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build = agents.parent / "build"
    gone: list[Path] = []

    def written(folder: Path) -> Written:
        found = written_outputs(folder)
        if not gone:
            gone.append(build / "report.md")
            gone[0].unlink()
        return found

    monkeypatch.setattr(module, "written_outputs", written)
    found = told(Request(name="x"), Steps(lambda: None), monkeypatch)
    assert [done.changed for done in found] == [(), ("build/report.md removed",)]
    assert gone[0].exists()


def test_an_output_that_is_gone_is_written_again(agents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build = agents.parent / "build"
    steps = Steps(
        (build / "report.md").unlink,
        lambda: (build / "x.md").write_text("edited"),
        (build / "x.md").unlink,
        lambda: (build / "notes.txt").write_text("?"),
        lambda: shutil.rmtree(build),
        lambda: None,
    )
    found = told(Request(name="x"), steps, monkeypatch)
    assert [done.changed[:1] for done in found] == [
        (), ("build/report.md removed",), ("build/x.md removed",), ("build/personac.lock removed",)
    ]  # fmt: skip
    assert "build/variants/a.md removed" in found[3].changed
    assert not any(done.failed for done in found)
    assert {"report.md", "x.md", "personac.lock"} <= {path.name for path in build.iterdir()}


def test_an_error_is_survived(agents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Steps(
        lambda: (agents / "a.md").write_bytes(b"\xff"),
        lambda: (agents / "a.md").write_text(SOURCE.format("a", "Trains are late")),
        lambda: agents.rename(agents.parent / "gone"),
        lambda: (agents.parent / "gone").rename(agents),
    )
    found = told(Request(name="x"), steps, monkeypatch)
    assert [done.failed for done in found] == [False, True, False, True, False]
    assert [one.code for done in found for one in done.diagnostics if done.failed] == ["PC001", "PC003"]
    assert found[3].line.startswith("agents/a.md removed, agents/b.md removed, agents: no personas")
    assert "; not built: see above (" in found[3].line
    assert [("agents" in folders) for folders in steps.watching][-4:] == [False, False, True, True]


def test_an_output_in_the_way_is_watched_until_it_is_out_of_it(
    agents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = agents.parent / "build" / "x.md"
    steps = Steps(
        lambda: output.write_text("edited"),
        lambda: (agents / "a.md").write_text(SOURCE.format("a", "Trains are late")),
        lambda: None,
        output.unlink,
        lambda: None,
    )
    found = told(Request(name="x"), steps, monkeypatch)
    assert [done.changed for done in found] == [(), ("agents/a.md changed",), ("build/x.md removed",)]
    assert [done.failed for done in found] == [False, True, False]
    assert ["build" in folders for folders in steps.watching] == [False, True, False]


def test_rules_count_as_sources_do(agents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = agents.parent / "rules"

    def write() -> None:
        rules.mkdir()
        (rules / "r.toml").write_text('[agent]\nname = "ruled"\n')

    found = told(Request(), Steps(write), monkeypatch)
    assert found[1].changed == ("rules/r.toml added",)
    assert (agents.parent / "build" / "ruled.md").exists()


def test_now_and_then_everything_is_forgotten(agents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []

    def noted(*, cached: bool) -> Memory:
        opened.append(cached)
        return Memory()

    def edit() -> None:
        (agents / "c.md").write_text(SOURCE.format("c", "Queues drain " + "well " * len(opened)))
        os.utime(agents / "c.md", ns=(len(steps.left), len(steps.left)))

    monkeypatch.setattr(module, "open_memory", noted)
    monkeypatch.setattr(module, "_AGE", 2)
    steps = Steps(edit, edit, edit)
    assert len(told(Request(name="x"), steps, monkeypatch)) == 4
    assert opened == [True] * 3


def test_a_line_tells_of_many_changes_together() -> None:
    done = Rebuilt(tuple("abcde"), (), 0.123, "build: fine")
    assert done.line == "a, b, c, 2 more changes; build: fine (0.12 s)"
    assert replace(done, changed=()).line == "build: fine (0.12 s)"
    assert replace(done, changed=("a",), summary="").line == "a; not built: see above (0.12 s)"
