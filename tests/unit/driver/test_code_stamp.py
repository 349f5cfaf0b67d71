from __future__ import annotations

import os
from pathlib import Path

import pytest

from personac.driver import code_stamp as module
from personac.driver.code_stamp import code_stamp


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "room" / "__pycache__").mkdir(parents=True)
    (tmp_path / "room" / "a.py").write_bytes(b"a = 1\n")
    return tmp_path


def test_the_same_code_has_the_same_stamp(package: Path) -> None:
    before = code_stamp(package)
    (package / "room" / "__pycache__" / "a.pyc").write_bytes(b"compiled")
    assert code_stamp(package) == before
    assert code_stamp() == code_stamp()


def test_where_it_is_developed_every_file_counts(package: Path) -> None:
    stamps = {code_stamp(package)}
    file = package / "room" / "a.py"
    file.write_bytes(b"a = 10\n")
    stamps.add(code_stamp(package))
    os.utime(file, (1, 1))
    stamps.add(code_stamp(package))
    (package / "data.toml").write_bytes(b"")
    stamps.add(code_stamp(package))
    assert len(stamps) == 4


def test_where_it_is_installed_its_version_and_those_of_the_libraries_do(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamps = {code_stamp(package), code_stamp(package, fixed=True)}
    (package / "room" / "a.py").unlink()
    assert code_stamp(package, fixed=True) in stamps
    monkeypatch.setattr(module, "VERSION", "0.0.0")
    stamps.add(code_stamp(package, fixed=True))
    monkeypatch.setattr(module, "version", lambda name: f"0.0.0 of {name}")
    stamps.add(code_stamp(package, fixed=True))
    assert len(stamps) == 4


def test_a_library_without_metadata_has_no_version(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LIBRARIES", ("there-is-no-such-library",))
    assert code_stamp(package, fixed=True)
