"""No command changes, reads or runs anything elsewhere, whatever the checkout holds that it runs in.

Every call that opens, changes or runs something is recorded, of whole commands in each of the hostile trees.
Names of files elsewhere may be listed: a folder is listed before it is known where its entries lead.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

import personac
from tests.security.hostile_trees import PRECIOUS, TREES, Place, Tree

Command = tuple[str, ...]
CORE: tuple[Command, ...] = (
    ("build", "--check"), ("build",), ("build", "--force", "--target", "copilot,codex"), ("report", "--full"),
    ("report", "--since", "main"), ("report", "--graph", "named/x.dot"), ("explain", "build/keeper.md:10"),
    ("explain", "agents/two.md:9"), ("expand", "--all", "-o", "restored"),
    ("expand", "--all", "-o", ".", "--force"), ("expand", "build/variants/one.patch", "-o", "named/x.md"),
    ("scan", "-o", "scanned"), ("init",),
)  # fmt: skip
FULL: tuple[Command, ...] = (
    *CORE, ("build",), ("build", "--check"), ("build", "--each", "agents"), ("build", "--watch"),
    ("build", "-o", "other", "--timings-json", "named/timings.json"), ("report",),
    *(("report", "--format", form) for form in ("md", "json", "html", "github", "gitlab", "sarif")),
    ("report", "--graph", "named/x.graphml"), ("report", "--since", "build/report.json"),
    ("report", "--write-baseline", "named/known.txt"),
    ("report", "--baseline", "named/known.txt", "--fail-on", "duplicates=0"),
    ("diff", "agents/three.md", "agents/two.md"), ("explain", "build/keeper.md:3"),
    ("explain", "agents/three.md:9", "agents/two.md:9"),
    ("expand", "--all", "--3way", "-o", "restored", "--force"), ("expand", "build/variants/two.patch"),
    ("scan", "--work", "worked", "--format", "markdown", "--write-baseline", "named/scan.txt"),
    ("outputs",), ("outputs", "--for-make"), ("rules",), ("init", "--make", "--git", "--force"),
)  # fmt: skip
SAMPLE = ("built", "not built", "odd sources", "bare repository", "cache", "lock names outputs")
"""Trees in which every run tries all commands; in others they are tried by `pytest -m long`."""
_PERSONA = (
    "---\nname: keeper\ndescription: Keeps {0}\n---\n\n# Rules\n\n- Drain the oldest queue first\n- {0}\n"
)
_PROGRAMS = re.compile(r"\(['\"](?:[^'\"]*/)?git['\"]")


class Run(NamedTuple):
    """What happened in one tree: the calls of its commands, and the exit codes or tracebacks.

    `is_fast`: the templates came out of memory, as bytecode.
    """

    place: Place
    commands: Sequence[Command]
    calls: Sequence[tuple[int, str, str, str]]
    codes: Sequence[int | str]
    is_fast: bool = False

    def violations(self) -> list[str]:
        """Describe each call that no command may make."""
        top = os.fspath(self.place.root.parent)
        wrong = {
            f"{' '.join(self.commands[number])}: {event} {what.replace(top, '')}"
            for number, kind, event, what in self.calls
            if not self._may(kind, self.commands[number], what)
        }
        return sorted(wrong)

    def _may(self, kind: str, command: Command, what: str) -> bool:
        if kind == "write":
            return _may_write(self.place, command, what)
        if kind == "read":
            return not _is_below(what, os.fspath(self.place.outside))
        if kind == "run":
            return _PROGRAMS.match(what) is not None
        if kind == "code":
            is_stored = what.startswith("pickle") or (what == "bytecode" and not self.is_fast)
            return not is_stored and not _is_below(what, os.fspath(self.place.root.parent))
        return kind == "list"


def _may_write(place: Place, command: Command, path: str) -> bool:
    root, top = os.fspath(place.root), os.fspath(place.root.parent)
    relative, is_all = os.path.relpath(path, root), command[0] == "init" or command[2:4] == ("-o", ".")
    if path == os.devnull or any(_is_below(path, f"{top}/{folder}") for folder in ("cache", "temporary")):
        return True
    if relative.startswith(".."):
        return is_all and re.match(r"\.checkout\.personac-[^/]+$", os.path.relpath(path, top)) is not None
    if is_all or ".git" in relative.split("/"):
        return ".git" not in relative.split("/")
    outputs = {
        "expand": ("restored", "named"),
        "report": ("named",),
        "scan": ("scanned", "worked", "named"),
        "build": ("build", "other", "named", ".cache"),
    }
    return any(_is_of_output(relative, folder) for folder in outputs.get(command[0], ()))


def _is_of_output(path: str, folder: str) -> bool:
    """Return whether a path is below an output folder, or one of its temporaries beside it."""
    return _is_below(path, folder) or re.match(rf"\.{folder}\.personac-[^/]+(/|$)", path) is not None


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def _built() -> dict[str, bytes]:
    names = ("one", "two", "three")
    sources = {f"agents/{name}.md": _PERSONA.format(f"the {name} valves closed").encode() for name in names}
    rules = {"rules/x.toml": b"[matching]\njudge = false\n"}
    outputs = personac.build(sources, rules).outputs
    return {**sources, **rules, **{f"build/{name}": data for name, data in outputs.items()}}


def _prepared(folder: Path, tree: Tree, built: Mapping[str, bytes]) -> Place:
    place = Place(folder / "checkout", folder / "outside")
    for path in (place.root / ".git" / "hooks", place.root / "named", place.outside, folder / "temporary"):
        path.mkdir(parents=True)
    (place.root / ".git" / "config").write_bytes(b"[core]\n")
    (place.outside / "precious.md").write_text(PRECIOUS)
    for name, data in built.items():
        (place.root / name).parent.mkdir(parents=True, exist_ok=True)
        (place.root / name).write_bytes(data)
    tree(place)
    return place


def _environment(name: str, place: Place, *, has_cache: bool) -> dict[str, str]:
    caches = place.root / ".cache" if name == "cache" else place.root.parent / "cache"
    return {
        "PERSONAC_CACHE_DIR": os.fspath(caches) if has_cache else "",
        "TMPDIR": os.fspath(place.root.parent / "temporary"),
        "GITHUB_ACTIONS": "true",
    }


def record(
    folder: Path,
    trees: Mapping[str, Tree],
    commands: Sequence[Command],
    *,
    has_cache: bool,
    is_fast: bool = False,
) -> dict[str, Run]:
    """Run the commands in all trees, each in a process of its own."""
    built, places, rows = _built(), {}, []
    for number, (name, tree) in enumerate(trees.items()):
        place = places[name] = _prepared(folder / str(number), tree, built)
        environment = _environment(name, place, has_cache=has_cache)
        rows.append({"folder": os.fspath(place.root), "environment": environment, "commands": commands})
    done = subprocess.run(
        [sys.executable, "-m", "tests.security.file_call_recorder", *(["--fast"] if is_fast else [])],
        input=json.dumps(rows), capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answers = zip(places.items(), json.loads(done.stdout), strict=True)
    return {name: Run(place, commands, row["calls"], row["codes"], is_fast) for (name, place), row in answers}


def refuse_faults(runs: Mapping[str, Run]) -> None:
    """Fail where a command did what none may, or ended with anything but a result or an error."""
    wrong = {name: run.violations() for name, run in runs.items()}
    assert {name: found for name, found in wrong.items() if found} == {}
    for name, run in runs.items():
        ends = dict(zip(run.commands, run.codes, strict=True))
        assert {command: code for command, code in ends.items() if code not in {0, 1, 2, 130}} == {}, name
        assert [path.name for path in run.place.outside.iterdir()] == ["precious.md"], name
        assert (run.place.outside / "precious.md").read_text() == PRECIOUS, name
        assert (run.place.root / ".git/config").read_bytes() == b"[core]\n", name
        assert list((run.place.root / ".git/hooks").iterdir()) == [], name


@pytest.mark.parametrize("share", range(2))
def test_no_command_leaves_its_folders_in_any_tree(tmp_path: Path, share: int) -> None:
    trees = {name: TREES[name] for name in sorted(TREES)[share::2]}
    refuse_faults(record(tmp_path, trees, CORE, has_cache=True, is_fast=True))


@pytest.mark.parametrize(
    "has_cache", [True, pytest.param(False, marks=pytest.mark.long)], ids=["cache", "no cache"]
)
def test_all_commands_stay_in_their_folders(tmp_path: Path, has_cache: bool) -> None:  # noqa: FBT001 - pytest
    trees = {name: TREES[name] for name in SAMPLE}
    runs = record(tmp_path, trees, FULL, has_cache=has_cache)
    refuse_faults(runs)
    run = runs["built"]
    assert list(run.codes[:3]) == [0, 0, 0]
    for number, command in enumerate(run.commands):
        events = {event for at, kind, event, path in run.calls if at == number and kind == "write"}
        if command in {
            ("build", "--force", "--target", "copilot,codex"),
            ("expand", "--all", "-o", "restored"),
        }:
            assert {"open", "os.mkdir", "os.rename", "os.rmdir"} <= events, "the recorder sees nothing"


@pytest.mark.parametrize("command", [("build", "--check"), ("rules",), ("outputs",), ("report", "--full")])
def test_what_only_reads_changes_nothing(tmp_path: Path, command: Command) -> None:
    run = record(tmp_path, {"built": TREES["built"]}, [command], has_cache=True)["built"]
    assert run.codes == [0]
    writes = [path for _, kind, _, path in run.calls if kind == "write"]
    assert [path for path in writes if not _is_below(path, os.fspath(tmp_path / "0" / "cache"))] == []


@pytest.mark.long
@pytest.mark.parametrize("has_cache", [True, False], ids=["cache", "no cache"])
@pytest.mark.parametrize("share", range(4))
def test_all_commands_stay_in_their_folders_in_any_tree(
    tmp_path: Path,
    share: int,
    has_cache: bool,  # noqa: FBT001 - pytest
) -> None:
    names = sorted(TREES)[share::4]
    refuse_faults(record(tmp_path, {name: TREES[name] for name in names}, FULL, has_cache=has_cache))
