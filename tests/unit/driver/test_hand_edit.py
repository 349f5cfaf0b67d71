from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import personac
from personac.diagnostics.model import Diagnostic
from personac.driver.build_folder import BuildFolder, read_build
from personac.driver.hand_edit import original_canonical, refusal
from personac.storage.writer import write_outputs

_HEAD = "---\nname: {}\ndescription: d\n---\n\n"
SOURCES = {
    f"agents/{name}.md": (_HEAD.format(name) + "".join(f"- {rule}\n" for rule in rules)).encode()
    for name, rules in {
        "one": ["Polish the lens", "Wind the clockwork", "Only one says this"],
        "two": ["Polish the lens", "Wind the clockwork", "Trains are late"],
    }.items()
}


@pytest.fixture
def built(here: Path) -> BuildFolder:
    (here / "agents").mkdir()
    for path, data in SOURCES.items():
        (here / path).write_bytes(data)
    write_outputs(here / "build", personac.build(SOURCES, name="x").outputs)
    return read_build(Path("build"))


def told(built: BuildFolder, edited: bytes) -> list[Diagnostic]:
    return list(refusal(built, edited).diagnostics)


def test_the_original_comes_back_from_a_source_or_from_the_patches(built: BuildFolder, here: Path) -> None:
    original = built.canonical.read_bytes()
    edited = original.replace(b"Only one says this", b"Only one said this")
    assert original_canonical(built, edited) == original
    shutil.rmtree(here / "agents")
    assert original_canonical(built, edited) == original


def test_each_place_is_told(built: BuildFolder) -> None:
    lines = built.canonical.read_bytes().splitlines(keepends=True)
    last = len(lines)
    edited = [*lines[:1], b"name: y\n", *lines[2:-1], b"- New\n", b"- Newer\n"]
    assert [(found.line, found.message) for found in told(built, b"".join(edited))] == [
        (2, "edited by hand since the build: was 'name: x'"),
        (last, f"edited by hand since the build to line {last + 1}: was {lines[-1].decode().strip()!r}"),
    ]


def test_added_and_removed_lines(built: BuildFolder) -> None:
    lines = built.canonical.read_bytes().splitlines(keepends=True)
    added = told(built, b"".join([*lines, b"More\n", b"and more\n"]))
    assert [(found.line, found.message) for found in added] == [
        (len(lines) + 1, f"edited by hand since the build: added to line {len(lines) + 2}")
    ]
    removed = told(built, b"".join(lines[:-2]))
    assert removed[0].message.startswith("edited by hand since the build: removed here was '- ")
    assert removed[0].message.endswith("' and 1 more")
    assert removed[0].line == len(lines) - 2
    assert told(built, b"")[0].line == 1


def test_line_ends_that_were_converted(built: BuildFolder) -> None:
    (found,) = told(built, built.canonical.read_bytes().replace(b"\n", b"\r\n"))
    assert "line ends were converted" in found.message
    assert ".gitattributes" in found.hint


def test_where_nobody_knows_it_is_said_so(built: BuildFolder, here: Path) -> None:
    shutil.rmtree(here / "agents")
    shutil.rmtree(here / "build" / "variants")
    (found,) = told(built, b"something else\n")
    assert "which lines cannot be told" in found.message
    assert found.hint


def test_many_places_are_cut(here: Path) -> None:
    rules = "".join(f"- Rule number {n} is about {'x' * n}\n" for n in range(60)).encode()
    write_outputs(here / "build", personac.build({"a.md": rules}, name="x").outputs)
    (here / "a.md").write_bytes(rules)
    built = read_build(Path("build"))
    lines = built.canonical.read_bytes().splitlines(keepends=True)
    edited = [b"- Edited\n" if n % 2 and line.startswith(b"- ") else line for n, line in enumerate(lines)]
    found = told(built, b"".join(edited))
    assert len(found) == 21
    assert found[-1].message == "edited by hand here and in 9 more places"


def test_text_of_an_edited_line_does_nothing(here: Path) -> None:
    source = b"- Rule \x1b[31mred \xe2\x80\xaeevil\n"
    write_outputs(here / "build", personac.build({"a.md": source}, name="x").outputs)
    (here / "a.md").write_bytes(source)
    built = read_build(Path("build"))
    (found,) = told(built, built.canonical.read_bytes().replace(b"Rule", b"Ruler"))
    assert "\x1b" not in found.message
    assert "\u202e" not in found.message
