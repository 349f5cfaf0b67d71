"""The loop, with the waiting replaced: each step of a test is what changes while the loop waits."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest

from personac.building import watch as watch_module
from personac.building.file_watcher import FolderIdentity
from personac.building.request import Outcome, Request
from personac.building.watch import Rebuild, rebuilds
from personac.building.watched_files import WrittenOutputs, written_outputs
from tests.unit.listener import Listener

SOURCE = "---\nname: {}\ndescription: d\n---\n\n- {}\n"
Step = Callable[[], object]


@pytest.fixture
def agents(here: Path) -> Path:
    (here / "agents").mkdir()
    for name in ("a", "b"):
        (here / "agents" / f"{name}.md").write_text(SOURCE.format(name, f"Only {name} mentions this"))
    return here / "agents"


class Steps:
    """Replaces the file watcher: each waiting runs the next step, and Ctrl-C ends them."""

    def __init__(self, *steps: Step) -> None:
        self.left = list(steps)
        self.watched: list[set[str]] = []

    def watch(self, folders: Collection[FolderIdentity]) -> None:
        self.watched.append({folder.name for folder, *_ in folders})

    def wait(self) -> None:
        if not self.left:
            raise KeyboardInterrupt
        self.left.pop(0)()


def watched(request: Request, steps: Steps, monkeypatch: pytest.MonkeyPatch) -> list[Rebuild]:
    monkeypatch.setattr(watch_module, "FileWatcher", lambda: steps)
    builds: list[Rebuild] = []
    with suppress(KeyboardInterrupt):
        for rebuild in rebuilds(request):
            builds.append(rebuild)  # noqa: PERF402 - the loop ends with an exception
    return builds


def test_it_builds_at_once_and_after_each_change(agents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Steps(
        lambda: (agents / "a.md").write_text(SOURCE.format("a", "Trains are late")),
        lambda: (agents / "c.md").write_text(SOURCE.format("c", "Queues drain")),
        (agents / "c.md").unlink,
    )
    builds = watched(Request(name="x"), steps, monkeypatch)
    assert [build.changed for build in builds] == [
        (), ("agents/a.md changed",), ("agents/c.md added",), ("agents/c.md removed",)
    ]  # fmt: skip
    assert [build.outcome.summary.partition(" with")[0] for build in builds] == [
        "build: 2 personas", "build: 2 personas", "build: 3 personas", "build: 2 personas"
    ]  # fmt: skip
    assert not any(build.outcome.is_failed for build in builds)
    assert "Trains are late" in (agents.parent / "build" / "x.md").read_text()


def test_other_files_cause_no_build(agents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor do a build's own outputs, though they are in a folder that is watched."""
    steps = Steps(
        lambda: (agents / "notes.txt").write_text("?"),
        lambda: (agents / "out" / "x.md").write_text("edited"),
        lambda: None,
    )
    assert len(watched(Request((agents,), agents / "out", name="x"), steps, monkeypatch)) == 1


def test_an_output_that_is_gone_at_once_is_written_again(
    agents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = agents.parent / "build" / "report.md"
    removed: list[Path] = []

    def written(folder: Path) -> WrittenOutputs:
        outputs = written_outputs(folder)
        if not removed:
            removed.append(report)
            report.unlink()
        return outputs

    monkeypatch.setattr(watch_module, "written_outputs", written)
    builds = watched(Request(name="x"), Steps(lambda: None), monkeypatch)
    assert [build.changed for build in builds] == [(), ("build/report.md removed",)]
    assert report.exists()


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
    builds = watched(Request(name="x"), steps, monkeypatch)
    assert [build.changed[:1] for build in builds] == [
        (), ("build/report.md removed",), ("build/x.md removed",), ("build/personac.lock removed",)
    ]  # fmt: skip
    assert "build/variants/a.md removed" in builds[3].changed
    assert not any(build.outcome.is_failed for build in builds)
    assert {"report.md", "x.md", "personac.lock"} <= {path.name for path in build.iterdir()}


def test_an_error_does_not_end_the_watching(agents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Steps(
        lambda: (agents / "a.md").write_bytes(b"\xff"),
        lambda: (agents / "a.md").write_text(SOURCE.format("a", "Trains are late")),
        lambda: agents.rename(agents.parent / "gone"),
        lambda: (agents.parent / "gone").rename(agents),
    )
    builds = watched(Request(name="x"), steps, monkeypatch)
    assert [build.outcome.is_failed for build in builds] == [False, True, False, True, False]
    failed = [build.outcome for build in builds if build.outcome.is_failed]
    assert [one.code for outcome in failed for one in outcome.diagnostics] == ["PC001", "PC003"]
    assert builds[3].line.startswith("agents/a.md removed, agents/b.md removed, agents: no personas")
    assert "; not built: see above (" in builds[3].line
    assert [("agents" in folders) for folders in steps.watched][-4:] == [False, False, True, True]


def test_an_edited_output_is_watched_until_it_is_removed(
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
    builds = watched(Request(name="x"), steps, monkeypatch)
    assert [build.changed for build in builds] == [(), ("agents/a.md changed",), ("build/x.md removed",)]
    assert [build.outcome.is_failed for build in builds] == [False, True, False]
    with_build = groupby("build" in folders for folders in steps.watched)
    assert [is_watched for is_watched, _ in with_build] == [False, True, False]


def test_rules_are_watched_as_sources_are(agents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = agents.parent / "rules"

    def write() -> None:
        rules.mkdir()
        (rules / "r.toml").write_text('[agent]\nname = "ruled"\n')

    builds = watched(Request(), Steps(write), monkeypatch)
    assert builds[1].changed == ("rules/r.toml added",)
    assert (agents.parent / "build" / "ruled.md").exists()


@pytest.mark.usefixtures("agents")
def test_an_observer_sees_every_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_module, "FileWatcher", Steps)
    listener = Listener()
    next(rebuilds(Request(use_cache=False), listener))
    assert listener.steps[0] == "import"
    assert listener.heard[-1] == "pause"


def test_a_line_summarises_many_changes() -> None:
    rebuild = Rebuild(tuple("abcde"), Outcome((), "", "build: fine"), 0.123)
    assert rebuild.line == "a, b, c, 2 more changes; build: fine (0.12 s)"
    assert replace(rebuild, changed=()).line == "build: fine (0.12 s)"
    failed = Outcome((), "", "build: not built", is_failed=True)
    assert replace(rebuild, changed=("a",), outcome=failed).line == "a; not built: see above (0.12 s)"
