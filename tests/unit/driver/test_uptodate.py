"""A build that has nothing to do: when it is one, and when it only looks like one."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from personac.backend import seal
from personac.driver import discover, stamps, uptodate
from personac.driver.build import Request, build, run
from personac.driver.build_group import build_group
from personac.driver.discover import find_sources
from personac.driver.options import KeepOptions
from personac.driver.uptodate import findings_of_last_build

SOURCE = b"---\nname: a\ndescription: d\n---\n\n- One rule\n"
NO_NAME = b"- Another rule\n"
COMPILES = {
    "jinja2",
    "mistune",
    "msgspec",
    "networkx",
    "numpy",
    "rapidfuzz",
    "rich",
    "scipy",
    "sklearn",
    "yaml",
}
NEEDED = {
    "personac": {"__main__", "cli", "version"},
    "personac.backend": {"depfile", "digests", "leftovers", "names", "seal"},
    "personac.cli": {
        "build", "building", "console", "keeping", "measuring", "running", "waiting", "watching"
    },
    "personac.diagnostics": {"catalogue", "catalogue.front_matter", "model", "paths"},
    "personac.driver": {
        "build", "build_group", "cache_folder", "discover", "measuring", "observer", "options",
        "stamp", "stamps", "uptodate",
    },
    "personac.report": {"diagnostics_text", "escape"},
}  # fmt: skip
"""All of personac that tells that nothing is to do, and tells the findings again; each is a file to open."""
COSTLY = {"asyncio", "concurrent", "dataclasses", "difflib", "logging", "subprocess", "tempfile", "tomllib"}
"""Of the standard library; dataclasses are made by compiling text."""
Change = Callable[[Path], object]


@pytest.fixture
def asked(here: Path, monkeypatch: pytest.MonkeyPatch) -> Request:
    """What was built once, by an installed personac."""
    monkeypatch.setattr(stamps, "is_installed", lambda: True)
    for name, data in (("agents/a.md", SOURCE), ("agents/b.md", NO_NAME), ("rules/r.toml", b"")):
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_bytes(data)
    request = Request(name="x")
    run(request, check=False)
    return request


def test_nothing_to_do_says_what_a_build_says(asked: Request) -> None:
    found = findings_of_last_build(asked)
    assert found
    assert set(found) == set(build(asked).diagnostics)
    for check in (True, False):
        quick = run(asked, check=check)
        compiled = run(asked._replace(force=True), check=check)
        assert quick.summary == compiled.summary == "build: up to date"
        assert (set(quick.diagnostics), quick.diff) == (set(compiled.diagnostics), compiled.diff)


def test_findings_keep_the_severity_that_they_were_lowered_to(asked: Request, here: Path) -> None:
    (here / "agents" / "b.md").write_bytes(b"\n" + SOURCE)  # a late front matter is an error for some tools
    (here / "rules" / "r.toml").write_bytes(b'[front_matter]\ntarget = "any"\n')
    run(asked, check=False)
    again = findings_of_last_build(asked)
    assert again is not None
    assert any(found.lowered_to == "warning" for found in again)
    assert {found.severity for found in again} == {found.severity for found in build(asked).diagnostics}


def _append(name: str) -> Change:
    return lambda here: (here / name).write_bytes((here / name).read_bytes() + b"\n")


def _forge(here: Path) -> None:
    lock = here / "build" / "personac.lock"
    lock.write_bytes(lock.read_bytes().replace(b'"agent": "x"', b'"agent": "y"'))


@pytest.mark.parametrize(
    "change",
    [
        _append("agents/a.md"),
        _append("rules/r.toml"),
        _append("build/x.md"),
        _append("build/variants/a.patch"),
        _append("build/personac.lock"),
        _forge,
        lambda here: (here / "agents/c.md").write_bytes(NO_NAME),
        lambda here: (here / "agents/b.md").unlink(),
        lambda here: (here / "agents/b.md").rename(here / "agents/c.md"),
        lambda here: (here / "rules/s.toml").write_bytes(b""),
        lambda here: (here / "build/report.md").unlink(),
        lambda here: (here / "build/personac.lock").unlink(),
    ],
)
def test_whatever_is_changed_is_built_again(change: Change, asked: Request, here: Path) -> None:
    change(here)
    assert findings_of_last_build(asked) is None
    assert run(asked._replace(force=True), check=False).summary
    assert findings_of_last_build(asked) is not None


@pytest.mark.parametrize(
    "other", [{"name": ""}, {"name": "y"}, {"rules": Path("agents")}, {"sources": (Path("agents/a.md"),)}]
)
def test_other_options_are_another_build(other: dict[str, object], asked: Request) -> None:
    assert findings_of_last_build(asked._replace(**other)) is None  # type: ignore[arg-type]


def test_outputs_that_were_moved_are_built_again(asked: Request, here: Path) -> None:
    # The dependencies for make name the folder.
    (here / "build").rename(here / "out")
    assert findings_of_last_build(asked._replace(output=Path("out"))) is None


def test_another_version_builds_again(asked: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uptodate, "VERSION", "0.0.0")
    assert findings_of_last_build(asked) is None


def test_a_lock_does_not_make_us_read_elsewhere(asked: Request, here: Path) -> None:
    lock = here / "build" / "personac.lock"
    said = json.loads(lock.read_bytes())
    said["outputs"]["../agents/a.md"] = hashlib.sha256((here / "agents" / "a.md").read_bytes()).hexdigest()
    text = json.dumps({**said, "seal": ""}, indent=2, sort_keys=True).encode()
    lock.write_bytes(text.replace(b'"seal": ""', f'"seal": "{seal.seal_of(text)}"'.encode()))
    assert seal.read_sealed(lock.read_bytes()) is not None
    assert findings_of_last_build(asked) is None


def test_where_personac_is_developed_a_lock_counts_that_this_very_code_wrote(
    asked: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "is_installed", lambda: False)
    run(asked._replace(force=True), check=False)
    assert findings_of_last_build(asked) is not None
    monkeypatch.setattr(stamps, "code_stamp", lambda: "edited")
    assert findings_of_last_build(asked) is None
    assert run(asked, check=True).summary == "build: up to date"  # compiled, and so confirmed
    assert findings_of_last_build(asked) is not None


def test_a_lock_that_another_code_wrote_does_not_count_where_it_is_developed(
    asked: Request, monkeypatch: pytest.MonkeyPatch, here: Path
) -> None:
    run(asked._replace(force=True), check=False)
    monkeypatch.setattr(stamps, "is_installed", lambda: False)
    monkeypatch.setenv("PERSONAC_CACHE_DIR", str(here / "another cache"))
    assert findings_of_last_build(asked) is None


@pytest.mark.parametrize("check", [True, False])
def test_what_is_read_is_looked_for_once(
    asked: Request, monkeypatch: pytest.MonkeyPatch, *, check: bool
) -> None:
    looked: list[object] = []

    def find(*where: object) -> dict[str, Path]:
        looked.append(where)
        return find_sources(*where)  # type: ignore[arg-type]

    monkeypatch.setattr(discover, "find_sources", find)
    found = build_group(asked, check=check).outcome
    assert (found.stood, len(looked)) == (True, 1)


@pytest.mark.parametrize("arguments", [["build", "--name", "x"], ["build", "--name", "x", "--check"]])
@pytest.mark.usefixtures("asked")
def test_an_installed_personac_imports_next_to_nothing(arguments: list[str], here: Path, root: Path) -> None:
    packages = here / "site-packages"
    packages.mkdir()
    (packages / "personac").symlink_to(root / "src" / "personac")
    found = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "personac", *arguments],
        env={**os.environ, "PYTHONPATH": str(packages), "PERSONAC_CACHE_DIR": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "build: up to date" in found.stderr
    imported = {line.rpartition("|")[2].strip() for line in found.stderr.splitlines() if "|" in line}
    assert "personac.driver.uptodate" in imported
    needed = {f"{room}.{name}" for room, names in NEEDED.items() for name in names} | set(NEEDED)
    assert {name for name in imported if name.partition(".")[0] == "personac"} <= needed
    assert COSTLY & imported == set()
    assert COMPILES & {name.partition(".")[0] for name in imported} == set()


@pytest.mark.parametrize("place", ["options", "rules"])
def test_what_counts_by_what_is_installed_is_built_again_when_that_changes(
    place: str, asked: Request, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = asked._replace(keep=KeepOptions(tokenizer="auto")) if place == "options" else asked
    if place == "rules":
        (here / "rules" / "r.toml").write_bytes(b'[keep]\ntokenizer = "auto"\n')
    monkeypatch.setattr("personac.tokens.counter.is_installed", lambda: False)
    run(request, check=False)
    assert findings_of_last_build(request) is not None
    monkeypatch.setattr("personac.tokens.counter.is_installed", lambda: True)
    assert findings_of_last_build(request) is None


def test_counting_as_the_rules_say_is_another_build_than_by_an_option(asked: Request) -> None:
    run(asked._replace(keep=KeepOptions(tokenizer="auto")), check=False)
    assert findings_of_last_build(asked) is None
