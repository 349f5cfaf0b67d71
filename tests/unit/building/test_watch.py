"""The loop, with the waiting replaced: each step of a test is what changes while the loop waits."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace

import pytest
import watchfiles

from personac.building import watch as watch_module
from personac.building.project import find_project, with_settings
from personac.building.request import Outcome, Request
from personac.building.watch import (
    FileWatcher,
    FolderIdentity,
    Rebuild,
    WrittenOutputs,
    changes,
    folders_to_watch,
    inputs_state,
    output_folder_state,
    rebuilds,
    written_outputs,
)
from personac.emit.lock_entries import digest_of
from personac.emit.lockfile import Lock, encode_lock
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
        for rebuild in rebuilds(lambda: request):
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


def test_decisions_are_watched_as_rules_are(agents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = agents.parent / "decisions" / "x"
    decision = '[[group]]\nbullets = [{ persona = "a", text = "No such text" }]\n'

    def write() -> None:
        folder.mkdir(parents=True)
        (folder / "0123456789ab.ada.toml").write_text(decision)

    def edit() -> None:
        (folder / "0123456789ab.ada.toml").write_text(f"{decision}# more\n")

    builds = watched(Request(name="x"), Steps(write, edit), monkeypatch)
    path = "decisions/x/0123456789ab.ada.toml"
    assert [build.changed for build in builds[1:]] == [(f"{path} added",), (f"{path} changed",)]
    assert "PC401" in {one.code for one in builds[1].outcome.diagnostics}


def test_settings_are_read_again_when_they_change(agents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = agents.parent / "personac.toml"
    steps = Steps(
        lambda: settings.write_text('name = "first"\n'),
        lambda: settings.write_text('name = "second"\nemit = ["canonical"]\n'),
        lambda: settings.write_text("mistake"),
        lambda: None,
        lambda: settings.write_text('sources = ["agents/a.md"]\noutput = "out"\n'),
        settings.unlink,
    )
    monkeypatch.setattr(watch_module, "FileWatcher", lambda: steps)

    def current() -> Request:
        project = find_project(agents.parent)
        return with_settings(Request(output=project.output), project)

    seen = []
    with suppress(KeyboardInterrupt):
        for rebuild in rebuilds(current):
            outputs = agents.parent.glob("*/*.md")
            seen.append((rebuild.changed, sorted(p.stem for p in outputs if p.parent != agents)))
            failed = rebuild.outcome.is_failed
            assert failed == (settings.exists() and settings.read_text() == "mistake")
    assert [changed for changed, _ in seen] == [
        (),
        ("personac.toml added",),
        *(("personac.toml changed",),) * 2,
        ("agents/b.md removed", "personac.toml changed"),
        ("agents/b.md added", "personac.toml removed"),
    ]
    assert [outputs for _, outputs in seen][1:4] == [["first", "report"], ["second"], ["second"]]
    assert "a" in seen[4][1]
    assert agents.parent.name in steps.watched[-1]


@pytest.mark.usefixtures("agents")
def test_an_observer_sees_every_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_module, "FileWatcher", Steps)
    listener = Listener()
    next(rebuilds(lambda: Request(use_cache=False), listener))
    assert listener.steps[0] == "import"
    assert listener.heard[-1] == "pause"


def test_a_line_summarises_many_changes() -> None:
    rebuild = Rebuild(tuple("abcde"), Outcome((), "", "build: fine"), 0.123)
    assert rebuild.line == "a, b, c, 2 more changes; build: fine (0.12 s)"
    assert replace(rebuild, changed=()).line == "build: fine (0.12 s)"
    failed = Outcome((), "", "build: not built", is_failed=True)
    assert replace(rebuild, changed=("a",), outcome=failed).line == "a; not built: see above (0.12 s)"


@pytest.fixture
def team(here: Path) -> Path:
    """A folder with sources at two depths, hidden ones and the outputs."""
    for name in ("a.md", "deep/b.md", ".git/c.md", "build/d.md"):
        path = here / "team" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"---\nname: x\n---\n")
    return here / "team"


def watched_folders(request: Request, here: Path, *, with_outputs: bool = False) -> set[str]:
    folders = folders_to_watch(request, with_outputs=with_outputs)
    return {os.path.relpath(folder, here) for folder, *_ in folders}


def test_the_state_is_that_of_sources_and_rules(here: Path, team: Path) -> None:
    (here / "rules").mkdir()
    (here / "rules" / "r.toml").write_bytes(b"")
    assert set(inputs_state(Request((team,), team / "build"))) == {
        "team/a.md",
        "team/deep/b.md",
        "rules/r.toml",
    }


def test_an_edit_in_place_or_by_another_file_is_a_change(team: Path) -> None:
    request = Request((team,), team / "build")
    before = inputs_state(request)
    assert inputs_state(request) == before
    os.utime(team / "a.md", (1, 1))
    assert changes(before, inputs_state(request)) == ("team/a.md changed",)
    before = inputs_state(request)
    (team / "new").write_bytes(b"---\nname: y\n---\n\n- More\n")
    os.utime(team / "new", (1, 1))
    (team / "new").rename(team / "a.md")
    assert changes(before, inputs_state(request)) == ("team/a.md changed",)


def test_added_and_removed_sources_are_changes_and_outputs_are_not(team: Path) -> None:
    request = Request((team,), team / "build")
    before = inputs_state(request)
    (team / "c.md").write_bytes(b"")
    (team / "a.md").unlink()
    (team / "build" / "e.md").write_bytes(b"")
    (team / ".git" / "f.md").write_bytes(b"")
    assert changes(before, inputs_state(request)) == ("team/a.md removed", "team/c.md added")


def test_missing_sources_are_a_state_too(here: Path) -> None:
    state = inputs_state(Request())
    assert [place.partition(":")[0] for place in state] == ["agents"]
    assert changes({}, state) == tuple(state)
    (here / "agents").mkdir()
    (here / "agents" / "a.md").symlink_to("nowhere")
    assert "agents/a.md: skipped: a link to a file that does not exist" in inputs_state(Request())


def test_outputs_have_a_state_of_their_own(here: Path, team: Path) -> None:
    request = Request((team,), team / "build")
    assert set(output_folder_state(request)) == {"team/build/d.md"}
    assert output_folder_state(Request(output=here / "none")) == {}


def test_a_file_that_is_removed_after_its_folder_was_listed_has_no_state(
    here: Path, team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = Request((team,), team / "build")
    gone = here / "gone.md"
    monkeypatch.setattr(watch_module, "find_inputs", lambda *_: SimpleNamespace(all={"gone.md": gone}))
    monkeypatch.setattr(Path, "glob", lambda *_: [gone])
    assert inputs_state(request) == output_folder_state(request) == {}


def test_a_link_that_becomes_dangling_is_a_removed_file() -> None:
    there, dangling = {"a.md": (1, 2)}, {"a.md": ()}
    assert changes(there, dangling) == ("a.md removed",)
    assert changes(dangling, there) == ("a.md added",)
    assert changes(dangling, {}) == ("a.md removed",)
    assert changes({}, dangling) == ("a.md",)


def test_outputs_count_as_long_as_they_exist(here: Path) -> None:
    lock = here / "personac.lock"
    assert written_outputs(here) == WrittenOutputs((lock,))
    outputs = {"a.md": "1", "variants/a.md": "2", "../a.md": "3"}
    lock.write_bytes(
        encode_lock(Lock(version="1", agent="a", sources={}, rules={}, options={}, outputs=outputs))
    )
    (here / "a.md").write_bytes(b"")
    written = written_outputs(here)
    assert written.paths == (lock, here / "a.md", here / "variants" / "a.md")
    assert set(written.complete) == {"personac.lock", "a.md", "variants/a.md"}
    before = written.existing()
    assert set(before) == {"personac.lock", "a.md"}
    (here / "a.md").write_bytes(b"edited")
    assert written.existing() == before
    (here / "a.md").unlink()
    assert changes(before, written.existing()) == ("a.md removed",)
    assert WrittenOutputs().existing() == {}


def test_outputs_that_another_build_has_removed_are_not_missed(here: Path) -> None:
    lock = here / "personac.lock"
    lock.write_bytes(b"ours")
    written = WrittenOutputs((lock, here / "a.md"), digest_of(lock))
    assert written.existing() == {"personac.lock": (1,)}
    lock.write_bytes(b"theirs")
    assert written.existing() == written.complete
    lock.unlink()
    assert written.existing() == {}


def test_folders_with_sources_and_their_parents_are_watched(here: Path, team: Path) -> None:
    request = Request((team,), team / "build")
    assert watched_folders(request, here) == {".", "team", "team/deep"}
    assert watched_folders(request, here, with_outputs=True) == {
        ".",
        "team",
        "team/deep",
        "team/build",
    }


def test_the_folders_of_named_files_are_watched(here: Path, team: Path) -> None:
    assert watched_folders(Request((team / "deep" / "b.md",)), here) == {".", "team/deep"}
    (here / "rules").mkdir()
    assert watched_folders(Request((team / "a.md",)), here) == {".", "team", "rules"}


def test_the_nearest_parent_of_a_missing_folder_is_watched(here: Path) -> None:
    assert watched_folders(Request(), here) == {"."}
    assert watched_folders(Request((here / "not" / "there",), rules=here / "no" / "rules"), here) == {"."}


def test_a_folder_that_was_made_again_is_another_one(here: Path) -> None:
    (here / "agents").mkdir()
    before = folders_to_watch(Request())
    assert folders_to_watch(Request()) == before
    (here / "agents").rename(here / "old")
    (here / "agents").mkdir()
    assert folders_to_watch(Request()) != before


PATIENCE = 60.0  # seconds; the machine may be busy


def identity(folder: Path) -> FolderIdentity:
    state = folder.stat()
    return (folder, state.st_dev, state.st_ino)


def watching(*folders: Path) -> FileWatcher:
    watcher = FileWatcher()
    watcher.watch([identity(folder) for folder in folders])
    return watcher


def notified_within(watcher: FileWatcher, change: threading.Timer) -> bool:
    """Wait until a change that comes a moment later ends the waiting; a timeout alone may end it before."""
    change.start()
    deadline = time.monotonic() + PATIENCE
    while not change.finished.is_set() and time.monotonic() < deadline:
        watcher.wait()
    return change.finished.is_set()


def test_a_change_ends_the_waiting(tmp_path: Path) -> None:
    watcher = watching(tmp_path)
    assert notified_within(watcher, threading.Timer(0.1, (tmp_path / "new").touch))
    assert notified_within(watcher, threading.Timer(0.1, (tmp_path / "new").unlink))


def test_waiting_ends_without_a_change_as_well(tmp_path: Path) -> None:
    watching(tmp_path).wait()


def test_the_documented_arguments_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[tuple[Path, ...], dict[str, object]]] = []

    def watch(*folders: Path, **options: object) -> Iterator[object]:
        calls.append((folders, options))
        return iter([set()])

    monkeypatch.setattr(watchfiles, "watch", watch)
    (tmp_path / "a").mkdir()
    watcher = watching(tmp_path, tmp_path / "a")
    watcher.watch([identity(tmp_path / "a"), identity(tmp_path)])  # the same folders
    watcher.wait()
    ((folders, options),) = calls
    assert folders == (tmp_path, tmp_path / "a")
    assert (options["recursive"], options["yield_on_timeout"], options["force_polling"]) == (
        False,
        True,
        None,
    )


def test_without_watches_of_the_system_folders_are_polled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, polling = watchfiles.watch, list[object]()

    def scarce(*folders: Path, **options: object) -> Iterator[object]:
        polling.append(options["force_polling"])
        if not options["force_polling"]:
            raise OSError(28, "OS file watch limit reached")
        yield from real(*folders, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(watchfiles, "watch", scarce)
    watcher = watching(tmp_path)
    watcher.wait()
    watcher.watch([identity(tmp_path)])
    assert notified_within(watcher, threading.Timer(0.1, (tmp_path / "new").touch))
    assert polling == [None, True]


@pytest.mark.parametrize("polling", ["", "true"])
def test_a_folder_that_is_gone_ends_the_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, polling: str
) -> None:
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", polling)
    (tmp_path / "gone").mkdir()
    watcher = watching(tmp_path / "gone")
    shutil.rmtree(tmp_path / "gone")
    watcher.wait()
    watcher.watch([identity(tmp_path)])
    assert notified_within(watcher, threading.Timer(0.1, (tmp_path / "new").touch))


def test_ctrl_c_ends_the_waiting(tmp_path: Path) -> None:
    run = (
        "import os, signal, sys; from pathlib import Path\n"
        "from personac.building.watch import FileWatcher\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs ignore it\n"
        "watcher, state = FileWatcher(), os.stat(sys.argv[1])\n"
        "watcher.watch([(Path(sys.argv[1]), state.st_dev, state.st_ino)])\n"
        "try:\n"
        "    print('waiting', flush=True)\n"
        "    while True: watcher.wait()\n"
        "except KeyboardInterrupt: print('ended')\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", run, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as waiter:
        assert waiter.stdout is not None
        assert waiter.stdout.readline() == "waiting\n"
        os.kill(waiter.pid, signal.SIGINT)
        assert waiter.stdout.read() == "ended\n"
    assert waiter.returncode == 0
