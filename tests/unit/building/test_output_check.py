"""A check sees no half of another build, and does not wait without end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from personac.building import output_check
from personac.building.builder import compile_request, store
from personac.building.in_memory import Built
from personac.building.output_check import check_outputs, stale_diff
from personac.building.output_update import stale_outputs
from personac.building.request import Request
from personac.diagnostics.model import PersonacError
from personac.storage.output_lock import hold_output_lock

OUTPUTS = {"a.md": b"one\ntwo\n", "sub/b.md": b"b\n"}


@pytest.fixture
def built(here: Path) -> Built:
    (here / "agents").mkdir()
    (here / "agents" / "a.md").write_bytes(b"---\nname: a\ndescription: d\n---\n\n- One rule\n")
    return compile_request(Request())


def check(built: Built, on_wait: Callable[[], object] = tuple, *, wait: bool = True) -> tuple[list[str], str]:
    diagnostics, diff = check_outputs(built, Request(wait=wait), on_wait)
    return sorted({diagnostic.code for diagnostic in diagnostics}), diff


def test_outputs_that_are_up_to_date_need_no_waiting(built: Built, here: Path) -> None:
    store(built, Request())
    with hold_output_lock(here / "build", wait=True, on_wait=tuple):
        assert check(built, wait=False) == ([], "")


def test_stale_outputs_are_compared_again_when_the_other_build_has_ended(built: Built, here: Path) -> None:
    """The other one is in the middle of writing: a file is there, the lock not yet."""
    store(built, Request())
    lock = here / "build" / "personac.lock"
    lock.unlink()
    entered, leave = threading.Event(), threading.Event()

    def write() -> None:
        with ExitStack() as stack:
            stack.enter_context(hold_output_lock(here / "build", wait=True, on_wait=tuple))
            entered.set()
            leave.wait()
            lock.write_bytes(built.outputs["personac.lock"])

    thread = threading.Thread(target=write)
    thread.start()
    entered.wait()
    assert check(built, leave.set) == ([], "")
    assert leave.is_set()
    thread.join()


def test_a_build_that_ends_during_the_comparison_is_noticed(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    comparisons: list[Path] = []

    def compare(outputs: dict[str, bytes], folder: Path) -> tuple[str, ...]:
        comparisons.append(folder)
        stale = stale_outputs(outputs, folder)
        if len(comparisons) == 1:
            store(built, Request())
        return stale

    monkeypatch.setattr(output_check, "stale_outputs", compare)
    assert check(built) == ([], "")
    assert len(comparisons) == 2


def test_a_build_that_does_not_end_is_reported(built: Built, here: Path) -> None:
    waits: list[str] = []
    with (
        hold_output_lock(here / "build", wait=True, on_wait=tuple),
        pytest.raises(PersonacError) as caught,
    ):
        check(built, lambda: waits.append("waits"), wait=False)
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == ["PC532"]
    assert waits == []


def test_a_check_leaves_no_file(built: Built, here: Path) -> None:
    codes, diff = check(built)
    assert codes == ["PC509"]
    assert diff
    assert [path.name for path in here.iterdir()] == ["agents"]


def test_a_diff_ignores_converted_line_ends_and_nothing_else(here: Path) -> None:
    (here / "sub").mkdir()
    (here / "sub" / "b.md").write_bytes(b"b\r\n")
    (here / "a.md").write_bytes(b"one\r\nthree\r\n")
    assert stale_diff(OUTPUTS, here, ["sub/b.md"]) == "sub/b.md: only the line ends differ\n"
    assert stale_diff(OUTPUTS, here, ["a.md"]).splitlines()[3:] == [" one", "-three", "+two", " "]


def test_the_diff_of_a_missing_and_of_a_removed_output(here: Path) -> None:
    (here / "gone.md").write_bytes(b"old\n")
    text = stale_diff(OUTPUTS, here, ["a.md", "gone.md"])
    assert "--- a.md (on disk)\n+++ a.md (fresh)\n@@ -0,0 +1,3 @@\n+one\n+two\n+\n" in text
    assert "-old\n" in text


def test_a_diff_shows_no_file_that_a_link_leads_to(here: Path) -> None:
    (here / "key").write_bytes(b"secret\n")
    (here / "build").mkdir()
    (here / "build" / "a.md").symlink_to("../key")
    assert "secret" not in stale_diff(OUTPUTS, here / "build", ["a.md"])


def test_a_long_diff_is_cut_and_says_by_how_much(here: Path) -> None:
    lines = "".join(f"{number}\n" for number in range(100))
    text = stale_diff({"a.md": lines.encode()}, here, ["a.md"])
    assert text.endswith("... 64 more lines\n")
    assert len(text.splitlines()) == 41


def test_bytes_that_are_no_text_and_control_characters_are_visible(here: Path) -> None:
    (here / "a.md").write_bytes(b"\xff\x1b[2J\n")
    assert "-\\xff<U+001B>[2J\n" in stale_diff(OUTPUTS, here, ["a.md"])
