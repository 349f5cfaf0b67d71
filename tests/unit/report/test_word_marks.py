from __future__ import annotations

import pytest

from personac.report.word_marks import Mark, read_against, words_of

BASE = "Validate input, then write Node.js tests"


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        (BASE, [Mark("same", BASE)]),
        ("write tests, then validate INPUT", [Mark("same", "write tests, then validate INPUT")]),
        ("Validate all input", [Mark("same", "Validate "), Mark("other", "all"), Mark("same", " input")]),
        ("all inputs, fully", [Mark("other", "all inputs"), Mark("same", ", "), Mark("lost", "fully")]),
        ("Node tests", [Mark("other", "Node"), Mark("same", " tests")]),
        ("", []),
    ],
)
def test_only_words_that_the_other_text_has_nowhere_are_marked(text: str, marks: list[Mark]) -> None:
    shown = read_against(BASE, text, frozenset({"fully", "input"}))
    assert [mark for mark in shown if mark.kind != "gone"] == marks
    assert "".join(mark.text for mark in shown if mark.kind != "gone") == text


def test_words_of_the_other_text_alone_stand_where_they_are_missing() -> None:
    assert read_against("one two three four", "four one three") == (
        Mark("same", "four one "),
        Mark("gone", "two"),
        Mark("same", "three"),
    )
    assert read_against("one two", "") == (Mark("gone", "one two"),)


def test_long_texts_are_read_in_time() -> None:
    words = [f"w{number}" for number in range(2_000)]
    shown = read_against(" ".join(words), " ".join(reversed(words[1:])))
    assert [mark.text for mark in shown if mark.kind == "gone"] == ["w0"]


def test_words_keep_what_belongs_to_them() -> None:
    assert words_of("C++, C# and node.js: don't end-to-end.") == (
        "c++",
        "c#",
        "and",
        "node.js",
        "don't",
        "end-to-end",
    )
