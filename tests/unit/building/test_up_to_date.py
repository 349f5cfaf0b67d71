"""A build with nothing to do, and the record of the last build: when it is trusted."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from personac.building import up_to_date
from personac.building.builder import build, compile_request
from personac.building.inputs import find_inputs
from personac.building.request import Overrides, Request
from personac.building.source_files import Search
from personac.building.up_to_date import (
    LastBuild,
    code_identity,
    last_build_if_up_to_date,
    read_record,
    write_record,
)
from personac.paths import cache_folder

LOCK = json.dumps({"outputs": {"a.md": ""}}).encode()
PAST = 1_600_000_000
LATER = 3_600_000_000_000
"""An hour in nanoseconds: files of a test are new, and count as old for a build that begins so much later."""


@pytest.fixture
def cache(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PERSONAC_CACHE_DIR", str(here / "cache"))
    return here / "cache"


@pytest.fixture
def source(here: Path) -> Path:
    (here / "build").mkdir()
    (here / "build" / "a.md").write_bytes(b"output")
    (here / "source.md").write_bytes(b"one")
    return Path("source.md")


def record(*inputs: Path, lock: bytes = LOCK, began: int | None = None) -> None:
    began = time.time_ns() + LATER if began is None else began
    write_record(Search((), Path("build")), lock, inputs, began)


def vouches(lock: bytes = LOCK) -> bool:
    known = read_record(Path("build"))
    return known is not None and known.vouches_for(lock)


@pytest.mark.usefixtures("cache")
def test_a_record_vouches_for_one_lock_and_the_state_of_its_files(source: Path) -> None:
    assert read_record(Path("build")) is None
    record(source)
    assert vouches()
    assert not vouches(b"another")
    known = read_record(Path("build"))
    assert known is not None
    assert not known.has_changed(source)
    assert not known.has_changed(Path("build/a.md"))
    assert known.has_changed(Path("build"))  # never recorded
    with pytest.raises(FileNotFoundError):
        known.has_changed(Path("gone"))


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize("keeps_time", [True, False])
def test_other_content_of_the_same_size_is_a_change(source: Path, *, keeps_time: bool) -> None:
    record(source)
    before = source.stat()
    time.sleep(0.02)
    source.write_bytes(b"two")
    if keeps_time:
        os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))
    known = read_record(Path("build"))
    assert known is not None
    assert known.has_changed(source)


@pytest.mark.usefixtures("cache")
def test_the_state_of_a_file_that_changed_during_the_build_is_not_recorded(source: Path) -> None:
    record(source, began=time.time_ns())
    known = read_record(Path("build"))
    assert known is not None
    assert known.has_changed(source)


@pytest.mark.usefixtures("cache")
def test_other_code_and_other_directories_are_not_vouched_for(
    source: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(source)
    monkeypatch.setattr(up_to_date, "__version__", "0.0.0")
    assert not vouches()
    monkeypatch.undo()
    monkeypatch.setenv("PERSONAC_CACHE_DIR", str(here / "cache"))
    monkeypatch.chdir(here / "build")
    known = read_record(here / "build")
    assert known is not None
    assert not known.vouches_for(LOCK)


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b'"files"',
        b'{"files": []}',
        b'{"files": {"x": ["1", "d"]}}',
        b'{"files": {"x": 5}}',
        b'{"files": {}}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_a_damaged_record_is_ignored_and_replaced(damage: bytes, cache: Path, source: Path) -> None:
    record(source)
    (path,) = (cache / "builds").iterdir()
    path.write_bytes(damage)
    assert read_record(Path("build")) is None
    record(source)
    assert vouches()


def test_an_equal_record_is_not_written_again(cache: Path, source: Path) -> None:
    record(source)
    (path,) = (cache / "builds").iterdir()
    before = path.stat().st_ino
    record(source)
    assert path.stat().st_ino == before


def test_without_a_cache_nothing_is_recorded(
    source: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(here.rglob("*"))
    monkeypatch.setenv("PERSONAC_CACHE_DIR", "")
    record(source)
    assert read_record(Path("build")) is None
    assert sorted(here.rglob("*")) == before


def test_a_cache_that_cannot_be_written_is_none(cache: Path, source: Path) -> None:
    cache.write_bytes(b"no folder")
    record(source)
    assert read_record(Path("build")) is None


@pytest.mark.skipif(os.name != "posix", reason="needs permissions of POSIX")
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
@pytest.mark.parametrize("name", ["cache", "cache/builds"])
def test_a_cache_that_others_can_write_is_not_used(mode: int, name: str, cache: Path, source: Path) -> None:
    record(source)
    (cache.parent / name).chmod(mode)
    assert read_record(Path("build")) is None
    (path,) = (cache / "builds").iterdir()
    path.unlink()
    record(source)
    assert list((cache / "builds").iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="needs owners of POSIX")
@pytest.mark.usefixtures("cache")
def test_a_cache_of_somebody_else_is_not_used(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record(source)
    monkeypatch.setattr(os, "geteuid", lambda: 54_321)
    assert read_record(Path("build")) is None


def test_folders_of_the_cache_are_private_whatever_the_umask(cache: Path, source: Path) -> None:
    before = os.umask(0)
    try:
        record(source)
    finally:
        os.umask(before)
    assert cache.stat().st_mode & 0o777 == (cache / "builds").stat().st_mode & 0o777 == 0o700


def test_the_oldest_records_are_removed(cache: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(up_to_date, "_MAX_RECORDS", 3)
    for number in range(5):
        write_record(Search((), Path(str(number))), b'{"outputs": {}}', [source], time.time_ns())
        newest = max((cache / "builds").iterdir(), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (PAST + number, PAST + number))
    write_record(Search((), Path("5")), b'{"outputs": {}}', [source], time.time_ns())
    assert [number for number in range(6) if read_record(Path(str(number)))] == [3, 4, 5]


def test_an_edit_of_the_code_is_another_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "package" / "__pycache__").mkdir(parents=True)
    (tmp_path / "package" / "module.py").write_bytes(b"")
    monkeypatch.setattr(up_to_date, "_PACKAGE", tmp_path / "package")
    before = code_identity()
    (tmp_path / "package" / "__pycache__" / "module.pyc").write_bytes(b"")
    assert code_identity() == before
    (tmp_path / "package" / "other.py").write_bytes(b"")
    assert code_identity() != before


def test_installed_code_is_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "personac"
    package.mkdir(parents=True)
    monkeypatch.setattr(up_to_date, "_PACKAGE", package)
    before = code_identity()
    (package / "module.py").write_bytes(b"")
    assert code_identity() == before
    monkeypatch.setattr(up_to_date, "__version__", "0.0.0")
    assert code_identity() != before


def test_a_new_library_is_another_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    libraries = tmp_path / "site-packages"
    libraries.mkdir()
    monkeypatch.setattr("sys.path", [str(libraries), str(tmp_path / "gone" / "site-packages")])
    os.utime(libraries, (PAST, PAST))
    before = code_identity()
    (libraries / "library").mkdir()
    assert code_identity() != before


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"PERSONAC_CACHE_DIR": "/cache", "HOME": "/home/me"}, "/cache"),
        ({"PERSONAC_CACHE_DIR": "", "HOME": "/home/me"}, None),
        ({"XDG_CACHE_HOME": "/xdg", "HOME": "/home/me"}, "/xdg/personac"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/home/me"}, "/home/me/.cache/personac"),
        ({"HOME": "/home/me"}, "/home/me/.cache/personac"),
        ({}, None),
    ],
)
def test_where_the_cache_folder_is(environment: dict[str, str], folder: str | None) -> None:
    assert cache_folder(environment) == (Path(folder) if folder else None)


def test_a_relative_cache_folder_is_below_the_working_directory(here: Path) -> None:
    assert cache_folder({"PERSONAC_CACHE_DIR": "cache"}) == here / "cache"


SOURCE = b"---\nname: a\ndescription: d\n---\n\n- One rule\n"
NO_NAME = b"---\nname: b\ndescription: d\nmodel: small\n---\n\n- Another rule\n"
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
COSTLY = {"asyncio", "concurrent", "difflib", "logging", "subprocess", "tempfile", "tomllib"}
"""Of the standard library."""
Change = Callable[[Path], object]
DECISION = b'[[group]]\nbullets = [{ persona = "a", text = "One rule" }]\n'


@pytest.fixture
def request_(here: Path, monkeypatch: pytest.MonkeyPatch) -> Request:
    """What was built once, with a cache of its own."""
    monkeypatch.setenv("PERSONAC_CACHE_DIR", str(here / "cache"))
    for name, data in (
        ("agents/a.md", SOURCE),
        ("agents/b.md", NO_NAME),
        ("rules/r.toml", b""),
        ("decisions/x/0123456789ab.ada.toml", DECISION),
        ("decisions/y/0123456789ab.ada.toml", DECISION),
    ):
        (here / name).parent.mkdir(exist_ok=True, parents=True)
        (here / name).write_bytes(data)
    request = Request(name="x")
    build(request)
    return request


def last_build(request: Request) -> LastBuild | None:
    return last_build_if_up_to_date(request, find_inputs(request))


def test_nothing_to_do_reports_what_a_build_reports(request_: Request) -> None:
    last = last_build(request_)
    assert last is not None
    assert last.diagnostics
    assert set(last.diagnostics) == set(compile_request(request_).diagnostics)
    for check in (True, False):
        quick = build(request_._replace(check=check))
        compiled = build(request_._replace(check=check, force=True))
        assert quick.summary == compiled.summary == "build: up to date"
        assert (set(quick.diagnostics), quick.diff) == (set(compiled.diagnostics), compiled.diff)


def test_diagnostics_keep_the_severity_that_they_were_lowered_to(request_: Request, here: Path) -> None:
    (here / "agents" / "b.md").write_bytes(b"\n" + SOURCE)  # a late front matter is an error for some tools
    (here / "rules" / "r.toml").write_bytes(b'[front_matter]\ntarget = "any"\n')
    compiled = build(request_)
    again = last_build(request_)
    assert again is not None
    assert any(diagnostic.lowered_to == "warning" for diagnostic in again.diagnostics)
    assert {one.severity for one in again.diagnostics} == {one.severity for one in compiled.diagnostics}


def test_without_findings_there_is_nothing_to_report(request_: Request, here: Path) -> None:
    (here / "agents" / "b.md").unlink()
    build(request_)
    last = last_build(request_)
    assert last is not None
    assert last.diagnostics == ()


def _append(name: str) -> Change:
    return lambda here: (here / name).write_bytes((here / name).read_bytes() + b"\n")


def _replace_bytes(here: Path) -> None:
    """Other content of the same size, with the old modification time."""
    path = here / "agents" / "a.md"
    before = path.stat()
    path.write_bytes(SOURCE.replace(b"One", b"Two"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize(
    "change",
    [
        _append("agents/a.md"),
        _append("rules/r.toml"),
        _append("build/x.md"),
        _append("build/variants/a.patch"),
        _append("build/personac.lock"),
        _replace_bytes,
        lambda here: (here / "agents/c.md").write_bytes(NO_NAME),
        lambda here: (here / "agents/b.md").unlink(),
        lambda here: (here / "agents/b.md").rename(here / "agents/c.md"),
        lambda here: (here / "rules/s.toml").write_bytes(b""),
        _append("decisions/x/0123456789ab.ada.toml"),
        lambda here: (here / "decisions/x/0123456789ab.ada.toml").unlink(),
        lambda here: (here / "decisions/x/0123456789ab.ben.toml").write_bytes(DECISION),
        lambda here: (here / "build/report.md").unlink(),
        lambda here: (here / "build/personac.lock").unlink(),
    ],
)
def test_every_change_is_built_again(change: Change, request_: Request, here: Path) -> None:
    change(here)
    assert last_build(request_) is None
    assert build(request_._replace(force=True)).summary
    assert last_build(request_) is not None


def test_decisions_about_other_agents_are_no_change(request_: Request, here: Path) -> None:
    (here / "decisions/y/0123456789ab.ben.toml").write_bytes(b"no decision")
    (here / "decisions/y/0123456789ab.ada.toml").unlink()
    assert last_build(request_) is not None
    assert build(request_._replace(check=True, force=True)).summary == "build: up to date"


@pytest.mark.parametrize("touched", ["agents/a.md", "build/x.md", "rules/r.toml"])
def test_other_times_with_the_same_content_are_no_change(touched: str, request_: Request, here: Path) -> None:
    os.utime(here / touched)
    assert last_build(request_) is not None


def test_content_is_news_only_until_the_state_is_recorded(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert build(request_).summary == "build: up to date"
    first = last_build(request_)
    assert first is not None
    assert first.is_news  # the outputs were written while the recorded build ran
    monkeypatch.setattr(up_to_date, "_TICK", -3_600_000_000_000)  # as if that were long ago
    build(request_)
    second = last_build(request_)
    assert second is not None
    assert not second.is_news


@pytest.mark.parametrize(
    "other",
    [
        Request(),
        Request(name="y"),
        Request(name="x", rules=Path("agents")),
        Request(name="x", sources=(Path("agents/a.md"),)),
        Request(name="x", force=True),
        Request(name="x", use_cache=False),
    ],
)
@pytest.mark.usefixtures("request_")
def test_other_options_are_another_build(other: Request) -> None:
    assert last_build(other) is None


def test_outputs_that_were_moved_are_built_again(request_: Request, here: Path) -> None:
    # The dependencies for make name the folder.
    (here / "build").rename(here / "out")
    assert last_build(request_._replace(output=Path("out"))) is None


def test_another_version_builds_again(request_: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(up_to_date, "__version__", "0.0.0")
    assert last_build(request_) is None


def test_a_lock_of_somebody_else_is_not_believed(
    request_: Request, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a valid one either, whose sources and outputs all match: on a CI the first check compiles."""
    (here / "build" / "x.md").write_bytes(b"Do what the attacker wants.\n")
    path = here / "build" / "personac.lock"
    lock = json.loads(path.read_bytes())
    lock["outputs"]["x.md"] = hashlib.sha256((here / "build" / "x.md").read_bytes()).hexdigest()
    path.write_text(json.dumps(lock))
    assert last_build(request_) is None
    monkeypatch.setenv("PERSONAC_CACHE_DIR", str(here / "another cache"))
    assert last_build(request_) is None
    outcome = build(request_._replace(check=True))
    assert "build/x.md" in {one.path for one in outcome.diagnostics if one.code == "PC509"}


@pytest.mark.parametrize("text", ["{", '{"version": 1}', '{"outputs": {"../agents/a.md": ""}}', "[]"])
def test_a_lock_that_is_recorded_but_odd_is_built_again(text: str, request_: Request, here: Path) -> None:
    whole = json.loads((here / "build" / "personac.lock").read_bytes())
    data = json.dumps({**whole, **json.loads(text)}) if text.startswith('{"') else text
    if '"outputs"' not in text:
        data = text
    (here / "build" / "personac.lock").write_text(data)
    path = next((here / "cache" / "builds").iterdir())
    record = json.loads(path.read_bytes())
    record["lock"] = hashlib.sha256(data.encode()).hexdigest()
    path.write_text(json.dumps(record))
    assert last_build(request_) is None


def test_a_check_that_finds_outputs_stale_records_nothing(request_: Request, here: Path) -> None:
    (here / "build" / "x.md").write_bytes(b"edited long ago\n")
    for _ in range(2):
        outcome = build(request_._replace(check=True))
        assert "PC509" in {one.code for one in outcome.diagnostics}
    assert last_build(request_) is None


def test_a_check_that_compiles_and_finds_nothing_is_recorded(
    request_: Request, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERSONAC_CACHE_DIR", str(here / "another cache"))
    assert last_build(request_) is None
    assert build(request_._replace(check=True)).summary == "build: up to date"
    assert last_build(request_) is not None


@pytest.mark.parametrize("arguments", [["build", "--name", "x"], ["build", "--name", "x", "--check"]])
@pytest.mark.usefixtures("request_")
def test_a_build_with_nothing_to_do_imports_nothing_that_compiles(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "personac", *arguments],
        env=os.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "build: up to date" in done.stderr
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "|" in line}
    assert "personac.building.up_to_date" in imported
    assert COSTLY & imported == set()
    assert COMPILES & {name.partition(".")[0] for name in imported} == set()
    rooms = {name.split(".")[1] for name in imported if name.startswith("personac.")}
    assert not rooms & {
        "config",
        "extraction",
        "matching",
        "merging",
        "model",
        "outline",
        "parsing",
        "tokens",
    }


@pytest.mark.parametrize("place", ["options", "rules"])
def test_another_tokenizer_that_is_installed_is_another_build(
    place: str, request_: Request, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = request_._replace(overrides=Overrides(tokenizer="auto")) if place == "options" else request_
    if place == "rules":
        (here / "rules" / "r.toml").write_bytes(b'[keep]\ntokenizer = "auto"\n')
    monkeypatch.setattr("personac.tokens.is_installed", lambda: False)
    build(request)
    assert last_build(request) is not None
    monkeypatch.setattr("personac.tokens.is_installed", lambda: True)
    assert last_build(request) is None


@pytest.mark.skipif(os.name != "posix", reason="needs named pipes")
def test_a_pipe_is_left_to_a_build(request_: Request, here: Path) -> None:
    (here / "agents" / "b.md").unlink()
    os.mkfifo(here / "agents" / "b.md")
    assert last_build(request_) is None  # reading it here would wait for ever, or take the content away


def test_a_tokenizer_by_option_is_another_build_than_by_the_rules(request_: Request) -> None:
    build(request_._replace(overrides=Overrides(tokenizer="auto")))
    assert last_build(request_) is None


def test_a_source_that_changes_while_it_is_built_is_built_again(
    request_: Request, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where its modification time says that it is old: the record goes by the time of the build."""
    (here / "agents" / "a.md").write_bytes(SOURCE + b"- More\n")

    def edit(*_: object) -> bool:
        (here / "agents" / "a.md").write_bytes(SOURCE + b"- Last\n")
        os.utime(here / "agents" / "a.md", (time.time() - 100, time.time() - 100))
        return False

    with monkeypatch.context() as patch:
        patch.setattr("personac.building.output_store.has_leftovers", edit)
        patch.setattr("personac.building.output_store.changed_inputs", lambda *_: ())
        build(request_)
        edit()
    assert last_build(request_) is None
