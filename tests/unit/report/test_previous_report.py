from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from personac.diagnostics.model import PersonacError
from personac.report.previous_report import load_earlier
from personac.report.report_file import encode_report
from tests.unit.report.reports import bullet, report

OLD, NEW = report([bullet("a", 1, "X")]), report([bullet("a", 1, "Y")])


def git(*arguments: str) -> None:
    who = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def committed(here: Path) -> Path:
    """Return the folder of a build whose earlier report is in git, in a folder below the root."""
    if shutil.which("git") is None:
        pytest.skip("needs git")
    build = here / "sub" / "build"
    build.mkdir(parents=True)
    (build / "report.json").write_bytes(encode_report(OLD))
    git("init", "-q")
    git("add", "-A")
    git("commit", "-q", "-m", "one")
    git("tag", "v1")
    (build / "report.json").write_bytes(encode_report(NEW))
    return build


def test_a_file_or_a_folder(here: Path) -> None:
    (here / "report.json").write_bytes(encode_report(OLD))
    assert load_earlier("report.json", here / "build") == OLD
    assert load_earlier(".", here / "build") == OLD


@pytest.mark.parametrize("revision", ["HEAD", "v1", "HEAD~0"])
def test_a_revision(committed: Path, revision: str) -> None:
    assert load_earlier(revision, committed) == OLD


def test_a_path_takes_precedence_over_a_revision(committed: Path) -> None:
    Path("v1").write_bytes(encode_report(NEW))
    assert load_earlier("v1", committed) == NEW


@pytest.mark.parametrize("revision", ["nope", "--help", "-v", "HEAD:sub", "", "v1\x1b[2J"])
def test_unknown_revisions(committed: Path, revision: str) -> None:
    with pytest.raises(PersonacError) as caught:
        load_earlier(revision or "\u202e", committed)
    (result,) = caught.value.diagnostics
    assert (result.code, result.message) == ("PC507", "neither a file nor a git revision here")
    assert "\x1b" not in result.path


def test_a_revision_without_a_report(committed: Path) -> None:
    git("rm", "-q", "--cached", "sub/build/report.json")
    git("commit", "-q", "-m", "two")
    with pytest.raises(PersonacError) as caught:
        load_earlier("HEAD", committed)
    (result,) = caught.value.diagnostics
    assert (result.path, result.message) == ("sub/build/report.json at HEAD", "the revision has no such file")


def test_other_files_are_refused(here: Path, committed: Path) -> None:
    (committed / "report.json").write_bytes(b"{}")
    git("commit", "-q", "-a", "-m", "two")
    with pytest.raises(PersonacError, match="not a report"):
        load_earlier("HEAD", committed)
    with pytest.raises(PersonacError, match="not a report"):
        load_earlier(str(committed / "report.json"), here)


def test_without_repository_or_git(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(here.parent))
    with pytest.raises(PersonacError, match="neither a file"):
        load_earlier("HEAD", here)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PersonacError, match="git is not installed"):
        load_earlier("HEAD", here)


def test_a_file_that_cannot_be_read(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "report.json").write_bytes(encode_report(OLD))

    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(PersonacError, match="cannot read: Permission denied"):
        load_earlier("report.json", here)
