from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personac.front_matter.field_merge import moved_examples
from personac.front_matter.move_examples import TITLE, normalised, split_examples
from personac.model import Compilation
from tests.unit.helpers import EXACT, canonical_body, compiled, lettered, persona

MOVE = f'{EXACT}[front_matter]\nexamples = "move"\n'
DESCRIBED = '---\nname: {0}\ndescription: "Keeps it. <example>user: {1}</example>"\n---\n{2}'


def _texts(*bodies: tuple[str, str]) -> tuple[str, ...]:
    return tuple(DESCRIBED.format(f"n{i}", example, body) for i, (example, body) in enumerate(bodies))


def _build(*texts: str, rules_text: str = MOVE) -> Compilation:
    return compiled(lettered(texts), rules_text)


def test_the_examples_of_all_sources_are_at_the_end_each_once() -> None:
    texts = _texts(("a", "# T\n\n- x\n"), ("b", "# T\n\n- y\n"), ("a", "# T\n\n- z\n"))
    body = canonical_body(*texts, rules_text=MOVE)
    examples = "<example>\nuser: a\n</example>\n\n<example>\nuser: b\n</example>\n"
    assert body.endswith(f"\n\n## {TITLE}\n\n{examples}")
    canonical = _build(*texts).canonical
    [line] = [line for line in canonical.lines if line.text == "user: a"]
    assert [(o.path, o.line, o.relation) for o in line.origins] == [
        ("a.md", 3, "frontmatter"),
        ("c.md", 3, "frontmatter"),
    ]


def test_moved_examples_leave_the_description() -> None:
    values = {f.key: f.value for f in _build(*_texts(("a", "- x\n"))).fields}
    assert values["description"] == "Keeps it."


def test_dropped_examples() -> None:
    drop = MOVE.replace("move", "drop")
    compilation = _build(*_texts(("a", "- x\n")), rules_text=drop)
    assert b"example" not in compilation.canonical.data


def test_kept_examples_stay_as_written() -> None:
    compilation = _build(*_texts(("a", "- x\n")), rules_text=EXACT)
    assert b'description: "Keeps it. <example>user: a</example>"' in compilation.canonical.data


def test_an_existing_examples_section_is_extended() -> None:
    body = canonical_body(*_texts(("a", "## examples\n\n- x\n\n## Other\n\n- y\n")), rules_text=MOVE)
    assert body == "## examples\n\n- x\n\n<example>\nuser: a\n</example>\n\n## Other\n\n- y\n"


def test_an_example_that_a_body_has_is_not_repeated() -> None:
    body = canonical_body(*_texts(("a", "- x\n\n<example>\nuser: a\n</example>\n")), rules_text=MOVE)
    assert body.count("user: a") == 1


def test_moving_examples_is_idempotent() -> None:
    texts = _texts(("a", "# T\n\n- x\n\nAlways be kind.\n"), ("b", "# T\n\n- x\n\n## S\n\n- y\n"))
    canonical = _build(*texts).canonical
    again = compiled({f"{canonical.name}.md": canonical.data.decode()}, MOVE).canonical
    assert again.data == canonical.data
    joined = compiled({**lettered(texts), "z.md": canonical.data.decode()}, MOVE).canonical
    assert joined.data.count(b"<example>") == 2


def test_a_description_that_is_not_text_has_no_examples() -> None:
    assert moved_examples([persona("---\nname: a\ndescription: [a]\n---\n- x\n")]) == ()


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
def test_the_text_without_examples_and_their_announcement(description: str, text: str) -> None:
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
def test_examples_become_lines(inside: str, lines: str) -> None:
    assert split_examples(f"x <example>{inside}</example>").examples == (f"<example>\n{lines}\n</example>",)


def test_all_examples_in_order() -> None:
    description = split_examples(
        "x <example>a</example> y <Example>b</Example> <example>c <example>d</example>"
    )
    assert [example.splitlines()[1] for example in description.examples] == ["a", "b", "d"]


def test_examples_are_compared_without_line_ends() -> None:
    assert normalised("a\\n b\n\tc") == "a b c"


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="a. :\\n\n", max_size=20), st.text(alphabet="b \\n\n", max_size=20))
def test_no_word_is_lost(before: str, inside: str) -> None:
    description = split_examples(f"{before}<example>{inside}</example>")
    assert description.text.count("a") == before.count("a")
    assert description.examples[0].removeprefix("<example>").removesuffix("</example>").count(
        "b"
    ) == inside.count("b")
