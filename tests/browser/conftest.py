"""A real headless browser, and the pages it opens: the project's own agents, hostile ones, and large ones."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from personac.review.session import Session
from tests.browser.lighthouse import LIGHTHOUSE, STRICT
from tests.browser.reviewing import OpenReview, ReviewTab, enter, serving
from tests.browser.tab import Open, Project, Tab, write_project
from tests.unit.review.web.fake_session import FakeSession, session_of

_HOW = "needs Chromium and its driver, on Debian: apt-get install chromium chromium-driver"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1360,900",
)


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One browser for all tests; each page starts afresh."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="needs selenium: pip install -e '.[dev]'")
    browser = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    driver = shutil.which("chromedriver")
    if browser is None or driver is None:
        pytest.skip(_HOW)
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for flag in (*_FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(executable_path=driver)
    chrome = webdriver.Chrome(options=options, service=service)
    chrome.set_script_timeout(60)
    yield chrome
    chrome.quit()


@pytest.fixture
def tab(chromium: Any) -> Iterator[Open]:  # noqa: ANN401 - selenium's driver
    """Open a page, with a hash where one is given; nothing may have gone wrong on its console."""

    def _open(page: Path, fragment: str = "") -> Tab:
        chromium.get("about:blank")
        chromium.get(page.as_uri() + fragment)
        return Tab(chromium)

    chromium.get_log("browser")
    yield _open
    assert chromium.get_log("browser") == []
    if chromium.current_url.startswith("file:"):  # the theme that a reader chose
        chromium.execute_script("localStorage.clear()")
    chromium.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A little of everything that a page can show."""
    return write_project(tmp_path_factory.mktemp("small"), LIGHTHOUSE, rules_text=STRICT)


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Project:
    """The project's own agents."""
    sources = {f"agents/{path.name}": path.read_bytes() for path in sorted((root / "agents").glob("*.md"))}
    return write_project(tmp_path_factory.mktemp("own"), sources)


@pytest.fixture
def review(chromium: Any) -> Iterator[OpenReview]:  # noqa: ANN401 - selenium's driver
    """Open the page of a session; nothing may have gone wrong on its console."""
    with ExitStack() as servers:

        def _open(session: Session) -> ReviewTab:
            return enter(chromium, servers.enter_context(serving(session)))

        chromium.get_log("browser")
        yield _open
        assert chromium.get_log("browser") == []
        chromium.get("about:blank")
        chromium.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


@pytest.fixture(scope="session")
def keepers() -> FakeSession:
    """Two small personas with an item of most kinds, decided in memory."""
    return session_of()
