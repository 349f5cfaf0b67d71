"""A review that a test can drive: the real server on a thread, and a page that has been let in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from personac.review.session import Session
from personac.review.web.server import Served, listen
from tests.browser.tab import Tab

NARROW, WIDE = 899, 900


@dataclass(frozen=True)
class ReviewTab(Tab):
    """The page of a review, asked in JavaScript."""

    def ready(self) -> None:
        """Wait until an item is shown, and nothing is on its way to the server."""
        self.wait("document.querySelector('article') && document.body.dataset.busy === undefined")

    def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the one before has been answered."""
        for key in keys:
            self.key(key)
            self.ready()

    @property
    def at(self) -> str:
        """The key of the item that is shown, empty at the end."""
        shown: str = self.ask("document.querySelector('article').dataset.key ?? ''")
        return shown

    @property
    def text(self) -> str:
        shown: str = self.ask("document.getElementById('item').innerText")
        return shown

    @property
    def said(self) -> str:
        shown: str = self.ask("document.getElementById('status').textContent")
        return shown

    @property
    def problem(self) -> str:
        shown: str = self.ask("document.getElementById('problem').textContent")
        return shown

    def undecided(self) -> int:
        """The number of open items, as the queue shows it."""
        number: int = self.ask("Number(document.getElementById('left').textContent.split(' ')[0])")
        return number


@contextmanager
def serving(session: Session) -> Iterator[Served]:
    """Run the server of a session on a thread."""
    served = listen(session)
    thread = threading.Thread(target=served.run, daemon=True)
    thread.start()
    yield served
    served.server.should_exit = True
    thread.join(20)


OpenReview = Callable[[Session], ReviewTab]


def enter(chromium: Any, served: Served) -> ReviewTab:  # noqa: ANN401 - selenium's driver
    """Open a link of the server and wait for the first item."""
    chromium.get("about:blank")
    chromium.get(served.link())
    page = ReviewTab(chromium)
    page.ready()
    return page


def go_to(page: ReviewTab, part: str) -> None:
    """Show the first open item of a part."""
    page.do("document.querySelector(`[data-part='${arguments[0]}']`).click()", part)
    page.ready()
    page.wait(f"document.querySelector('article').dataset.key === '{key_of(page, part)}'")


def key_of(page: ReviewTab, part: str) -> str:
    """The key of the first open item of a part, or of its first one."""
    key: str = page.ask(
        "(own => (own.find(review.isOpen) ?? own[0]).key)"
        "(review.state.items.filter(item => item.part === arguments[0]))",
        part,
    )
    return key
