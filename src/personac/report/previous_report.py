"""The report of an earlier build: a file, a folder, or the committed one of another git revision."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from personac.paths import display_path
from personac.report.escape import one_line
from personac.report.model import Report
from personac.report.report_file import REPORT_NAME, load_report, no_report, read_report

_HINT = "name a report.json of an earlier build, or a revision at which the build's folder was committed"


def load_earlier(since: str, folder: Path) -> Report:
    """Read a report from a file or a build's folder, or the one of `folder` at a git revision.

    An existing path takes precedence over a revision of the same name. Raises `PersonacError`.
    """
    path = Path(since)
    if path.is_dir():
        return load_report(path)
    if path.is_file():
        return _from_file(path)
    return _at_revision(since, folder)


def _from_file(path: Path) -> Report:
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"cannot read: {error.strerror or type(error).__name__}"
        raise no_report(display_path(path), message, _HINT) from None
    return read_report(data, display_path(path))


def _at_revision(revision: str, folder: Path) -> Report:
    # `--end-of-options`: a revision that starts with a hyphen is not an option of git.
    options = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    commit = _git(folder, *options)
    if commit is None:
        raise no_report(one_line(revision), "neither a file nor a git revision here", _HINT)
    data = _git(folder, "cat-file", "blob", f"{commit.decode().strip()}:./{REPORT_NAME}")
    path = f"{display_path(folder / REPORT_NAME)} at {one_line(revision)}"
    if data is None:
        raise no_report(path, "the revision has no such file", _HINT)
    return read_report(data, path)


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Return git's output, None where it fails. Raises `PersonacError` where it is not installed."""
    git = shutil.which("git")
    if git is None:
        raise no_report(REPORT_NAME, "git is not installed, so other revisions cannot be read", _HINT)
    done = subprocess.run([git, "-C", str(folder), *arguments], capture_output=True, check=False)  # noqa: S603 - a list, no shell
    return done.stdout if done.returncode == 0 else None
