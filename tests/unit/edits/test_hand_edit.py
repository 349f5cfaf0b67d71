from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import personac
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.edits.hand_edit import (
    LineEdits,
    Region,
    find_edit,
    line_edits,
    recover_canonical,
)
from personac.edits.restore import restore_all
from personac.emit.lock_entries import digest
from personac.storage.build_folder import BuildFolder, read_build
from personac.storage.writer import write_outputs
from tests.unit.patches import unified_diff

LINES = st.lists(
    st.sampled_from([b"- one rule\n", b"- two rules\n", b"\n", b"## Title\n", b"- one\n"]), max_size=8
)


def by_line(original: bytes, edited: bytes) -> LineEdits:
    return line_edits(find_edit(original, edited))


def test_regions_are_the_differences() -> None:
    edit = find_edit(b"a\nb\nc\n", b"a\nB\nc\nd\n")
    assert edit.regions == (Region(1, 2, 1, 2), Region(3, 3, 3, 4))
    assert find_edit(b"a\n", b"a\n").regions == ()


def test_equal_numbers_of_lines_are_paired_by_position() -> None:
    edits = by_line(b"a\nb\nc\n", b"a\nX\nY\n")
    assert edits.changed == {1: (b"X\n",), 2: (b"Y\n",)}
    assert edits.inserted == {}
    assert edits.shown == {1: 1, 2: 2}


def test_other_numbers_of_lines_are_paired_by_similarity() -> None:
    edits = by_line(
        b"- keep the oil dry\n- wind the clock at dusk\n",
        b"- a new rule\n- wind the clock at dawn\n- something else\n",
    )
    assert edits.changed == {0: (), 1: (b"- wind the clock at dawn\n",)}
    assert edits.inserted == {1: (0, 1), 2: (2, 3)}
    assert edits.shown == {0: 0, 1: 1}


def test_removed_lines() -> None:
    edits = by_line(b"a\nb\nc\nd\n", b"a\nd\n")
    assert (edits.changed, edits.inserted, edits.shown) == ({1: (), 2: ()}, {}, {1: 1, 2: 1})


def test_long_regions_are_paired_in_order() -> None:
    old = b"".join(b"- rule %d\n" % number for number in range(150))
    new = b"".join(b"+ edit %d\n" % number for number in range(149))
    edits = by_line(old, new)
    assert edits.changed[0] == (b"+ edit 0\n",)
    assert edits.changed[149] == ()


@given(old=LINES, new=LINES)
def test_line_edits_give_the_edited_file(old: list[bytes], new: list[bytes]) -> None:
    edit = find_edit(b"".join(old), b"".join(new))
    edits = line_edits(edit)
    written: list[bytes] = []
    for place in range(len(edit.original) + 1):
        start, end = edits.inserted.get(place, (0, 0))
        written += edit.edited[start:end]
        if place < len(edit.original):
            written += edits.changed.get(place, (edit.original[place],))
    assert written == new
    assert set(edits.changed) == set(edits.shown)


@pytest.mark.parametrize(("a", "b"), [(b"", b"x\n"), (b"x\n", b""), (b"", b"")])
def test_empty_sides(a: bytes, b: bytes) -> None:
    assert len(find_edit(a, b).regions) == int(a != b)


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


def reported(built: BuildFolder, edited: bytes) -> list[Diagnostic]:
    built.canonical.write_bytes(edited)
    with pytest.raises(PersonacError) as caught:
        restore_all(built.folder)
    return list(caught.value.diagnostics)


def test_the_original_is_recovered_from_a_source_or_from_the_patches(built: BuildFolder) -> None:
    original = built.canonical.read_bytes()
    edited = original.replace(b"Only one says this", b"Only one said this")
    for sources in (built.sources(), {}):
        assert recover_canonical(edited, built.patches(), sources, built.canonical_hash) == original


def test_each_edited_region_is_reported(built: BuildFolder) -> None:
    lines = built.canonical.read_bytes().splitlines(keepends=True)
    last = len(lines)
    edited = [*lines[:1], b"name: y\n", *lines[2:-1], b"- New\n", b"- Newer\n"]
    assert [(diagnostic.line, diagnostic.message) for diagnostic in reported(built, b"".join(edited))] == [
        (2, "edited by hand since the build: was 'name: x'"),
        (last, f"edited by hand since the build to line {last + 1}: was {lines[-1].decode().strip()!r}"),
    ]


def test_added_and_removed_lines(built: BuildFolder) -> None:
    lines = built.canonical.read_bytes().splitlines(keepends=True)
    added = reported(built, b"".join([*lines, b"More\n", b"and more\n"]))
    assert [(diagnostic.line, diagnostic.message) for diagnostic in added] == [
        (len(lines) + 1, f"edited by hand since the build: added to line {len(lines) + 2}")
    ]
    removed = reported(built, b"".join(lines[:-2]))
    assert removed[0].message.startswith("edited by hand since the build: removed here was '- ")
    assert removed[0].message.endswith("' and 1 more")
    assert removed[0].line == len(lines) - 2
    assert reported(built, b"")[0].line == 1


def test_converted_line_ends_are_reported(built: BuildFolder) -> None:
    (diagnostic,) = reported(built, built.canonical.read_bytes().replace(b"\n", b"\r\n"))
    assert "line ends were converted" in diagnostic.message
    assert ".gitattributes" in diagnostic.hint


def test_unknown_edits_are_reported(built: BuildFolder, here: Path) -> None:
    shutil.rmtree(here / "agents")
    shutil.rmtree(here / "build" / "variants")
    (diagnostic,) = reported(built, b"something else\n")
    assert "which lines is unknown" in diagnostic.message
    assert diagnostic.hint


def test_many_regions_are_summarised(here: Path) -> None:
    rules = "".join(f"- Rule number {n} is about {'x' * n}\n" for n in range(60)).encode()
    write_outputs(here / "build", personac.build({"a.md": rules}, name="x").outputs)
    (here / "a.md").write_bytes(rules)
    built = read_build(Path("build"))
    lines = built.canonical.read_bytes().splitlines(keepends=True)
    edited = [b"- Edited\n" if n % 2 and line.startswith(b"- ") else line for n, line in enumerate(lines)]
    diagnostics = reported(built, b"".join(edited))
    assert len(diagnostics) == 21
    assert diagnostics[-1].message == "edited by hand here and in 9 more places"


def test_control_characters_of_an_edited_line_are_escaped(here: Path) -> None:
    source = b"- Rule \x1b[31mred \xe2\x80\xaeevil\n"
    write_outputs(here / "build", personac.build({"a.md": source}, name="x").outputs)
    (here / "a.md").write_bytes(source)
    built = read_build(Path("build"))
    (diagnostic,) = reported(built, built.canonical.read_bytes().replace(b"Rule", b"Ruler"))
    assert "\x1b" not in diagnostic.message
    assert "\u202e" not in diagnostic.message


SHARED = b"".join(b"shared %d\n" % number for number in range(12))
CANONICAL = b"head\n" + SHARED + b"only a\n" + SHARED.replace(b"shared", b"also") + b"only b\n"
CHANGED = {"a": CANONICAL.replace(b"only b\n", b""), "b": CANONICAL.replace(b"only a\n", b"x\n")}
PATCHES = {name: unified_diff(CANONICAL, source, "x") for name, source in CHANGED.items()}
SHA = digest(CANONICAL)


def test_recovery_from_any_unchanged_source() -> None:
    assert recover_canonical(b"", PATCHES, CHANGED, SHA) == CANONICAL
    assert recover_canonical(b"", PATCHES, {"a": b"edited", "b": CHANGED["b"]}, SHA) == CANONICAL
    assert recover_canonical(b"", PATCHES, {"a": b"edited"}, SHA) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"only a\n", b"only A\n"),
        (b"only a\n", b""),
        (b"only b\n", b"only B\nand more\n"),
        (b"only a\n", b"only a\nonly a\n"),
        (b"shared 11\n", b"shared eleven\n"),
        (b"also 0\n", b""),
    ],
)
def test_recovery_from_the_patches_where_the_edit_left_shared_lines_alone(old: bytes, new: bytes) -> None:
    edited = CANONICAL.replace(old, new)
    assert edited != CANONICAL
    assert recover_canonical(edited, PATCHES, {}, SHA) == CANONICAL


@pytest.mark.parametrize("edit", [(b"shared 5", b"shared V"), (b"also 5\n", b""), (b"head\n", b"a\nhead\n")])
def test_no_recovery_of_a_line_that_no_patch_contains(edit: tuple[bytes, bytes]) -> None:
    assert recover_canonical(CANONICAL.replace(*edit), PATCHES, {}, SHA) is None


def test_damaged_patches_are_ignored() -> None:
    edited = CANONICAL.replace(b"only b", b"only B")
    assert recover_canonical(edited, {**PATCHES, "c": b"no patch"}, {"c": b""}, SHA) == CANONICAL
    assert recover_canonical(edited, {"c": b"no patch"}, {}, SHA) is None
    assert recover_canonical(edited, {}, {}, SHA) is None


TEXTS = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n", b"\n"]), max_size=12).map(b"".join)


@given(canonical=TEXTS, source=TEXTS, edited=TEXTS)
def test_recovery_gives_the_canonical_or_nothing(canonical: bytes, source: bytes, edited: bytes) -> None:
    patches = {"a": unified_diff(canonical, source, "x")}
    assert recover_canonical(edited, patches, {"a": source}, digest(canonical)) == canonical
    assert recover_canonical(edited, patches, {}, digest(canonical)) in {canonical, None}
