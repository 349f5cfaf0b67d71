from __future__ import annotations

from pathlib import Path

from personac.driver.stale import is_stale, stale_diff, stale_outputs

OUTPUTS = {"a.md": b"one\ntwo\n", "sub/b.md": b"b\n"}


def test_nothing_there_is_all_stale(here: Path) -> None:
    assert stale_outputs(OUTPUTS, here / "build") == ("a.md", "sub/b.md")


def test_what_is_as_it_should_be_is_not(here: Path) -> None:
    (here / "sub").mkdir()
    (here / "a.md").write_bytes(b"one\ntwo\n")
    (here / "sub" / "b.md").write_bytes(b"b\r\n")
    assert stale_outputs(OUTPUTS, here) == ("sub/b.md",)
    assert is_stale(OUTPUTS, here)
    assert not is_stale({"a.md": OUTPUTS["a.md"]}, here)
    assert stale_diff(OUTPUTS, here, ["sub/b.md"]) == "sub/b.md: only the line ends differ\n"


def test_converted_line_ends_hide_no_difference(here: Path) -> None:
    (here / "a.md").write_bytes(b"one\r\nthree\r\n")
    assert stale_diff(OUTPUTS, here, ["a.md"]).splitlines()[3:] == [" one", "-three", "+two", " "]


def test_the_diff_of_a_file_that_is_not_there_or_no_longer_made(here: Path) -> None:
    (here / "gone.md").write_bytes(b"old\n")
    text = stale_diff(OUTPUTS, here, ["a.md", "gone.md"])
    assert "--- a.md (on disk)\n+++ a.md (fresh)\n@@ -0,0 +1,3 @@\n+one\n+two\n+\n" in text
    assert "-old\n" in text


def test_a_long_diff_is_cut_and_says_how_much(here: Path) -> None:
    lines = "".join(f"{number}\n" for number in range(100))
    text = stale_diff({"a.md": lines.encode()}, here, ["a.md"])
    assert text.endswith("... 64 more lines\n")
    assert len(text.splitlines()) == 41


def test_bytes_that_are_no_text_and_escapes_are_shown(here: Path) -> None:
    (here / "a.md").write_bytes(b"\xff\x1b[2J\n")
    text = stale_diff(OUTPUTS, here, ["a.md"])
    assert "-\\xff<U+001B>[2J\n" in text
