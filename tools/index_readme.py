"""hatchling's hook for README.md: an index has no files beside it, so its links have to be addresses."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINKS = runpy.run_path(str(Path(__file__).with_name("page_links.py")))  # hatchling's path has no `tools`


class IndexReadme(MetadataHookInterface):
    """Makes every link of README.md absolute."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the project's readme."""
        root = Path(self.root)
        place = _LINKS["repository"](root).link
        text = _LINKS["with_links"]((root / "README.md").read_text("utf-8"), "", place)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
