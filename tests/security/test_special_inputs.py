"""Pipes, sockets and devices where personac reads: reported, and never waited for."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from personac.matching.corpus_stats import read_bytes
from tests.security.conftest import Checkout

KINDS = ("pipe", "socket", "device", "link to zero", "link to kernel", "folder")
OUTPUTS = (
    "personac.lock", "keeper.md", "keeper.map.json", "keeper.d", "report.json", "report.html",
    "variants/one.patch",
)  # fmt: skip
COMMANDS = (
    ("build",),
    ("build", "--force"),
    ("build", "--check"),
    ("build", "--if-changed"),
    ("report",),
    ("report", "--since", "build"),
    ("report", "--fail-on", "duplicates=0"),
    ("explain", "build/keeper.md:8"),
    ("explain", "agents/one.md:8"),
    ("explain", "agents/one.md:8", "agents/two.md:8"),
    ("expand", "build/variants/one.patch"),
    ("expand", "--all", "-o", "restored"),
    ("diff", "agents/one.md", "agents/two.md"),
    ("outputs", "--for-make"),
    ("init",),
)


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    """Fail where a command waits for ever; no command here takes a tenth of this time."""

    def fail(*_: object) -> None:
        pytest.fail("it waits for ever")

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def put(path: Path, kind: str) -> None:
    """Replace a file by something that is none."""
    if path.is_file():
        path.unlink()
    path.parent.mkdir(exist_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(os.path.relpath(path))
    elif kind == "device":
        try:
            os.mknod(path, 0o020666, os.makedev(1, 5))
        except PermissionError:
            pytest.skip("only root makes devices")
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero" if kind == "link to zero" else "/proc/kmsg")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", OUTPUTS)
def test_outputs_that_are_no_files_are_reported(checkout: Checkout, name: str, kind: str) -> None:
    checkout.build()
    put(checkout.root / "build" / name, kind)
    codes = {arguments: checkout.run(*arguments).exit_code for arguments in COMMANDS}
    assert {codes[arguments] for arguments in COMMANDS[:2]} == {2}, "it is in the way of the output"
    assert codes["build", "--check"] in {1, 2}
    assert set(codes.values()) <= {0, 1, 2}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("agents/x.md", 0), ("rules/x.toml", 2), ("rules/background.npz", 2), ("personac.toml", 2),
        ("pyproject.toml", 2),
    ],
)  # fmt: skip
def test_inputs_that_are_no_files_are_reported(checkout: Checkout, name: str, code: int, kind: str) -> None:
    put(checkout.root / name, kind)
    is_folder = kind == "folder" and name in {"rules/background.npz", "personac.toml", "pyproject.toml"}
    is_other_kind = is_folder or (name == "pyproject.toml" and kind == "link to kernel")  # no settings in it
    result = checkout.run("build")
    assert result.exit_code == (0 if is_other_kind else code), result.output
    assert is_other_kind or name in result.output
    for arguments in COMMANDS:
        assert checkout.run(*arguments).exit_code in {0, 1, 2}


@pytest.mark.parametrize(
    "settings", ['sources = ["pipe.md", "agents"]', '[groups.a]\nsources = ["pipe.md", "agents"]']
)
def test_a_pipe_that_settings_name_is_skipped(checkout: Checkout, settings: str) -> None:
    put(checkout.root / "pipe.md", "pipe")
    (checkout.root / "personac.toml").write_text(settings)
    result = checkout.run("build")
    assert (result.exit_code, "pipe.md: warning[PC009]: skipped: a pipe" in result.output) == (0, True)


def test_a_pipe_in_a_folder_that_is_named_is_skipped(checkout: Checkout) -> None:
    put(checkout.root / "agents" / "x.md", "pipe")
    for named in ("agents", "agents/*.md", "agents/**/*.md"):
        assert "skipped: a pipe" in checkout.build(named)


@pytest.mark.parametrize("place", ["/dev/stdin", "pipe.md"])
def test_a_pipe_that_the_user_names_is_read(checkout: Checkout, root: Path, place: str) -> None:
    text = (checkout.root / "agents" / "one.md").read_bytes()
    command = [sys.executable, "-m", "personac", "build", place, "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": os.fspath(root / "src")}
    if place != "/dev/stdin":
        put(checkout.root / place, "pipe")
        command = ["sh", "-c", f'cat agents/one.md > {place} & "$@"', "sh", *command]
    done = subprocess.run(command, env=environment, input=text, capture_output=True, check=True)
    assert b"PC533" not in done.stderr, "that a pipe is empty afterwards is no change"
    assert (checkout.root / "build" / "keeper.md").read_bytes() == text


def test_what_never_ends_is_not_read_even_if_it_is_named(checkout: Checkout) -> None:
    for named in (("/dev/zero",), ("--large", "/dev/zero")):
        assert "PC010" in checkout.build(*named, code=2)


def test_a_search_follows_no_links_in_a_circle(checkout: Checkout) -> None:
    for name in ("one", "two"):
        (checkout.root / "agents" / name).symlink_to(".")
    (checkout.root / "agents" / "root").symlink_to("/")
    deep = checkout.root / "agents" / "/".join(["d"] * 30)
    deep.mkdir(parents=True)
    (deep / "last.md").write_bytes((checkout.root / "agents" / "one.md").read_bytes())
    for named in ("agents", "agents/**/*.md", "agents/**", "agents/**/**/**/*.md", "**/*.md"):
        output = checkout.build(named, "--force")
        lock = json.loads((checkout.root / "build" / "personac.lock").read_bytes())
        assert sorted(map(os.path.basename, lock["sources"])) == ["last.md", "one.md", "two.md"]
        assert "agents/root: left out: a link to a folder" in output
    (checkout.root / "personac.toml").write_text('sources = ["agents/**/*"]')
    assert checkout.run("build", "--each").exit_code in {0, 2}


def background(edit: str) -> bytes:
    """Return statistics that take more memory than there is, or have no numbers."""
    with zipfile.ZipFile(io.BytesIO(read_bytes("background.npz"))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    method = zipfile.ZIP_LZMA if edit == "method" else zipfile.ZIP_DEFLATED
    if edit == "bomb":
        members["vectors.npy"] = members["vectors.npy"][:128] + bytes(2**26)
    elif edit == "header":
        members["vectors.npy"] = _npy("<i1", (10**13, 64))
    elif edit == "no width":
        members["vectors.npy"] = _npy("|V0", (10**13, 64))
    elif edit == "objects":
        members["meta.npy"] = _npy("|O", (3,))
    elif edit == "short":
        members["vectors.npy"] = _npy("|i1", (2, 64)) + bytes(128)
    elif edit == "names":
        del members["units.npy"]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


def _npy(kind: str, shape: tuple[int, ...]) -> bytes:
    file = io.BytesIO()
    description = {"descr": kind, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, description)
    return file.getvalue()


@pytest.mark.parametrize("edit", ["bomb", "header", "no width", "objects", "method", "short", "names", "cut"])
def test_statistics_that_take_too_much_memory_are_refused(checkout: Checkout, edit: str) -> None:
    (checkout.root / "rules").mkdir()
    data = background(edit)
    path = checkout.root / "rules" / "background.npz"
    path.write_bytes(data[: len(data) // 2] if edit == "cut" else data)
    assert "rules/background.npz: error[PC002]" in checkout.build(code=2)


def test_statistics_of_many_gigabytes_are_refused(checkout: Checkout) -> None:
    (checkout.root / "rules").mkdir()
    with (checkout.root / "rules" / "background.npz").open("wb") as file:
        file.truncate(2**35)
    assert "rules/background.npz: error[PC010]: cannot read: it is larger than 32 MiB" in checkout.build(
        code=2
    )


@pytest.mark.parametrize("name", OUTPUTS)
def test_outputs_of_many_gigabytes_are_not_read(checkout: Checkout, name: str) -> None:
    checkout.build()
    with (checkout.root / "build" / name).open("wb") as file:
        file.truncate(2**35)
    for arguments in COMMANDS:
        assert checkout.run(*arguments).exit_code in {0, 1, 2}
    shutil.rmtree(checkout.root / "build")
