from __future__ import annotations

import pytest

from personac.report.marks import changes_between, is_close, markdown_marks, sign_marks


@pytest.mark.parametrize(
    ("a", "b", "markdown", "signs"),
    [
        ("Cache reads", "Cache hot reads", "Cache <ins>hot</ins> reads", "Cache {+hot+} reads"),
        ("Use <b>", "Use *c*", r"Use <del>&lt;b&gt;</del><ins>\*c\*</ins>", "Use [-<b>-]{+*c*+}"),
        ("same", "same", "same", "same"),
        ("a\n b", "a b", "a b", "a b"),
        ("", "", "", ""),
    ],
)
def test_words_that_differ_are_marked(a: str, b: str, markdown: str, signs: str) -> None:
    changes = changes_between(a, b)
    assert markdown_marks(changes) == markdown
    assert sign_marks(changes) == signs


def test_long_runs_are_cut_between_the_changes() -> None:
    run = " ".join(f"word{number}" for number in range(60))
    text = sign_marks(changes_between(f"{run} one {run} two {run}", f"{run} 1 {run} 2 {run}"))
    assert len(text) < 400
    assert text.startswith("\u2026 ")
    assert "[-one-]{+1+}" in text
    assert "[-two-]{+2+}" in text
    assert " \u2026 " in text
    assert text.endswith(" \u2026")
    assert sign_marks(changes_between(run, run)) == run


def test_text_does_nothing() -> None:
    harm = "\x1b[31m \u202e @all https://x.example #1 <script>"
    changes = changes_between("plain words here", f"plain words {harm}")
    assert "\x1b" not in sign_marks(changes)
    assert "\u202e" not in sign_marks(changes)
    marked = markdown_marks(changes)
    assert "<script>" not in marked
    assert "@all" not in marked
    assert "://" not in marked


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [("one two three", "one two four", True), ("one two three", "four", False), ("", "", True)],
)
def test_close(a: str, b: str, *, expected: bool) -> None:
    assert is_close(a, b) is expected
