"""Tiny repositories of personas to scan, and a scan of them in this process."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from personac.scan.scan_report import ScanReport
from personac.scan.scan_request import Measure, ScanRequest
from personac.scan.scanner import scan

BREAD = (
    "Weigh the flour before the water",
    "Knead the dough until it is smooth",
    "Let the dough rest under a damp cloth for an hour",
    "Bake the loaf on a hot stone until the crust is brown",
    "Feed the sourdough starter twice a day with rye flour",
    "Score the loaf with a sharp blade right before baking",
)
BOATS = (
    "Check the hull for cracks before every trip",
    "Coil the mooring ropes clockwise and hang them up",
    "Reef the mainsail early when the wind rises",
    "Write the position into the logbook every hour",
    "Keep a sharp lookout for buoys and fishing nets",
    "Rinse the winches with fresh water in the harbour",
)


def persona(name: str, bullets: tuple[str, ...], description: str = "Helps with it") -> str:
    """Return the text of a persona file."""
    items = "\n".join(f"- {bullet}" for bullet in bullets)
    return f"---\nname: {name}\ndescription: {description}\n---\n\n# Advice\n\n{items}\n"


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files into a folder, and return it."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


def scanned(folder: Path, *, measure: Measure = 0, partitions: int = 0) -> ScanReport:
    """Scan a folder in this process."""
    request = ScanRequest((folder,), engine="serial", measure=measure, partitions=partitions)
    report = scan(request)
    assert report is not None
    return report
