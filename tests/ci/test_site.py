"""The pages as a site: every link leads somewhere, or the build of it fails."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from tests.ci.conftest import ROOT

PAGES = sorted(path.name for path in (ROOT / "docs").glob("*.md"))
needs_mkdocs = pytest.mark.skipif(
    find_spec("material") is None, reason="needs mkdocs: pip install -e '.[docs]'"
)


def build(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder / "site")],
        cwd=folder,
        env={"NO_MKDOCS_2_WARNING": "1", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    (tmp_path / "tools").mkdir()
    for name in (
        "README.md",
        "CHANGELOG.md",
        "mkdocs.yml",
        "pyproject.toml",
        "tools/page_links.py",
        "tools/site_pages.py",
    ):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_the_menu_has_every_page() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    menu = yaml.safe_load(text[text.index("\nnav:") :])["nav"]
    named = re.findall(r"[\w-]+\.md", str(menu))
    assert sorted(named) == sorted([*PAGES, "changelog.md", "index.md"])


@needs_mkdocs
def test_the_site_is_built_and_its_links_work(project: Path) -> None:
    done = build(project)
    assert done.returncode == 0, done.stderr
    site = project / "site"
    start = (site / "index.html").read_text(encoding="utf-8")
    assert 'href="merging/"' in start
    assert 'href="https://github.com/example/personac/blob/main/.ci/run"' in start
    page = (site / "ci" / "index.html").read_text(encoding="utf-8")
    assert 'href="..#install"' in page or 'href="../#install"' in page
    assert 'href="https://github.com/example/personac/blob/main/action.yml"' in page
    assert not re.search(r'(?:src|href)="https://fonts', start)


@needs_mkdocs
@pytest.mark.parametrize("link", ["gone.md", "merging.md#gone", "../README.md#gone"])
def test_a_link_that_leads_nowhere_fails(project: Path, link: str) -> None:
    with (project / "docs" / "keep.md").open("a") as file:
        file.write(f"\n[nowhere]({link})\n")
    done = build(project)
    assert done.returncode == 1
    assert "gone" in done.stderr
