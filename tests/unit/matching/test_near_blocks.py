from __future__ import annotations

import pytest

from personac.diagnostics.diagnostic import Diagnostic
from tests.unit.helpers import EXACT, canonical_body, compiled, lettered

STEPS = [f"step {number}" for number in range(18)]
CODE = "\n".join(["```sh", *STEPS, "```"])
TABLE = "| name | size |\n| --- | --- |\n| lens | 2 |\n| lamp | 3 |\n| rail | 4 |\n| door | 5 |"
QUOTE = "> one\n> two\n> three\n> four\n> five\n> six"


def _texts(*blocks: str, titles: tuple[str, ...] = ("Use", "Use", "Use")) -> tuple[str, ...]:
    return tuple(
        f"# T\n\n## {title}\n\n- alpha\n- own {number}\n\n{block}\n"
        for number, (block, title) in enumerate(zip(blocks, titles, strict=False))
    )


def _notes(*blocks: str, titles: tuple[str, ...] = ("Use", "Use", "Use")) -> list[Diagnostic]:
    found = compiled(lettered(_texts(*blocks, titles=titles)), EXACT).diagnostics
    return [one for one in found if one.code == "PC418"]


def test_code_that_differs_in_one_line_is_told_and_both_stay() -> None:
    other = CODE.replace("step 7\n", "step seven\n")
    [note] = _notes(CODE, other)
    assert (note.severity, note.path, note.line) == ("info", "b.md", 8)
    assert note.message == "code of 20 lines is nearly that of a.md:8: 1 line differs"
    assert canonical_body(*_texts(CODE, other)).count("step 8\n") == 2


@pytest.mark.parametrize(
    ("block", "other", "name"),
    [
        (TABLE, TABLE.replace("| 4 |", "| 9 |"), "table"),
        (TABLE, f"{TABLE}\n| bell | 1 |", "table"),
        (QUOTE, QUOTE.replace("four", "forty"), "quote"),
        (f"<pre>\n{CODE[6:-4]}\n</pre>", f"<pre>\n{CODE[6:-4]}\nlast\n</pre>", "tagged text"),
    ],
)
def test_tables_quotes_and_tags_are_compared_as_well(block: str, other: str, name: str) -> None:
    [note] = _notes(block, other)
    assert note.message.startswith(f"{name} of ")
    assert note.message.endswith("1 line differs")


@pytest.mark.parametrize(
    ("block", "other", "line"),
    [
        (CODE, CODE, "step 3\n"),
        (CODE, CODE.replace("step 3\n", "step 3  \n"), "step 3\n"),
        (TABLE, TABLE, "lamp"),
        (TABLE, TABLE.replace("| --- | --- |", "|------|:-----|").replace("| lamp |", "|  lamp  |"), "rail"),
        (TABLE, TABLE.replace("| --- | --- |", "|------|-----|").replace("| lamp |", "|  lamp  |"), "lamp"),
        (QUOTE, QUOTE.replace("> two", ">two"), "four"),
    ],
)
def test_blocks_that_differ_in_spaces_without_meaning_are_said_once(
    block: str, other: str, line: str
) -> None:
    is_aligned_otherwise = ":--" in other
    assert canonical_body(*_texts(block, other)).count(line) == 1 + is_aligned_otherwise
    assert len(_notes(block, other)) == is_aligned_otherwise


def test_indentation_of_code_means_something() -> None:
    other = CODE.replace("step 3\n", "  step 3\n")
    assert len(_notes(CODE, other)) == 1
    assert canonical_body(*_texts(CODE, other)).count("step 4\n") == 2


def test_blocks_of_other_titles_or_in_one_persona_are_not_compared() -> None:
    other = CODE.replace("step 7\n", "step seven\n")
    assert _notes(CODE, other, titles=("Use", "Elsewhere")) == []
    assert _notes(f"{CODE}\n\n{other}", "- beta") == []


def test_short_or_rather_different_blocks_are_not_told() -> None:
    assert _notes("```sh\nmake\n```", "```sh\nmake all\n```") == []
    assert _notes(CODE, "\n".join(["```sh", *STEPS[:9], *("x" * n for n in range(1, 10)), "```"])) == []


def test_each_block_is_told_once_beside_the_nearest() -> None:
    nearer = CODE.replace("step 7\n", "step seven\n")
    notes = _notes(CODE, nearer, nearer.replace("step 8\n", "step eight\n"))
    assert [(note.path, note.message.partition(" that of ")[2]) for note in notes] == [
        ("b.md", "a.md:8: 1 line differs"),
        ("c.md", "b.md:8: 1 line differs"),
    ]
