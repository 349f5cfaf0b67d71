"""From a fresh machine to a CI check in another repository, as README.md says it, with the package alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
import yaml

from tests.ci.conftest import ROOT, Shell
from tests.ci.test_init import WORKFLOW
from tests.ci.test_readme import README, block

pytestmark = pytest.mark.xdist_group("package")  # built once


def _hatchling(target: str, project: Path, folder: Path) -> Path:
    """Build a package of a project."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)],
        cwd=project,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        check=True,
    )
    (built,) = folder.glob("*.whl" if target == "wheel" else "*.tar.gz")
    return built


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as its source package has it."""
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(_hatchling("sdist", ROOT, folder)) as archive:
        archive.extractall(folder, filter="data")
    (project,) = (path for path in folder.iterdir() if path.is_dir())
    return project


@pytest.fixture(scope="module")
def wheel(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source package."""
    return _hatchling("wheel", unpacked, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name))


def test_the_source_package_has_all_that_git_has(unpacked: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("needs the project in git")
    names = [name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]
    assert [name for name in names if not (unpacked / name).exists()] == []


def test_an_index_shows_links_that_work_without_a_checkout(metadata: Message) -> None:
    text = re.sub(r"^```.*?^```$|`[^`\n]*`", "", str(metadata.get_payload()), flags=re.DOTALL | re.MULTILINE)
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    assert len(links) > 10
    assert [link for link in links if not link.startswith(("https://", "#"))] == []
    urls = dict(url.split(", ") for url in metadata.get_all("Project-URL", []))
    assert {"Changelog", "Documentation", "Issues", "Repository"} <= urls.keys()


def test_the_package_states_its_licences_and_where_its_data_is_from(wheel: Path, metadata: Message) -> None:
    assert metadata["License-Expression"] == "MIT AND Apache-2.0 AND 0BSD"
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        data = archive.read("personac/matching/data/README.md").decode()
        judge = archive.read("personac/matching/data/judge/README.md").decode()
    licences = sorted(name.rpartition("/")[2] for name in names if "/licenses/" in name)
    assert licences == ["LICENSE", "LICENSE.all-MiniLM-L6-v2", "LICENSE.idiomorph"]
    assert "## Origin of background.npz" in data
    assert "Apache License 2.0" in judge
    described = {*re.findall(r"`([\w.-]+)`", data), *re.findall(r"`([\w.-]+)`", judge)}
    data_files = [name.rpartition("/")[2] for name in names if name.startswith("personac/matching/data/")]
    assert sorted({*data_files} - described - {"README.md"}) == []


@pytest.fixture
def machine(clean: Mapping[str, str], offline: Mapping[str, str], tmp_path: Path) -> Mapping[str, str]:
    """An environment in which no personac is installed or on the path."""
    path = os.pathsep.join(part for part in clean["PATH"].split(os.pathsep)[1:])
    own = {"PATH": path, "PERSONAC_CACHE_DIR": str(tmp_path / "cache")}
    return {**clean, **offline, **own}


@pytest.mark.long
def test_the_first_command_runs_in_the_source_package(unpacked: Path, machine: Mapping[str, str]) -> None:
    pytest.importorskip("editables", reason="hatchling needs it here: pip install -e '.[dev]'")
    (command,) = re.findall(r"<!-- command: main -->\n```sh\n(.*)\n```", README)
    done = Shell(unpacked, machine).run(command)
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-1] == block("build").splitlines()[-1]


def test_from_a_wheel_to_a_check_in_another_repository(
    wheel: Path, machine: Mapping[str, str], tmp_path: Path
) -> None:
    Shell(tmp_path, machine).must(f"python3 -m venv tools && tools/bin/pip install -q '{wheel}'")
    assert (tmp_path / "tools" / "share" / "man" / "man1" / "personac.1").is_file()
    (tmp_path / "prompts").mkdir()
    path = f"{tmp_path / 'tools' / 'bin'}{os.pathsep}{machine['PATH']}"
    shell = Shell(tmp_path / "prompts", {**machine, "PATH": path, "PERSONAC": str(wheel)})
    shell.must("git init -q && personac init && personac build && git add -A && git commit -qm one")
    workflow = yaml.safe_load((shell.folder / WORKFLOW).read_text(encoding="utf-8"))
    *steps, check = (step["run"] for step in workflow["jobs"]["personac"]["steps"] if "run" in step)
    for step in (*steps, check):
        shell.must(step)
    assert shell.must("git status --short") == ""
    with (shell.folder / "agents" / "reviewer.md").open("a") as file:
        file.write("- How long the tests took\n")
    stale = shell.run(check)
    assert stale.returncode == 1
    assert "title=PC509 " in stale.stdout
    shell.must(f"personac build\n{check}")
