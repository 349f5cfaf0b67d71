"""docs/architecture.md is true: it names every module, and no module that is not there."""

from __future__ import annotations

import re
from pathlib import Path


def _modules(root: Path) -> set[str]:
    package = root / "src" / "personac"
    return {path.name for path in package.rglob("*.py") if not path.name.startswith("__")}


def test_the_page_names_every_module(root: Path) -> None:
    page = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert sorted(name for name in _modules(root) if name not in page) == []


def test_every_module_on_the_page_is_there(root: Path) -> None:
    page = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = {Path(name).name for name in re.findall(r"`([\w/]+\.py)`", page)}
    assert sorted(named - _modules(root)) == []
