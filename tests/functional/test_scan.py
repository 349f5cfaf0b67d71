"""`personac scan` on a small repository: what it finds, what it writes, and what the page about it shows."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from personac.scan.scan_file import decode_scan
from personac.scan.scan_terminal import render_scan_text
from tests.conftest import ROOT
from tests.functional.canal import write_canal
from tests.seams import main

DOCS = ROOT / "docs" / "scan.md"
ESCAPE = re.compile("\x1b\\[[0-9;]*m")


@pytest.fixture
def canal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_canal(tmp_path)
    return tmp_path


def scan(*arguments: str) -> Result:
    result = CliRunner().invoke(main, ["scan", "--engine", "serial", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_the_keepers_of_one_lock_are_a_family_and_the_baker_is_none(canal: Path) -> None:
    result = scan("-o", "build/scan")
    assert result.exit_code == 0, result.stderr
    told = json.loads((canal / "build" / "scan" / "scan.json").read_bytes())
    families = [[one["path"] for one in row["members"]] for row in told["families"]]
    assert families == [
        ["agents/gate-warden.md", "agents/lock-keeper.md", "agents/sluice-master.md"],
        ["agents/net-mender.md", "old/net-mender.md"],
    ]
    assert [row["files"] for row in told["copies"]] == [["agents/ferry-pilot.md", "old/ferry.md"]]
    assert [row["name"] for row in told["drifted"]] == ["net-mender"]
    assert told["alone"] == ["agents/baker.md"]
    assert all(row["is_measured"] and row["preview"] for row in told["families"])


def test_the_outputs_are_no_sources_of_the_next_scan(canal: Path) -> None:
    scan("-o", "build/scan")
    first = (canal / "build" / "scan" / "scan.json").read_bytes()
    scan("-o", "build/scan")
    assert (canal / "build" / "scan" / "scan.json").read_bytes() == first


def test_new_duplication_fails_the_gate_and_known_one_does_not(canal: Path) -> None:
    assert scan("--write-baseline", "known.txt").exit_code == 0
    gates = ("--fail-on", "copies=0,drifted=0,families=0,overlap=0.6", "--baseline", "known.txt")
    assert scan(*gates).exit_code == 0
    edited = canal / "agents" / "lock-keeper.md"
    edited.write_text(edited.read_text() + "- Paint the bollards in spring\n")
    assert scan(*gates).exit_code == 0
    (canal / "old" / "bread.md").write_bytes((canal / "agents" / "baker.md").read_bytes())
    result = scan(*gates)
    assert result.exit_code == 1
    assert "agents/baker.md: warning[PC801]: 2 files with the same bytes\n    old/bread.md" in result.stderr


def test_families_become_groups_of_the_settings(canal: Path) -> None:
    assert scan("--write-groups").exit_code == 0
    text = (canal / "personac.toml").read_text()
    assert re.findall(r"^\[groups\.(.*)\]$", text, re.MULTILINE) == ["gate-warden", "net-mender"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_page_shows_what_a_terminal_shows(canal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan("-o", "build/scan")
    report = decode_scan((canal / "build" / "scan" / "scan.json").read_bytes())
    monkeypatch.setattr(sys, "stdout", Terminal())
    for name, value in (("COLUMNS", "100"), ("TERM", "xterm-256color")):
        monkeypatch.setenv(name, value)
    text = ESCAPE.sub("", render_scan_text(report, color=False))
    shown = "".join(f"{line.rstrip()}\n" for line in text.splitlines())
    (block,) = re.findall(
        r"^```console\n\$ personac scan\n(.*?)^```$", DOCS.read_text(), re.DOTALL | re.MULTILINE
    )
    assert block == shown
