from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

import pytest

from personac.cores import OWN_THREAD
from personac.driver.progress import ProgressTeller, progress_teller, said
from personac.ir import Compilation
from personac.model.source import Source
from personac.report.progress import ProgressLine
from tests.unit.helpers import compile_texts

LONG = 60.0


class Line(ProgressLine):
    """Remembers what is drawn, instead of drawing."""

    def __init__(self) -> None:
        self.drawn: list[str] = []
        self.has_drawn = threading.Event()
        self.state = "closed"

    def __enter__(self) -> Self:
        self.state = "open"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.state = "closed"

    def refresh(self, doing: str) -> None:
        self.drawn.append(doing)
        self.has_drawn.set()


def drawing(line: Line, elapsed: list[float] | None = None) -> ProgressTeller:
    def made(seconds: float) -> Line:
        if elapsed is not None:
            elapsed.append(seconds)
        return line

    return ProgressTeller(made, 0.0, 0.001)


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


def test_what_is_over_in_a_moment_draws_nothing() -> None:
    def made(_seconds: float) -> Line:
        raise AssertionError

    teller = ProgressTeller(made, LONG)
    teller.starts("gather")
    assert f"{OWN_THREAD}progress" in threads()
    teller.ends("gather")
    teller.rests()
    assert f"{OWN_THREAD}progress" not in threads()


def test_what_takes_longer_is_drawn_until_it_rests() -> None:
    line, elapsed = Line(), list[float]()
    teller = drawing(line, elapsed)
    teller.starts("gather")
    assert line.has_drawn.wait(LONG)
    assert line.state == "open"
    teller.ends("gather")
    line.has_drawn.clear()
    teller.starts("score", compile_texts({"a.md": "- x1\n- x2\n"}, "extract"))
    while line.drawn[-1] != "score: 2 bullets of 1 persona":
        assert line.has_drawn.wait(LONG)
    teller.rests()
    assert line.state == "closed"
    assert f"{OWN_THREAD}progress" not in threads()
    assert line.drawn[0] == "gather"
    assert elapsed[0] >= 0


def test_a_second_build_is_drawn_too() -> None:
    line = Line()
    teller = drawing(line)
    for _ in range(2):
        line.has_drawn.clear()
        teller.starts("gather")
        assert line.has_drawn.wait(LONG)
        teller.rests()
        assert line.state == "closed"


def test_resting_without_a_start() -> None:
    drawing(Line()).rests()


def test_a_terminal_that_goes_away_ends_the_drawing_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line, tried = Line(), threading.Event()

    def fail(_doing: str) -> None:
        tried.set()
        raise OSError

    monkeypatch.setattr(line, "refresh", fail)
    teller = drawing(line)
    teller.starts("gather")
    assert tried.wait(LONG)
    teller.rests()
    assert capsys.readouterr().err == ""


def test_what_is_said() -> None:
    assert said("import", None) == "import"
    assert (
        said("parse", Compilation(sources=(Source("a.md", b""), Source("b.md", b"")))) == "parse: 2 personas"
    )
    assert said("score", compile_texts({"a.md": "- x1\n"}, "extract")) == "score: 1 bullet of 1 persona"


def test_what_a_terminal_gets(monkeypatch: pytest.MonkeyPatch) -> None:
    line, given = Line(), dict[str, object]()

    def made(**options: object) -> Line:
        given.update(options)
        return line

    monkeypatch.setattr("personac.report.progress.ProgressLine", made)
    teller = progress_teller(color=False, delay=0.0)
    teller.starts("gather")
    assert line.has_drawn.wait(LONG)
    teller.rests()
    assert given.keys() == {"color", "elapsed"}
    assert given["color"] is False
