"""Leftovers that a repository brings along are reported, and nothing of them is used or removed."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.security.conftest import Checkout, sha256, tree

MANIFEST = '{"schema":"personac-manifest/1","tree":1,"outputs":["precious"],"foreign":{}}'
DEAD = "999999999-0123456789abcdef"


def put_leftover(checkout: Checkout, name: str, target: Path) -> Path:
    leftover = checkout.root / name
    leftover.mkdir()
    (leftover / "manifest.json").write_text(MANIFEST)
    (leftover / "tree").symlink_to(target)
    return leftover


def put_record(checkout: Checkout, caches: Path, outputs: dict[str, str]) -> Path:
    """Put a record as a killed build of this user leaves it, and its folder."""
    caches.joinpath("writes").mkdir(0o700, parents=True)
    path = caches / "writes" / f"{DEAD}.json"
    row = {"schema": "personac-write/1", "target": os.fspath(checkout.root / "build"), "outputs": outputs}
    path.write_text(json.dumps(row))
    return put_leftover(checkout, f".build.personac-{DEAD}", checkout.outside)


@pytest.mark.parametrize("name", [".build.personac-999999-deadbeef", f".build.personac-{DEAD}"])
@pytest.mark.parametrize("state", ["new", "up to date", "changed"])
def test_a_committed_leftover_is_reported_and_left_alone(checkout: Checkout, name: str, state: str) -> None:
    if state != "new":
        checkout.build()
    leftover = put_leftover(checkout, name, checkout.outside)
    if state == "changed":
        (checkout.root / "agents" / "two.md").unlink()
    before = tree(leftover), tree(checkout.outside)
    assert "PC534" in checkout.build()
    assert (tree(leftover), tree(checkout.outside)) == before
    assert not (checkout.root / "build" / "precious").exists()


def test_expand_believes_no_committed_leftover(checkout: Checkout) -> None:
    checkout.build()
    leftover = put_leftover(checkout, ".X.personac-999999-deadbeef", checkout.outside)
    before = tree(leftover), tree(checkout.outside)
    assert checkout.run("expand", "--all", "-o", "X").exit_code == 0
    assert (tree(leftover), tree(checkout.outside)) == before
    assert sorted(tree(checkout.root / "X")) == ["agents", "agents/one.md", "agents/two.md"]


def test_what_the_users_own_killed_build_left_is_removed_and_no_link_in_it_is_followed(
    checkout: Checkout,
) -> None:
    leftover = put_record(checkout, checkout.root.parent / "cache", {})
    assert "PC534" not in checkout.build()
    assert not os.path.lexists(leftover)
    assert tree(checkout.outside) == {"precious": b"mine"}


@pytest.mark.parametrize("why", ["in the checkout", "writable by all", "a link", "no cache"])
def test_records_that_another_may_have_written_are_not_believed(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    caches = checkout.root / "caches" if why == "in the checkout" else checkout.root.parent / "cache"
    leftover = put_record(checkout, caches, {"notes.md": sha256(b"notes")})
    monkeypatch.setenv("PERSONAC_CACHE_DIR", "" if why == "no cache" else os.fspath(caches))
    if why == "writable by all":
        (caches / "writes").chmod(0o777)
    if why == "a link":
        shutil.move(caches / "writes", checkout.outside / "writes")
        (caches / "writes").symlink_to(checkout.outside / "writes")
    notes = checkout.root / "build" / "notes.md"
    notes.parent.mkdir()
    notes.write_bytes(b"notes")
    assert "PC534" in checkout.build()
    assert sorted(tree(leftover)) == ["manifest.json", "tree"]
    assert notes.read_bytes() == b"notes"


def test_a_lock_removes_no_hidden_file_of_the_output_folder(checkout: Checkout) -> None:
    checkout.build()
    hidden = checkout.root / "build" / ".git" / "config"
    hidden.parent.mkdir()
    hidden.write_bytes(b"[core]\n")
    checkout.edit_lock(lambda lock: lock["outputs"].update({".git/config": sha256(b"[core]\n")}))
    (checkout.root / "agents" / "two.md").unlink()
    checkout.build("--force")
    assert hidden.read_bytes() == b"[core]\n"
