from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personac.passes.front_matter.examples import folded, split_examples


@pytest.mark.parametrize(
    ("description", "text"),
    [
        ("Keeps it.", "Keeps it."),
        ("Keeps it. Examples:\n\n<example>a</example>", "Keeps it."),
        (r"Keeps it. Examples:\n\n<example>\na\n</example>\n\n", "Keeps it."),
        (r"Keeps it.\n\nExamples:\n\n<example>\na\n</example>", "Keeps it."),
        ("Keeps it. Here are some examples: <example>a</example>", "Keeps it."),
        ("Examples: <example>a</example>", ""),
        ("Use it when: <example>a</example>", "Use it when:"),
        ("An example of care. <example>a</example>", "An example of care."),
        ("Keeps it. <examples>\n<example>a</example>\n<example>b</example>\n</examples>", "Keeps it."),
        ("One. <example>a</example> Two.", "One. Two."),
        ("One.\nMore.\n<example>a</example>\nTwo.", "One.\nMore.\n\nTwo."),
        ("Never <example> closed", "Never <example> closed"),
    ],
)
def test_the_text_without_examples_and_what_announces_them(description: str, text: str) -> None:
    assert split_examples(description).text == text


@pytest.mark.parametrize(
    ("inside", "lines"),
    [
        ("a", "a"),
        ("\n  user: x\n    y\n", "user: x\n  y"),
        (r"\nuser: \"x\"\n\nb\n", 'user: "x"\n\nb'),
        (r" \r\na", "a"),
        (r"C:\new", r"C:\new"),
        ("\r\na  \r\nb\r\n", "a\nb"),
    ],
)
def test_examples_are_laid_out_in_lines(inside: str, lines: str) -> None:
    assert split_examples(f"x <example>{inside}</example>").examples == (f"<example>\n{lines}\n</example>",)


def test_every_example_is_found_in_order() -> None:
    found = split_examples("x <example>a</example> y <Example>b</Example> <example>c <example>d</example>")
    assert [example.splitlines()[1] for example in found.examples] == ["a", "b", "d"]


def test_folded() -> None:
    assert folded("a\\n b\n\tc") == "a b c"


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="a. :\\n\n", max_size=20), st.text(alphabet="b \\n\n", max_size=20))
def test_no_word_is_lost(before: str, inside: str) -> None:
    found = split_examples(f"{before}<example>{inside}</example>")
    assert found.text.count("a") == before.count("a")
    assert found.examples[0].removeprefix("<example>").removesuffix("</example>").count("b") == inside.count(
        "b"
    )
