"""mkdocs' hooks: README.md and CHANGELOG.md are pages too, and links to other files lead to the repository.

The files in docs/ keep the links that work in a checkout and on a forge.
"""

from __future__ import annotations

import runpy
from pathlib import Path
from posixpath import relpath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

_ROOT = Path(__file__).resolve().parents[1]
_LINKS = runpy.run_path(str(Path(__file__).with_name("page_links.py")))  # mkdocs' path has no `tools`
_PAGES = {"README.md": "index.md", "CHANGELOG.md": "changelog.md"}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Take the address of the repository from pyproject.toml."""
    config.repo_url = _LINKS["repository"](_ROOT).address
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are not in docs/."""
    from mkdocs.structure.files import File  # noqa: PLC0415 - only a build of the site has mkdocs

    for name, page in _PAGES.items():
        content = (_ROOT / name).read_text("utf-8")
        files.append(File.generated(config, page, content=content))
    return files


def on_page_markdown(markdown: str, page: Any, **_: object) -> str:  # noqa: ANN401 - mkdocs' Page
    """Return the page with links that work on the site."""
    source = page.file.src_uri
    folder = "" if source in _PAGES.values() else "docs"
    return str(_LINKS["with_links"](markdown, folder, _Places(source)))


class _Places:
    """Where a link leads from one page of the site."""

    def __init__(self, source: str) -> None:
        self._folder = str(Path(source).parent)

    def __call__(self, target: str) -> str:
        """Return a link to a page of the site, or the address of any other file."""
        path, mark, anchor = target.partition("#")
        inside = path.removeprefix("docs/") if path.startswith("docs/") and path.endswith(".md") else None
        page = _PAGES.get(path) or inside
        if page is None:
            return str(_LINKS["repository"](_ROOT).link(target))
        return f"{relpath(page, self._folder)}{mark}{anchor}"
