from __future__ import annotations

from itertools import islice
from pathlib import Path

from bench.timing.substitution import COPIED, Text, personas

GIVEN = [
    Text(
        "lakes",
        "---\nname: lakes\n---\n# Water\n\n- Measure the **depth** when ice has melted\n- WARN boats\n",
    ),
    Text("hills", "---\nname: hills\n---\n# Stone\n\n1. Measure the slope when frost has cracked it\n"),
]


def made(number: int) -> list[Text]:
    return list(islice(personas(GIVEN), number))


def test_the_same_personas_come_every_time() -> None:
    assert made(60) == made(60)
    assert len({text.name for text in made(60)}) == 60


def test_front_matter_and_marks_stay() -> None:
    for text in made(30):
        base = next(given for given in GIVEN if text.name.startswith(given.name))
        assert text.content.startswith(f"---\nname: {base.name}\n---\n# ")
        marks, expected = ([line[:2] for line in some.content.splitlines()] for some in (text, base))
        assert marks == expected


def test_words_that_all_use_stay_and_capitals_stay_capitals() -> None:
    for text in made(30):
        assert "Measure the " in text.content
        assert " when " in text.content
    capitals = [line for text in made(30) for line in text.content.splitlines() if line.startswith("- WA")]
    assert all(line.split()[1].isupper() for line in capitals)


def test_a_copy_is_nearly_what_it_is_a_copy_of(root: Path) -> None:
    own = [Text(path.stem, path.read_text("utf-8")) for path in sorted((root / "agents").glob("*.md"))]
    first, copy, other = islice(personas(own), 3)
    words, again = first.content.split(), copy.content.split()
    assert len(words) == len(again)
    same = sum(a == b for a, b in zip(words, again, strict=True)) / len(words)
    assert 0.9 < same < 1
    assert other.name.endswith("-1")


def test_one_in_so_many_has_a_copy() -> None:
    names = [text.name for text in made(2 * COPIED + 3)]
    assert [name for name in names if name.endswith("-copy")] == ["lakes-0-copy", f"lakes-{COPIED}-copy"]


def test_new_words_keep_coming() -> None:
    seen = [{word for text in made(number) for word in text.content.split()} for number in (50, 500)]
    assert len(seen[1]) > 3 * len(seen[0])


def test_a_file_without_front_matter_is_all_body() -> None:
    given = [Text("plain", "Every paragraph here\n"), Text("other", "Something entirely different\n")]
    changed = {text.content for text in islice(personas(given), 20)}
    assert len(changed) > 10
