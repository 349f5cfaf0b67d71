"""Take the screenshots of docs/review.md: a review of the project's own agents in headless Chromium.

    python -m tools.review_screenshots [--into docs/images]

The agents are copied to a temporary folder, so that no decision is left behind.
"""

from __future__ import annotations

import argparse
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from personac.building.live_build import LiveBuild
from personac.building.request import Request
from personac.review.session import Session
from personac.review.web.server import listen

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
_IDLE = "document.querySelector('article') && document.body.dataset.busy === undefined"
_EFFECTS = "[...document.querySelectorAll('article [data-ahead]')].every(b => b.dataset.known === '')"
_PREVIEW = "document.querySelector('#effect .diff')"


class Shot(NamedTuple):
    """A screenshot: its file, the size of the window, what leads to it, and what to wait for then."""

    name: str
    size: tuple[int, int]
    steps: tuple[str, ...]
    until: str = _EFFECTS
    scheme: str = "light"


def part(name: str) -> str:
    """Return the step to the first item of a part of the queue."""
    return f"document.querySelector('[data-part={name}]').click()"


SHOTS = (
    Shot(
        "review-losses.png",
        (1200, 760),
        (part("losses"), "document.querySelector('[data-verb=different]').focus()"),
        f"{_EFFECTS} && {_PREVIEW}",
    ),
    Shot("review-contradiction.png", (1200, 640), (part("contradictions"),)),
    Shot("review-narrow.png", (390, 844), (part("losses"),), scheme="dark"),
)
"""All screenshots of the page."""


def take(shots: tuple[Shot, ...], folder: Path) -> None:
    """Write the screenshots into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with _project(), _browser() as driver:
        served = listen(Session(LiveBuild(Request((Path("agents"),), use_cache=False)), "anna"))
        threading.Thread(target=served.run, daemon=True).start()
        for shot in shots:
            driver.get("about:blank")
            driver.get(served.link())
            (folder / shot.name).write_bytes(_taken(driver, shot))
            print(folder / shot.name)
        served.server.should_exit = True


def _taken(driver: Any, shot: Shot) -> bytes:  # noqa: ANN401 - selenium's driver
    width, height = shot.size
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    features = [{"name": "prefers-color-scheme", "value": shot.scheme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})
    _wait(driver, _IDLE)
    for step in shot.steps:
        driver.execute_script(step)
        _wait(driver, _IDLE)
    _wait(driver, shot.until)
    taken: bytes = driver.get_screenshot_as_png()
    return taken


def _wait(driver: Any, condition: str) -> None:  # noqa: ANN401 - selenium's driver
    start = "const done = arguments[0]; const look = () => "
    driver.execute_async_script(f"{start}({condition}) ? done() : setTimeout(look, 50); look();")


@contextmanager
def _project() -> Iterator[None]:
    """Work in a temporary folder with the project's own agents."""
    before = Path.cwd()
    with TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "agents", Path(folder) / "agents")
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


@contextmanager
def _browser() -> Iterator[Any]:
    from selenium import webdriver  # noqa: PLC0415 - this file can be imported without it

    options = webdriver.ChromeOptions()
    options.binary_location = next(path for name in _BROWSERS if (path := shutil.which(name)))
    for flag in _FLAGS:
        options.add_argument(flag)
    service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    driver.set_script_timeout(120)
    try:
        yield driver
    finally:
        driver.quit()


def main() -> None:
    """Take all screenshots."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--into", type=Path, default=IMAGES)
    take(SHOTS, parser.parse_args().into.absolute())


if __name__ == "__main__":
    main()
