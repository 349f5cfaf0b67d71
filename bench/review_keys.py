"""Measure the time from a key to the next item on the screen, beside the same key on an empty page.

    python -m bench.review_keys [--items N] [--keys N]

Serves a review of N made-up items, opens it in headless Chromium beside an empty page, and presses keys in
both, one after the other in turns. The browser itself measures from the key's event to the frame after the
one in which the page has changed. Prints the median and the 95th percentile of both, in milliseconds.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import personac
from personac.model import Compilation
from personac.report.report_schema import Report, ReviewRow
from personac.review.session import Answer, Effect, Session, Snapshot
from personac.review.web.server import listen

ITEMS, KEYS = 1_000, 100
_NAMES = ("north", "south", "west")
_CENTILE = 95
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# From the event until the frame behind the one that paints what the key changed.
MEASURE = """
const [key, done] = arguments;
document.addEventListener('keydown', event => {
    const start = event.timeStamp;
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
}, {once: true, capture: true});
document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
"""
READY = """
const done = arguments[0];
const look = () => document.querySelector('article') && document.body.dataset.busy === undefined
    && review.state.shown.has(review.nextOpen(review.find(review.state.at))) ? done() : setTimeout(look, 10);
look();
"""


class Times(NamedTuple):
    """Milliseconds from a key to the paint: the median and the 95th percentile."""

    median: float
    centile: float

    @classmethod
    def of(cls, measured: Sequence[float]) -> Times:
        """Sum up what was measured."""
        return cls(statistics.median(measured), statistics.quantiles(measured, n=100)[_CENTILE - 1])


@dataclass
class MadeSession(Session):
    """A review of made-up items that writes nothing: it shows what the page itself costs."""

    report: Report
    compilation: Compilation
    persona = ""

    def __post_init__(self) -> None:
        self.decided: set[str] = set()

    def snapshot(self) -> Snapshot:
        """Return the queue; decided items are marked."""
        rows = (
            ReviewRow(row.key, row.part, "decided" if row.key in self.decided else row.state, row.groups)
            for row in self.report.review
        )
        values = {name: getattr(self.report, name) for name in self.report.__struct_fields__}
        report = Report(**{**values, "review": tuple(rows)})
        return Snapshot(len(self.decided) + 1, report, self.compilation, "", "")

    def decide(self, key: str, answer: Answer) -> Snapshot:
        """Remember the item."""
        del answer
        self.decided.add(key)
        return self.snapshot()

    def effect(self, key: str, answer: Answer) -> Effect:
        """Return an effect, as if a build had been tried."""
        del key, answer
        return Effect(1, 0, 9, 0, (("+", "- one more line"),))

    def notes(self) -> Mapping[str, str]:
        """Return no notes."""
        return {}

    def notes_of_others(self) -> Mapping[str, Mapping[str, str]]:
        """Return no notes."""
        return {}


def made_session(items: int) -> MadeSession:
    """Return a review of so many items, each a pair of bullets of two personas."""
    sources = {f"agents/{name}.md": _source(name, items) for name in _NAMES}
    built = personac.build(sources)
    return MadeSession(built.report, built.compilation)


def _source(name: str, items: int) -> bytes:
    lines = (f"- Trim the lamp of pier {_word(number)} before the watch begins" for number in range(items))
    return f"---\nname: {name}\ndescription: Keeps lamps\n---\n\n# Lamps\n\n{chr(10).join(lines)}\n".encode()


def _word(number: int) -> str:
    """A word of letters for a number, since texts with other numbers are never merged."""
    return "".join(chr(ord("a") + int(digit)) + "o" for digit in f"{number:05}")


def measure(driver: Any, session: Session, keys: int) -> tuple[Times, Times]:  # noqa: ANN401 - selenium's driver
    """Return the times of the review and of an empty page, measured in turns."""
    served = listen(session)
    threading.Thread(target=served.run, daemon=True).start()
    driver.get(served.link())
    review = driver.current_window_handle
    driver.switch_to.new_window("tab")
    driver.get("data:text/html,<title>empty</title><body>")
    empty = driver.current_window_handle
    times: dict[str, list[float]] = {review: [], empty: []}
    for _ in range(keys):
        for handle, measured in times.items():
            driver.switch_to.window(handle)
            if handle == review:
                driver.execute_async_script(READY)
            measured.append(driver.execute_async_script(MEASURE, "a"))
    served.server.should_exit = True
    return Times.of(times[review]), Times.of(times[empty])


def chromium() -> Any:  # noqa: ANN401 - selenium's driver
    """Start a headless browser."""
    from selenium import webdriver  # noqa: PLC0415 - this file can be imported without it

    options = webdriver.ChromeOptions()
    options.binary_location = next(path for name in _BROWSERS if (path := shutil.which(name)))
    for flag in ("--headless", "--no-sandbox", "--disable-gpu", "--window-size=1360,900"):
        options.add_argument(flag)
    service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    driver.set_script_timeout(60)
    return driver


def main() -> None:
    """Measure, and print both pages."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--keys", type=int, default=KEYS)
    given = parser.parse_args()
    session = made_session(given.items)
    print(f"{len(session.report.review)} items, {given.keys} keys; milliseconds from key to paint")
    driver = chromium()
    try:
        review, empty = measure(driver, session, given.keys)
    finally:
        driver.quit()
    for name, times in (("review", review), ("empty page", empty)):
        print(f"{name:12} median {times.median:6.1f}   95 % {times.centile:6.1f}")


if __name__ == "__main__":
    main()
